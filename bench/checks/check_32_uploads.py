"""Check 32: files that mean harm are refused or made harmless, within the limits of the process
that looks into them; files that tell too much tell nothing in the copy that is shown, and their
originals stay what they were, byte for byte. The corpus of the tests, and bombs too heavy for
these."""

import hashlib
import io
import resource
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.database import prepared
from bench.run import Row

MEGABYTE = 1_000_000
Make = Callable[[], bytes]


def measure() -> Iterator[Row]:
    prepared()
    from django.conf import settings

    with tempfile.TemporaryDirectory() as folder:
        settings.MEDIA_ROOT, settings.UPLOAD_KEEP_FREE = Path(folder), 0
        yield from _harmful()
        yield from _telling()


def _harmful() -> Iterator[Row]:
    taken, slowest, cpu = [], 0.0, 0.0
    for name, make in _harm().items():
        began, before = time.monotonic(), _children().ru_utime
        if _looked_into(make()) is not None:
            taken.append(name)
        slowest = max(slowest, time.monotonic() - began)
        cpu = max(cpu, _children().ru_utime - before)
    for name in taken:
        print(f"<!-- {name} -->")
    yield Row("32 · tệp gây hại / harmful files", len(_harm()), "")
    yield Row("32 · không bị từ chối / not refused", len(taken), "", 0)
    yield Row("32 · CPU nhiều nhất / most CPU", cpu, "s", 31)
    yield Row("32 · bộ nhớ nhiều nhất / most memory", _children().ru_maxrss / 1000, "MB", 2000)
    yield Row("32 · lâu nhất / slowest", slowest, "s")


def _children() -> resource.struct_rusage:
    return resource.getrusage(resource.RUSAGE_CHILDREN)


def _looked_into(content: bytes) -> "tuple[bytes, bytes, bytes] | None":
    """(original as unsealed, working copy, thumbnail), or None when it was refused."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from binhyen.kernel.documents import vault
    from binhyen.kernel.documents.keys import private_secret
    from binhyen.kernel.documents.looking import look_into
    from binhyen.lib.sealing import unseal
    from binhyen.lib.verdict import Refused

    try:
        looked = look_into(SimpleUploadedFile("tep", content))
    except Refused:
        return None
    folder = next(vault.root().glob(f"*/{looked.ref.hex}"))
    found = {path.stem: path.read_bytes() for path in folder.iterdir()}
    vault.remove(looked.ref)
    assert looked.digest == hashlib.sha256(content).digest()
    original = unseal(found["original"], private_secret())
    return original, found.get("working", b""), found.get("thumbnail", b"")


# --- harm -----------------------------------------------------------------------------------------


def _harm() -> dict[str, Make]:
    from binhyen.kernel.documents.tests import corpus

    script = b"<script>alert(1)</script>"
    return {
        "zip bomb": lambda: _zip({"a": bytes(300 * MEGABYTE)}),
        "zip in zip": lambda: _zip({"b.zip": _zip({"a": bytes(50 * MEGABYTE)})}),
        "gzip": lambda: zlib.compress(bytes(300 * MEGABYTE), 9, 31),
        "PNG that claims 50,000 x 50,000": lambda: corpus.png_claiming(50_000, 50_000),
        "PNG that is 20,000 x 20,000": lambda: _true_png(20_000),
        "JPEG that claims 65,000 x 65,000": lambda: corpus.jpeg_claiming(65_000, 65_000),
        "PDF in a GIF": lambda: b"GIF89a" + corpus.pdf(),
        "GIFAR": lambda: b"GIF89a" + bytes(100) + corpus.archive(),
        "JPEG and JAR": lambda: corpus.photo() + corpus.archive(),
        "PNG and SVG": lambda: corpus.photo("PNG") + b"<svg onload=alert(1)>",
        "JPEG whose comment is HTML": lambda: corpus.with_comment(script.decode()),
        "JPEG and PDF": lambda: corpus.photo() + corpus.pdf(),
        "PDF and JAR": lambda: corpus.pdf() + corpus.archive(),
        "film and JAR": lambda: corpus.film() + corpus.archive(),
        "SVG": lambda: b"<svg xmlns='http://www.w3.org/2000/svg'>" + script + b"</svg>",
        "HTML": lambda: b"<!doctype html>" + script,
        "EICAR": lambda: corpus.EICAR,
        "EICAR after a photo": lambda: corpus.photo() + corpus.EICAR,
        "EICAR in a zip": lambda: _zip({"a.com": corpus.EICAR}),
        "DOCX with an external entity": _docx,
        "old Office": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        "program": lambda: b"MZ" + bytes(1000),
        "PDF under lock": lambda: corpus.pdf(password="khóa"),
        "photo cut short": lambda: corpus.photo()[:-300],
        "film cut short": lambda: corpus.film()[:-300],
    }


def _zip(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return out.getvalue()


def _docx() -> bytes:
    entity = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><w:document>&a;</w:document>'
    kinds = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
    return _zip({"[Content_Types].xml": kinds.encode(), "word/document.xml": entity.encode()})


def _true_png(side: int) -> bytes:
    """All its dots are there: a hundredth of a byte each until it is unpacked."""
    from PIL import Image

    out = io.BytesIO()
    Image.new("L", (side, side)).save(out, "PNG")
    return out.getvalue()


# --- what tells too much --------------------------------------------------------------------------


def _telling() -> Iterator[Row]:
    from binhyen.kernel.documents.tests import corpus

    given = {
        "JPEG": corpus.photo("JPEG"),
        "PNG": corpus.photo("PNG"),
        "WebP": corpus.photo("WEBP"),
        "HEIC": corpus.photo("HEIF"),
        "PDF": corpus.pdf(javascript=True),
        "MP4": corpus.film(),
        "M4A": corpus.film(b"M4A ", video=False),
        "MP3": corpus.mp3(),
    }
    refused, changed, told = 0, 0, 0
    for content in given.values():
        assert corpus.GPS_MARK in content
        kept = _looked_into(content)
        if kept is None:
            refused += 1
            continue
        original, working, thumbnail = kept
        changed += original != content
        told += corpus.GPS_MARK in working + thumbnail
    yield Row("32 · tệp có vị trí, tên / files that tell a place", len(given), "")
    yield Row("32 · bị từ chối nhầm / refused", refused, "", 0)
    yield Row("32 · bản gốc khác đi / originals changed", changed, "", 0)
    yield Row("32 · bản xem còn nói / copies that still tell", told, "", 0)
