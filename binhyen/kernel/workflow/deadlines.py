"""Duties of a record: opened, ended, paused, resumed, moved.

Called from inside actions, which leave the trace: these leave none of their own. Each is one or
two statements, however many deadlines the record has.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection
from django.db.models import Case, Model, Value, When

from binhyen.kernel.audit.scope import in_scope, open_door
from binhyen.kernel.org.models import Unit
from binhyen.kernel.people.actor import SYSTEM
from binhyen.kernel.people.walls import follows_walls, walls_of
from binhyen.kernel.workflow.calendars import calendar_at
from binhyen.kernel.workflow.limits import limit
from binhyen.kernel.workflow.models import Deadline, DeadlineQuerySet, LegalRule
from binhyen.lib.postgres.writing import fresh, insert, insert_many
from binhyen.lib.workdays import Measure, end_of, local_day

State = Deadline.State
OPEN = (State.RUNNING, State.PAUSED)
Duty = tuple[LegalRule, datetime, bool]


def kind_of(subject: Model) -> str:
    return subject._meta.label_lower


def deadlines_of(subject: Model) -> DeadlineQuerySet:
    """All deadlines of a record, past ones too, with their rules, in the order they fall due."""
    return (
        Deadline.objects.filter(subject_kind=kind_of(subject), subject_id=subject.pk)
        .select_related("rule", "unit")
        .order_by("due_at", "id")
    )


def show_deadlines(subject: Model) -> None:
    """To somebody without an account who proved that the record is theirs."""
    open_door(subject=f"{kind_of(subject)}:{subject.pk}")


def open_deadlines(subject: Model, unit: Unit, duties: Iterable[Duty]) -> list[Deadline]:
    """Open one deadline per ``(rule, starts_at, decisive)``. One INSERT; the rows come back
    without their keys."""
    rows = [_deadline(subject, unit.pk, *duty) for duty in duties]
    if rows:
        insert(rows)
    return rows


def open_many(opened: Iterable[tuple[Model, Unit, Duty, datetime | None]]) -> None:
    """Open the deadlines of many records, each (record, unit, duty, when it was done or None: it
    runs). One INSERT."""
    rows = []
    for subject, unit, duty, done_at in opened:
        row = _deadline(subject, unit.pk, *duty)
        if done_at is not None:
            row.state = State.LATE_DONE if row.due_at < done_at else State.DONE
            row.ended_at = done_at
        rows.append(row)
    insert_many(rows)


def end_deadlines(subject: Model, keys: Iterable[str] | None = None, *, at: datetime) -> int:
    """Done at ``at``, or done late when the stricter limit had passed. One UPDATE.

    ``keys``: of these rules only. Answers how many were open.
    """
    late = When(due_at__lt=at, then=Value(State.LATE_DONE))
    return _open(subject, keys).update(
        state=Case(late, default=Value(State.DONE)), ended_at=at, paused_at=None
    )


def cancel_deadlines(subject: Model, keys: Iterable[str] | None = None, *, at: datetime) -> int:
    """No longer to be done (transferred away, replaced by an extension). One UPDATE."""
    return _open(subject, keys).update(state=State.CANCELLED, ended_at=at, paused_at=None)


def pause_deadlines(subject: Model, at: datetime, keys: Iterable[str] | None = None) -> int:
    """Stop the clock (Art. 148 CPC); what is left is kept. One UPDATE."""
    running = _open(subject, keys).filter(state=State.RUNNING)
    return running.update(state=State.PAUSED, paused_at=at)


def resume_deadlines(subject: Model, at: datetime, rule: LegalRule | None = None) -> list[Deadline]:
    """Start the clock again, with what was left; or, with ``rule`` (``resume_1m``, Art. 149 CPC),
    end the paused deadlines and open that one instead. Two statements."""
    if rule is not None:
        return _replaced(subject, at, rule)
    paused = list(_open(subject, None).filter(state=State.PAUSED).select_related("rule"))
    for deadline in paused:
        _run_on(deadline, at)
    fields = ["state", "paused_at", "due_on", "due_at", "last_on", "calendar_version", "told"]
    Deadline.objects.bulk_update(paused, fields)
    return paused


def move_deadlines(subject: Model, to_unit: Unit) -> int:
    """Another unit must now do what is still open; its own people are told anew. One UPDATE."""
    with in_scope(SYSTEM):  # out of the sight of whoever hands it on
        return _open(subject, None).update(unit=to_unit, told=0)


@follows_walls
def wall_off_deadlines(subject: Model) -> int:
    """Past and open ones are hidden from whom the record now names (``walled``). One UPDATE."""
    rows = Deadline.objects.filter(subject_kind=kind_of(subject), subject_id=subject.pk)
    return rows.update(walled=walls_of(subject))


def _open(subject: Model, keys: Iterable[str] | None) -> DeadlineQuerySet:
    found = Deadline.objects.filter(
        subject_kind=kind_of(subject), subject_id=subject.pk, state__in=OPEN
    )
    # A subquery, since an UPDATE may not join.
    return found if keys is None else found.filter(rule__key__in=list(keys))


def _deadline(
    subject: Model, unit_id: int, rule: LegalRule, starts_at: datetime, decisive: bool
) -> Deadline:
    end = limit(rule, starts_at)
    return fresh(
        Deadline,
        subject_kind=kind_of(subject),
        subject_id=subject.pk,
        walled=walls_of(subject),
        rule=rule,
        calendar_version=end.calendar_version,
        unit_id=unit_id,
        starts_at=starts_at,
        due_on=end.due_on,
        due_at=end.due_at,
        last_on=end.last_on,
        is_decisive=decisive,
    )


_CANCEL_PAUSED = """
update workflow_deadline set state = 'cancelled', ended_at = %s, paused_at = null
where subject_kind = %s and subject_id = %s and state = 'paused'
returning unit_id, is_decisive
"""


def _replaced(subject: Model, at: datetime, rule: LegalRule) -> list[Deadline]:
    with connection.cursor() as cursor:
        cursor.execute(_CANCEL_PAUSED, [at, kind_of(subject), subject.pk])
        gone = cursor.fetchall()
    if not gone:
        return []
    decisive = any(is_decisive for _unit, is_decisive in gone)
    return Deadline.objects.bulk_create([_deadline(subject, gone[0][0], rule, at, decisive)])


def _run_on(deadline: Deadline, at: datetime) -> None:
    """Give back what was left at the pause: hours exactly, working days as working days, days
    and months as days. What was overdue before the pause stays overdue."""
    calendar = calendar_at(at)
    stopped, today = deadline.paused_at or at, local_day(at)
    deadline.state, deadline.paused_at, deadline.told = State.RUNNING, None, 0
    deadline.calendar_version = calendar.version
    if deadline.rule.measure in (Measure.HOUR, Measure.NOW):
        deadline.due_at += at - stopped
        deadline.due_on = deadline.last_on = local_day(deadline.due_at)
        return
    if deadline.rule.measure == Measure.WORKING_DAY and deadline.due_on >= local_day(stopped):
        left = calendar.between(local_day(stopped), deadline.due_on)
        deadline.due_on = calendar.after(today, left)
    else:
        deadline.due_on = today + (deadline.due_on - local_day(stopped))
    deadline.last_on = calendar.rolled(deadline.due_on)
    if deadline.rule.measure == Measure.MONTH:
        deadline.due_on = deadline.last_on
    deadline.due_at = end_of(deadline.due_on)
