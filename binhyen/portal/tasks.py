"""What the worker does for accounts: letters about the way in, and forgetting what has run out."""

from datetime import datetime

from django.utils import translation

from binhyen.kernel.audit.action import in_scope
from binhyen.kernel.notify.jobs import every, job
from binhyen.kernel.people.actor import SYSTEM
from binhyen.kernel.people.models import User
from binhyen.kernel.people.sessions import forget_expired
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
