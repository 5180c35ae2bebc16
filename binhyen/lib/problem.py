"""An answer that says no, for machines and people alike (RFC 9457 problem details)."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _


@dataclass
class Problem(Exception):
    """``detail`` and the messages of ``errors`` are sentences in the caller's language; ``type`` is
    a short word that stays the same across languages and versions."""

    status: int
    type: str
    title: str
    detail: str = ""
    errors: list[dict[str, str]] = field(default_factory=list)
    more: dict[str, Any] = field(default_factory=dict)

    def document(self) -> dict[str, Any]:
        body: dict[str, Any] = {
            "type": f"urn:binhyen:problem:{self.type}",
            "title": self.title,
            "status": self.status,
        }
        if self.detail:
            body["detail"] = self.detail
        if self.errors:
            body["errors"] = self.errors
        return body | self.more


def require_scope(scopes: frozenset[str] | None, needed: str) -> None:
    """Refuse a key that was not made for this; ``None``: a session, which has no scopes."""
    if scopes is not None and needed not in scopes:
        raise Problem(
            403,
            "scope",
            _("Khóa API này không mở phần đang gọi."),
            _("Cần phạm vi %(scope)s; hãy lập khóa có phạm vi đó.") % {"scope": needed},
        )
