"""A shift ends: its work is offered to a colleague, who takes it over report by report."""

from collections.abc import Mapping
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from binhyen.domains.intake import shifts
from binhyen.domains.intake.actions.common import locked
from binhyen.domains.intake.actions.handling import add_note
from binhyen.domains.intake.models import ShiftHandover, ShiftHandoverLine, Tip
from binhyen.kernel.audit.action import action, record
from binhyen.kernel.notify.actions import tell
from binhyen.kernel.notify.wording import staff_work
from binhyen.kernel.org.models import Unit
from binhyen.kernel.people.actor import Actor
from binhyen.kernel.people.models import Duty, User

Became = ShiftHandoverLine.Became


@action
def offer_shift(
    *,
    actor: Actor,
    unit: Unit,
    taker: User,
    note: str,
    notes: Mapping[int, str],
    now: datetime,
) -> ShiftHandover:
    """Hand one's desk to ``taker``, who must confirm. ``notes``: words for single reports, by
    their key; they stand on the report as a note, too."""
    waiting = ShiftHandover.objects.filter(
        unit=unit, giver=actor.user, state=ShiftHandover.State.WAITING
    )
    shifts.may_hand_over(actor, unit.pk, is_waiting=waiting.exists()).require()
    assert actor.user is not None  # noqa: S101 (may_hand_over)
    handover = ShiftHandover.objects.create(
        unit=unit, giver=actor.user, taker=taker, note=note, at=now
    )
    holds = _may_hold(taker, unit.pk, now)
    tips = list(shifts.on_the_desk(actor, unit.pk, now)[: shifts.MOST_LINES])
    ShiftHandoverLine.objects.bulk_create(
        ShiftHandoverLine(
            handover=handover,
            tip=tip,
            note=notes.get(tip.pk, ""),
            moves=shifts.moves(tip, actor.user_id, taker_holds=holds),
        )
        for tip in tips
    )
    for tip in tips:
        if said := notes.get(tip.pk):
            add_note(actor=actor, tip=tip, text=said, now=now)
    words = staff_work("vi")
    tell(
        actor=actor,
        user=taker,
        subject=words.subject,
        text=words.text,
        link=reverse("intake:shift", args=[handover.pk]),
        dedupe_key=f"shift-{handover.pk}",
    )
    record(
        actor,
        "intake.shift_offered",
        handover,
        unit_id=unit.pk,
        at=now,
        taker=taker.pk,
        tips=len(tips),
    )
    return handover


def _may_hold(user: User, unit_id: int, now: datetime) -> bool:
    duties = Duty.objects.on(timezone.localdate(now))
    return duties.filter(user=user, unit_id=unit_id, role__in=shifts.HOLDERS).exists()


@action
def take_over_tip(*, actor: Actor, line: ShiftHandoverLine, now: datetime) -> ShiftHandoverLine:
    """One report changes hands, or stays with the reason why; once, however often it is sent."""
    tip = locked(Tip(pk=line.tip_id))
    line = (
        ShiftHandoverLine.objects.select_for_update(of=("self",))
        .select_related("handover__taker")
        .get(pk=line.pk)
    )
    shifts.may_take(actor, line.handover).require()
    assert actor.user is not None  # noqa: S101 (may_take)
    serves = _may_hold(actor.user, tip.unit_id, now)
    verdict = shifts.may_change_hands(line, tip, taker_serves=serves)
    facts = {"unit_id": line.handover.unit_id, "at": now, "handover": line.handover_id}
    if line.became != Became.WAITING or not verdict:
        if line.became == Became.WAITING:
            line.became, line.why = Became.STAYED, verdict.reason
            line.save(update_fields=["became", "why"])
        record(actor, "intake.shift_line_stayed", line.handover, **facts)  # type: ignore[arg-type]
        return line
    tip.assignee, line.became = actor.user, Became.MOVED
    tip.save(update_fields=["assignee"])
    line.save(update_fields=["became"])
    record(actor, "intake.taken_over", tip, was=line.handover.giver_id, **facts)  # type: ignore[arg-type]
    return line


@action
def confirm_shift(*, actor: Actor, handover: ShiftHandover, now: datetime) -> ShiftHandover:
    """The taker signs: what only had to be known is known, the rest was taken over before."""
    handover = _locked(handover)
    shifts.may_take(actor, handover).require()
    handover.lines.filter(moves=False).update(became=Became.KNOWN)
    handover.state, handover.settled_at = ShiftHandover.State.CONFIRMED, now
    handover.save(update_fields=["state", "settled_at"])
    moved = handover.lines.filter(became=Became.MOVED).count()
    record(actor, "intake.shift_confirmed", handover, unit_id=handover.unit_id, at=now, moved=moved)
    return handover


@action
def withdraw_shift(*, actor: Actor, handover: ShiftHandover, now: datetime) -> ShiftHandover:
    handover = _locked(handover)
    shifts.may_withdraw(actor, handover).require()
    handover.state, handover.settled_at = ShiftHandover.State.WITHDRAWN, now
    handover.save(update_fields=["state", "settled_at"])
    record(actor, "intake.shift_withdrawn", handover, unit_id=handover.unit_id, at=now)
    return handover


def _locked(handover: ShiftHandover) -> ShiftHandover:
    rows = ShiftHandover.objects.select_for_update(of=("self",)).select_related("giver", "taker")
    return rows.get(pk=handover.pk)
