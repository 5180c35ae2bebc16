"""What the worker does with messages."""

from binhyen.kernel.audit.action import in_scope
from binhyen.kernel.notify.delivery import attempt, claim, settle
from binhyen.kernel.notify.jobs import job
from binhyen.kernel.people.actor import SYSTEM


@job(own_scope=True)
def deliver(message_id: int) -> None:
    """Send one e-mail; when that must wait, enqueue the next try with the outcome."""
    claimed = claim(message_id)
    if claimed is None:
        return
    message, address = claimed
    outcome = attempt(message, address)
    with in_scope(SYSTEM):
        settle(message, outcome)
        if outcome.retry_in is not None:
            again = deliver.configure(
                lock=f"message-{message_id}", schedule_in={"seconds": outcome.retry_in}
            )
            again.defer(message_id=message_id)
