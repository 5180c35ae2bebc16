from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from binhyen.kernel.org.models import Unit, UnitKind
from binhyen.kernel.people.actor import Actor, Held
from binhyen.kernel.people.models import Role, User
from binhyen.kernel.workflow import today
from binhyen.kernel.workflow.models import Deadline, LegalRule
from binhyen.kernel.workflow.today import Bucket, Count, Described, Scope, badge_counts, due_rows
from binhyen.lib.workdays import VIETNAM

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 9, tzinfo=VIETNAM)


@pytest.fixture(autouse=True)
def kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two kinds of record, of which the accounts are one's own when one is that account."""
    monkeypatch.setattr(today, "_kinds", {})

    @today.describes("people.user", mine=lambda actor: User.objects.filter(pk=actor.user_id or 0))
    def users(ids: Sequence[int], actor: Actor) -> Mapping[int, Described]:
        found = User.objects.filter(pk__in=ids).order_by("pk")
        return {user.pk: Described(user.full_name, f"/{user.pk}/", "Tân Hưng") for user in found}

    @today.describes("org.unit")
    def units(ids: Sequence[int], actor: Actor) -> Mapping[int, Described]:
        found = Unit.objects.filter(pk__in=ids).order_by("pk")
        return {unit.pk: Described(unit.name, f"/don-vi/{unit.pk}/") for unit in found}


@pytest.fixture
def hoa(unit: Unit) -> Iterator[Actor]:
    user = User.objects.create_user("hoa@example.vn", full_name="Lê Thị Hoa")
    own = frozenset({unit.pk})
    yield Actor(user, (Held(unit.pk, Role.HANDLER),), own, own)


def due(unit: Unit, subject: User | Unit, *when: timedelta, **more: object) -> list[Deadline]:
    rule = LegalRule.objects.get(key="resolve_20d")
    return Deadline.objects.bulk_create(
        Deadline(
            subject_kind=subject._meta.label_lower,
            subject_id=subject.pk,
            rule=rule,
            calendar_version="2026.1",
            unit=unit,
            starts_at=NOW,
            due_on=(NOW + left).date(),
            due_at=NOW + left,
            last_on=(NOW + left).date(),
            **more,
        )
        for left in when
    )


def test_rows_come_by_bucket_with_the_record_in_words(unit: Unit, hoa: Actor) -> None:
    assert hoa.user is not None
    hours = [timedelta(hours=n) for n in (-30, -1, 2, 14, 20, 80, 90, 500)]
    due(unit, hoa.user, *hours)

    found = {bucket: due_rows(hoa, Scope.UNIT, bucket, now=NOW).rows for bucket in Bucket}

    assert {bucket: len(rows) for bucket, rows in found.items()} == {
        Bucket.LATE: 2,
        Bucket.TODAY: 2,
        Bucket.SOON: 2,
        Bucket.LATER: 2,
    }
    first = found[Bucket.LATE][0]
    assert (first.record.title, first.record.place, first.late) == ("Lê Thị Hoa", "Tân Hưng", True)
    assert first.deadline.due_at == NOW - timedelta(hours=30)


def test_one_query_for_deadlines_and_one_per_kind_of_record(
    unit: Unit, hoa: Actor, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    assert hoa.user is not None
    due(unit, hoa.user, *[timedelta(minutes=-n) for n in range(1, 30)])
    due(unit, unit, *[timedelta(minutes=-n) for n in range(1, 30)])
    hoa.reads()

    with django_assert_num_queries(3):
        page = due_rows(hoa, Scope.UNIT, Bucket.LATE, now=NOW)

    assert len(page.rows) == 50
    assert {row.record.title for row in page.rows} == {"Lê Thị Hoa", "Công an xã Tân Hưng"}


def test_pages_by_key_go_forth_and_back_and_to_the_end(unit: Unit, hoa: Actor) -> None:
    assert hoa.user is not None
    # Seven at the same instant: only the id tells them apart.
    made = due(unit, hoa.user, *[timedelta(hours=-1)] * 7)

    def ids(page: today.Page) -> list[int]:
        return [row.deadline.pk for row in page.rows]

    def ask(**more: object) -> today.Page:
        return due_rows(hoa, Scope.UNIT, Bucket.LATE, now=NOW, limit=3, **more)  # type: ignore[arg-type]

    keys = [deadline.pk for deadline in made]
    first = ask()
    second = ask(after=first.after)
    third = ask(after=second.after)
    assert [ids(first), ids(second), ids(third)] == [keys[:3], keys[3:6], keys[6:]]
    assert (first.before, third.after) == ("", "")
    assert ids(ask(before=third.before)) == keys[3:6]
    assert ids(ask(before=second.before)) == keys[:3]
    assert ask(before=second.before).before == ""
    assert ids(ask(last=True)) == keys[4:]
    assert ids(ask(after="hỏng~x")) == keys[:3]


def test_others_units_and_finished_duties_are_not_shown(unit: Unit, hoa: Actor) -> None:
    assert hoa.user is not None
    other = Unit.objects.create(
        kind=UnitKind.POLICE_PROVINCE,
        name="Công an tỉnh Hưng Yên",
        place=unit.place,
        valid_from=date(2025, 7, 1),
    )
    due(other, hoa.user, timedelta(hours=-1))
    due(unit, hoa.user, timedelta(hours=-1), state=Deadline.State.DONE)
    due(unit, hoa.user, timedelta(hours=-1), state=Deadline.State.PAUSED)

    for scope in (Scope.UNIT, Scope.BELOW):
        assert due_rows(hoa, scope, Bucket.LATE, now=NOW).rows == []
    assert due_rows(Actor(), Scope.BELOW, Bucket.LATE, now=NOW).rows == []


def test_mine_are_the_records_that_the_domain_says_are_mine(unit: Unit, hoa: Actor) -> None:
    assert hoa.user is not None
    binh = User.objects.create_user("binh@example.vn", full_name="Phạm Văn Bình")
    due(unit, hoa.user, timedelta(hours=-1))
    due(unit, binh, timedelta(hours=-2))
    due(unit, unit, timedelta(hours=-3))

    rows = due_rows(hoa, Scope.MINE, Bucket.LATE, now=NOW).rows

    assert [row.record.title for row in rows] == ["Lê Thị Hoa"]
    assert badge_counts(hoa, now=NOW, scope=Scope.MINE)[Bucket.LATE] == Count(1, False)
    assert badge_counts(Actor(), now=NOW, scope=Scope.MINE)[Bucket.LATE] == Count(0, False)


def test_badges_are_counted_in_one_statement_and_stop_at_a_thousand(
    unit: Unit, hoa: Actor, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    assert hoa.user is not None
    due(unit, hoa.user, *[timedelta(minutes=-1)] * 1005, timedelta(hours=1), timedelta(days=2))
    hoa.reads()

    with django_assert_num_queries(1):
        counts = badge_counts(hoa, now=NOW)

    assert counts == {
        Bucket.LATE: Count(1000, True),
        Bucket.TODAY: Count(1, False),
        Bucket.SOON: Count(1, False),
        Bucket.LATER: Count(0, False),
    }
    assert badge_counts(Actor(), now=NOW)[Bucket.LATE] == Count(0, False)
