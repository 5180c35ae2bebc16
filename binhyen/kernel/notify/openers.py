"""Who can open a sealed address: each table that seals one registers its opener here.

The opener runs in the worker only, in the system's scope, at the moment of sending. It answers the
e-mail address, or None when its owner withdrew consent (or is gone).
"""

from collections.abc import Callable

Opener = Callable[[int], str | None]
_openers: dict[str, Opener] = {}


def opens(kind: str) -> Callable[[Opener], Opener]:
    """Register the opener of ``kind``, a table's label (``intake.reporteridentity``)."""

    def register(opener: Opener) -> Opener:
        _openers[kind] = opener
        return opener

    return register


def open_address(kind: str, sealed_id: int) -> str | None:
    """Raises KeyError for a kind that nobody opens: a fault of ours."""
    return _openers[kind](sealed_id)
