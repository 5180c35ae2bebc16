"""Sessions kept in our own table: listed to their owner, ended by a row's deletion.

Named in settings.SESSION_ENGINE. The key that the browser holds never reaches the table, only its
SHA-256; the data are sealed, for they may hold a form half filled in. Limits (30 minutes idle,
12 hours in all) are kept by the portal's middleware.
"""

import hashlib
import json
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends import db
from django.db.models import QuerySet
from django.utils import timezone

from binhyen.kernel.people.models import Remembered, Session, User
from binhyen.lib.fields import Unreadable, open_text, seal_text

# Keys inside a session.
DEVICE, STARTED, SEEN = "device", "started_at", "seen_at"
IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)


def digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _moment(kept: str | None) -> datetime | None:
    return datetime.fromisoformat(kept) if kept else None


class SessionStore(db.SessionStore):
    @classmethod
    def get_model_class(cls) -> type[Session]:  # type: ignore[override]
        return Session

    def _get_session_from_db(self) -> Session | None:
        row = Session.objects.filter(
            session_key=digest(self.session_key or ""), expire_date__gt=timezone.now()
        ).first()
        if row is None:
            self._session_key = None
        return row

    def exists(self, session_key: str | None = None) -> bool:
        return Session.objects.filter(session_key=digest(session_key or "")).exists()

    def create_model_instance(self, data: dict[str, Any]) -> Session:  # type: ignore[override]
        return Session(
            session_key=digest(self._get_or_create_session_key()),  # type: ignore[attr-defined]
            session_data=self.encode(data),
            expire_date=self.get_expiry_date(),
            user_id=data.get("_auth_user_id"),
            device=data.get(DEVICE, ""),
            started_at=_moment(data.get(STARTED)),
            seen_at=_moment(data.get(SEEN)),
        )

    def encode(self, session_dict: dict[str, Any]) -> str:
        return seal_text(json.dumps(session_dict), master=settings.FIELD_KEY, purpose="session")

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        try:
            text = open_text(str(session_data), master=settings.FIELD_KEY, purpose="session")
        except Unreadable:  # sealed before the key was changed: sign in again
            return {}
        data: dict[str, Any] = json.loads(text)
        return data

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key:
            Session.objects.filter(session_key=digest(key)).delete()


def end_sessions(user: User, *, but_not: str = "") -> int:
    """Sign ``user`` out everywhere, save in the session whose key is ``but_not``. How many."""
    ended, _ = user.sessions.exclude(session_key=digest(but_not)).delete()
    return ended


def end_session_of(user: User, fingerprint: str) -> None:
    """Sign ``user`` out in one place; the fingerprint of another's session ends nothing."""
    user.sessions.filter(session_key=fingerprint).delete()


def forget_expired(now: datetime) -> None:
    """At night: sessions past their end, and counters that no longer count."""
    Session.objects.filter(expire_date__lt=now).delete()
    Remembered.objects.filter(expires__lt=now).delete()


def living(user: User, now: datetime) -> QuerySet[Session]:
    """Where ``user`` is signed in: neither silent for too long nor too old."""
    return user.sessions.filter(
        expire_date__gt=now, seen_at__gt=now - IDLE, started_at__gt=now - ABSOLUTE
    ).order_by("-seen_at", "session_key")
