"""What becomes of open tips when their unit is dissolved: the heir takes them, with a trace."""

from datetime import date, datetime, time

from django.utils import timezone

from binhyen.domains.intake import actions
from binhyen.domains.intake.models import Status, Tip
from binhyen.kernel.audit.action import in_scope
from binhyen.kernel.org.dissolving import on_dissolved
from binhyen.kernel.org.models import Unit
from binhyen.kernel.people.actor import SYSTEM, Actor


@on_dissolved
def move_open_tips(actor: Actor, unit: Unit, heir: Unit, on: date) -> int:
    now = timezone.make_aware(datetime.combine(on, time(0)))
    with in_scope(SYSTEM):  # who dissolves a unit does not read its reports
        tips = Tip.objects.filter(unit=unit).exclude(status=Status.CLOSED).order_by("id")
        for tip in tips:
            actions.move_to_heir(actor=actor, tip=tip, to=heir, now=now)
        return len(tips)
