"""What becomes of things held and times booked when their unit is dissolved."""

from datetime import date, datetime, time

from django.utils import timezone

from binhyen.domains.handins import actions
from binhyen.domains.handins.models import HandInItem, Visit
from binhyen.kernel.audit.action import in_scope
from binhyen.kernel.org.dissolving import on_dissolved
from binhyen.kernel.org.models import Unit
from binhyen.kernel.people.actor import SYSTEM, Actor


@on_dissolved
def move_held_items(actor: Actor, unit: Unit, heir: Unit, on: date) -> int:
    """The heir answers for every thing; visits after that day are called off, for their place is
    gone, and whoever booked sees it by the code."""
    now = timezone.make_aware(datetime.combine(on, time(0)))
    items = HandInItem.objects.held().filter(holder=unit).select_related("handin")
    booked = Visit.objects.filter(unit=unit, state=Visit.State.BOOKED, starts_at__gt=now)
    with in_scope(SYSTEM):  # who dissolves a unit does not read its book
        held = list(items.order_by("handin_id", "line"))
        for item in held:
            actions.take_over_item(actor=actor, item=item, to=heir, now=now)
        for visit in booked.order_by("starts_at", "id"):
            actions.cancel_visit(actor=actor, visit=visit, now=now)
    return len(held)
