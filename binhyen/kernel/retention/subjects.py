"""Who a data subject is: whoever holds the secret of a record that is about them.

A domain that gives such secrets registers how it proves one; nobody asks for names.
"""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Subject:
    """A record whose secret was shown. ``slug`` and ``ref``: where officers find it; ``walled``:
    whom it names."""

    kind: str
    slug: str
    pk: int
    ref: UUID
    walled: list[int] | None = None


Prove = Callable[[str, str], Subject | None]
_proofs: list[Prove] = []


def proves(function: Prove) -> Prove:
    """Register ``function(code, secret)``: the record when both fit, else None."""
    _proofs.append(function)
    return function


def prove(code: str, secret: str) -> Subject | None:
    for one in _proofs:
        if (found := one(code, secret)) is not None:
            return found
    return None
