"""What runs by the clock."""

from datetime import datetime, timedelta

from binhyen.domains.handins import actions
from binhyen.domains.handins.models import Visit
from binhyen.kernel.notify.jobs import every
from binhyen.kernel.people.actor import SYSTEM

AT_A_TIME = 500


@every("40 1 * * *")
def note_missed_visits(now: datetime) -> None:
    """Visits of past days that nobody noted, so that yesterday does not stand in today's list."""
    over = Visit.objects.filter(
        state=Visit.State.BOOKED, starts_at__lt=now - timedelta(hours=12)
    ).order_by("starts_at", "id")
    for visit in over[:AT_A_TIME]:
        actions.miss_visit(actor=SYSTEM, visit=visit, now=now)
