"""The unit's daily work on a tip: accept, classify, assign, ask, note, transfer, value."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from binhyen.domains.intake import response_rules, rules
from binhyen.domains.intake.actions.common import (
    count,
    hand_over,
    keep_answer,
    locked,
    tell_officer,
    tell_reporter,
)
from binhyen.domains.intake.models import (
    Category,
    ResponseVersion,
    Status,
    Tip,
    TipMessage,
    TipNote,
)
from binhyen.kernel.audit.action import action, in_scope, record
from binhyen.kernel.indicators.counting import count_many
from binhyen.kernel.org.models import Unit
from binhyen.kernel.people.actor import SYSTEM, Actor, actor_of
from binhyen.kernel.people.models import Duty, Role, User


@action
def accept_tip(*, actor: Actor, tip: Tip, now: datetime) -> Tip:
    """Thụ lý. Counted once, on the day of the first acceptance, wherever the tip goes later."""
    tip = locked(tip)
    rules.may_accept(actor, tip).require()
    tip.status = Status.ACCEPTED
    first = tip.accepted_on is None
    if first:
        tip.accepted_on = timezone.localdate(now)
        count(tip, "tips_accepted", tip.accepted_on)
    tip.save(update_fields=["status", "accepted_on"])
    tell_reporter(actor, tip, f"accepted-{tip.unit_id}")
    record(actor, "intake.accepted", tip, unit_id=tip.unit_id, at=now, first=first)
    return tip


@action
def classify_tip(
    *,
    actor: Actor,
    tip: Tip,
    kind: str,
    category: Category,
    document: str = "",
    now: datetime,
) -> Tip:
    """Phân loại. Figures already counted under the old kind and category move to the new ones."""
    tip = locked(tip)
    rules.may_classify(actor, tip, kind, document).require()
    before = (tip.kind, tip.category.code)
    tip.kind, tip.category = kind, category
    tip.save(update_fields=["kind", "category"])
    _recount(tip, before)
    record(
        actor,
        "intake.classified",
        tip,
        unit_id=tip.unit_id,
        at=now,
        kind=kind,
        category=category.code,
        was=before,
        document=document,
    )
    return tip


def _recount(tip: Tip, before: tuple[str, str]) -> None:
    after = (tip.kind, tip.category.code)
    if after == before:
        return
    counted: list[tuple[str, date | None]] = [
        ("tips_received", tip.received_on),
        ("tips_accepted", tip.accepted_on),
        ("tips_late", tip.late_on),
        ("tips_valuable", tip.received_on if tip.is_valuable else None),
    ]
    count_many(
        [
            (part, tip.counted_place_id, day, n, kind, category)
            for part, day in counted
            if day is not None
            for n, (kind, category) in ((-1, before), (1, after))
        ]
    )


def _serves(user: User, unit_id: int, today: date) -> bool:
    return (
        Duty.objects.on(today)
        .filter(user=user, unit_id=unit_id, role__in=(Role.HANDLER, Role.LEADER))
        .exists()
    )


@action
def assign_tip(*, actor: Actor, tip: Tip, assignee: User, now: datetime) -> Tip:
    tip = locked(tip)
    today = timezone.localdate(now)
    serves = _serves(assignee, tip.unit_id, today)
    already = tip.assignee_id == assignee.pk
    is_named = bool(tip.walled and actor_of(assignee, today).marks & set(tip.walled))
    rules.may_assign(
        actor, tip, assignee_serves=serves, is_already=already, is_about_assignee=is_named
    ).require()
    was, tip.assignee = tip.assignee_id, assignee
    tip.save(update_fields=["assignee"])
    tell_officer(actor, tip, assignee, f"assigned-{now.timestamp():.0f}")
    record(
        actor,
        "intake.assigned",
        tip,
        unit_id=tip.unit_id,
        at=now,
        assignee=assignee.pk,
        was=was,
    )
    return tip


@action
def ask_reporter(
    *,
    actor: Actor,
    tip: Tip,
    text: str,
    response: ResponseVersion | None = None,
    now: datetime,
) -> TipMessage:
    """Write to the reporter, anonymous or not: they read it with their secret. ``response``: the
    prepared text that it rests on."""
    tip = locked(tip)
    rules.may_write(actor, tip).require()
    response_rules.may_send(text).require()
    message = TipMessage.objects.create(
        tip=tip, author=TipMessage.Author.UNIT, user=actor.user, text=text, at=now
    )
    Tip.objects.filter(pk=tip.pk).update(waits_for_unit=False)
    if response is not None:
        keep_answer(actor, tip, text, now, version=response, message=message)
    tell_reporter(actor, tip, f"message-{message.pk}")
    record(
        actor,
        "intake.asked",
        tip,
        unit_id=tip.unit_id,
        at=now,
        message=message.pk,
        version=response.pk if response else None,
    )
    return message


@action
def add_note(*, actor: Actor, tip: Tip, text: str, now: datetime) -> TipNote:
    tip = locked(tip)
    rules.may_write(actor, tip).require()
    assert actor.user is not None  # noqa: S101 (may_write lets only people through)
    note = TipNote.objects.create(tip=tip, user=actor.user, text=text, at=now)
    record(actor, "intake.noted", tip, unit_id=tip.unit_id, at=now, note=note.pk)
    return note


@action
def transfer_tip(*, actor: Actor, tip: Tip, to: Unit, reason: str, now: datetime) -> Tip:
    """Chuyển to the competent body (Art. 146(2)): it leaves one register and enters another. The
    time to resolve goes on from the first receipt, the stricter reading."""
    tip = locked(tip)
    rules.may_transfer(actor, tip, to, timezone.localdate(now)).require()
    with in_scope(SYSTEM):  # from here on the tip is out of the sender's sight
        _move(actor, tip, to, now)
        tell_reporter(actor, tip, f"transferred-{now.timestamp():.0f}")
    return tip


def _move(actor: Actor, tip: Tip, to: Unit, now: datetime, **facts: object) -> None:
    left = tip.unit_id
    number = hand_over(tip, to, now)
    record(actor, "intake.transferred", tip, unit_id=left, at=now, to=to.pk, **facts)
    record(actor, "intake.arrived", tip, unit_id=to.pk, at=now, left=left, number=number)


@action
def move_to_heir(*, actor: Actor, tip: Tip, to: Unit, now: datetime) -> Tip:
    """A unit was dissolved: its open tip goes to the heir by itself, with a trace."""
    tip = locked(tip)
    _move(actor, tip, to, now, dissolved=True)
    return tip


@action
def mark_valuable(*, actor: Actor, tip: Tip, reason: str, now: datetime) -> Tip:
    tip = locked(tip)
    rules.may_mark_valuable(actor, tip).require()
    tip.is_valuable, tip.valuable_reason = True, reason
    tip.save(update_fields=["is_valuable", "valuable_reason"])
    count(tip, "tips_valuable", tip.received_on)
    record(actor, "intake.valued", tip, unit_id=tip.unit_id, at=now)
    return tip


@action
def mark_late(*, actor: Actor, tip: Tip, now: datetime) -> Tip:
    """The clock found the deadline gone: counted once, on the day after it."""
    tip = locked(tip)
    if tip.late_on is None and tip.is_open and tip.due_at is not None and tip.due_at < now:
        tip.late_on = timezone.localdate(tip.due_at) + timedelta(days=1)
        tip.save(update_fields=["late_on"])
        count(tip, "tips_late", tip.late_on)
    record(actor, "intake.late", tip, unit_id=tip.unit_id, at=now, late_on=tip.late_on)
    return tip


@action
def record_export(*, actor: Actor, what: str) -> None:
    """A list left the product as a file: who took which one is kept in the trail."""
    assert actor.user is not None  # noqa: S101 (exports are for staff)
    unit_id = min(actor.unit_ids, default=0)
    record(actor, "intake.exported", actor.user, unit_id=unit_id, what=what)
