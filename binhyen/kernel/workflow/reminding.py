"""Whom the clock tells of a duty, when: before it falls due, and up the chain after. Answers;
changes nothing. The days are dated rules of the house (data/legal/rules.toml, internal), kept by
the province's administrators beside the law's.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db.models import F, Q

from binhyen.kernel.org.models import Unit
from binhyen.kernel.org.queries import parent_of
from binhyen.kernel.people.actor import actor_of
from binhyen.kernel.people.models import READING_ROLES, Role, User
from binhyen.kernel.people.queries import holders
from binhyen.kernel.workflow.calendars import calendar_at
from binhyen.kernel.workflow.models import Deadline, DeadlineQuerySet, LegalRule
from binhyen.kernel.workflow.rulebook import rulebook
from binhyen.kernel.workflow.today import Described, described, own_of
from binhyen.lib.workdays import Measure, end_of, local_day, months_later

_DAY = timedelta(days=1)
# A chain of command is not longer; a loop in it must not hold the clock up.
_LONGEST_CHAIN = 8


@dataclass(frozen=True)
class Step:
    """``level``: what a deadline notes as told; the key of the rule that says when."""

    level: int
    key: str
    verb: str


# In the order of time: holder and leaders before, the unit's leaders after, then those above.
STEPS = (
    Step(1, "remind_before", "workflow.reminded"),
    Step(2, "escalate_leader", "workflow.escalated"),
    Step(3, "escalate_above", "workflow.escalated_above"),
)
BEFORE, LEADER, ABOVE = STEPS


def due_for(step: Step, now: datetime) -> DeadlineQuerySet:
    """Running duties that this step has not told of and whose moment for it has come."""
    rule = rulebook(local_day(now)).find(step.key)
    if rule is None:
        return Deadline.objects.none()
    moment = _soon(rule, now) if step is BEFORE else Q(due_at__lte=_late_since(rule, now))
    return Deadline.objects.running().filter(moment, told__lt=step.level)


def _soon(rule: LegalRule, now: datetime) -> Q:
    """Duties shorter than the notice itself are not reminded of: they would be at once."""
    until = end_of(local_day(now) + rule.amount * _DAY)
    long_enough = Q(due_at__gt=F("starts_at") + (rule.amount + 1) * _DAY)
    return Q(due_at__gt=now, due_at__lte=until) & long_enough


def _late_since(rule: LegalRule, now: datetime) -> datetime:
    """Duties due at that moment or before have been late for the rule's length."""
    today = local_day(now)
    if rule.measure in (Measure.HOUR, Measure.NOW):
        return now - timedelta(hours=rule.amount if rule.measure == Measure.HOUR else 0)
    if rule.measure == Measure.MONTH:
        return end_of(months_later(today, -rule.amount))
    if rule.measure == Measure.WORKING_DAY:
        return end_of(_working_days_ago(today, rule.amount, now))
    return end_of(today - rule.amount * _DAY)


def _working_days_ago(today: date, amount: int, now: datetime) -> date:
    calendar, day = calendar_at(now), today
    while calendar.between(day, today) < amount:
        day -= _DAY
    return day


@dataclass(frozen=True)
class Told:
    """One message: to whom, of which records (their keys in the batch), the first one's page;
    ``from_below``: to somebody of a unit above."""

    user: User
    records: Sequence[tuple[str, int]]
    url: str
    from_below: bool = False


def tell_whom(step: Step, unit: Unit, batch: Sequence[Deadline], today: date) -> Iterator[Told]:
    """Only of what each may see. What no leader of a unit may see goes on to the unit above."""
    waiting = {(row.subject_kind, row.subject_id) for row in batch}
    if step is BEFORE:
        yield from _holders(unit, waiting, today)
    above: Unit | None = parent_of(unit, today) if step is ABOVE else unit
    for _climb in range(_LONGEST_CHAIN):
        if above is None or not waiting:
            return
        told = list(_told(holders(above.pk, (Role.LEADER,), today), waiting, today))
        yield from (replace(one, from_below=above.pk != unit.pk) for one in told)
        waiting = waiting - {record for one in told for record in one.records}
        above = parent_of(above, today)


def _holders(unit: Unit, waiting: set[tuple[str, int]], today: date) -> Iterator[Told]:
    """Who works on a record themselves; leaders are told as leaders."""
    leaders = {user.pk for user in holders(unit.pk, (Role.LEADER,), today)}
    for user in holders(unit.pk, READING_ROLES, today):
        if user.pk not in leaders:
            own = own_of(actor_of(user, today), waiting)
            yield from _told([user], own, today)


def _told(users: Iterable[User], waiting: set[tuple[str, int]], today: date) -> Iterator[Told]:
    for user in users:
        seen: dict[tuple[str, int], Described] = described(waiting, actor_of(user, today))
        if seen:
            keys = sorted(seen)
            yield Told(user, keys, seen[keys[0]].url if len(keys) == 1 else "")
