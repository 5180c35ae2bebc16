"""The segments of a JPEG: where it ends, and the same picture without what cameras write in."""

from collections.abc import Iterator

from binhyen.kernel.documents.parse.unfit import Reason, Unfit

_ALONE = frozenset({0x01, *range(0xD0, 0xD9)})  # markers without a length
_SOS, _EOI = 0xDA, 0xD9
# APP1 EXIF/XMP, APP3–APP13 makers', IPTC; COM. Kept: APP0 JFIF, APP2 ICC, APP14 Adobe (colours).
_TALKATIVE = frozenset({0xE1, *range(0xE3, 0xEE), 0xEF, 0xFE})


def end(data: bytes) -> int:
    """The byte after the end marker. Raises ``Unfit`` when there is none."""
    for marker, _start, stop in _segments(data):
        if marker == _EOI:
            return stop
    raise Unfit(Reason.DAMAGED)


def without_metadata(data: bytes) -> bytes:
    """The same compressed picture without EXIF, XMP, IPTC, comments and trailing bytes."""
    kept = bytearray(data[:2])
    for marker, start, stop in _segments(data):
        if marker not in _TALKATIVE:
            kept += data[start:stop]
        if marker == _EOI:
            break
    return bytes(kept)


def _segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """(marker, start, stop) of each segment; a scan's segment holds its compressed data."""
    at = 2
    while at + 2 <= len(data):
        if data[at] != 0xFF:
            raise Unfit(Reason.DAMAGED)
        marker = data[at + 1]
        if marker == 0xFF:  # a fill byte
            at += 1
            continue
        stop = at + 2
        if marker not in _ALONE:
            stop += int.from_bytes(data[at + 2 : at + 4], "big") if marker != _EOI else 0
        if marker == _SOS:
            stop = _end_of_scan(data, stop)
        yield marker, at, stop
        if marker == _EOI:
            return
        at = stop


def _end_of_scan(data: bytes, at: int) -> int:
    """The next marker after a scan that is neither a stuffed FF00 nor a restart."""
    while (at := data.find(b"\xff", at)) >= 0 and at + 1 < len(data):
        if data[at + 1] != 0 and not 0xD0 <= data[at + 1] <= 0xD7:
            return at
        at += 2
    raise Unfit(Reason.DAMAGED)
