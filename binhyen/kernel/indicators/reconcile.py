"""Compares the cells with the facts they were counted from. Changes nothing."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection

from binhyen.kernel.indicators import registry
from binhyen.kernel.indicators.periods import Period, month_end
from binhyen.kernel.indicators.registry import Part

# place, month, first dimension, second dimension
Key = tuple[int, date, str, str]


@dataclass(frozen=True)
class Difference:
    key: Key
    counted: int
    facts: int


@dataclass(frozen=True)
class PartReport:
    part: str
    checked: int
    differences: tuple[Difference, ...]
    # Roll-ups that are not the sum of their details.
    strayed_totals: int = 0


@dataclass(frozen=True)
class Report:
    parts: tuple[PartReport, ...]

    @property
    def agrees(self) -> bool:
        return self.differences == 0

    @property
    def checked(self) -> int:
        return sum(part.checked for part in self.parts)

    @property
    def differences(self) -> int:
        return sum(len(part.differences) + part.strayed_totals for part in self.parts)


# What is counted: cells and the changes on their way to them.
_COUNTED = """
select place_id, month, dim1, dim2, sum(n)::bigint from (
    select place_id, month, dim1, dim2, value as n from indicators_cell
    where part = %(part)s and slice = 0 and month between %(first)s and %(last)s
    union all
    select place_id, date_trunc('month', day)::date, dim1, dim2, n from indicators_delta
    where part = %(part)s and day between %(first)s and %(last)s
) counted group by 1, 2, 3, 4 having sum(n) <> 0
"""
_STRAYED = """
select count(*) from (
    select slice, place_id, month, dim1, dim2, value from indicators_cell
    where part = %(part)s and slice <> 0 and month between %(first)s and %(last)s
) kept full join (
    select slice, place_id, month, dim1, dim2, sum(value) as value from (
        select place_id, month, value,
               unnest(array[1, 2, 3]) as slice,
               unnest(array[dim1, '*', '*']) as dim1,
               unnest(array['*', dim2, '*']) as dim2
        from indicators_cell
        where part = %(part)s and slice = 0 and month between %(first)s and %(last)s
    ) sliced group by slice, place_id, month, dim1, dim2
) derived using (slice, place_id, month, dim1, dim2)
where kept.value is distinct from derived.value
"""
ALL_TIME = (date(1990, 1, 1), date(2199, 12, 31))


def compare(period: Period | None) -> Report:
    """Every published part, over the whole months that ``period`` touches (None: all time)."""
    first, last = ALL_TIME
    if period is not None:
        months = period.months()
        first, last = months[0].first.replace(day=1), month_end(months[-1].last)
    return Report(tuple(_compared(part, first, last) for part in registry.parts()))


def _compared(part: Part, first: date, last: date) -> PartReport:
    counted = _counted(part.code, first, last)
    facts = _summed(part, first, last)
    keys = counted.keys() | facts.keys()
    differences = tuple(
        Difference(key, counted.get(key, 0), facts.get(key, 0))
        for key in sorted(keys)
        if counted.get(key, 0) != facts.get(key, 0)
    )
    return PartReport(part.code, len(keys), differences, _strayed(part.code, first, last))


def _counted(part: str, first: date, last: date) -> dict[Key, int]:
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED, {"part": part, "first": first, "last": last})
        return {(row[0], row[1], row[2], row[3]): row[4] for row in cursor.fetchall()}


def _strayed(part: str, first: date, last: date) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_STRAYED, {"part": part, "first": first, "last": last})
        return int(cursor.fetchone()[0])


def _summed(part: Part, first: date, last: date) -> dict[Key, int]:
    sums: dict[Key, int] = defaultdict(int)
    facts: Iterable[registry.Fact] = part.facts(first, last)
    for place, day, dim1, dim2, n in facts:
        sums[(place, day.replace(day=1), dim1, dim2)] += n
    return {key: n for key, n in sums.items() if n}
