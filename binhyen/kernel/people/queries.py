"""Answers about people: where they serve, who serves under an administrator, who may be told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from binhyen.kernel.org.scope import units_below
from binhyen.kernel.people.actor import Actor
from binhyen.kernel.people.models import READING_ROLES, Duty, Role, User
from binhyen.lib.among import among
from binhyen.lib.text import fold, has_marks


def units_of(user: User, day: date) -> set[int]:
    """Units of the duties in force on ``day`` or later; of all past ones when none is."""
    duties = list(Duty.objects.filter(user=user).values_list("unit_id", "valid_to"))
    running = {unit for unit, end in duties if end is None or end > day}
    return running or {unit for unit, _ in duties}


def administered_units(actor: Actor) -> frozenset[int]:
    """Units whose people the actor looks after: of one's administrator duties, and all below."""
    found: set[int] = set()
    for held in actor.duties:
        if held.role == Role.ADMINISTRATOR:
            found |= units_below(held.unit_id)
    return frozenset(found)


def holders(unit_id: int, roles: Iterable[str], day: date) -> QuerySet[User]:
    """Who holds one of ``roles`` in the unit on ``day``: to be told, or to be given work."""
    duties = Duty.objects.on(day).filter(unit_id=unit_id, role__in=list(roles))
    return User.objects.filter(pk__in=duties.values("user_id"), is_active=True).order_by(
        "sort_key", "pk"
    )


def readers(unit_id: int, day: date) -> QuerySet[User]:
    return holders(unit_id, READING_ROLES, day)


@dataclass(frozen=True)
class PeopleFilter:
    """What an administrator looks for; empty means all."""

    name: str = ""
    unit_id: int | None = None
    role: str = ""
    state: str = "active"  # active, closed, all


def people_under(actor: Actor, day: date, wanted: PeopleFilter) -> QuerySet[User]:
    """Accounts with a duty, past or present, in the units the actor administers; by given name,
    with the duties in force prefetched as ``current``."""
    units = administered_units(actor)
    if wanted.unit_id is not None:
        units &= {wanted.unit_id}
    duties = Duty.objects.filter(among("unit_id", units), user=OuterRef("pk"))
    if wanted.role:
        duties = duties.on(day).filter(role=wanted.role)
    found = User.objects.filter(Exists(duties)).filter(_state(wanted.state))
    current = Prefetch(
        "duties",
        Duty.objects.on(day).select_related("unit").order_by("unit__name", "role"),
        to_attr="current",
    )
    return found.filter(_named(wanted.name)).order_by("sort_key", "pk").prefetch_related(current)


def _state(state: str) -> Q:
    return Q() if state == "all" else Q(is_active=state != "closed")


def _named(words: str) -> Q:
    """Every word must be in the name; with marks they must be the same marks."""
    found = Q()
    for word in words.split()[:6]:
        found &= Q(fold__contains=fold(word))
        if has_marks(word):
            found &= Q(full_name__icontains=word)
    return found
