"""Small tables that every step needs, read whole and kept in the process for ten seconds.

So a change by an administrator reaches every server process within ten seconds; the process that
made it forgets at once (``forget``).
"""

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from django.db import transaction

T = TypeVar("T")
_LIFE_SECONDS = 10.0


class Kept(Generic[T]):
    """``read()``'s answer, read again when it is older than ten seconds or forgotten."""

    def __init__(self, read: Callable[[], T]) -> None:
        self._read = read
        self._lock = threading.Lock()
        self._kept: tuple[float, T] | None = None

    def get(self) -> T:
        kept = self._kept
        if kept is None or time.monotonic() - kept[0] > _LIFE_SECONDS:
            kept = (time.monotonic(), self._read())
            with self._lock:
                self._kept = kept
        return kept[1]

    def forget(self) -> None:
        """Now, and again after the commit: another thread may have read the old rows meanwhile."""
        self.drop()
        transaction.on_commit(self.drop)

    def drop(self) -> None:
        with self._lock:
            self._kept = None
