"""Settled in July, reported again in August from the same lane: a question, and a mark."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client

from binhyen.domains.intake import actions, queries, recurring, tasks
from binhyen.domains.intake.actions.law import Result
from binhyen.domains.intake.models import Appeal, Status, Tip, TipRecurrence
from binhyen.domains.intake.tests.factories import NOW, received
from binhyen.kernel.indicators.actions import verify_figures
from binhyen.kernel.indicators.draining import drain
from binhyen.kernel.indicators.periods import parse
from binhyen.kernel.indicators.reading import Question, read
from binhyen.kernel.org.models import Unit
from binhyen.kernel.people.actor import SYSTEM, Actor
from binhyen.kernel.places.models import Place
from binhyen.kernel.workflow import rulebook
from binhyen.kernel.workflow.models import LegalRule
from binhyen.lib.verdict import Refused

pytestmark = pytest.mark.django_db
THEN = NOW - timedelta(days=40)
NOTE = "ngõ 12 sau chùa Chuông"


def _settled(place: Place, handler: Actor, **more: object) -> Tip:
    tip = received(place, THEN)
    Tip.objects.filter(pk=tip.pk).update(**({"place_note": NOTE} | more))
    actions.accept_tip(actor=handler, tip=tip, now=THEN)
    result = Result("administrative", "Đã xử phạt.", "12/QĐ", THEN.date(), "", "Công an xã")
    return actions.close_tip(actor=SYSTEM, tip=tip, result=result, now=THEN)


def _again(place: Place, **more: object) -> Tip:
    tip = received(place, NOW)
    Tip.objects.filter(pk=tip.pk).update(**({"place_note": "Ngõ 12, sau chùa Chuông"} | more))
    return Tip.objects.get(pk=tip.pk)


@pytest.fixture
def pair(tan_hung: Place, handler: Actor) -> tuple[Tip, Tip]:
    return _settled(tan_hung, handler), _again(tan_hung)


def _value(place: Place, code: str) -> float | None:
    drain()
    asked = Question((code,), place, parse(f"{THEN:%Y-%m}"), NOW.date())
    return read(asked).total.values[code].value


def test_the_question_stands_on_both_tips_and_on_the_desk(
    client: Client, handler: Actor, pair: tuple[Tip, Tip]
) -> None:
    earlier, later = pair
    tasks.note_what_recurs(NOW + timedelta(minutes=10))
    tasks.note_what_recurs(NOW + timedelta(minutes=20))

    assert TipRecurrence.objects.get().closed_on == earlier.closed_on
    assert handler.user is not None
    client.force_login(handler.user)
    assert "Việc cũ lặp lại?" in client.get(f"/tin/{later.ref}/").content.decode()
    assert "Lại có tin sau khi" in client.get(f"/tin/{earlier.ref}/").content.decode()
    desk = client.get("/tin/?muc=again").content.decode()
    assert str(later.ref) in desk
    assert str(earlier.ref) not in desk


def test_it_counts_against_the_rate_and_the_figures_agree(
    tan_hung: Place, handler: Actor, pair: tuple[Tip, Tip]
) -> None:
    _settled(tan_hung, handler, place_note="")
    assert _value(tan_hung, "lasting_rate") == 100

    tasks.note_what_recurs(NOW)
    third = _again(tan_hung)
    tasks.note_what_recurs(NOW)

    assert TipRecurrence.objects.filter(later=third).count() == 1
    assert _value(tan_hung, "tips_recurred") == 1  # twice, and counted once
    assert _value(tan_hung, "lasting_rate") == 50
    assert _value(tan_hung, "tips_resolved") == 2
    assert verify_figures().agrees


def test_a_leader_says_that_it_is_another_matter(
    handler: Actor, leader: Actor, tan_hung: Place, pair: tuple[Tip, Tip]
) -> None:
    tasks.note_what_recurs(NOW)
    found = TipRecurrence.objects.get()
    for actor, reason in ((handler, "Khác người, khác xe"), (leader, "")):
        with pytest.raises(Refused):
            actions.answer_recurrence(
                actor=actor, recurrence=found, same=False, reason=reason, now=NOW
            )
    assert _value(tan_hung, "tips_recurred") == 1

    actions.answer_recurrence(
        actor=leader, recurrence=found, same=False, reason="Khác người, khác xe", now=NOW
    )

    assert _value(tan_hung, "tips_recurred") == 0
    assert verify_figures().agrees
    assert list(queries.desk(leader, queries.DeskFilter(bucket="again"), NOW)) == []
    tasks.note_what_recurs(NOW)
    assert TipRecurrence.objects.get().state == TipRecurrence.State.DIFFERENT


def test_an_officer_says_that_it_came_back(
    client: Client, handler: Actor, pair: tuple[Tip, Tip]
) -> None:
    tasks.note_what_recurs(NOW)
    found = TipRecurrence.objects.get()
    assert handler.user is not None
    client.force_login(handler.user)

    client.post(f"/tin/{pair[1].ref}/lap-lai/{found.pk}/", {"tra-loi": "lap-lai"})

    found.refresh_from_db()
    assert (found.state, found.stands) == (TipRecurrence.State.SAME, True)
    assert verify_figures().agrees


def test_a_reopened_tip_takes_its_recurrence_back(
    handler: Actor, province_leader: Actor, tan_hung: Place, pair: tuple[Tip, Tip]
) -> None:
    earlier, _later = pair
    tasks.note_what_recurs(NOW)
    above = Unit.objects.get(pk__in=province_leader.unit_ids, valid_to=None)
    appeal = Appeal.objects.create(tip=earlier, unit=above, text="Chưa xong.", at=NOW)

    actions.decide_appeal(
        actor=province_leader, appeal=appeal, reopen=True, answer="Xem lại.", now=NOW
    )

    assert Tip.objects.get(pk=earlier.pk).status == Status.ACCEPTED
    assert _value(tan_hung, "tips_recurred") == 0
    assert verify_figures().agrees


@pytest.mark.parametrize(
    ("then", "now", "same"),
    [
        ({}, {}, True),
        ({}, {"place_note": "đầu làng"}, False),
        ({"place_note": ""}, {"place_note": ""}, False),  # a whole commune is no spot
        ({"lat": 20.65, "lon": 106.06}, {"lat": 20.651, "lon": 106.061}, True),
        ({"lat": 20.65, "lon": 106.06}, {"lat": 20.66, "lon": 106.06}, False),
    ],
)
def test_one_spot(
    tan_hung: Place,
    handler: Actor,
    then: dict[str, object],
    now: dict[str, object],
    same: bool,
) -> None:
    earlier, later = _settled(tan_hung, handler, **then), _again(tan_hung, **now)

    assert list(recurring.unnoted(NOW)) == ([(later, earlier)] if same else [])


@pytest.fixture
def rules_as_they_are() -> Iterator[None]:
    """The process keeps the rules for some seconds: it forgets what a story changed."""
    yield
    rulebook.forget()


@pytest.mark.parametrize(("days", "found"), [(40, 1), (39, 0)])
def test_the_time_is_set_by_a_dated_rule_not_yet_verified(
    rules_as_they_are: None, pair: tuple[Tip, Tip], days: int, found: int
) -> None:
    rule = LegalRule.objects.get(key="recurs_within")
    assert (rule.amount, rule.is_verified, rule.is_internal) == (90, False, True)
    LegalRule.objects.filter(pk=rule.pk).update(amount=days)
    rulebook.forget()

    assert len(list(recurring.unnoted(NOW))) == found


def test_a_pair_said_to_be_two_things_is_not_asked_about(
    handler: Actor, pair: tuple[Tip, Tip]
) -> None:
    earlier, later = pair
    actions.part_tips(actor=handler, tip=later, other=earlier, reason="", now=NOW)

    assert list(recurring.unnoted(NOW)) == []
