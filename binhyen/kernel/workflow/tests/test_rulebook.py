from datetime import date, datetime, timedelta

import pytest
from django.conf import settings
from pytest_django import DjangoAssertNumQueries, Settings

from binhyen.kernel.workflow.calendars import calendar_for
from binhyen.kernel.workflow.competence import competence
from binhyen.kernel.workflow.limits import limit
from binhyen.kernel.workflow.loading import RULES, load_calendars, load_rules
from binhyen.kernel.workflow.models import CalendarDay, CalendarYear, LegalRule
from binhyen.kernel.workflow.rulebook import NoRule, rulebook
from binhyen.lib.workdays import VIETNAM

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


def at(year: int, month: int, day: int, hour: int = 9) -> datetime:
    return datetime(year, month, day, hour, tzinfo=VIETNAM)


def rows_in_files() -> int:
    """Rules in data/legal, as they stand there."""
    folder = settings.BASE_DIR / "data" / "legal"
    return sum((folder / name).read_text().count("[[rule]]") for name in RULES)


def test_every_rule_names_its_basis_and_source_and_none_claims_to_be_verified() -> None:
    rules = LegalRule.objects.order_by("pk")

    assert len(rules) == rows_in_files()
    assert all(rule.basis and rule.source and rule.counts_from for rule in rules)
    assert not any(rule.is_verified for rule in rules)
    assert {rule.key for rule in rules if rule.is_internal} == {
        "notify_result",
        "feedback_route",
        "handin_examine",
        "handin_visit",
        "feedback_answer",
        "retention_decide",
        "recurs_within",
        "remind_before",
        "escalate_leader",
        "escalate_above",
        *(rule.key for rule in rules if rule.key.startswith("keep_")),
    }


@pytest.mark.parametrize(
    ("key", "amount", "measure"),
    [
        ("handover_24h", 24, "hour"),
        ("handover_48h_remote", 48, "hour"),
        ("urgent_now", 0, "now"),
        ("commune_12h", 12, "hour"),
        ("commune_24h_difficult", 24, "hour"),
        ("commune_file_7d", 7, "day"),
        ("vks_notice", 3, "workday"),
        ("resolve_20d", 20, "day"),
        ("extend_1", 2, "month"),
        ("ask_vks_5d", 5, "day"),
        ("extend_2", 2, "month"),
        ("suspend_copy_24h", 24, "hour"),
        ("resume_1m", 1, "month"),
    ],
)
def test_the_rules_of_today(key: str, amount: int, measure: str) -> None:
    rule = rulebook(TODAY).get(key)

    assert (rule.amount, rule.measure) == (amount, measure)


def test_the_twelve_hours_of_commune_police_began_on_27_february_2025() -> None:
    assert rulebook(date(2025, 2, 26)).find("commune_12h") is None
    assert rulebook(date(2025, 2, 27)).get("commune_12h").amount == 12
    with pytest.raises(NoRule):
        rulebook(date(2025, 2, 26)).get("commune_12h")


def test_the_second_reading_counts_the_two_months_after_the_twenty_days(
    settings: Settings,
) -> None:
    book = rulebook(TODAY)
    assert book.get("extend_1").counts_from == "received"
    assert book.get("extend_1", "separate").counts_from == "resolve_20d"
    assert book.get("resolve_20d", "separate").amount == 20

    settings.LEGAL_READING = "separate"
    assert book.get("extend_1").counts_from == "resolve_20d"


def test_reading_rules_and_calendar_again_asks_the_database_nothing(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    rulebook(TODAY)
    calendar_for([2026])

    with django_assert_num_queries(0):
        assert rulebook(date(2024, 1, 1)).get("resolve_20d").amount == 20
        assert calendar_for([2025, 2024]).version == "2024.1+2025.1"


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (at(2024, 12, 31), date(2025, 2, 28)),
        (at(2023, 12, 31), date(2024, 2, 29)),
        (at(2025, 7, 2), date(2025, 9, 3)),
        (at(2026, 7, 2), date(2026, 9, 3)),
        (at(2025, 12, 16), date(2026, 2, 23)),  # 16/2/2026 is Tết Bính Ngọ; Monday 23 is worked
        (at(2025, 11, 2), date(2026, 1, 5)),  # 2/1/2026 off by swap
        (at(2025, 11, 10), date(2026, 1, 10)),  # Saturday worked instead
        (at(2026, 6, 22), date(2026, 8, 22)),  # Saturday worked for 31/8
        (at(2026, 6, 30), date(2026, 9, 3)),  # 30/8 Sunday, 31/8 swap, 1-2/9 Quốc khánh
    ],
)
def test_two_months_on_the_true_calendar(start: datetime, end: date) -> None:
    assert limit(rulebook(start.date()).get("extend_1"), start).due_on == end


def test_a_limit_notes_the_calendar_it_was_counted_on() -> None:
    rule = rulebook(TODAY).get("resolve_20d")

    assert limit(rule, at(2026, 11, 23)).calendar_version == "2026.1+2027.1"
    assert limit(rule, at(2031, 11, 23)).calendar_version == "2031.0+2032.0"


def test_loading_again_changes_nothing() -> None:
    before = list(LegalRule.objects.order_by("pk").values())

    rules, years = load_rules(), load_calendars()

    assert (rules.added, rules.changed, rules.kept) == (0, 0, [])
    assert (years.added, years.changed, years.kept) == (0, 0, [])
    assert list(LegalRule.objects.order_by("pk").values()) == before
    assert set(CalendarYear.objects.values_list("version", flat=True)) == {1}


def test_loading_repairs_what_nobody_touched_and_keeps_what_an_administrator_did() -> None:
    stray = LegalRule.objects.get(key="resolve_20d")
    stray.amount = 25
    stray.save(update_fields=["amount"])
    ours = LegalRule.objects.get(key="feedback_answer")
    ours.amount, ours.edited_at = 10, at(2026, 11, 1)
    ours.save(update_fields=["amount", "edited_at"])

    loaded = load_rules()

    stray.refresh_from_db()
    ours.refresh_from_db()
    assert (stray.amount, ours.amount) == (20, 10)
    assert (loaded.changed, loaded.kept) == (1, ["feedback_answer từ 01/01/2018"])


def test_a_year_that_an_administrator_edited_is_kept_whole() -> None:
    CalendarYear.objects.filter(year=2027).update(edited_at=at(2026, 11, 1), version=4)
    CalendarDay.objects.filter(date=date(2027, 2, 11)).delete()
    CalendarDay.objects.filter(date=date(2026, 1, 10)).delete()

    loaded = load_calendars()

    assert (loaded.changed, loaded.kept) == (1, ["2027"])
    assert not CalendarDay.objects.filter(date=date(2027, 2, 11)).exists()
    assert CalendarDay.objects.get(date=date(2026, 1, 10)).is_working
    assert CalendarYear.objects.get(year=2026).version == 2


@pytest.mark.parametrize("year", range(2021, 2028))
def test_each_year_has_at_least_eleven_holidays_and_days_are_swapped_one_for_one(
    year: int,
) -> None:
    days = list(CalendarDay.objects.filter(date__year=year).order_by("date"))
    swapped = [day for day in days if "hoán đổi" in day.name]

    assert sum(not day.is_working for day in days) >= 11
    assert sum(day.is_working for day in days) == len(swapped)
    assert all(day.date.weekday() >= 5 for day in days if day.is_working)


@pytest.mark.parametrize(
    ("day", "checks", "words"),
    [
        (date(2021, 11, 30), False, "Công an cấp huyện"),
        (date(2021, 12, 1), True, "cấp huyện hoặc cấp tỉnh"),
        (date(2025, 2, 28), True, "cấp huyện hoặc cấp tỉnh"),
        (date(2025, 3, 1), True, "Cơ quan điều tra Công an cấp tỉnh"),
        (date(2025, 6, 30), True, "Cơ quan điều tra Công an cấp tỉnh"),
        (date(2025, 7, 1), True, "Điều tra viên khi được"),
    ],
)
def test_who_decides_changes_on_each_date(day: date, checks: bool, words: str) -> None:
    held = competence(day)

    assert held.commune_checks is checks
    assert words in held.decides
    assert not held.verified


def test_competence_changes_exactly_on_its_dates() -> None:
    edges = [date(2021, 12, 1), date(2025, 3, 1), date(2025, 7, 1)]

    for edge in edges:
        assert competence(edge).since == edge
        assert competence(edge - timedelta(days=1)).since < edge
    with pytest.raises(LookupError):
        competence(date(2017, 12, 31))
