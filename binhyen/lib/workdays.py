"""When a time limit ends (Art. 134, Criminal Procedure Code 2015). Pure arithmetic, no tables.

A limit by days ends at 24:00 of its last day; by months on the same date of the later month, or on
that month's last day when the date does not exist. "Ends on a day off: the next working day"
stands in the law inside the sentence on months. So a month limit is moved; a day limit is not
(the stricter reading), and the moved day is told beside it as the last possible one. The day of
the event is day 0.
"""

import calendar as months
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
_DAY = timedelta(days=1)
# A longer run of days off than this is a fault of the table, not a holiday.
_LONGEST_BREAK_DAYS = 60


class Measure(StrEnum):
    HOUR = "hour"
    DAY = "day"
    WORKING_DAY = "workday"
    MONTH = "month"
    NOW = "now"


@dataclass(frozen=True)
class Calendar:
    """Saturdays and Sundays are off; ``off`` and ``worked`` say otherwise day by day."""

    off: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()
    version: str = ""

    def is_off(self, day: date) -> bool:
        if day in self.worked:
            return False
        return day in self.off or day.weekday() >= 5

    def rolled(self, day: date) -> date:
        """``day`` itself when it is worked, else the next working day."""
        for ahead in range(_LONGEST_BREAK_DAYS):
            if not self.is_off(day + ahead * _DAY):
                return day + ahead * _DAY
        raise ValueError(f"no working day within {_LONGEST_BREAK_DAYS} days of {day}")

    def after(self, day: date, working_days: int) -> date:
        """The n-th working day after ``day``."""
        for _ in range(working_days):
            day = self.rolled(day + _DAY)
        return day

    def between(self, day: date, end: date) -> int:
        """How many working days come after ``day`` up to and including ``end``."""
        return sum(not self.is_off(day + n * _DAY) for n in range(1, (end - day).days + 1))


@dataclass(frozen=True)
class Limit:
    """``due_on``/``due_at``: by the stricter reading; ``last_on``: the last possible day."""

    due_on: date
    due_at: datetime
    last_on: date
    calendar_version: str = ""


def local_day(moment: datetime) -> date:
    """The day of ``moment`` in Vietnam."""
    return moment.astimezone(VIETNAM).date()


def end_of(day: date) -> datetime:
    """24:00 of ``day``, kept as its last microsecond, so that the moment still names the day."""
    return datetime.combine(day, time.max, VIETNAM)


def months_later(day: date, amount: int) -> date:
    """The same date ``amount`` months later, else that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + amount, 12)
    return date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))


def limit_of(
    amount: int,
    measure: str,
    starts_at: datetime,
    calendar: Calendar,
    *,
    counts_back: bool = False,
) -> Limit:
    """The end of a limit of ``amount`` ``measure`` from ``starts_at`` (aware).

    ``counts_back``: "at least n days before", in whole days before the day of ``starts_at``.
    """
    if measure in (Measure.HOUR, Measure.NOW):
        hours = 0 if measure == Measure.NOW else amount
        due_at = starts_at + timedelta(hours=-hours if counts_back else hours)
        return Limit(local_day(due_at), due_at, local_day(due_at), calendar.version)
    due_on, last_on = _ends_on(amount, measure, local_day(starts_at), calendar, counts_back)
    return Limit(due_on, end_of(due_on), last_on, calendar.version)


def _ends_on(
    amount: int, measure: str, day: date, calendar: Calendar, counts_back: bool
) -> tuple[date, date]:
    if counts_back:
        # Moving a limit that looks back to a later day would break it: it is never moved.
        if measure != Measure.DAY:
            raise ValueError(f"a limit that counts back is in days, not {measure}")
        return day - amount * _DAY, day - amount * _DAY
    if measure == Measure.DAY:
        return day + amount * _DAY, calendar.rolled(day + amount * _DAY)
    if measure == Measure.WORKING_DAY:
        end = calendar.after(day, amount)
        return end, end
    if measure == Measure.MONTH:
        end = calendar.rolled(months_later(day, amount))
        return end, end
    raise ValueError(f"unknown measure {measure}")
