"""What runs by the clock: changes into cells every minute, and every night a comparison."""

from datetime import datetime

from binhyen.kernel.indicators.actions import verify_figures
from binhyen.kernel.indicators.draining import drain
from binhyen.kernel.notify.jobs import every


@every("* * * * *", own_scope=True)
def drain_changes(now: datetime) -> None:
    """Figures are live without it (readers add what waits); this keeps the waiting short."""
    drain()


@every("47 18 * * *", own_scope=True)
def compare_with_facts(now: datetime) -> None:
    """At 01:47 in Viet Nam. Differences are kept for people to look at, never healed unseen."""
    verify_figures()
