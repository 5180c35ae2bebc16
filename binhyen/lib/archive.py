"""One file made of many, optionally sealed with age, in constant memory.

A plain archive is an ordinary tar; a sealed one is that tar inside the age format, which Debian's
``age -d -i key archive | tar x`` opens without this program.
"""

import hashlib
import os
import tarfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from io import BytesIO
from pathlib import Path
from typing import IO, Any, BinaryIO

import pyrage
from pyrage import x25519

from binhyen.lib.sealing import Unopenable

AT_A_TIME = 1 << 20
_AGE = b"age-encryption.org/v1"


class Hashed:
    """A reader that hashes what passes through it."""

    def __init__(self, inner: IO[bytes]) -> None:
        self.inner, self.digest, self.size = inner, hashlib.sha256(), 0

    def read(self, count: int = -1) -> bytes:
        part = self.inner.read(count)
        self.digest.update(part)
        self.size += len(part)
        return part


@contextmanager
def writing(target: Path, recipient: str = "") -> Iterator[tarfile.TarFile]:
    """A tar to add members to. ``target`` is there, safe on the disk, only when all went well."""
    draft = target.with_name(target.name + ".part")
    try:
        with draft.open("wb") as file:
            os.chmod(draft, 0o600)
            with _sealed(file, recipient) as out, tarfile.open(fileobj=out, mode="w|") as tar:
                yield tar
            file.flush()
            os.fsync(file.fileno())
        draft.rename(target)
    finally:
        draft.unlink(missing_ok=True)


def add_bytes(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.mode = len(content), 0o600
    tar.addfile(info, BytesIO(content))


def add_file(tar: tarfile.TarFile, name: str, source: Path) -> tuple[int, str]:
    """Returns size and SHA-256 of what went in. ``FileNotFoundError`` adds nothing."""
    with source.open("rb") as reader:
        info = tarfile.TarInfo(name)
        info.size, info.mode = os.fstat(reader.fileno()).st_size, 0o600
        hashed = Hashed(reader)
        tar.addfile(info, hashed)
    return hashed.size, hashed.digest.hexdigest()


@contextmanager
def reading(source: Path, secret: str = "") -> Iterator[Iterator[tuple[str, Hashed]]]:
    """Name and content of each member, in order; each is read before the next is asked for.

    Raises ``Unopenable`` when the archive is sealed and ``secret`` does not fit, or it was cut.
    """
    with source.open("rb") as file, _opened(file, secret) as plain:
        try:
            with tarfile.open(fileobj=plain, mode="r|") as tar:
                yield _members(tar)
        except (tarfile.TarError, EOFError) as error:
            raise Unopenable(str(error)) from None


def is_sealed(source: Path) -> bool:
    with source.open("rb") as file:
        return file.read(len(_AGE)) == _AGE


def _members(tar: tarfile.TarFile) -> Iterator[tuple[str, Hashed]]:
    for info in tar:
        reader = tar.extractfile(info)
        if reader is not None:
            yield info.name, Hashed(reader)


@contextmanager
def _sealed(file: BinaryIO, recipient: str) -> Iterator[IO[bytes]]:
    if not recipient:
        yield file
        return
    to = x25519.Recipient.from_str(recipient.strip())
    with _through(lambda source: pyrage.encrypt_io(source, file, [to]), into=True) as end:
        yield end


@contextmanager
def _opened(file: BinaryIO, secret: str) -> Iterator[IO[bytes]]:
    sealed = file.read(len(_AGE)) == _AGE
    file.seek(0)
    if not sealed:
        yield file
        return
    if not secret:
        raise Unopenable("sealed")
    key = x25519.Identity.from_str(secret.strip())
    with _through(lambda sink: pyrage.decrypt_io(file, sink, [key]), into=False) as end:
        yield end


@contextmanager
def _through(work: Callable[[Any], object], *, into: bool) -> Iterator[IO[bytes]]:
    """A pipe with ``work`` at its other end in a thread: what we write it reads (``into``), or what
    it writes we read. A fault there is raised here."""
    read_end, write_end = (
        os.fdopen(fd, mode) for fd, mode in zip(os.pipe(), ("rb", "wb"), strict=True)
    )
    ours, theirs = (write_end, read_end) if into else (read_end, write_end)
    faults: list[BaseException] = []

    def run() -> None:
        try:
            with theirs:
                work(theirs)
        except BrokenPipeError:
            pass  # the reader has had enough
        except Exception as fault:
            faults.append(fault)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield ours
    except (BrokenPipeError, tarfile.TarError, EOFError) as error:
        _end(ours, thread)
        raise _fault(faults) or error from None
    finally:
        _end(ours, thread)
    if faults:
        raise _fault(faults) or faults[0]


def _fault(faults: list[BaseException]) -> BaseException | None:
    if not faults:
        return None
    if isinstance(faults[0], pyrage.DecryptError):
        return Unopenable(str(faults[0]))
    return faults[0]


def _end(ours: IO[bytes], thread: threading.Thread) -> None:
    with suppress(BrokenPipeError):
        ours.close()
    thread.join(60)
