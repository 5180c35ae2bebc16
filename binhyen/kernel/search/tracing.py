"""Whoever looks for a phone number, a plate, a link or an account leaves a trace, as whoever opens
a record does: that it was one, how many were found, and a keyed digest of it. The digest lets an
inspector who has the number see who looked for it; it tells the number to nobody."""

import hashlib
import hmac

from django.conf import settings

from binhyen.kernel.audit.action import record_view
from binhyen.kernel.people.actor import Actor
from binhyen.kernel.search.asking import Asked


def trace_lookup(actor: Actor, asked: Asked, found: int) -> None:
    """In the page's own transaction; nothing for a search by words alone."""
    if not asked.sensitive or actor.user is None:
        return
    record_view(
        actor,
        "search.looked_up",
        actor.user,
        unit_id=min(actor.unit_ids, default=0),
        fields=list(asked.sensitive),
        digests=sorted(digest(one.key) for one in asked.exact),
        found=found,
    )


def digest(key: str) -> str:
    """Of "phone:+84912345678": 32 hexadecimal digits under a key of this installation."""
    secret = hashlib.sha256(b"lookups:" + settings.FIELD_KEY.encode()).digest()
    return hmac.new(secret, key.encode(), hashlib.sha256).hexdigest()[:32]
