"""What keeps the search table behind the records by seconds, and once a night compares both."""

from datetime import datetime

from binhyen.kernel.notify.jobs import every
from binhyen.kernel.search.indexing import drain, sweep


@every("* * * * * */5")
def follow_the_trail(now: datetime) -> None:
    drain()


@every("29 19 * * *")
def sweep_search(now: datetime) -> None:
    """At 02:29 in Viet Nam."""
    sweep()
