"""Ask a running clamd about a file: its INSTREAM command (clamd(8)), over its socket.

The file goes through the connection in pieces; clamd needs no right to read our disk.
"""

import socket
import struct
from typing import BinaryIO

from django.conf import settings

_SECONDS_TO_REACH = 3
_SECONDS_TO_ANSWER = 60
_PIECE = 1 << 16
_FOUND, _CLEAN = " FOUND", "stream: OK"


class Unscanned(Exception):
    """clamd cannot be reached, or says that it could not look at the whole file."""


def is_configured() -> bool:
    return bool(settings.CLAMD)


def scan(reader: BinaryIO) -> str | None:
    """The name of what was found, None for a clean file. Raises ``Unscanned``."""
    try:
        with _reach() as line:
            answer = _ask(line, reader)
    except (OSError, ValueError) as error:
        raise Unscanned(type(error).__name__) from None
    if answer == _CLEAN:
        return None
    if answer.endswith(_FOUND):
        return answer.removeprefix("stream: ").removesuffix(_FOUND)
    raise Unscanned(answer[:200])


def _ask(line: socket.socket, reader: BinaryIO) -> str:
    try:
        line.sendall(b"zINSTREAM\0")
        while piece := reader.read(_PIECE):
            line.sendall(struct.pack(">I", len(piece)) + piece)
        line.sendall(struct.pack(">I", 0))
    except BrokenPipeError:
        pass  # it had enough of the file and says why
    answer = b""
    while not answer.endswith(b"\0") and (more := line.recv(4096)):
        answer += more
    return answer.rstrip(b"\0").decode("utf-8", "replace")


def _reach() -> socket.socket:
    """``settings.CLAMD``: the path of a socket, or host:port."""
    where = settings.CLAMD
    if where.startswith("/"):
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(_SECONDS_TO_REACH)
        line.connect(where)
    else:
        host, _, port = where.rpartition(":")
        line = socket.create_connection((host.strip("[]"), int(port)), _SECONDS_TO_REACH)
    line.settimeout(_SECONDS_TO_ANSWER)
    return line
