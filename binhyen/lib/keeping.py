"""Answers kept in the process for a minute: what every report asks and hardly ever changes.

A change reaches every server process within that time; the process that makes one may ``forget``
at once. Only for rows that are read, never changed or locked; the day is among the arguments
wherever the answer depends on it.
"""

import functools
import time
from collections.abc import Callable
from typing import Generic, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")
SECONDS = 60.0
# Then everything is forgotten at once: cheaper than finding the oldest, and as rare.
MOST = 5000
_made: list["Keeping[..., object]"] = []


class Keeping(Generic[P, R]):
    """``read`` with its answers kept by its arguments; None (not there yet) is never kept."""

    def __init__(self, read: Callable[P, R]) -> None:
        functools.update_wrapper(self, read)
        self._read = read
        self._kept: dict[tuple[object, ...], tuple[float, R]] = {}
        _made.append(self)  # type: ignore[arg-type]

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        key = (*args, *sorted(kwargs.items()))
        kept = self._kept.get(key)
        now = time.monotonic()
        if kept is not None and now - kept[0] < SECONDS:
            return kept[1]
        answer = self._read(*args, **kwargs)
        if len(self._kept) >= MOST:
            self._kept.clear()
        if answer is not None:
            self._kept[key] = (now, answer)
        return answer

    def forget(self) -> None:
        self._kept.clear()


def kept(read: Callable[P, R]) -> Keeping[P, R]:
    return Keeping(read)


def forget_all() -> None:
    """Called by whoever changes units or places, and before every test."""
    for one in _made:
        one.forget()
