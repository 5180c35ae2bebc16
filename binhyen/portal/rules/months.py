"""A year as twelve small months, for the calendar page."""

import calendar
from dataclasses import dataclass
from datetime import date

from binhyen.kernel.workflow.models import CalendarDay


@dataclass(frozen=True)
class Cell:
    """``state``: "" · weekend · off · worked; the name of a special day; None fills the week."""

    day: date | None
    state: str = ""
    name: str = ""


@dataclass(frozen=True)
class Month:
    first: date
    weeks: list[list[Cell]]


def months_of(year: int, special: list[CalendarDay]) -> list[Month]:
    noted = {day.date: day for day in special}
    weeks_from_monday = calendar.Calendar(firstweekday=0)
    return [
        Month(
            date(year, month, 1),
            [
                [_cell(day, month, noted) for day in week]
                for week in weeks_from_monday.monthdatescalendar(year, month)
            ],
        )
        for month in range(1, 13)
    ]


def _cell(day: date, month: int, noted: dict[date, CalendarDay]) -> Cell:
    if day.month != month:
        return Cell(None)
    if special := noted.get(day):
        return Cell(day, "worked" if special.is_working else "off", special.name)
    return Cell(day, "weekend" if day.weekday() >= 5 else "")
