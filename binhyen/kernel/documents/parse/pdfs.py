"""PDFs: a copy that only shows pages. No scripts, actions, attachments, forms of XFA, metadata."""

import zlib
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from binhyen.kernel.documents.parse import jpeg
from binhyen.kernel.documents.parse.unfit import Reason, Unfit

MOST_PAGES = 500
_DEEPEST = 40
_LARGEST_PHOTO = 50_000_000  # bytes
# Keys that act, carry files or tell of the maker, wherever they stand.
_DROPPED = (
    "/AA", "/OpenAction", "/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/AF", "/XFA",
    "/Metadata", "/PieceInfo", "/LastModified", "/RichMediaContent", "/RichMediaSettings",
    "/Collection", "/Perms", "/DSS", "/Threads", "/SpiderInfo", "/IDS", "/URLS",
)  # fmt: skip
_ACTS = frozenset({"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/URI", "/GoToR"})
_PACKINGS = frozenset(
    {"/ASCIIHexDecode", "/ASCII85Decode", "/LZWDecode", "/FlateDecode", "/RunLengthDecode"}
    | {"/CCITTFaxDecode", "/JBIG2Decode", "/DCTDecode", "/JPXDecode"}
)
# Notes on a page that do or hold something; the others keep their looks and lose their action.
_DROPPED_NOTES = frozenset(
    {"/FileAttachment", "/RichMedia", "/Screen", "/Movie", "/Sound", "/3D", "/TrapNet"}
)


def open_pdf(path: Path) -> Pdf:
    try:
        pdf = pikepdf.open(path)
    except pikepdf.PasswordError:
        raise Unfit(Reason.LOCKED) from None
    except (pikepdf.PdfError, ValueError, RuntimeError, OSError):
        raise Unfit(Reason.DAMAGED) from None
    if len(pdf.pages) == 0:
        raise Unfit(Reason.DAMAGED)
    if len(pdf.pages) > MOST_PAGES:
        raise Unfit(Reason.MANY_PAGES)
    return pdf


def save_harmless(pdf: Pdf, target: Path) -> None:
    """Write the copy that only shows. ``pdf`` is changed on the way."""
    for key in list(pdf.docinfo.keys()):
        del pdf.docinfo[key]
    for page in pdf.pages:
        _clean_notes(page.obj)
    for thing in pdf.objects:
        _clean(thing, 0)
        if isinstance(thing, Stream):
            _clean_photo(thing)
    names = pdf.Root.get("/Names")
    if names is not None and not names.keys():
        del pdf.Root["/Names"]
    pdf.save(
        target, object_stream_mode=pikepdf.ObjectStreamMode.generate, fix_metadata_version=False
    )


def words_about(pdf: Pdf) -> list[str]:
    """Title, subject, key words and notes: for the look-out for stamps."""
    found = [str(value) for value in pdf.docinfo.values()]
    for page in pdf.pages:
        for note in page.obj.get("/Annots") or []:
            if isinstance(note, Dictionary):
                found += [str(note[key]) for key in ("/Contents", "/V", "/Subj") if key in note]
    return [line for text in found for line in text.splitlines()]


def _clean_notes(page: Object) -> None:
    notes = page.get("/Annots")
    if not isinstance(notes, Array):
        return
    whole = [note for note in list(notes) if isinstance(note, Dictionary)]
    kept = [note for note in whole if str(note.get("/Subtype", "")) not in _DROPPED_NOTES]
    for note in kept:
        if "/A" in note:
            del note["/A"]
    page["/Annots"] = Array(kept)


def _clean(thing: Object, depth: int) -> None:
    """``thing`` and what stands directly in it (what it refers to has its own turn)."""
    if depth > _DEEPEST:
        raise Unfit(Reason.HEAVY)
    if isinstance(thing, Array):
        for inner in list(thing):
            if isinstance(inner, Array | Dictionary) and not inner.is_indirect:
                _clean(inner, depth + 1)
    elif isinstance(thing, Dictionary | Stream):
        _clean_dictionary(thing, depth)


def _clean_dictionary(thing: Object, depth: int) -> None:
    for key in _DROPPED:
        if key in thing:
            del thing[key]
    if thing.get("/S") in (
        Name.JavaScript,
        Name.Launch,
        Name.ImportData,
        Name.SubmitForm,
        Name.URI,
    ):
        thing["/S"] = Name("/None")
    for key in list(thing.keys()):
        inner = thing[key]
        if isinstance(inner, Array | Dictionary) and not inner.is_indirect:
            _clean(inner, depth + 1)


def _clean_photo(stream: Stream) -> None:
    """A photograph inside may carry its own EXIF, with the place where it was taken. One that
    cannot be read, or is packed in a way that no reader knows, is left out: it would show nothing
    and might tell something."""
    wrapping = stream.get("/Filter")
    filters = list(wrapping) if isinstance(wrapping, Array) else [wrapping] if wrapping else []
    if any(str(one) not in _PACKINGS for one in filters):
        stream.write(b"")
        return
    if Name.DCTDecode not in filters and not (not filters and _is_photo(stream)):
        return
    try:
        raw = stream.read_raw_bytes()
        if filters == [Name.FlateDecode, Name.DCTDecode]:
            raw = zlib.decompressobj().decompress(raw, _LARGEST_PHOTO)
        clean = jpeg.without_metadata(raw)
    except (Unfit, zlib.error):
        clean = b""
    stream.write(clean, filter=Name.DCTDecode)


def _is_photo(stream: Stream) -> bool:
    """A photograph that does not say so."""
    return stream.read_raw_bytes()[:3] == b"\xff\xd8\xff"
