"""What the worker does with messages, and, by the clock, with files (which stand a step below)."""

from datetime import datetime

from binhyen.kernel.audit.action import in_scope
from binhyen.kernel.documents.actions import (
    convert_waiting,
    drop_held_older_than,
    scan_waiting,
)
from binhyen.kernel.documents.sweeping import sweep
from binhyen.kernel.notify.delivery import attempt, claim, hand_over, settle
from binhyen.kernel.notify.jobs import every, job
from binhyen.kernel.people.actor import SYSTEM


@job(own_scope=True)
def deliver(message_id: int) -> None:
    """Send one e-mail; when that must wait, enqueue the next try with the outcome."""
    claimed = claim(message_id)
    if claimed is None:
        return
    message, address = claimed
    outcome = hand_over(message) if message.sealed_id else attempt(message, address)
    with in_scope(SYSTEM):
        settle(message, outcome)
        if outcome.retry_in is not None:
            again = deliver.configure(
                lock=f"message-{message_id}", schedule_in={"seconds": outcome.retry_in}
            )
            again.defer(message_id=message_id)


@every("41 19 * * *")
def let_go_of_files(now: datetime) -> None:
    """At night: files of drafts that were never sent within three days."""
    drop_held_older_than(72, actor=SYSTEM, now=now)


@every("* * * * *", own_scope=True)
def scan_files(now: datetime) -> None:
    """Each minute: files that came while the scanner was out of reach."""
    scan_waiting(actor=SYSTEM)


@every("* * * * *", own_scope=True)
def convert_films(now: datetime) -> None:
    """Each minute: films that no browser plays as they came."""
    convert_waiting(actor=SYSTEM)


@every("11 20 * * *")
def sweep_files(now: datetime) -> None:
    sweep()
