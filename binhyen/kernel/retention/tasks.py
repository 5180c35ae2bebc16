"""The clock of retention. It proposes and carries out; people decide."""

from datetime import datetime

from binhyen.kernel.notify.jobs import every
from binhyen.kernel.retention import clockwork, tombstones


@every("3 19 * * *")
def propose(now: datetime) -> None:
    clockwork.propose_what_is_due(now)


@every("*/10 * * * *", own_scope=True)
def erase(now: datetime) -> None:
    """Within ten minutes of the second approval; one transaction for each record."""
    clockwork.erase_approved(now)


@every("13 19 * * *")
def forget(now: datetime) -> None:
    clockwork.forget_what_passes(now)


@every("53 * * * *")
def keep_tombstones(now: datetime) -> None:
    """A line that a stop at a bad moment left out of the file."""
    tombstones.keep_in_file()
