"""A report turns out to be about the police themselves: it goes past whom it names."""

from collections.abc import Sequence
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone

from binhyen.domains.intake import rules
from binhyen.domains.intake.actions.common import hand_over, is_counted_as_recurred, locked
from binhyen.domains.intake.conflicts import Route, route_past
from binhyen.domains.intake.models import Conflict, Tip
from binhyen.kernel.audit.action import action, in_scope, record
from binhyen.kernel.indicators.counting import count_many
from binhyen.kernel.notify.actions import take_back
from binhyen.kernel.org.models import Unit
from binhyen.kernel.people.actor import SYSTEM, Actor
from binhyen.kernel.people.models import Duty, User
from binhyen.kernel.people.walls import raise_walls
from binhyen.lib.postgres.writing import insert


@action
def declare_conflict(
    *,
    actor: Actor,
    tip: Tip,
    units: Sequence[Unit] = (),
    users: Sequence[User] = (),
    reason: str = "",
    now: datetime,
) -> Tip:
    """Khai báo xung đột lợi ích: from now on nobody of ``units``, and none of ``users``, sees that
    the tip exists. Its trace stands in the chain of the unit that takes it, there alone."""
    tip = locked(tip)
    route = route_past(units, users, tip.unit, timezone.localdate(now))
    rules.may_declare_conflict(actor, tip, is_possible=route is not None).require()
    assert route is not None  # noqa: S101 (may_declare_conflict refuses without one)
    left = tip.unit_id
    with in_scope(SYSTEM):  # the officer may be of those who no longer see it
        tip.walled = sorted({*(tip.walled or ()), *route.marks})
        _count_elsewhere(tip, route.to)
        tip.save(update_fields=["walled", "figures_place"])
        number = hand_over(tip, route.to, now) if route.to.pk != left else None
        raise_walls(tip)
        insert(conflicts_of(tip, route, now, declared_by=actor.user, reason=reason))
        served = Duty.objects.filter(unit_id__in={left, *route.units}).values("user_id")
        take_back(actor=actor, users=served, link=reverse("intake:record", args=[tip.ref]))
        facts = {"units": route.units, "users": route.users}
        record(actor, "intake.conflict_declared", tip, unit_id=tip.unit_id, at=now, **facts)
        if number is not None:
            record(actor, "intake.arrived", tip, unit_id=tip.unit_id, at=now, number=number)
    return tip


def conflicts_of(
    tip: Tip, route: Route, now: datetime, *, declared_by: User | None = None, reason: str = ""
) -> list[Conflict]:
    """A row for each unit and each officer named, not yet kept."""
    said = {"tip": tip, "declared_by": declared_by, "reason": reason, "at": now}
    rows = [Conflict(unit_id=unit, **said) for unit in sorted(route.units)]
    return rows + [Conflict(user_id=user, **said) for user in sorted(route.users)]


def _count_elsewhere(tip: Tip, to: Unit) -> None:
    """What figures say of the place where it happened is as if it had never come there."""
    before, tip.figures_place = tip.counted_place_id, to.place
    count_many(
        [
            (part, place, day, n * sign, tip.kind, dim)
            for part, day, n, dim in _counted(tip)
            for place, sign in ((before, -1), (tip.counted_place_id, 1))
        ]
    )


def _counted(tip: Tip) -> list[tuple[str, date, int, str]]:
    """(part, day, how much, second dimension) of all that has been counted of it."""
    category = tip.category.code
    on_time = tip.closed_on if tip.late_on is None else None
    found: list[tuple[str, date | None, int, str]] = [
        ("tips_received", tip.received_on, 1, category),
        ("tips_accepted", tip.accepted_on, 1, category),
        ("tips_late", tip.late_on, 1, category),
        ("tips_valuable", tip.received_on if tip.is_valuable else None, 1, category),
        ("tips_resolved", tip.closed_on, 1, category),
        ("tips_resolved_on_time", on_time, 1, category),
        ("tips_recurred", tip.closed_on if is_counted_as_recurred(tip) else None, 1, category),
        ("tips_rated", tip.rated_on, 1, category),
        ("tips_rating_sum", tip.rated_on, tip.rating or 0, category),
    ]
    if tip.closed_on is not None:
        days = min((tip.closed_on - tip.received_on).days, 999)
        found.append(("tips_resolved_days", tip.closed_on, 1, str(days)))
    return [(part, day, n, dim) for part, day, n, dim in found if day is not None]
