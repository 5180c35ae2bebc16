"""Short secrets kept in columns (one-time-code seeds, typed forms), sealed with a server key.

Fernet (AES-128-CBC and HMAC-SHA-256) from ``cryptography``; the key's name stands in front, so
that a second key can be added and old values still open.
"""

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NAME = "k1"


class Unreadable(ValueError):
    """Sealed with a key that this server does not hold, changed, or too old."""


def _box(master: str, purpose: str) -> Fernet:
    derived = HKDF(hashes.SHA256(), 32, salt=None, info=f"{_NAME}:{purpose}".encode())
    return Fernet(base64.urlsafe_b64encode(derived.derive(master.encode())))


def seal_text(text: str, *, master: str, purpose: str) -> str:
    """``purpose`` keeps a value sealed for one column from opening in another."""
    return f"{_NAME}:{_box(master, purpose).encrypt(text.encode()).decode()}"


def open_text(sealed: str, *, master: str, purpose: str, max_age: int | None = None) -> str:
    """``max_age`` in seconds. Raises Unreadable."""
    name, _, token = sealed.partition(":")
    if name != _NAME:
        raise Unreadable(name)
    try:
        return _box(master, purpose).decrypt(token.encode(), ttl=max_age).decode()
    except InvalidToken as error:
        raise Unreadable(purpose) from error
