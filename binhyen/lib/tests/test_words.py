"""Numbers and dates as they are written in Viet Nam, and in English."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import translation

from binhyen.lib import words

NBSP = "\u00a0"
TODAY = date(2026, 11, 23)


def test_numbers_in_two_languages() -> None:
    assert words.number(1534) == "1.534"
    assert words.number(1_048_576.25, 1) == "1.048.576,3"
    assert words.percent(0.1934) == f"19,3{NBSP}%"
    assert words.percent(1) == f"100{NBSP}%"
    with translation.override("en"):
        assert words.number(1534) == "1,534"
        assert words.percent(0.1934) == f"19.3{NBSP}%"


def test_a_half_is_rounded_up_as_people_do() -> None:
    assert words.number(2.5) == "3"
    assert words.number(0.125, 2) == "0,13"


def test_dates_and_hours() -> None:
    at = datetime(2024, 7, 5, 7, 30, tzinfo=ZoneInfo("UTC"))

    assert words.day(date(2024, 7, 5)) == "05/07/2024"
    assert words.moment(at) == f"14:30{NBSP}05/07/2024"
    with translation.override("en"):
        assert words.day(date(2024, 7, 5)) == f"5{NBSP}July{NBSP}2024"


def test_a_late_evening_belongs_to_its_vietnamese_day() -> None:
    assert words.day(datetime(2024, 12, 31, 18, 0, tzinfo=ZoneInfo("UTC"))) == "01/01/2025"


def test_due_dates_speak_in_days() -> None:
    assert words.due_words(date(2026, 11, 26), TODAY) == f"còn{NBSP}3{NBSP}ngày"
    assert words.due_words(TODAY, TODAY) == words.unbroken("hết hạn hôm nay")
    assert words.due_words(date(2026, 11, 21), TODAY) == words.unbroken("quá hạn 2 ngày")


def test_due_states() -> None:
    states = [words.due_state(date(2026, 11, day), TODAY) for day in (22, 23, 26, 27)]
    assert states == ["late", "today", "soon", "later"]
