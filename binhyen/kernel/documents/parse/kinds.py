"""What a file is, by its content: our own look at its structure and puremagic's must agree."""

import re
from pathlib import Path

import puremagic

from binhyen.kernel.documents.parse import boxes, jpeg, mp3, png
from binhyen.kernel.documents.parse.unfit import Reason, Unfit

JPEG, PNG, WEBP, HEIC = "image/jpeg", "image/png", "image/webp", "image/heic"
PDF, MP4, M4A, MP3 = "application/pdf", "video/mp4", "audio/mp4", "audio/mpeg"
MOV, GP3, GP3_SOUND = "video/quicktime", "video/3gpp", "audio/3gpp"
PICTURES = frozenset({JPEG, PNG, WEBP, HEIC})

_AGREES = {
    JPEG: {".jpg", ".jpeg", ".jfif"},
    PNG: {".png"},
    WEBP: {".webp"},
    HEIC: {".heic", ".heif", ".avci"},
    PDF: {".pdf"},
    MP4: {".mp4", ".m4v"},
    M4A: {".m4a", ".f4a", ".mp4", ".mov"},
    MP3: {".mp3", ".mpga"},
    MOV: {".mov", ".qt"},
    GP3: {".3gp", ".3ga", ".3gpp2", ".3g2", ".mp4"},
    GP3_SOUND: {".3gp", ".3ga", ".3gpp2", ".3g2", ".mp4"},
}
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"}
_AUDIO_BRANDS = {b"M4A ", b"M4B "}
_VIDEO_BRANDS = {b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V "}
_MOV_BRAND = b"qt  "
_VIDEO_BRANDS |= {b"MSNV", b"dash", b"mmp4", b"f4v ", b"XAVC"}

# What browsers or archivers would take the file for, were it saved under another name.
_PAGE = re.compile(rb"<!doctype html|<html|<script|<\?php|<iframe", re.IGNORECASE)
_HEAD = re.compile(_PAGE.pattern + rb"|<svg|<\?xml|%PDF-|#!/", re.IGNORECASE)
_TAIL = re.compile(
    rb"<!doctype|<html|<script|<\?php|<iframe|<svg|%PDF-|PK\x03\x04|PK\x05\x06|Rar!\x1a\x07"
    rb"|7z\xbc\xaf\x27\x1c|\x7fELF|\xca\xfe\xba\xbe|GIF8[79]a|\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    re.IGNORECASE,
)
_END_OF_ZIP = b"PK\x05\x06"
_EICAR = b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE"
_ZIP_READS_BACK = 66_000  # bytes from the end in which an archive's directory is looked for
_SNIFFED = 1024  # bytes from the start that browsers and PDF readers sniff


def kind_of(path: Path, data: bytes) -> str:
    """The kind on the allow-list that ``data`` is. Raises ``Unfit``."""
    kind = _by_structure(data)
    try:
        agreed = {found.extension for found in puremagic.magic_string(data[:65536])}
    except (puremagic.PureError, ValueError):
        agreed = set()
    if kind is None or not agreed & _AGREES[kind]:
        raise Unfit(Reason.UNKNOWN)
    _refuse_hidden(kind, data)
    return kind


def _by_structure(data: bytes) -> str | None:
    if data.startswith(b"\xff\xd8\xff"):
        return JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return WEBP
    if data.startswith(b"%PDF-"):
        return PDF
    if data[4:8] == b"ftyp":
        return _by_brand(data)
    if mp3.looks_like_mp3(data):
        return MP3
    return None


def _by_brand(data: bytes) -> str | None:
    brand = data[8:12]
    if brand in _HEIC_BRANDS:
        return HEIC
    if brand in _AUDIO_BRANDS:
        return M4A
    if brand in _VIDEO_BRANDS:
        return MP4 if boxes.has_video(data) else M4A
    if brand == _MOV_BRAND:
        return MOV if boxes.has_video(data) else M4A
    if brand[:2] == b"3g":
        return GP3 if boxes.has_video(data) else GP3_SOUND
    return None


def _refuse_hidden(kind: str, data: bytes) -> None:
    head = data[1 if kind == PDF else 0 : _SNIFFED]
    if _HEAD.search(head) or _EICAR in data or _END_OF_ZIP in data[-_ZIP_READS_BACK:]:
        raise Unfit(Reason.HIDDEN)
    if kind in PICTURES and _PAGE.search(data):
        raise Unfit(Reason.HIDDEN)
    if _TAIL.search(data[_end_of(kind, data) :]):
        raise Unfit(Reason.HIDDEN)


def _end_of(kind: str, data: bytes) -> int:
    """Where the format ends; what comes after is looked at for another."""
    if kind == JPEG:
        return jpeg.end(data)
    if kind == PNG:
        return png.end(data)
    if kind == WEBP:
        return _end_of_riff(data)
    if kind == PDF:
        return _end_of_pdf(data)
    if kind == MP3:
        return len(data)
    return boxes.end(data)


def _end_of_riff(data: bytes) -> int:
    end = 8 + int.from_bytes(data[4:8], "little")
    if end > len(data):
        raise Unfit(Reason.DAMAGED)
    return end


def _end_of_pdf(data: bytes) -> int:
    found = data.rfind(b"%%EOF")
    if found < 0:
        raise Unfit(Reason.DAMAGED)
    return found + 5
