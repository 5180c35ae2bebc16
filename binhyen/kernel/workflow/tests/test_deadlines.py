from datetime import date, datetime

import pytest
from pytest_django import DjangoAssertNumQueries

from binhyen.kernel.org.models import Unit, UnitKind
from binhyen.kernel.people.models import User
from binhyen.kernel.workflow.calendars import calendar_for
from binhyen.kernel.workflow.deadlines import (
    cancel_deadlines,
    deadlines_of,
    end_deadlines,
    move_deadlines,
    open_deadlines,
    pause_deadlines,
    resume_deadlines,
)
from binhyen.kernel.workflow.models import Deadline
from binhyen.kernel.workflow.rulebook import RuleBook, rulebook
from binhyen.lib.workdays import VIETNAM

pytestmark = pytest.mark.django_db
State = Deadline.State


def at(month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=VIETNAM)


@pytest.fixture
def book() -> RuleBook:
    return rulebook(date(2026, 8, 10))


@pytest.fixture
def subject(unit: Unit, book: RuleBook) -> User:
    """Any record; one that was received at nine on Monday, 10 August 2026."""
    record = User.objects.create_user("an@example.vn", full_name="Nguyễn Văn An")
    calendar_for([2026, 2027])
    open_deadlines(
        record,
        unit,
        [
            (book.get("commune_12h"), at(8, 10), False),
            (book.get("vks_notice"), at(8, 10), False),
            (book.get("resolve_20d"), at(8, 10), True),
        ],
    )
    return record


def states(subject: User) -> dict[str, str]:
    return {deadline.rule.key: deadline.state for deadline in deadlines_of(subject)}


def test_deadlines_open_in_one_statement_with_rule_and_calendar(
    unit: Unit, book: RuleBook, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    subject = User.objects.create_user("an@example.vn", full_name="Nguyễn Văn An")
    calendar_for([2026, 2027])

    with django_assert_num_queries(1):
        opened = open_deadlines(
            subject,
            unit,
            [
                (book.get("commune_12h"), at(8, 10), False),
                (book.get("resolve_20d"), at(8, 10), True),
            ],
        )

    assert [(d.due_on, d.last_on) for d in opened] == [
        (date(2026, 8, 10), date(2026, 8, 10)),
        (date(2026, 8, 30), date(2026, 9, 3)),  # Sunday; 31/8 swapped; 1-2/9 Quốc khánh
    ]
    assert opened[0].due_at == at(8, 10, 21)
    assert [d.is_decisive for d in opened] == [False, True]
    assert deadlines_of(subject).filter(calendar_version="2026.1+2027.1").count() == 2


def test_done_in_time_and_done_late_are_told_apart(
    subject: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        assert end_deadlines(subject, ["commune_12h", "vks_notice"], at=at(8, 10, 21, 1)) == 2

    assert states(subject) == {
        "commune_12h": State.LATE_DONE,
        "vks_notice": State.DONE,
        "resolve_20d": State.RUNNING,
    }
    assert end_deadlines(subject, ["commune_12h"], at=at(8, 11)) == 0


def test_the_last_minute_of_the_last_day_is_in_time(subject: User) -> None:
    end_deadlines(subject, at=at(8, 30, 23, 59))

    assert states(subject)["resolve_20d"] == State.DONE


def test_a_cancelled_deadline_is_neither_done_nor_late(subject: User) -> None:
    assert cancel_deadlines(subject, ["resolve_20d"], at=at(9, 20)) == 1

    assert states(subject)["resolve_20d"] == State.CANCELLED
    assert states(subject)["vks_notice"] == State.RUNNING


def test_a_paused_clock_gives_back_exactly_what_was_left(
    subject: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        assert pause_deadlines(subject, at(8, 10, 15)) == 3
    assert set(states(subject).values()) == {State.PAUSED}

    # Monday, 5 October: 56 days later.
    with django_assert_num_queries(2):
        resumed = {d.rule.key: d for d in resume_deadlines(subject, at(10, 5, 15))}

    assert resumed["commune_12h"].due_at == at(10, 5, 21)
    assert resumed["vks_notice"].due_on == date(2026, 10, 8)
    assert resumed["resolve_20d"].due_on == date(2026, 10, 25)
    assert resumed["resolve_20d"].last_on == date(2026, 10, 26)
    assert set(states(subject).values()) == {State.RUNNING}


def test_what_was_late_before_the_pause_is_late_after_it(subject: User) -> None:
    pause_deadlines(subject, at(9, 2))
    resume_deadlines(subject, at(10, 2))

    resolve = Deadline.objects.get(subject_id=subject.pk, rule__key="resolve_20d")
    assert resolve.due_on == date(2026, 9, 29)
    assert resolve.due_at < at(10, 2)


def test_by_article_149_one_month_replaces_what_was_paused(
    subject: User, book: RuleBook, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    end_deadlines(subject, ["commune_12h", "vks_notice"], at=at(8, 10, 12))
    pause_deadlines(subject, at(8, 20))

    with django_assert_num_queries(2):
        [resumed] = resume_deadlines(subject, at(10, 5), book.get("resume_1m"))

    assert resumed.due_on == date(2026, 11, 5)
    assert resumed.is_decisive
    assert states(subject)["resolve_20d"] == State.CANCELLED
    assert states(subject)["resume_1m"] == State.RUNNING


def test_resuming_a_record_that_was_not_paused_opens_nothing(subject: User, book: RuleBook) -> None:
    assert resume_deadlines(subject, at(10, 5), book.get("resume_1m")) == []
    assert resume_deadlines(subject, at(10, 5)) == []
    assert Deadline.objects.count() == 3


def test_open_duties_move_to_the_unit_that_takes_over(subject: User, unit: Unit) -> None:
    end_deadlines(subject, ["commune_12h"], at=at(8, 10, 12))
    heir = Unit.objects.create(
        kind=UnitKind.POLICE_PROVINCE,
        name="Công an tỉnh Hưng Yên",
        place=unit.place,
        valid_from=unit.valid_from,
    )

    assert move_deadlines(subject, heir) == 2

    moved = Deadline.objects.filter(unit=heir).values_list("rule__key", flat=True)
    assert set(moved) == {"vks_notice", "resolve_20d"}
