"""The working-day calendar of some years, kept in the process."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from binhyen.kernel.workflow.models import CalendarDay, CalendarYear
from binhyen.kernel.workflow.reading import Kept
from binhyen.lib.workdays import Calendar, local_day


@dataclass
class _Read:
    versions: dict[int, int]
    off: frozenset[date]
    worked: frozenset[date]
    made: dict[tuple[int, ...], Calendar] = field(default_factory=dict)


def calendar_for(years: Iterable[int]) -> Calendar:
    """The calendar of ``years``. Its version names each year and how often it was changed
    ("2024.1+2025.3"); 0 means that nobody has entered that year yet: only weekends are off."""
    wanted = tuple(sorted(set(years)))
    read = KEPT.get()
    if wanted not in read.made:
        version = "+".join(f"{year}.{read.versions.get(year, 0)}" for year in wanted)
        read.made[wanted] = Calendar(read.off, read.worked, version)
    return read.made[wanted]


def calendar_at(moment: datetime) -> Calendar:
    """The calendar for limits that begin at ``moment``: that year and the next."""
    year = local_day(moment).year
    return calendar_for((year, year + 1))


def forget() -> None:
    """Called by every action that changes the calendar."""
    KEPT.forget()


def _read() -> _Read:
    days = CalendarDay.objects.order_by("date").values_list("date", "is_working")
    split: dict[bool, list[date]] = {True: [], False: []}
    for day, is_working in days:
        split[is_working].append(day)
    return _Read(
        dict(CalendarYear.objects.order_by("year").values_list("year", "version")),
        frozenset(split[False]),
        frozenset(split[True]),
    )


KEPT: Kept[_Read] = Kept(_read)
