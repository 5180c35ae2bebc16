"""The slow part of keeping a file: its kind, its sealed original, its working copy. No database."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from uuid import UUID, uuid4
from weakref import WeakKeyDictionary

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from binhyen.kernel.documents import rules, vault
from binhyen.kernel.documents.keys import public_recipient
from binhyen.kernel.documents.parse.unfit import Reason, Unfit
from binhyen.kernel.documents.sandbox import Parsed, parse
from binhyen.lib.sealing import seal_stream
from binhyen.lib.verdict import Refused


@dataclass(frozen=True)
class Looked:
    """A file that was looked into and lies in its place; no row speaks of it yet."""

    ref: UUID
    parsed: Parsed
    size: int
    digest: bytes


# What was found ahead of the page's transaction, as long as the upload lives.
_looks: "WeakKeyDictionary[UploadedFile[bytes], Looked | Refused]" = WeakKeyDictionary()


def look_ahead(upload: "UploadedFile[bytes]") -> None:
    """Look now; what is found, also a refusal, is said when the file is to be kept."""
    try:
        _looks[upload] = look_into(upload)
    except Refused as refused:
        _looks[upload] = refused


def forget_look(upload: "UploadedFile[bytes]") -> None:
    """Let go of what was looked into and then not kept."""
    looked = _looks.pop(upload, None)
    if isinstance(looked, Looked):
        vault.remove(looked.ref)


def look_into(upload: "UploadedFile[bytes]") -> Looked:
    """Seconds for a large file, nothing when it was looked into ahead. Raises ``Refused``."""
    looked = _looks.pop(upload, None)
    if isinstance(looked, Refused):
        raise looked
    return looked or _look_into(upload)


def _look_into(upload: "UploadedFile[bytes]") -> Looked:
    size = upload.size or 0
    rules.may_be_named(upload.name or "").require()
    if getattr(upload, "disk_full", False):
        raise vault.no_room()
    _require_size(size)
    vault.require_room(size)
    ref = uuid4()
    with vault.workspace() as folder:
        source, final = folder / "received", folder / "final"
        final.mkdir(mode=0o700)
        digest = _receive(upload, source)
        parsed = _parse(source, final)
        rules.may_be_so_large(parsed.kind, size).require()
        _seal(source, final / "original.age")
        vault.put_away(final, ref)
    return Looked(ref, parsed, size, digest)


def _require_size(size: int) -> None:
    if size == 0:
        raise Refused(rules.because(Reason.DAMAGED))
    if size > settings.UPLOAD_LARGEST:
        rules.may_be_so_large("", size).require()


def _receive(upload: "UploadedFile[bytes]", target: Path) -> bytes:
    """Copy into the workspace, hashing on the way. Returns the SHA-256."""
    digest = hashlib.sha256()
    with target.open("wb") as writer:
        for chunk in upload.chunks():
            digest.update(chunk)
            writer.write(chunk)
    return digest.digest()


def _parse(source: Path, folder: Path) -> Parsed:
    try:
        return parse(source, folder)
    except Unfit as unfit:
        if unfit.reason == Reason.DISK_FULL:
            raise vault.no_room() from None
        raise Refused(rules.because(unfit.reason)) from None


def _seal(source: Path, target: Path) -> None:
    reader: BinaryIO
    with source.open("rb") as reader, target.open("wb") as writer:
        seal_stream(reader, writer, public_recipient())
