"""Counts a fact where it happens: one INSERT in the transaction of the fact, nothing to lock."""

from collections.abc import Sequence
from datetime import date

from binhyen.kernel.indicators.models import Delta
from binhyen.lib.postgres.writing import insert_many, marks, send

# part, place_id, day, n, dim1, dim2
Change = tuple[str, int, date, int, str, str]

_COLUMNS = ("part", "place_id", "day", "n", "dim1", "dim2")
_INSERT = "insert into indicators_delta (part, place_id, day, n, dim1, dim2) values "
_OF_ONE_ACT = 20


def count(part: str, place_id: int, day: date, n: int = 1, dim1: str = "", dim2: str = "") -> None:
    """Add ``n`` (±) to ``part``; ``day`` is the fact's own day, so late facts land in theirs."""
    count_many([(part, place_id, day, n, dim1, dim2)])


def count_many(changes: Sequence[Change]) -> None:
    """Thousands go as one value: a statement takes 65,535 values at most."""
    if len(changes) > _OF_ONE_ACT:
        insert_many([Delta(**dict(zip(_COLUMNS, one, strict=True))) for one in changes])
    elif changes:
        send(_INSERT + marks(len(changes), 6), [value for change in changes for value in change])
