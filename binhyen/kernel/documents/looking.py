"""The slow part of keeping a file: its kind, its sealed original, its working copy. No database."""

import hashlib
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from uuid import UUID, uuid4
from weakref import WeakKeyDictionary

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from binhyen.kernel.documents import clamd, rules, vault
from binhyen.kernel.documents.keys import public_recipient
from binhyen.kernel.documents.parse.unfit import Reason, Unfit
from binhyen.kernel.documents.sandbox import Parsed, parse
from binhyen.kernel.documents.worker_keys import worker_recipient
from binhyen.lib.sealing import seal_stream
from binhyen.lib.verdict import Refused

log = logging.getLogger("binhyen.documents")


@dataclass(frozen=True)
class Looked:
    """A file that was looked into and lies in its place; no row speaks of it yet."""

    ref: UUID
    parsed: Parsed
    size: int
    digest: bytes
    is_scanned: bool = True


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
        is_scanned = _scan(source)
        parsed = _parse(source, final)
        rules.may_be_so_large(parsed.kind, size).require()
        _seal(source, final / "original.age", public_recipient())
        if not is_scanned:
            _seal(source, final / vault.UNSCANNED, worker_recipient())
        vault.put_away(final, ref)
    return Looked(ref, parsed, size, digest, is_scanned)


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


def _scan(source: Path) -> bool:
    """Whether it was scanned; True where there is no scanner. Raises ``Refused``."""
    if not clamd.is_configured():
        return True
    try:
        with source.open("rb") as reader:
            found = clamd.scan(reader)
    except clamd.Unscanned as error:
        log.warning("scanner_out_of_reach", extra={"why": str(error)})
        return False
    if found:
        log.warning("upload_infected", extra={"found": found})
        raise Refused(rules.has_malware())
    return True


def _parse(source: Path, folder: Path) -> Parsed:
    try:
        return parse(source, folder)
    except Unfit as unfit:
        if unfit.reason == Reason.DISK_FULL:
            raise vault.no_room() from None
        raise Refused(rules.because(unfit.reason)) from None


def _seal(source: Path, target: Path, recipient: str) -> None:
    reader: BinaryIO
    with source.open("rb") as reader, target.open("wb") as writer:
        seal_stream(reader, writer, recipient)
