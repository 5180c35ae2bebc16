"""A report being written: kept between pages and over a lost connection, readable only with the
sender's own cookie. Not a record of the unit, so it leaves no trace in the audit trail.
"""

import hashlib
import json
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from cryptography.fernet import Fernet, InvalidToken

from binhyen.domains.intake.models import Draft
from binhyen.kernel.audit.scope import open_door
from binhyen.kernel.documents.actions import drop_held
from binhyen.kernel.documents.queries import held_files
from binhyen.kernel.people.actor import SYSTEM

COOKIE = "by-nhap"
KEPT_FOR = timedelta(hours=24)
AT_A_TIME = 1000


@dataclass
class Writing:
    """``data`` holds the answers so far by step; ``key`` is in the sender's cookie only."""

    key: str
    data: dict[str, Any] = field(default_factory=dict)

    @property
    def digest(self) -> bytes:
        return hashlib.sha256(b"draft:" + self.key.encode()).digest()

    @property
    def _cipher(self) -> Fernet:
        material = hashlib.sha256(b"seal:" + self.key.encode()).digest()
        return Fernet(urlsafe_b64encode(material))

    def seal(self) -> bytes:
        return self._cipher.encrypt(json.dumps(self.data, ensure_ascii=False).encode())

    def open(self, sealed: bytes) -> None:
        self.data = json.loads(self._cipher.decrypt(sealed))


def begin() -> Writing:
    """A new draft, with the number that makes its sending happen once."""
    return Writing(secrets.token_urlsafe(32), {"idempotency_key": str(uuid4())})


def find(key: str) -> Writing | None:
    """The draft that this cookie opens, or None when there is none (any more)."""
    if not key:
        return None
    writing = Writing(key)
    open_door(draft=writing.digest.hex())
    row = Draft.objects.filter(key_digest=writing.digest).first()
    if row is None:
        return None
    try:
        writing.open(bytes(row.sealed))
    except (InvalidToken, ValueError):
        return None
    return writing


def keep(writing: Writing, now: datetime) -> None:
    open_door(draft=writing.digest.hex())
    Draft.objects.update_or_create(
        key_digest=writing.digest, defaults={"sealed": writing.seal(), "touched_on": now}
    )


def forget(writing: Writing) -> None:
    """Now, with the files that were to go with it."""
    _drop_files(writing.digest)
    Draft.objects.filter(key_digest=writing.digest).delete()


def forget_old(now: datetime) -> int:
    """Drafts untouched for a day, and their files; run by the clock."""
    old = Draft.objects.filter(touched_on__lt=now - KEPT_FOR).order_by("touched_on")[:AT_A_TIME]
    for draft in old:
        _drop_files(bytes(draft.key_digest))
        draft.delete()
    return len(old)


def _drop_files(digest: bytes) -> None:
    for file in held_files(digest):
        drop_held(actor=SYSTEM, file=file)
