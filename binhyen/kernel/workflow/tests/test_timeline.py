from datetime import date, datetime

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from binhyen.kernel.workflow.timeline import KINDS, Step, timeline
from binhyen.lib.workdays import VIETNAM

pytestmark = pytest.mark.django_db


def at(year: int, month: int, day: int, hour: int = 9) -> datetime:
    return datetime(year, month, day, hour, tzinfo=VIETNAM)


def by_key(steps: list[Step]) -> dict[str, Step]:
    return {step.key: step for step in steps}


def test_the_whole_clock_of_a_tip_received_on_the_last_day_of_2024() -> None:
    steps = by_key(timeline("crime_information", at(2024, 12, 31)))

    assert {key: step.due_on for key, step in steps.items()} == {
        "urgent_now": date(2024, 12, 31),
        "handover_24h": date(2025, 1, 1),
        "vks_notice": date(2025, 1, 6),  # 1/1 off, then Thu 2, Fri 3, Mon 6
        "resolve_20d": date(2025, 1, 20),
        "ask_vks_5d": date(2025, 2, 23),
        "extend_1": date(2025, 2, 28),
        "extend_2": date(2025, 4, 28),
        "suspend_copy_24h": None,
        "resume_1m": None,
        "notify_result": None,
    }
    assert list(steps)[-3:] == ["suspend_copy_24h", "resume_1m", "notify_result"]
    assert steps["resolve_20d"].basis == "Khoản 1 Điều 147 Bộ luật Tố tụng hình sự 2015"
    assert not any(step.verified for step in steps.values())


def test_the_second_reading_adds_two_months_to_the_twenty_days(settings: Settings) -> None:
    steps = by_key(timeline("crime_information", at(2026, 8, 10), variant="separate"))

    assert steps["resolve_20d"].due_on == date(2026, 8, 30)
    assert steps["extend_1"].due_on == date(2026, 10, 30)
    assert steps["extend_2"].due_on == date(2026, 12, 30)
    settings.LEGAL_READING = "separate"
    assert by_key(timeline("crime_information", at(2026, 8, 10))) == steps


def test_a_day_limit_in_a_holiday_stays_and_tells_the_last_possible_day() -> None:
    step = by_key(timeline("crime_accusation", at(2026, 8, 10)))["resolve_20d"]

    assert (step.due_on, step.last_on, step.may_move) == (
        date(2026, 8, 30),
        date(2026, 9, 3),
        True,
    )


@pytest.mark.parametrize(
    ("day", "remote", "present", "absent"),
    [
        (at(2025, 2, 26), False, {"handover_24h"}, {"commune_12h", "commune_file_7d"}),
        (at(2025, 2, 27), False, {"commune_12h", "commune_file_7d"}, {"commune_24h_difficult"}),
        (at(2025, 2, 27), True, {"commune_24h_difficult", "handover_48h_remote"}, {"commune_12h"}),
        (at(2022, 1, 13), False, {"handover_24h"}, {"urgent_now"}),
        (at(2022, 1, 14), False, {"urgent_now"}, {"handover_48h_remote"}),
    ],
)
def test_steps_are_those_in_force_on_the_day(
    day: datetime, remote: bool, present: set[str], absent: set[str]
) -> None:
    keys = set(by_key(timeline("crime_information", day, remote=remote)))

    assert present <= keys
    assert not absent & keys


def test_feedback_has_its_own_short_clock_marked_as_internal() -> None:
    steps = timeline("citizen_feedback", at(2026, 11, 23))

    assert [(step.key, step.due_on, step.internal) for step in steps] == [
        ("feedback_route", date(2026, 11, 26), True),
        ("feedback_answer", date(2026, 12, 8), True),
    ]


def test_a_proposal_by_a_state_agency_does_not_pass_through_the_commune() -> None:
    keys = set(by_key(timeline("prosecution_proposal", at(2026, 11, 23))))

    assert "resolve_20d" in keys
    assert not any(key.startswith("commune") for key in keys)


@pytest.mark.parametrize("kind", KINDS)
def test_dated_steps_come_in_order_and_ask_the_database_nothing_twice(
    kind: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    timeline(kind, at(2026, 11, 23))
    with django_assert_num_queries(0):
        steps = timeline(kind, at(2026, 11, 23))

    dated = [step.due_at for step in steps if step.due_at]
    assert dated == sorted(dated)
    assert all(step.last_on and step.due_on and step.last_on >= step.due_on for step in steps[:1])
