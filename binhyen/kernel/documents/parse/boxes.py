"""The boxes of an MP4, MOV, M4A or HEIC file (ISO/IEC 14496-12): where it ends, what is in it, and
what it says in words. The copy is made by ``films``."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from binhyen.kernel.documents.parse.unfit import Reason, Unfit

_KEPT_TRACKS = frozenset({b"vide", b"soun"})
_MOST_BOXES = 200_000


class Buffer(Protocol):
    def __getitem__(self, place: slice, /) -> bytes: ...
    def __len__(self) -> int: ...


@dataclass(frozen=True)
class Box:
    """``start`` of the header, ``inside`` the first byte after it, ``stop`` the first after all."""

    kind: bytes
    start: int
    inside: int
    stop: int


def boxes(data: Buffer, start: int, stop: int) -> Iterator[Box]:
    """The boxes between two places, which they must fill exactly. Raises ``Unfit``."""
    for _number in range(_MOST_BOXES):
        if start == stop:
            return
        box = _box(data, start, stop)
        yield box
        start = box.stop
    raise Unfit(Reason.HEAVY)


def end(data: Buffer) -> int:
    """The end of the last box that is whole; what follows is no part of the film."""
    at = 0
    while at + 8 <= len(data):
        try:
            at = _box(data, at, len(data)).stop
        except Unfit:
            break
    return at


def has_video(data: Buffer) -> bool:
    return any(_handler(data, track) == b"vide" for track in _tracks(data))


def require_film(data: Buffer) -> None:
    """A file of whole boxes with a table of contents and something in it. Raises ``Unfit``."""
    kinds = [box.kind for box in boxes(data, 0, len(data))]
    if kinds[:1] != [b"ftyp"] or b"moov" not in kinds or not {b"mdat", b"moof"} & set(kinds):
        raise Unfit(Reason.DAMAGED)
    if not any(_handler(data, track) in _KEPT_TRACKS for track in _tracks(data)):
        raise Unfit(Reason.DAMAGED)


def media(data: Buffer) -> list[tuple[int, int]]:
    """Where pictures and sounds lie: the insides of the boxes for them."""
    whole = boxes(data, 0, len(data))
    return [(box.inside, box.stop) for box in whole if box.kind == b"mdat"]


def text_of(data: Buffer) -> list[str]:
    """Words in the boxes that talk: for the look-out for stamps."""
    found: list[str] = []
    for top in boxes(data, 0, len(data)):
        inner = boxes(data, top.inside, top.stop) if top.kind == b"moov" else iter([top])
        for box in inner:
            if box.kind in (b"udta", b"meta", b"uuid"):
                text = bytes(data[box.inside : box.stop]).decode("utf-8", "replace")
                found += "".join(c if c.isprintable() else "\n" for c in text).split("\n")
    return [line.strip("\ufffd ") for line in found]


def _box(data: Buffer, start: int, stop: int) -> Box:
    header = bytes(data[start : start + 16])
    if start + 8 > stop or len(header) < 8:
        raise Unfit(Reason.DAMAGED)
    size, kind, inside = int.from_bytes(header[:4], "big"), header[4:8], start + 8
    if size == 1:
        size, inside = int.from_bytes(header[8:16], "big"), start + 16
    elif size == 0:
        size = stop - start
    if start + size < inside or start + size > stop:
        raise Unfit(Reason.DAMAGED)
    return Box(kind, start, inside, start + size)


def _tracks(data: Buffer) -> Iterator[Box]:
    for top in boxes(data, 0, end(data)):
        if top.kind == b"moov":
            yield from (b for b in boxes(data, top.inside, top.stop) if b.kind == b"trak")


def _first(data: Buffer, within: Box, *path: bytes) -> Box | None:
    found: Box | None = within
    for kind in path:
        if found is None:
            return None
        inner = boxes(data, found.inside, found.stop)
        found = next((box for box in inner if box.kind == kind), None)
    return found


def _handler(data: Buffer, track: Box) -> bytes:
    box = _first(data, track, b"mdia", b"hdlr")
    return bytes(data[box.inside + 8 : box.inside + 12]) if box else b""
