"""Letters to named reporters: the address is opened here, used once, and never told to anybody."""

import json
import threading
from typing import Any

from binhyen.kernel.audit.action import in_scope
from binhyen.kernel.documents.keys import secret_for
from binhyen.kernel.notify.delivery import Outcome, attempt
from binhyen.kernel.notify.models import Message
from binhyen.kernel.people.actor import SYSTEM
from binhyen.kernel.reveal.registry import sealed_kind
from binhyen.lib.sealing import Unopenable, unseal

# A mail server that does not answer may hold up so many letters, and never an officer's question.
_AT_ONCE = threading.BoundedSemaphore(4)


def send_letter(message_id: int) -> Outcome | None:
    """Send one waiting message to its sealed address; None when too many are on their way.

    The worker has counted the try and settles the outcome. No transaction is open meanwhile.
    """
    if not _AT_ONCE.acquire(blocking=False):
        return None
    try:
        with in_scope(SYSTEM):
            waiting = Message.objects.mails().filter(state=Message.State.WAITING)
            message = waiting.filter(pk=message_id, sealed_id__isnull=False).first()
            if message is None:
                return Outcome(Message.State.DROPPED)
            try:
                address = _address(message)
            except Unopenable:
                return Outcome(Message.State.FAILED, "Unopenable")
        return attempt(message, address)
    finally:
        _AT_ONCE.release()


def _address(message: Message) -> str | None:
    """None when its owner withdrew consent, or is gone."""
    kind = sealed_kind(message.sealed_kind)
    if kind is None or not kind.address:
        return None
    row: Any = kind.rows(SYSTEM).filter(pk=message.sealed_id).first()
    if row is None or not kind.wants_letters(row):
        return None
    plain = json.loads(unseal(bytes(row.sealed), secret_for(row.kid)))
    return str(plain.get(kind.address) or "") or None
