"""What runs by the clock, and the one place that opens a reporter's address: to send a letter."""

import json
from datetime import datetime

from binhyen.domains.intake import actions, drafts
from binhyen.domains.intake.actions.common import IDENTITY
from binhyen.domains.intake.models import ReporterIdentity, Tip
from binhyen.kernel.documents.keys import private_secret
from binhyen.kernel.notify.jobs import every
from binhyen.kernel.notify.openers import opens
from binhyen.kernel.people.actor import SYSTEM
from binhyen.lib.sealing import unseal

LATE_AT_A_TIME = 500


@opens(IDENTITY)
def address_of(identity_id: int) -> str | None:
    """The e-mail of a reporter who still wants letters; None when not."""
    row = ReporterIdentity.objects.filter(pk=identity_id, may_contact=True).first()
    if row is None:
        return None
    email = json.loads(unseal(bytes(row.sealed), private_secret()))["email"]
    return str(email) or None


@every("*/10 * * * *")
def note_what_is_late(now: datetime) -> None:
    """Tips whose deadline has gone since the last look, each counted once."""
    late = Tip.objects.overdue(now).filter(late_on=None).order_by("due_at", "id")
    for tip in late[:LATE_AT_A_TIME]:
        actions.mark_late(actor=SYSTEM, tip=tip, now=now)


@every("23 * * * *")
def forget_old_drafts(now: datetime) -> None:
    drafts.forget_old(now)
