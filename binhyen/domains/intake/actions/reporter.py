"""What the reporter does after sending: write, add a photo, withdraw, rate, ask again.

The caller has checked the secret; the actor is anonymous, for the product does not know who it is.
"""

import hashlib
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from binhyen.domains.intake import rules
from binhyen.domains.intake.actions.common import locked, tell_officer
from binhyen.domains.intake.models import (
    Appeal,
    ReporterIdentity,
    Tip,
    TipFile,
    TipMessage,
)
from binhyen.kernel.audit.action import action, open_door, record
from binhyen.kernel.documents.models import File
from binhyen.kernel.indicators.counting import count_many
from binhyen.kernel.org.queries import parent_of
from binhyen.kernel.people.actor import Actor


def _opened(tip: Tip) -> Tip:
    open_door(tip=str(tip.pk))
    return locked(tip)


@action
def write_message(
    *, actor: Actor, tip: Tip, text: str, now: datetime, idempotency_key: UUID | None = None
) -> TipMessage:
    """The same key again gives the message that was kept."""
    tip = _opened(tip)
    said = idempotency_key.bytes if idempotency_key else str(now).encode()
    sender = hashlib.sha256(said + str(tip.pk).encode()).digest()
    message, is_new = TipMessage.objects.get_or_create(
        sender_digest=sender,
        defaults={"tip": tip, "author": TipMessage.Author.REPORTER, "text": text, "at": now},
    )
    if is_new:
        Tip.objects.filter(pk=tip.pk).update(waits_for_unit=True)
        if tip.assignee is not None:
            tell_officer(actor, tip, tip.assignee, f"wrote-{message.pk}")
    record(actor, "intake.reporter_wrote", tip, unit_id=tip.unit_id, at=now, message=message.pk)
    return message


@action
def add_reporter_files(*, actor: Actor, tip: Tip, files: list[File], now: datetime) -> None:
    tip = _opened(tip)
    TipFile.objects.bulk_create([TipFile(tip=tip, file=file, added_at=now) for file in files])
    Tip.objects.filter(pk=tip.pk).update(waits_for_unit=True)
    record(actor, "intake.reporter_added_files", tip, unit_id=tip.unit_id, at=now, files=len(files))


@action
def withdraw_contact(*, actor: Actor, tip: Tip, now: datetime) -> None:
    """No more letters from today on; those waiting are dropped when their turn comes."""
    open_door(tip=str(tip.pk))
    ReporterIdentity.objects.filter(tip=tip).update(
        may_contact=False, withdrawn_on=timezone.localdate(now)
    )
    record(actor, "intake.contact_withdrawn", tip, unit_id=tip.unit_id, at=now)


@action
def rate_tip(*, actor: Actor, tip: Tip, rating: int, note: str, now: datetime) -> Tip:
    tip = _opened(tip)
    rules.may_rate(tip).require()
    tip.rating, tip.rating_note, tip.rated_on = rating, note, timezone.localdate(now)
    tip.save(update_fields=["rating", "rating_note", "rated_on"])
    of = (tip.kind, tip.category.code)
    count_many(
        [
            ("tips_rated", tip.counted_place_id, tip.rated_on, 1, *of),
            ("tips_rating_sum", tip.counted_place_id, tip.rated_on, rating, *of),
        ]
    )
    record(actor, "intake.rated", tip, unit_id=tip.unit_id, at=now, rating=rating)
    return tip


@action
def appeal_tip(*, actor: Actor, tip: Tip, text: str, now: datetime) -> Appeal:
    """Ask for another look: it goes to the unit one level up (its own unit at the top)."""
    tip = _opened(tip)
    waiting = Appeal.objects.filter(tip=tip, state=Appeal.State.WAITING).exists()
    rules.may_appeal(tip, waiting=waiting).require()
    above = parent_of(tip.unit, timezone.localdate(now)) or tip.unit
    appeal = Appeal.objects.create(tip=tip, unit=above, text=text, at=now)
    tip.reviewing_unit = above
    tip.save(update_fields=["reviewing_unit"])
    record(actor, "intake.appealed", tip, unit_id=above.pk, at=now, appeal=appeal.pk)
    return appeal
