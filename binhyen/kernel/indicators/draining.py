"""Moves changes into cells by the thousand. A change is deleted in the statement that adds it, so
each is counted exactly once, whoever else drains at the same time and wherever a worker dies."""

from django.db import connection

_DRAIN = """
with taken as (
    delete from indicators_delta where id in (
        select id from indicators_delta order by id limit %s for update skip locked
    ) returning part, place_id, day, dim1, dim2, n
), summed as (
    select part, slice, place_id, month, dim1, dim2, sum(n) as n from (
        select part, place_id, date_trunc('month', day)::date as month, n,
               unnest(array[0, 1, 2, 3]) as slice,
               unnest(array[dim1, dim1, '*', '*']) as dim1,
               unnest(array[dim2, '*', dim2, '*']) as dim2
        from taken
    ) sliced
    group by part, slice, place_id, month, dim1, dim2
    order by part, place_id, month, dim1, dim2  -- one order, so two drains do not block each other
), added as (
    insert into indicators_cell as cell (part, slice, place_id, month, dim1, dim2, value)
    select part, slice, place_id, month, dim1, dim2, n from summed
    on conflict (part, place_id, month, dim1, dim2)
    do update set value = cell.value + excluded.value
)
select count(*) from taken
"""
# Roll-ups of one part, anew from its details. The lock keeps drains out for that moment.
_LOCK = "lock table indicators_cell in share row exclusive mode"
_CLEAR = "delete from indicators_cell where part = %s and slice <> 0"
_ROLL_UP = """
insert into indicators_cell (part, slice, place_id, month, dim1, dim2, value)
select part, slice, place_id, month, dim1, dim2, sum(value) from (
    select part, place_id, month, value,
           unnest(array[1, 2, 3]) as slice,
           unnest(array[dim1, '*', '*']) as dim1,
           unnest(array['*', dim2, '*']) as dim2
    from indicators_cell where part = %s and slice = 0
) sliced group by part, slice, place_id, month, dim1, dim2
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


def roll_up_anew(part: str) -> None:
    """Inside an action: derive a part's roll-ups from its details again."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK)
        cursor.execute(_CLEAR, [part])
        cursor.execute(_ROLL_UP, [part])
