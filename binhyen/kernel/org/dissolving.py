"""What else must move when a unit is dissolved: each part that keeps open work says how.

    @on_dissolved
    def move_open_tips(actor: Actor, unit: Unit, heir: Unit, on: date) -> int: …

The callback runs inside the action ``dissolve_unit``, in its transaction, and calls an action of
its own part (which leaves its own trace). It returns how many pieces of work it moved.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from binhyen.kernel.org.models import Unit

# The first argument is the Actor, whose module stands above this one.
Callback = Callable[[Any, Unit, Unit, date], int]
_callbacks: dict[str, Callback] = {}


def on_dissolved(callback: Callback) -> Callback:
    """Register ``callback`` once, by its full name; call it from an app's ``ready``."""
    _callbacks[f"{callback.__module__}.{callback.__qualname__}"] = callback
    return callback


def move_open_work(actor: Any, unit: Unit, heir: Unit, on: date) -> dict[str, int]:
    """Let every part move its open work; how many pieces each one moved."""
    return {
        name.rsplit(".", 1)[-1]: callback(actor, unit, heir, on)
        for name, callback in sorted(_callbacks.items())
    }
