"""Questions between processes of one machine, over a Unix socket: one JSON object there, one back.

A frame is four bytes (its length, big-endian) and that many bytes of UTF-8 JSON, 16 KiB at most.
One question a connection. Who asks is told by the kernel (SO_PEERCRED), not by the question.
"""

import json
import os
import socket
import struct
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

LONGEST = 16 * 1024  # bytes
SECONDS_TO_SAY_IT = 5.0
_LENGTH = struct.Struct("!I")
_CREDENTIALS = struct.Struct("3i")


class NobodyThere(OSError):
    """No process answers at that socket, or it went away before its answer was whole."""


class Garbled(ValueError):
    """Too long, not JSON, or not an object."""


class Peer(NamedTuple):
    """The process at the other end, as the kernel knows it."""

    pid: int
    uid: int
    gid: int


Question = dict[str, Any]
Handler = Callable[[Question, Peer], Question]


def ask(path: Path, question: Question, *, seconds: float = 15.0) -> Question:
    """Put one question; raises NobodyThere after ``seconds`` of silence, or Garbled."""
    try:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(seconds)
            line.connect(str(path))
            send(line, question)
            return receive(line)
    except Garbled:
        raise
    except OSError as error:
        raise NobodyThere(type(error).__name__) from None


def send(line: socket.socket, said: Question) -> None:
    body = json.dumps(said, ensure_ascii=False).encode()
    if len(body) > LONGEST:
        raise Garbled("too long")
    line.sendall(_LENGTH.pack(len(body)) + body)


def receive(line: socket.socket) -> Question:
    (length,) = _LENGTH.unpack(_exactly(line, _LENGTH.size))
    if length > LONGEST:
        raise Garbled("too long")
    try:
        said = json.loads(_exactly(line, length))
    except ValueError:
        raise Garbled("not JSON") from None
    if not isinstance(said, dict):
        raise Garbled("not an object")
    return said


def _exactly(line: socket.socket, count: int) -> bytes:
    parts = []
    while count:
        part = line.recv(count)
        if not part:
            raise NobodyThere("closed")
        parts.append(part)
        count -= len(part)
    return b"".join(parts)


def peer_of(line: socket.socket) -> Peer:
    given = line.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    return Peer(*_CREDENTIALS.unpack(given))


class Doorway:
    """Listens at ``path`` (mode ``mode``) and answers with ``handler`` in a few threads.

    A question that is garbled or comes too slowly is hung up on; so is one whose handler raised,
    after ``failed`` was told. Threads stay, and with them what a handler keeps for each.
    """

    def __init__(
        self,
        path: Path,
        handler: Handler,
        *,
        mode: int = 0o600,
        threads: int = 8,
        failed: Callable[[Exception], None] = lambda error: None,
    ) -> None:
        self.path, self.handler, self.failed = path, handler, failed
        self._line = _listening(path, mode)
        self._threads = [threading.Thread(target=self._serve, daemon=True) for _ in range(threads)]

    def open(self) -> None:
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        """Take no more questions; those under way are answered."""
        with suppress(OSError):
            self._line.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(timeout=10)
        self._line.close()
        self.path.unlink(missing_ok=True)

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self._line.accept()
            except OSError:
                return
            with line:
                self._answer(line)

    def _answer(self, line: socket.socket) -> None:
        try:
            line.settimeout(SECONDS_TO_SAY_IT)
            question = receive(line)
            send(line, self.handler(question, peer_of(line)))
        except (Garbled, OSError):
            return
        except Exception as error:
            self.failed(error)


def _listening(path: Path, mode: int) -> socket.socket:
    """A bound socket under its name. A name left by a killed process is taken over; one behind
    which somebody still answers is not."""
    if _is_answered(path):
        raise FileExistsError(str(path))
    path.unlink(missing_ok=True)
    line = socket.socket(socket.AF_UNIX)
    before = os.umask(0o777 & ~mode)
    try:
        line.bind(str(path))
    finally:
        os.umask(before)
    path.chmod(mode)
    line.listen(64)
    return line


def _is_answered(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(path))
        except OSError:
            return False
        return True
