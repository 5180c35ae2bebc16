"""A report about the police themselves: who is named, and which unit above them takes it.

Of the units named, and of those where a named officer serves, none takes it: it climbs the chain of
command to the first that is not named. At the top of the chain an officer alone is walled off.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from binhyen.domains.intake.rules import POLICE
from binhyen.kernel.org.models import Unit, UnitKind, UnitParent
from binhyen.kernel.org.queries import parent_of, unit_for
from binhyen.kernel.people.models import Duty, User
from binhyen.kernel.people.walls import marks_of
from binhyen.kernel.places.models import Place


@dataclass(frozen=True)
class Route:
    """``to`` takes the report; ``units`` and ``users`` never see it."""

    to: Unit
    units: frozenset[int]
    users: frozenset[int] = frozenset()

    @property
    def marks(self) -> list[int]:
        return marks_of(self.units, self.users)


def nameable_units(day: date) -> QuerySet[Unit]:
    """Police units in force with somebody above them: those that a report can go past."""
    commanded = UnitParent.objects.on(day).values("unit_id")
    rows = Unit.objects.on(day).filter(kind__in=POLICE, pk__in=commanded)
    return rows.order_by("kind", "name", "pk")


def nameable_people(unit: Unit, day: date) -> QuerySet[User]:
    """Who serves in the unit or above it: those who would otherwise see its reports."""
    chain: list[Unit] = []
    step: Unit | None = unit
    while step is not None and step not in chain:
        chain.append(step)
        step = parent_of(step, day)
    serving = Duty.objects.on(day).filter(unit__in=chain).values("user_id")
    return User.objects.filter(pk__in=serving, is_active=True).order_by("sort_key", "pk")


def route_of_report(named: Unit | None, place: Place, day: date) -> Route | None:
    """The way of a report that its sender says is about the police: the unit ``named``, or else
    those of the place; None when nobody stands above them."""
    unit = named or unit_for(UnitKind.POLICE_COMMUNE, place, day)
    return route_past([unit], [], unit, day) if unit else None


def route_past(
    units: Iterable[Unit], users: Iterable[User], held_by: Unit, day: date
) -> Route | None:
    """The way of a report held (or to be held) by ``held_by`` that names these; None when nobody
    stands above a unit that was named."""
    named, people = list(units), list(users)
    served = list(
        Unit.objects.filter(
            pk__in=Duty.objects.on(day).filter(user__in=people).values("unit_id"), kind__in=POLICE
        ).order_by("pk")
    )
    express = {unit.pk for unit in named}
    start = next(iter(named), None) or next(
        (unit for unit in served if unit.pk == held_by.pk), next(iter(served), held_by)
    )
    everybody = express | {unit.pk for unit in served}
    to = _climb(start, everybody, day) or _climb(start, express, day)
    if to is None:
        return None
    return Route(to, frozenset(everybody - {to.pk}), frozenset(user.pk for user in people))


def _climb(unit: Unit, past: set[int], day: date) -> Unit | None:
    step: Unit | None = unit
    seen: set[int] = set()
    while step is not None and step.pk in past:
        seen.add(step.pk)
        step = parent_of(step, day)
        if step is not None and step.pk in seen:
            return None
    return step
