from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binhyen.lib.workdays import VIETNAM, Calendar, Limit, limit_of, local_day, months_later

# Tết Giáp Thìn 2024, Quốc khánh 2024, and the swap of January 2026.
TET = frozenset(date(2024, 2, day) for day in range(8, 15))
CALENDAR = Calendar(
    off=TET
    | {
        date(2024, 9, 2),
        date(2024, 9, 3),
        date(2025, 9, 1),
        date(2025, 9, 2),
        date(2026, 1, 1),
        date(2026, 1, 2),
    },
    worked=frozenset({date(2026, 1, 10)}),
    version="2024.1+2026.1",
)
START = datetime(2018, 1, 1, tzinfo=VIETNAM)
moments = st.integers(0, 22 * 366 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes))
days = st.dates(date(2018, 1, 1), date(2040, 1, 1))
calendars = st.builds(
    Calendar,
    off=st.frozensets(st.dates(date(2024, 1, 1), date(2024, 3, 1)), max_size=30),
    worked=st.frozensets(st.dates(date(2024, 1, 1), date(2024, 3, 1)), max_size=10),
)


def at(year: int, month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=VIETNAM)


def ends(amount: int, measure: str, start: datetime, **more: bool) -> Limit:
    return limit_of(amount, measure, start, CALENDAR, **more)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (at(2024, 12, 31), date(2025, 2, 28)),
        (at(2023, 12, 31), date(2024, 2, 29)),
        (at(2024, 6, 10), date(2024, 8, 12)),  # 10/8/2024 is a Saturday
        (at(2025, 7, 2), date(2025, 9, 3)),  # 2/9 is Quốc khánh
        (at(2024, 7, 2), date(2024, 9, 4)),  # 2/9 and 3/9
        (at(2023, 12, 8), date(2024, 2, 15)),  # 8/2/2024 opens seven days of Tết
        (at(2025, 11, 10), date(2026, 1, 10)),  # a Saturday that is worked
        (at(2025, 11, 2), date(2026, 1, 5)),  # a Friday off, then the weekend
    ],
)
def test_two_months_end_on_the_same_date_or_the_next_working_day(
    start: datetime, end: date
) -> None:
    limit = ends(2, "month", start)

    assert (limit.due_on, limit.last_on) == (end, end)
    assert limit.due_at == datetime.combine(end, datetime.max.time(), VIETNAM)
    assert limit.calendar_version == "2024.1+2026.1"


def test_twenty_days_from_10_august_end_on_30_august() -> None:
    limit = ends(20, "day", at(2024, 8, 10))

    assert limit.due_on == limit.last_on == date(2024, 8, 30)


def test_a_day_limit_that_ends_in_tet_stays_and_names_the_last_possible_day() -> None:
    limit = ends(20, "day", at(2024, 1, 20))

    assert limit.due_on == date(2024, 2, 9)
    assert limit.last_on == date(2024, 2, 15)


def test_three_working_days_skip_the_weekend_and_the_swapped_friday() -> None:
    # Wed 31/12 received; 1/1 and 2/1 off; 3-4/1 weekend; 5, 6, 7/1 worked.
    assert ends(3, "workday", at(2025, 12, 31)).due_on == date(2026, 1, 7)
    # Thu 8/1: 9/1, Saturday 10/1 (worked), Monday 12/1.
    assert ends(3, "workday", at(2026, 1, 8)).due_on == date(2026, 1, 12)


def test_hours_are_exact_through_the_night_and_the_weekend() -> None:
    limit = ends(24, "hour", at(2024, 8, 31, 22, 15))

    assert limit.due_at == at(2024, 9, 1, 22, 15)
    assert limit.due_on == limit.last_on == date(2024, 9, 1)


def test_at_once_is_due_when_it_begins() -> None:
    assert ends(0, "now", at(2024, 8, 31)).due_at == at(2024, 8, 31)


def test_five_days_before_looks_back_and_is_never_moved() -> None:
    limit = ends(5, "day", at(2024, 9, 6, 23), counts_back=True)

    assert limit.due_on == limit.last_on == date(2024, 9, 1)


def test_the_day_is_that_of_vietnam() -> None:
    # 18:30 UTC on 9 August is already 10 August there.
    assert ends(20, "day", datetime(2024, 8, 9, 18, 30, tzinfo=UTC)).due_on == date(2024, 8, 30)


def test_an_unknown_measure_or_an_endless_holiday_is_a_fault() -> None:
    with pytest.raises(ValueError, match="fortnight"):
        ends(1, "fortnight", at(2024, 1, 1))
    with pytest.raises(ValueError, match="counts back"):
        ends(1, "month", at(2024, 1, 1), counts_back=True)
    endless = Calendar(off=frozenset(date(2024, 1, 1) + timedelta(days=n) for n in range(90)))
    with pytest.raises(ValueError, match="no working day"):
        endless.rolled(date(2024, 1, 2))


@given(start=moments, amount=st.integers(0, 400), calendar=calendars)
def test_days_add_exactly_and_never_end_after_the_last_possible_day(
    start: datetime, amount: int, calendar: Calendar
) -> None:
    limit = limit_of(amount, "day", start, calendar)

    assert limit.due_on - local_day(start) == timedelta(days=amount)
    assert limit.due_on <= limit.last_on
    assert not calendar.is_off(limit.last_on)


@given(start=moments, amount=st.integers(1, 24), calendar=calendars)
def test_months_end_on_a_working_day_not_before_the_same_date(
    start: datetime, amount: int, calendar: Calendar
) -> None:
    limit = limit_of(amount, "month", start, calendar)

    assert limit.due_on == limit.last_on >= months_later(local_day(start), amount)
    assert not calendar.is_off(limit.due_on)


@given(day=days, amount=st.integers(0, 60))
def test_months_later_keeps_the_date_or_takes_the_last_of_the_month(day: date, amount: int) -> None:
    end = months_later(day, amount)

    assert (end.year * 12 + end.month) - (day.year * 12 + day.month) == amount
    assert end.day == day.day or (end + timedelta(days=1)).day == 1
    assert end.day <= day.day


@given(start=moments, amount=st.integers(0, 60), calendar=calendars)
def test_working_days_pass_exactly_so_many(
    start: datetime, amount: int, calendar: Calendar
) -> None:
    end = limit_of(amount, "workday", start, calendar).due_on

    assert calendar.between(local_day(start), end) == amount


@given(start=moments, amount=st.integers(0, 100))
def test_a_later_start_never_ends_earlier(start: datetime, amount: int) -> None:
    for measure in ("hour", "day", "workday", "month"):
        one = limit_of(amount, measure, start, CALENDAR)
        two = limit_of(amount, measure, start + timedelta(hours=7), CALENDAR)
        assert one.due_at <= two.due_at
        assert local_day(one.due_at) == one.due_on
