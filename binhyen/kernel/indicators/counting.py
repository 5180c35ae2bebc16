"""Counts a fact where it happens: one INSERT in the transaction of the fact, nothing to lock."""

from collections.abc import Sequence
from datetime import date

from django.db import connection

# part, place_id, day, n, dim1, dim2
Change = tuple[str, int, date, int, str, str]

_INSERT = """
insert into indicators_delta (part, place_id, day, n, dim1, dim2)
select * from unnest(%s::text[], %s::bigint[], %s::date[], %s::bigint[], %s::text[], %s::text[])
"""


def count(part: str, place_id: int, day: date, n: int = 1, dim1: str = "", dim2: str = "") -> None:
    """Add ``n`` (±) to ``part``; ``day`` is the fact's own day, so late facts land in theirs."""
    count_many([(part, place_id, day, n, dim1, dim2)])


def count_many(changes: Sequence[Change]) -> None:
    if not changes:
        return
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [list(column) for column in zip(*changes, strict=True)])
