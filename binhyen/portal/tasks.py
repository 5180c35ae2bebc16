"""What the worker does for accounts: letters about the way in, forgetting what has run out, and
telling of duties that fall due or are late."""

from datetime import datetime

from django.urls import reverse
from django.utils import translation

from binhyen.kernel.audit.action import in_scope
from binhyen.kernel.notify.jobs import every, job
from binhyen.kernel.org.models import Unit
from binhyen.kernel.people.actor import SYSTEM
from binhyen.kernel.people.models import User
from binhyen.kernel.people.sessions import forget_expired
from binhyen.kernel.workflow.actions import remind
from binhyen.kernel.workflow.reminding import STEPS, due_for
from binhyen.portal.people.letters import letter_to


@job(own_scope=True)
def send_letter(user_id: int, letter: str) -> None:
    """Written in a transaction, sent outside of it: a mail server may take its time."""
    with in_scope(SYSTEM), translation.override("vi"):
        message = letter_to(User.objects.get(pk=user_id), letter)
    if message is not None:
        message.send()


@every("27 19 * * *")
def forget_sessions(now: datetime) -> None:
    forget_expired(now)


@every("12 * * * *")
def tell_of_duties(now: datetime) -> None:
    """Each hour: before a duty falls due, then up the chain. The steps in their order, so that
    after an outage the unit's leaders are told before those above."""
    link = reverse("portal:today")
    for step in STEPS:
        for unit in Unit.objects.filter(pk__in=due_for(step, now).values("unit")).order_by("pk"):
            remind(
                actor=SYSTEM,
                step=step,
                unit=unit,
                link=link,
                link_below=f"{link}?cua=cap-duoi",
                now=now,
            )
