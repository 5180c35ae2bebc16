"""Whatever is tried on a report, in whatever order and on whatever day: its state, clocks,
registers and figures stay of one piece, and a refusal changes nothing (check 26)."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from binhyen.domains.intake import actions, rules
from binhyen.domains.intake.actions.law import Decision, Result
from binhyen.domains.intake.models import (
    Appeal,
    Category,
    Kind,
    Outcome,
    RegisterEntry,
    Status,
    SuspensionGround,
    Tip,
)
from binhyen.domains.intake.tests.factories import NOW, commune, received
from binhyen.kernel.indicators.models import Delta
from binhyen.kernel.org.models import Unit
from binhyen.kernel.org.queries import unit_for
from binhyen.kernel.people.actor import ANONYMOUS, SYSTEM, Actor
from binhyen.kernel.places.models import Place
from binhyen.kernel.workflow.models import Deadline
from binhyen.lib.verdict import Refused
from tests.examples import examples

ACTS: tuple[str, ...] = (
    "accept",
    "classify",
    "extend",
    "suspend",
    "resume",
    "close",
    "transfer",
    "late",
)
ACTS += ("appeal", "reopen", "keep", "valuable", "rate")
TRIES = st.tuples(
    st.sampled_from(ACTS), st.integers(0, 25), st.sampled_from(["leader", "handler", "neighbour"])
)


def try_one(tip: Tip, act: str, actor: Actor, above: Actor, to: Unit, now: datetime) -> bool:
    """Whether it was done."""
    paper = Decision("12/QĐ", now.date(), "Cơ quan Cảnh sát điều tra")
    answer = Result(outcome=Outcome.ADMINISTRATIVE, answer="Đã xử phạt.")
    appeal = Appeal.objects.filter(tip=tip, state=Appeal.State.WAITING).first()
    of: dict[str, Any] = {"tip": tip, "now": now}
    theft = Category.objects.get(code="theft")
    acts: dict[str, Any] = {
        "accept": lambda: actions.accept_tip(actor=actor, **of),
        "classify": lambda: actions.classify_tip(
            actor=actor, kind=Kind.CRIME_INFORMATION, category=theft, **of
        ),
        "extend": lambda: actions.extend_tip(actor=actor, decision=paper, reason="Rộng", **of),
        "suspend": lambda: actions.suspend_tip(
            actor=actor, ground=SuspensionGround.EXPERTISE, decision=paper, **of
        ),
        "resume": lambda: actions.resume_tip(actor=actor, decision=paper, **of),
        "close": lambda: actions.close_tip(actor=actor, result=answer, **of),
        "transfer": lambda: actions.transfer_tip(actor=actor, to=to, reason="Ở phường khác", **of),
        "late": lambda: actions.mark_late(actor=SYSTEM, **of),
        "appeal": lambda: actions.appeal_tip(actor=ANONYMOUS, text="Vẫn còn.", **of),
        "reopen": lambda: appeal and decide(above, appeal, True, now),
        "keep": lambda: appeal and decide(above, appeal, False, now),
        "valuable": lambda: actions.mark_valuable(actor=actor, reason="Bắt được", **of),
        "rate": lambda: actions.rate_tip(actor=ANONYMOUS, rating=4, note="", **of),
    }
    before = picture(tip)
    try:
        with transaction.atomic():
            return bool(acts[act]())
    except (Refused, Tip.DoesNotExist):  # not theirs, or not theirs any more
        assert picture(tip) == before
        return False


def decide(above: Actor, appeal: Appeal, reopen: bool, now: datetime) -> Appeal:
    return actions.decide_appeal(
        actor=above, appeal=appeal, reopen=reopen, answer="Đã xem.", now=now
    )


def picture(tip: Tip) -> list[Any]:
    return [
        Tip.objects.values().get(pk=tip.pk),
        *RegisterEntry.objects.filter(tip=tip).order_by("pk").values_list(),
        *Deadline.objects.filter(subject_id=tip.pk).order_by("pk").values_list(),
        *Appeal.objects.filter(tip=tip).order_by("pk").values_list(),
        *Delta.objects.order_by("pk").values_list(),
    ]


def is_of_one_piece(tip: Tip) -> None:
    tip.refresh_from_db()
    (line,) = RegisterEntry.objects.filter(tip=tip, left_at=None).order_by("pk")
    assert line.unit_id == tip.unit_id
    clocks = Deadline.objects.running().filter(subject_id=tip.pk, is_decisive=True)
    due = [clock.due_at for clock in clocks.order_by("pk")]
    works = tip.status in (Status.RECEIVED, Status.ACCEPTED)
    assert due == ([tip.due_at] if works else [])
    assert works == (tip.due_at is not None)
    closed = tip.status == Status.CLOSED
    assert closed == (tip.closed_on is not None) == bool(tip.outcome)
    assert tip.suspensions.filter(resumed_at=None).exists() == (tip.status == Status.SUSPENDED)
    for part, is_so in {
        "tips_received": True,
        "tips_accepted": tip.accepted_on is not None,
        "tips_resolved": closed,
        "tips_late": tip.late_on is not None,
        "tips_valuable": tip.is_valuable,
    }.items():
        assert sum(Delta.objects.filter(part=part).values_list("n", flat=True)) == is_so, part


@settings(
    max_examples=examples(25),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(tries=st.lists(TRIES, max_size=12))
def test_no_order_of_acts_tears_a_report_apart(
    tan_hung: Place,
    leader: Actor,
    handler: Actor,
    neighbour: Actor,
    province_leader: Actor,
    tries: list[tuple[str, int, str]],
) -> None:
    people = {"leader": leader, "handler": handler, "neighbour": neighbour}
    other = unit_for("police_commune", commune("11953", NOW), NOW.date())
    assert other is not None
    with transaction.atomic():
        tip, now = received(tan_hung, NOW), NOW
        is_of_one_piece(tip)
        for act, days, who in tries:
            now += timedelta(days=days)
            tip.refresh_from_db()
            before = tip.status
            to = tip.received_unit if tip.unit_id == other.pk else other
            done = try_one(tip, act, people[who], province_leader, to, now)
            if done and act in rules.TRANSITIONS:
                assert before in rules.TRANSITIONS[act]
            is_of_one_piece(tip)
        transaction.set_rollback(True)
