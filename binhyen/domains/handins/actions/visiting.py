"""A time booked without a name: made, moved, cancelled by its code; noted by the unit."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time

from django.db import connection
from django.utils import timezone

from binhyen.domains.handins import queries, rules
from binhyen.domains.handins.actions.receiving import VISIT_AT
from binhyen.domains.handins.models import Visit, VisitHours
from binhyen.kernel.audit.action import action, in_scope, open_door, record
from binhyen.kernel.org.models import Unit
from binhyen.kernel.people.actor import SYSTEM, Actor
from binhyen.kernel.workflow.deadlines import (
    cancel_deadlines,
    end_deadlines,
    open_deadlines,
    show_deadlines,
)
from binhyen.kernel.workflow.rulebook import rulebook
from binhyen.lib import codes


@dataclass(frozen=True)
class Hours:
    weekday: int
    opens: time
    closes: time
    minutes: int = 30
    seats: int = 1


@action
def book_visit(
    *,
    actor: Actor,
    unit: Unit,
    starts_at: datetime,
    about: str,
    is_demo: bool = False,
    now: datetime,
) -> Visit:
    """Two who press at once for the last seat: one gets it, the other is told."""
    seat, code = _seat(unit, starts_at, now), codes.new_code()
    open_door(codes=code)
    visit = Visit.objects.create(
        code=code,
        unit=unit,
        starts_at=starts_at,
        seat=seat,
        about=about,
        is_demo=is_demo,
    )
    _start_clock(visit, now)
    record(actor, "handins.visit_booked", visit, unit_id=unit.pk, at=now, starts_at=starts_at)
    return visit


@action
def move_visit(*, actor: Actor, visit: Visit, starts_at: datetime, now: datetime) -> Visit:
    visit = _locked(visit)
    rules.may_change_visit(visit, now).require()
    visit.seat = _seat(visit.unit, starts_at, now)
    visit.starts_at = starts_at
    visit.save(update_fields=["starts_at", "seat"])
    cancel_deadlines(visit, at=now)
    _start_clock(visit, now)
    record(actor, "handins.visit_moved", visit, unit_id=visit.unit_id, at=now, starts_at=starts_at)
    return visit


@action
def cancel_visit(*, actor: Actor, visit: Visit, now: datetime) -> Visit:
    visit = _locked(visit)
    rules.may_change_visit(visit, now).require()
    visit.state = Visit.State.CANCELLED
    visit.save(update_fields=["state"])
    cancel_deadlines(visit, at=now)
    record(actor, "handins.visit_cancelled", visit, unit_id=visit.unit_id, at=now)
    return visit


@action
def note_visit(*, actor: Actor, visit: Visit, came: bool, now: datetime) -> Visit:
    """What became of it; who came and handed nothing in was perhaps only asking."""
    visit = _locked(visit)
    rules.may_note_visit(actor, visit, now).require()
    visit.state = Visit.State.CAME if came else Visit.State.MISSED
    visit.save(update_fields=["state"])
    if came:
        end_deadlines(visit, at=now)
    else:
        cancel_deadlines(visit, at=now)
    record(actor, "handins.visit_noted", visit, unit_id=visit.unit_id, at=now, came=came)
    return visit


@action
def miss_visit(*, actor: Actor, visit: Visit, now: datetime) -> Visit:
    """The day is over and nobody noted anything: the clock notes that nobody came."""
    visit = _locked(visit)
    if visit.state == Visit.State.BOOKED:
        visit.state = Visit.State.MISSED
        visit.save(update_fields=["state"])
        cancel_deadlines(visit, at=now)
    record(actor, "handins.visit_noted", visit, unit_id=visit.unit_id, at=now, came=False)
    return visit


@action
def set_hours(*, actor: Actor, unit: Unit, hours: Iterable[Hours], now: datetime) -> None:
    """The unit's hours from now on; what is booked already stays. None: the usual hours."""
    rules.may_set_hours(actor, unit).require()
    VisitHours.objects.filter(unit=unit).delete()
    rows = [VisitHours(unit=unit, **vars(one)) for one in hours]
    for row in rows:
        row.full_clean(exclude=["unit"])
    VisitHours.objects.bulk_create(rows)
    record(actor, "handins.hours_set", unit, unit_id=unit.pk, at=now, stretches=len(rows))


def _locked(visit: Visit) -> Visit:
    show_deadlines(visit)  # and the booking itself: its code was given, or a page showed it
    return Visit.objects.select_for_update(of=("self",)).select_related("unit").get(pk=visit.pk)


def _seat(unit: Unit, starts_at: datetime, now: datetime) -> int:
    """A seat that is free at that time. One at a time for a unit, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('handins visit'), %s)", [unit.pk])
    rules.may_book(starts_at, queries.free_seats(unit, now), now).require()
    taken = Visit.objects.taken().filter(unit=unit, starts_at=starts_at)
    with in_scope(SYSTEM):
        used = set(taken.values_list("seat", flat=True))
    return next(seat for seat in range(1, len(used) + 2) if seat not in used)


def _start_clock(visit: Visit, now: datetime) -> None:
    """So that the visit stands in the unit's list of the day."""
    rule = rulebook(timezone.localdate(now)).find(VISIT_AT)
    if rule is not None:
        open_deadlines(visit, visit.unit, [(rule, visit.starts_at, True)])
