"""Numbers in a unit's book of a year, without gaps, whoever else is at it."""

from django.db import connection

_NEXT = """
insert into workflow_bookcounter (book, unit_id, year, last) values (%s, %s, %s, 1)
on conflict (book, unit_id, year) do update set last = workflow_bookcounter.last + 1
returning last
"""


def next_number(book: str, unit_id: int, year: int) -> int:
    """The next number, 1 at first. Call it inside the act that writes the line: a number is given
    in that transaction, so an act rolled back leaves no gap. The counter's row stays locked until
    the transaction ends: ask late."""
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [book, unit_id, year])
        return int(cursor.fetchone()[0])
