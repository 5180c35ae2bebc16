"""Counts a fact where it happens: one INSERT in the transaction of the fact, nothing to lock."""

from collections.abc import Sequence
from datetime import date

from binhyen.lib.postgres.writing import marks, send

AT_A_TIME = 2_000
# part, place_id, day, n, dim1, dim2
Change = tuple[str, int, date, int, str, str]

_INSERT = "insert into indicators_delta (part, place_id, day, n, dim1, dim2) values "


def count(part: str, place_id: int, day: date, n: int = 1, dim1: str = "", dim2: str = "") -> None:
    """Add ``n`` (±) to ``part``; ``day`` is the fact's own day, so late facts land in theirs."""
    count_many([(part, place_id, day, n, dim1, dim2)])


def count_many(changes: Sequence[Change]) -> None:
    """A statement takes 65,535 values at most, so thousands of facts go in several."""
    for start in range(0, len(changes), AT_A_TIME):
        some = changes[start : start + AT_A_TIME]
        send(_INSERT + marks(len(some), 6), [value for change in some for value in change])
