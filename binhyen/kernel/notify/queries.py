"""Counts of the inbox and of what waits to be sent."""

from django.db.models import Count

from binhyen.kernel.notify.models import Message
from binhyen.kernel.people.actor import Actor

MOST_COUNTED = 100


def unread_count(actor: Actor) -> int:
    """How many messages wait to be read; counted up to 100 ("99+")."""
    return Message.objects.inbox_of(actor).unread()[:MOST_COUNTED].count()


def mails_by_state() -> dict[str, int]:
    """How many e-mails are in each state but sent, which grows without end."""
    unsettled = Message.objects.mails().exclude(state=Message.State.SENT)
    return dict(unsettled.order_by("state").values_list("state").annotate(n=Count("pk")))
