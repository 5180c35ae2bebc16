"""One act on several rows, each by itself: its own rule, its own transaction, its own trace.

What one row's rule refuses leaves the others as they are. The page that calls it opens no
transaction of its own (``apart``): a hundred rows must not hold a unit's chain while they wait for
each other.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import models

from binhyen.lib.verdict import YES, Refused, Verdict

View = TypeVar("View", bound=Callable[..., Any])
M = TypeVar("M", bound=models.Model)
# What one page may send; more is asked for in parts.
MOST_ROWS = 100


@dataclass(frozen=True)
class Done(Generic[M]):
    """What became of one row: ``verdict`` is yes, or why not."""

    row: M
    verdict: Verdict


def each(rows: Iterable[M], act: Callable[[M], Any]) -> list[Done[M]]:
    """Run ``act`` (which calls one action) on every row, in their order."""
    found = []
    for row in rows:
        try:
            act(row)
        except Refused as refused:
            found.append(Done(row, refused.verdict))
        else:
            found.append(Done(row, YES))
    return found


def apart(view: View) -> View:
    """Mark a page whose POST the middleware leaves without a transaction: it reads and draws under
    ``in_scope`` and runs ``each`` in between."""
    view.apart = True  # type: ignore[attr-defined]
    return view
