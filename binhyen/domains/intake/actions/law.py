"""Acts that rest on a decision: extend, notify, suspend, resume, close, decide an appeal."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from binhyen.domains.intake import response_rules, rules
from binhyen.domains.intake.actions.common import (
    count,
    count_recurred,
    is_counted_as_recurred,
    keep_answer,
    locked,
    resolved,
    tell_reporter,
)
from binhyen.domains.intake.models import (
    Appeal,
    Decider,
    Extension,
    ResponseVersion,
    Status,
    Suspension,
    Tip,
    TipFile,
    TipRecurrence,
)
from binhyen.kernel.audit.action import action, in_scope, record
from binhyen.kernel.documents.models import File
from binhyen.kernel.indicators.counting import count_many
from binhyen.kernel.people.actor import SYSTEM, Actor
from binhyen.kernel.workflow.deadlines import (
    cancel_deadlines,
    end_deadlines,
    open_deadlines,
    pause_deadlines,
    resume_deadlines,
)
from binhyen.kernel.workflow.models import Deadline
from binhyen.kernel.workflow.rulebook import rulebook


@dataclass(frozen=True)
class Decision:
    """A paper signed elsewhere: number, date, who signed; its scan when there is one."""

    number: str
    on: date
    by: str
    scan: File | None = None


def _keep_scan(tip: Tip, decision: Decision, purpose: str, now: datetime) -> None:
    if decision.scan is not None:
        TipFile.objects.create(
            tip=tip, file=decision.scan, is_from_reporter=False, purpose=purpose, added_at=now
        )


def _decisive_due(deadlines: list[Deadline]) -> datetime | None:
    return next((row.due_at for row in deadlines if row.is_decisive), None)


@action
def extend_tip(*, actor: Actor, tip: Tip, decision: Decision, reason: str, now: datetime) -> Tip:
    """The first is "kéo dài" by the handling body, the second "gia hạn" by the Procuracy. Due
    dates follow the stricter reading: receipt + 2 months, then 2 months more (Art. 147(2))."""
    tip = locked(tip)
    rules.may_extend(actor, tip, now=now, decision_on=decision.on).require()
    assert tip.due_at is not None  # noqa: S101 (may_extend refuses a tip without one)
    level, before = tip.extensions + 1, tip.due_at
    rule = rulebook(timezone.localdate(now)).get("extend_1" if level == 1 else "extend_2")
    # The rule says which reading: from receipt (stricter), or from the end of the limit before.
    starts = tip.received_at if rule.counts_from == "received" else before
    cancel_deadlines(tip, keys=rules.DECISIVE_KEYS, at=now)
    duties = [(rule, starts, True)]
    tip.due_at = _decisive_due(open_deadlines(tip, tip.unit, duties))
    tip.extensions = level
    tip.save(update_fields=["due_at", "extensions"])
    Extension.objects.create(
        tip=tip,
        level=level,
        decision_number=decision.number,
        decision_on=decision.on,
        decided_by=decision.by,
        reason=reason,
        due_before=timezone.localdate(before),
        due_after=timezone.localdate(tip.due_at),
        at=now,
    )
    _keep_scan(tip, decision, "extension", now)
    tell_reporter(actor, tip, f"extended-{level}")
    record(
        actor,
        "intake.extended",
        tip,
        unit_id=tip.unit_id,
        at=now,
        level=level,
        decision=decision.number,
        due=tip.due_at,
    )
    return tip


@action
def notify_procuracy(
    *, actor: Actor, tip: Tip, number: str, notified_on: date, now: datetime
) -> Tip:
    """Ghi nhận the written notice of receipt to the Procuracy (Art. 146(5))."""
    tip = locked(tip)
    rules.may_notify_procuracy(actor, tip).require()
    tip.procuracy_notified_on = notified_on
    tip.save(update_fields=["procuracy_notified_on"])
    end_deadlines(tip, keys=("vks_notice",), at=now)
    record(
        actor,
        "intake.procuracy_notified",
        tip,
        unit_id=tip.unit_id,
        at=now,
        number=number,
        on=notified_on,
    )
    return tip


@action
def fulfil_duty(
    *, actor: Actor, tip: Tip, key: str, number: str, done_on: date, now: datetime
) -> int:
    """Ghi việc đã làm: a duty that ends by a paper (the commune's proposal within 12 hours, the
    file handed over, the copy of a suspension)."""
    tip = locked(tip)
    running = end_deadlines(tip, keys=(key,), at=now) if key in rules.BY_PAPER else 0
    rules.may_fulfil(actor, tip, is_running=running > 0).require()
    record(
        actor,
        "intake.duty_done",
        tip,
        unit_id=tip.unit_id,
        at=now,
        duty=key,
        number=number,
        on=done_on,
    )
    return running


@action
def suspend_tip(*, actor: Actor, tip: Tip, ground: str, decision: Decision, now: datetime) -> Tip:
    """Tạm đình chỉ (Art. 148): the clock stands; a copy is due to the Procuracy."""
    tip = locked(tip)
    rules.may_suspend(actor, tip, ground=ground, decision_on=decision.on).require()
    pause_deadlines(tip, at=now)
    tip.status, tip.due_at = Status.SUSPENDED, None
    tip.save(update_fields=["status", "due_at"])
    Suspension.objects.create(
        tip=tip,
        ground=ground,
        decision_number=decision.number,
        decision_on=decision.on,
        started_at=now,
    )
    _keep_scan(tip, decision, "suspension", now)
    copy = rulebook(timezone.localdate(now)).get("suspend_copy_24h")
    open_deadlines(tip, tip.unit, [(copy, now, False)])
    tell_reporter(actor, tip, f"suspended-{now.timestamp():.0f}")
    record(
        actor,
        "intake.suspended",
        tip,
        unit_id=tip.unit_id,
        at=now,
        ground=ground,
        decision=decision.number,
    )
    return tip


@action
def resume_tip(*, actor: Actor, tip: Tip, decision: Decision, now: datetime) -> Tip:
    """Phục hồi (Art. 149): at most one month more from the decision to resume."""
    tip = locked(tip)
    rules.may_resume(actor, tip).require()
    end_deadlines(tip, keys=("suspend_copy_24h",), at=now)
    month = rulebook(timezone.localdate(now)).get("resume_1m")
    tip.due_at = _decisive_due(resume_deadlines(tip, at=now, rule=month))
    tip.status = Status.ACCEPTED
    tip.save(update_fields=["status", "due_at"])
    Suspension.objects.filter(tip=tip, resumed_at=None).update(
        resumed_at=now, resume_number=decision.number, resume_on=decision.on
    )
    tell_reporter(actor, tip, f"resumed-{now.timestamp():.0f}")
    record(actor, "intake.resumed", tip, unit_id=tip.unit_id, at=now, decision=decision.number)
    return tip


@dataclass(frozen=True)
class Result:
    outcome: str
    answer: str
    decision_number: str = ""
    decision_on: date | None = None
    # Of instituting or not: who decided (Decider); else the body outside that takes it.
    decider: str = ""
    decided_by: str = ""
    scan: File | None = None
    # The prepared text that the answer rests on.
    response: ResponseVersion | None = None

    @property
    def signed_by(self) -> str:
        return str(Decider(self.decider).label) if self.decider else self.decided_by


@action
def close_tip(*, actor: Actor, tip: Tip, result: Result, now: datetime) -> Tip:
    """Ghi kết quả with the words that the reporter reads."""
    tip = locked(tip)
    rules.may_close(
        actor,
        tip,
        outcome=result.outcome,
        decision=result.decision_number,
        decision_on=result.decision_on,
        decider=result.decider,
        decided_by=result.decided_by,
    ).require()
    response_rules.may_send(result.answer).require()
    answer = keep_answer(actor, tip, result.answer, now, version=result.response)
    _close(tip, result, now)
    if result.scan is not None and result.decision_on is not None:
        paper = Decision(result.decision_number, result.decision_on, result.signed_by, result.scan)
        _keep_scan(tip, paper, "result", now)
    tell_reporter(actor, tip, f"closed-{now.timestamp():.0f}")
    record(
        actor,
        "intake.closed",
        tip,
        unit_id=tip.unit_id,
        at=now,
        outcome=result.outcome,
        decision=result.decision_number,
        on_time=tip.late_on is None,
        version=answer.version_id,
    )
    return tip


def _close(tip: Tip, result: Result, now: datetime) -> None:
    if tip.due_at is not None and now > tip.due_at and tip.late_on is None:
        tip.late_on = timezone.localdate(tip.due_at) + timedelta(days=1)
        count(tip, "tips_late", tip.late_on)
    tip.status = Status.CLOSED
    tip.closed_on = timezone.localdate(now)
    tip.due_at = None
    tip.outcome, tip.answer = result.outcome, result.answer
    tip.decision_number, tip.decision_on = result.decision_number, result.decision_on
    tip.decided_by = result.signed_by
    tip.save()
    end_deadlines(tip, at=now)
    count_many(resolved(tip, 1))


@action
def decide_appeal(
    *, actor: Actor, appeal: Appeal, reopen: bool, answer: str, now: datetime
) -> Appeal:
    """One level up looks again: reopen the tip for its unit, or uphold with an explanation."""
    appeal = Appeal.objects.select_for_update(of=("self",)).select_related("unit").get(pk=appeal.pk)
    rules.may_decide_appeal(actor, appeal).require()
    tip = locked(appeal.tip)
    appeal.state = Appeal.State.REOPENED if reopen else Appeal.State.UPHELD
    appeal.answer, appeal.decided_at = answer, now
    appeal.save(update_fields=["state", "answer", "decided_at"])
    with in_scope(SYSTEM):  # decided, it leaves the desk that looked again
        tip.reviewing_unit = None
        if reopen:
            _reopen(tip, now)
        tip.save()
        tell_reporter(actor, tip, f"appeal-{appeal.pk}")
    record(actor, "intake.appeal_decided", tip, unit_id=tip.unit_id, at=now, state=appeal.state)
    return appeal


def _reopen(tip: Tip, now: datetime) -> None:
    """Back to the unit with a new time to resolve; what was counted as resolved is taken back."""
    count_many(resolved(tip, -1))
    if is_counted_as_recurred(tip):
        count_recurred(tip, -1)
        TipRecurrence.objects.filter(earlier=tip).update(stands=False)
    book = rulebook(timezone.localdate(now))
    rule = book.get(rules.resolve_key(tip.kind))
    tip.status, tip.closed_on = Status.ACCEPTED, None
    tip.outcome, tip.decision_number, tip.decided_by = "", "", ""
    tip.decision_on, tip.extensions = None, 0
    tip.due_at = _decisive_due(open_deadlines(tip, tip.unit, [(rule, now, True)]))
