"""Who is acting: built once per request (or per job) and passed to every rule and action."""

from dataclasses import dataclass, field
from datetime import date

from django.http import HttpRequest

from binhyen.kernel.org.models import UnitKind
from binhyen.kernel.org.scope import units_below
from binhyen.kernel.people.models import Duty, Role, User


@dataclass(frozen=True)
class Held:
    unit_id: int
    role: str
    unit_kind: str = ""


@dataclass(frozen=True)
class Actor:
    """``duties`` in force today. ``unit_ids``: units served directly, with the dissolved units
    whose records they inherited. ``below_ids``: those and every unit under them."""

    user: User | None = None
    duties: tuple[Held, ...] = ()
    unit_ids: frozenset[int] = frozenset()
    below_ids: frozenset[int] = frozenset()
    # The clock or the worker acting by itself: sees all, signs as "hệ thống".
    is_system: bool = False
    scopes: frozenset[str] | None = field(default=None, compare=False)

    @property
    def user_id(self) -> int | None:
        return self.user.pk if self.user else None

    @property
    def marks(self) -> frozenset[int]:
        """How a record names this actor when it is about them: the units served, and the account
        with a minus (people.walls)."""
        return self.unit_ids | ({-self.user.pk} if self.user else frozenset())

    @property
    def is_staff(self) -> bool:
        return bool(self.duties)

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(held.role for held in self.duties)

    @property
    def keeps_installation(self) -> bool:
        """Administrators of the province's police keep what all units share: the law's numbers,
        the calendar, places, the chain of command. Those of a commune keep its people only."""
        return self.is_system or any(
            held.role == Role.ADMINISTRATOR and held.unit_kind == UnitKind.POLICE_PROVINCE
            for held in self.duties
        )

    def holds(self, *roles: str, unit_id: int) -> bool:
        """Whether the actor holds one of ``roles`` in that unit (or in its heir)."""
        return any(
            held.role in roles and unit_id in _inherited(held.unit_id) for held in self.duties
        )

    def holds_above(self, *roles: str, unit_id: int) -> bool:
        """Whether the actor holds one of ``roles`` in that unit or anywhere above it."""
        return any(
            held.role in roles and unit_id in units_below(held.unit_id) for held in self.duties
        )

    def reads(self) -> frozenset[int]:
        """Units whose reports the actor may read: one's own; for leaders and supervisors also
        every unit below."""
        found: set[int] = set()
        for held in self.duties:
            if held.role in (Role.LEADER, Role.SUPERVISOR):
                found |= units_below(held.unit_id)
            elif held.role in (Role.DUTY_OFFICER, Role.HANDLER):
                found |= _inherited(held.unit_id)
        return frozenset(found)


def _inherited(unit_id: int) -> frozenset[int]:
    return units_below(unit_id, children=False)


ANONYMOUS = Actor()
SYSTEM = Actor(is_system=True)


def actor_of(user: object, today: date) -> Actor:
    """The actor for an account with its duties in force ``today``; a stranger is ANONYMOUS."""
    if not isinstance(user, User) or not user.is_active:
        return ANONYMOUS
    duties = tuple(
        Held(unit_id, role, kind)
        for unit_id, role, kind in Duty.objects.on(today)
        .filter(user=user)
        .order_by("pk")
        .values_list("unit_id", "role", "unit__kind")
    )
    own: set[int] = set()
    below: set[int] = set()
    for held in duties:
        own |= _inherited(held.unit_id)
        below |= units_below(held.unit_id)
    return Actor(user, duties, frozenset(own), frozenset(below))


def acting(request: HttpRequest) -> Actor:
    """The actor whom the middleware gave this request."""
    found: Actor = request.actor  # type: ignore[attr-defined]  # Django's class cannot know it
    return found
