"""Moves changes into cells by the thousand. A change is deleted in the statement that adds it, so
each is counted exactly once, whoever else drains at the same time and wherever a worker dies."""

from django.db import connection

_DRAIN = """
with taken as (
    delete from indicators_delta where id in (
        select id from indicators_delta order by id limit %s for update skip locked
    ) returning part, place_id, day, dim1, dim2, n
), summed as (
    select part, place_id, date_trunc('month', day)::date as month, dim1, dim2, sum(n) as n
    from taken group by 1, 2, 3, 4, 5
    order by 1, 2, 3, 4, 5  -- two drains lock cells in one order, so they cannot block each other
), added as (
    insert into indicators_cell as cell (part, place_id, month, dim1, dim2, value)
    select part, place_id, month, dim1, dim2, n from summed
    on conflict (part, place_id, month, dim1, dim2)
    do update set value = cell.value + excluded.value
)
select count(*) from taken
"""
BATCH = 5_000


def drain(limit: int | None = None) -> int:
    """Move all that waits (at most ``limit`` changes); returns how many were moved. Each batch is
    a transaction of its own, unless the caller holds one."""
    moved = 0
    while limit is None or moved < limit:
        size = BATCH if limit is None else min(BATCH, limit - moved)
        with connection.cursor() as cursor:
            cursor.execute(_DRAIN, [size])
            taken = int(cursor.fetchone()[0])
        moved += taken
        if taken < size:
            break
    return moved
