"""What a session proves, read from the table by a process that was only given its key.

For whoever may not take the web tier's word: who is signed in, and when that person last showed
the second factor.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.crypto import constant_time_compare

from binhyen.kernel.people.models import Session, User
from binhyen.kernel.people.sessions import ABSOLUTE, IDLE, SEEN, STARTED, SessionStore, digest

STEP_UP_SECONDS = 300
# A recovery code opens the door once; it is no proof of holding the device.
PROOFS = ("totp", "webauthn")
_KEPT, _KEPT_OF = "account_authentication_methods", "account_authentication_methods_user"


@dataclass(frozen=True)
class Proof:
    """``user`` None: no such session, ended, idle for too long, or of a closed account.
    ``second_factor_at``: seconds since the epoch; None: never in this session."""

    user: User | None = None
    second_factor_at: float | None = None

    def is_fresh(self, now: datetime) -> bool:
        at = self.second_factor_at
        return at is not None and 0 <= now.timestamp() - at < STEP_UP_SECONDS


NOBODY = Proof()


def proof_of(session_key: str, now: datetime) -> Proof:
    """Two statements, nothing kept: a session ended a moment ago proves nothing."""
    row = Session.objects.filter(session_key=digest(session_key), expire_date__gt=now).first()
    if row is None:
        return NOBODY
    data: dict[str, Any] = SessionStore().decode(row.session_data)
    if _has_run_out(data, now):
        return NOBODY
    user = User.objects.filter(pk=data.get("_auth_user_id") or 0, is_active=True).first()
    if user is None or not _is_of(user, data):
        return NOBODY
    return Proof(user, _second_factor_at(user, data))


def _has_run_out(data: dict[str, Any], now: datetime) -> bool:
    return any(
        data.get(key) and now - datetime.fromisoformat(data[key]) >= limit
        for key, limit in ((STARTED, ABSOLUTE), (SEEN, IDLE))
    )


def _is_of(user: User, data: dict[str, Any]) -> bool:
    """A changed password ends every session that was opened with the old one."""
    kept = str(data.get("_auth_user_hash", ""))
    return constant_time_compare(kept, user.get_session_auth_hash())


def _second_factor_at(user: User, data: dict[str, Any]) -> float | None:
    if data.get(_KEPT_OF) != str(user.pk):
        return None
    shown = [
        float(one["at"])
        for one in data.get(_KEPT) or []
        if one.get("method") == "mfa" and one.get("type") in PROOFS
    ]
    return max(shown, default=None)
