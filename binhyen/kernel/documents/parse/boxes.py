"""The boxes of an MP4, M4A or HEIC file (ISO/IEC 14496-12), and how to silence those that talk.

The working copy keeps its size and the place of every sample: a box that may tell where, when or
by whom a film was made becomes a ``free`` box of zeros, so that no offset needs to be rewritten.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from binhyen.kernel.documents.parse.unfit import Reason, Unfit

_HOLDERS = frozenset({b"moov", b"trak", b"mdia", b"minf", b"stbl", b"moof", b"traf", b"mvex"})
# What a player needs. All else is silenced: udta (©xyz, the place; ©mak, ©day), meta (the keys of
# telephones), uuid (XMP, makers' own), free space, and whatever the next telephone thinks of.
_NEEDED = _HOLDERS | frozenset(
    b"ftyp styp mdat mfra sidx mvhd tkhd edts tref mdhd hdlr vmhd smhd dinf stsd stts ctts stss "
    b"stsc stsz stz2 stco co64 sdtp sbgp sgpd cslg subs saiz saio stps mehd trex mfhd tfhd tfdt "
    b"trun".split()
)
_DATED = frozenset({b"mvhd", b"tkhd", b"mdhd"})
_KEPT_TRACKS = frozenset({b"vide", b"soun"})
_MOST_BOXES = 200_000
_DEEPEST = 10


class Buffer(Protocol):
    def __getitem__(self, place: slice, /) -> bytes: ...
    def __len__(self) -> int: ...


class Writable(Buffer, Protocol):
    def __setitem__(self, place: slice, value: bytes, /) -> None: ...


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


def size_of_picture(data: Buffer) -> tuple[int, int] | None:
    """Width and height of the first video track, in pixels."""
    for track in _tracks(data):
        header = _first(data, track, b"tkhd")
        if header and _handler(data, track) == b"vide":
            last = bytes(data[header.stop - 8 : header.stop])
            return int.from_bytes(last[:2], "big"), int.from_bytes(last[4:6], "big")
    return None


def require_film(data: Buffer) -> None:
    """A file of whole boxes with a table of contents and something in it. Raises ``Unfit``."""
    kinds = [box.kind for box in boxes(data, 0, len(data))]
    if kinds[:1] != [b"ftyp"] or b"moov" not in kinds or not {b"mdat", b"moof"} & set(kinds):
        raise Unfit(Reason.DAMAGED)
    if not any(_handler(data, track) in _KEPT_TRACKS for track in _tracks(data)):
        raise Unfit(Reason.DAMAGED)


def silence(data: Writable) -> None:
    """Turn what talks into zeros, in place: places, dates, makers, tracks of positions, and all
    media data that no picture and no sound refers to."""
    kinds = [box.kind for box in boxes(data, 0, len(data))]
    if b"moof" not in kinds:
        _silence_loose_data(data)
    for track in list(_tracks(data)):
        if _handler(data, track) not in _KEPT_TRACKS:
            _free(data, track)
    _silence(data, 0, len(data), 0)


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


def _silence(data: Writable, start: int, stop: int, depth: int) -> None:
    if depth > _DEEPEST:
        raise Unfit(Reason.HEAVY)
    for box in list(boxes(data, start, stop)):
        if box.kind not in _NEEDED:
            _free(data, box)
        elif box.kind in _DATED:
            _undate(data, box)
        elif box.kind in _HOLDERS:
            _silence(data, box.inside, box.stop, depth + 1)


def _free(data: Writable, box: Box) -> None:
    data[box.start + 4 : box.start + 8] = b"free"
    data[box.inside : box.stop] = bytes(box.stop - box.inside)


def _undate(data: Writable, box: Box) -> None:
    """When it was made and changed: two numbers of 4 bytes, or of 8 in version 1."""
    width = 16 if bytes(data[box.inside : box.inside + 1]) == b"\1" else 8
    if box.inside + 4 + width > box.stop:
        raise Unfit(Reason.DAMAGED)
    data[box.inside + 4 : box.inside + 4 + width] = bytes(width)


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


def _silence_loose_data(data: Writable) -> None:
    """Zero the gaps between the chunks of kept tracks inside mdat."""
    kept = sorted(
        chunk
        for track in _tracks(data)
        if _handler(data, track) in _KEPT_TRACKS
        for chunk in _chunks(data, track)
    )
    for box in list(boxes(data, 0, len(data))):
        if box.kind == b"mdat":
            at = box.inside
            for start, stop in [*kept, (box.stop, box.stop)]:
                gap = min(max(start, at), box.stop)
                data[at:gap] = bytes(gap - at)
                at = max(at, min(stop, box.stop))


def _chunks(data: Buffer, track: Box) -> Iterator[tuple[int, int]]:
    """Where the chunks of a track lie: from their offsets, samples a chunk, and sizes."""
    table = _first(data, track, b"mdia", b"minf", b"stbl")
    sizes = _first(data, table, b"stsz") if table else None
    if table is None or sizes is None:
        raise Unfit(Reason.DAMAGED)
    body = bytes(data[sizes.inside : sizes.stop])
    same, count = int.from_bytes(body[4:8], "big"), int.from_bytes(body[8:12], "big")
    offsets = _numbers(data, table, b"stco", 4) or _numbers(data, table, b"co64", 8)
    runs = _numbers(data, table, b"stsc", 4)
    each = [] if same else [int.from_bytes(body[i : i + 4], "big") for i in range(12, len(body), 4)]
    sample = 0
    for many, offset in zip(_samples_a_chunk(runs, len(offsets)), offsets, strict=True):
        many = min(many, max(0, count - sample))
        yield offset, offset + (many * same if same else sum(each[sample : sample + many]))
        sample += many


def _samples_a_chunk(runs: list[int], chunks: int) -> list[int]:
    """``runs`` is flat: first chunk, samples a chunk, description; again and again."""
    found = [0] * chunks
    firsts, many = runs[0::3], runs[1::3]
    for i, (first, samples) in enumerate(zip(firsts, many, strict=False)):
        following = firsts[i + 1] if i + 1 < len(firsts) else chunks + 1
        start, stop = max(1, first) - 1, min(following - 1, chunks)
        found[start:stop] = [samples] * max(0, stop - start)
    return found[:chunks]


def _numbers(data: Buffer, table: Box, kind: bytes, width: int) -> list[int]:
    box = _first(data, table, kind)
    if box is None:
        return []
    body = bytes(data[box.inside + 8 : box.stop])
    return [int.from_bytes(body[i : i + width], "big") for i in range(0, len(body), width)]
