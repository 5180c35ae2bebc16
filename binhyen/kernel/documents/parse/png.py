"""Where a PNG ends."""

from binhyen.kernel.documents.parse.unfit import Reason, Unfit


def end(data: bytes) -> int:
    """The byte after IEND. Raises ``Unfit`` when the chunks do not lead there."""
    at = 8
    while at + 12 <= len(data):
        length, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        at += 12 + length
        if kind == b"IEND" and at <= len(data):
            return at
    raise Unfit(Reason.DAMAGED)
