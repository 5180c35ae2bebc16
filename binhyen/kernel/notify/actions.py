"""Tell somebody; try a message again; mark as read.

``tell`` and ``tell_sealed`` are called inside the action that made the news, in its transaction:
that action leaves the trace, the message row itself is theirs.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import get_language

from binhyen.kernel.audit.action import action, record
from binhyen.kernel.notify import rules
from binhyen.kernel.notify.models import Message
from binhyen.kernel.notify.tasks import deliver
from binhyen.kernel.people.actor import Actor
from binhyen.kernel.people.models import User

_TELL = """
select number, way from notify_tell(%(channels)s::text[], %(user)s, %(kind)s, %(sealed)s,
    %(language)s, %(subject)s, %(text)s, %(link)s, %(key)s)
"""


def tell(
    *, actor: Actor, user: User, subject: str, text: str, link: str, dedupe_key: str
) -> int | None:
    """Put a message into the user's inbox and, where an address is known, send it by e-mail.

    Two statements. The same ``dedupe_key`` for the same user a second time does nothing.
    Returns the id of the inbox message, or None when it was told before.
    """
    channels = [Message.Channel.INBOX] + ([Message.Channel.EMAIL] if user.email else [])
    made = _put(
        channels=channels,
        user=user.pk,
        kind="",
        sealed=None,
        language=get_language() or "vi",
        subject=subject,
        text=text,
        link=link,
        key=_key(f"u{user.pk}", dedupe_key),
    )
    return made.get(Message.Channel.INBOX)


def tell_sealed(
    *,
    actor: Actor,
    sealed_kind: str,
    sealed_id: int,
    language: str,
    subject: str,
    text: str,
    link: str,
    dedupe_key: str,
) -> int | None:
    """Send an e-mail to an address that only the reveal process can open. None when told before."""
    made = _put(
        channels=[Message.Channel.EMAIL],
        user=None,
        kind=sealed_kind,
        sealed=sealed_id,
        language=language,
        subject=subject,
        text=text,
        link=link,
        key=_key(f"{sealed_kind}{sealed_id}", dedupe_key),
    )
    return made.get(Message.Channel.EMAIL)


def take_back(*, actor: Actor, users: QuerySet[Any, Any], link: str) -> None:
    """Messages that point ``users`` (a query of their numbers) to a page that they may no longer
    know of: out of their inboxes, and not sent if they still wait."""
    Message.objects.filter(user__in=users, link=link).delete()


@action
def retry_message(*, actor: Actor, message: Message) -> Message:
    """Send again what could not be sent."""
    message = Message.objects.select_for_update(of=("self",)).get(pk=message.pk)
    rules.may_retry(actor, message).require()
    message.state, message.attempts = Message.State.WAITING, 0
    message.save(update_fields=["state", "attempts"])
    record(actor, "notify.retried", message)
    deliver.configure(lock=f"message-{message.pk}").defer(message_id=message.pk)
    return message


@action
def mark_read(*, actor: Actor, message: Message, at: datetime) -> None:
    rules.may_read(actor, message).require()
    Message.objects.filter(pk=message.pk, read_at=None).update(read_at=at)
    record(actor, "notify.read", message)


@action
def mark_all_read(*, actor: Actor, at: datetime) -> int:
    """How many were unread."""
    rules.may_have_inbox(actor).require()
    assert actor.user is not None  # noqa: S101 (may_have_inbox)
    count = Message.objects.inbox_of(actor).unread().update(read_at=at)
    record(actor, "notify.all_read", actor.user, count=count)
    return count


def _put(*, channels: Sequence[str], key: str, **values: str | int | None) -> dict[str, int]:
    if not connection.in_atomic_block:
        raise RuntimeError("a message is told in the transaction of what happened")
    with connection.cursor() as cursor:
        cursor.execute(_TELL, {"channels": [str(c) for c in channels], "key": key, **values})
        made = {channel: pk for pk, channel in cursor.fetchall()}
    if mail := made.get(Message.Channel.EMAIL):
        deliver.configure(lock=f"message-{mail}").defer(message_id=mail)
    return made


def _key(receiver: str, key: str) -> str:
    """Unique per receiver; hashed when too long for the column."""
    whole = f"{receiver}:{key}"
    return whole if len(whole) <= 120 else hashlib.sha256(whole.encode()).hexdigest()
