"""What runs by the clock."""

from datetime import datetime

from django.utils import timezone

from binhyen.domains.intake import actions, drafts, recurring, responses
from binhyen.domains.intake import import_work as import_work  # its jobs, for the worker
from binhyen.domains.intake.models import Tip
from binhyen.kernel.notify.jobs import every
from binhyen.kernel.people.actor import SYSTEM

LATE_AT_A_TIME = 500


@every("*/10 * * * *")
def note_what_is_late(now: datetime) -> None:
    """Tips whose deadline has gone since the last look, each counted once."""
    late = Tip.objects.overdue(now).filter(late_on=None).order_by("due_at", "id")
    for tip in late[:LATE_AT_A_TIME]:
        actions.mark_late(actor=SYSTEM, tip=tip, now=now)


@every("* * * * *")
def send_first_answers(now: datetime) -> None:
    """The register is the outbox: whoever stands in it without a first answer gets one. Nothing of
    it is written when a report arrives (docs/decisions/0030)."""
    today = timezone.localdate(now)
    for tip in responses.waiting_for_first(now)[:LATE_AT_A_TIME]:
        if version := responses.first_answer(tip, today):
            actions.send_first_answer(actor=SYSTEM, tip=tip, version=version, now=now)


@every("*/10 * * * *")
def note_what_recurs(now: datetime) -> None:
    """New tips that tell again of what was settled."""
    for later, earlier in recurring.unnoted(now):
        actions.note_recurrence(actor=SYSTEM, later=later, earlier=earlier, now=now)


@every("23 * * * *")
def forget_old_drafts(now: datetime) -> None:
    drafts.forget_old(now)
