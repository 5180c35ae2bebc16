"""The keys that seal what only the reveal process may open.

Everybody may read the public half (one line, the key for new seals). The private half is an age
identity file of mode 600, in production of another operating-system user: one secret a line, the
newest last, older ones kept to open what they sealed; Debian's ``age -d -i`` reads it as it is.
``secret_for`` moreover refuses in any process that is not the reveal process, so that a fault in a
page or a job cannot open a seal by accident.
"""

import fcntl
import functools
import json
import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

from binhyen.lib import sealing

# Set by `binhyen reveal`, `binhyen keys` and the tests; absent in the web tier and the worker.
PROCESS_VARIABLE = "BINHYEN_PROCESS"
_MAY_OPEN = frozenset({"reveal", "keys", "test"})


class KeyOutOfReach(Exception):
    """This process may not read the private key, or the key is not there."""


class Sealed(NamedTuple):
    """What a table keeps of a sealed identity: two columns of these names."""

    sealed: bytes
    kid: str


# --- sealing: any process ------------------------------------------------------------------------


def seal_identity(plain: Mapping[str, str]) -> Sealed:
    """Close the envelope: from here on only the reveal process can read it."""
    recipient = public_recipient()
    told = json.dumps(plain, ensure_ascii=False).encode()
    return Sealed(sealing.seal(told, recipient), sealing.kid(recipient))


def public_recipient() -> str:
    """The recipient that seals; read again when the file was changed (a new key)."""
    path = settings.IDENTITY_PUBLIC_KEY_FILE
    try:
        found = path.stat()
    except FileNotFoundError:
        return ensure_keys()
    return _read_public(path, (found.st_mtime_ns, found.st_ino))


def public_kid() -> str:
    return sealing.kid(public_recipient())


# --- opening: the reveal process -----------------------------------------------------------------


def secret_for(kid: str) -> str:
    """The secret that opens what ``kid`` sealed. Raises ``KeyOutOfReach``."""
    try:
        return keyring()[kid]
    except KeyError:
        raise KeyOutOfReach(f"no key {kid} here") from None


def private_secret() -> str:
    """The newest secret. Raises ``KeyOutOfReach`` outside the reveal process."""
    return list(keyring().values())[-1]


def keyring() -> dict[str, str]:
    """kid -> secret, oldest first. Raises ``KeyOutOfReach``."""
    if os.environ.get(PROCESS_VARIABLE) not in _MAY_OPEN:
        raise KeyOutOfReach("only the reveal process may read the private key")
    path = settings.IDENTITY_PRIVATE_KEY_FILE
    try:
        found = path.stat()
        return _read_private(path, (found.st_mtime_ns, found.st_ino))
    except OSError as error:
        raise KeyOutOfReach(type(error).__name__) from None


# --- keeping: `binhyen migrate`, `binhyen keys` --------------------------------------------------


def ensure_keys() -> str:
    """Make the pair when there is none; return the recipient. Never replaces a key.

    A public half alone is enough: in production the private one may live elsewhere.
    """
    public, private = settings.IDENTITY_PUBLIC_KEY_FILE, settings.IDENTITY_PRIVATE_KEY_FILE
    if public.exists():
        return public_recipient()
    public.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder = os.open(public.parent, os.O_RDONLY)
    try:
        # Several processes of a new installation start at once: one makes the pair, all use it.
        fcntl.flock(folder, fcntl.LOCK_EX)
        return public_recipient() if public.exists() else _make_keys(public, private)
    finally:
        os.close(folder)


def _make_keys(public: Path, private: Path) -> str:
    if private.exists():
        secrets = secrets_in(private.read_text())
        recipient = sealing.recipient_of(secrets[-1])
    else:
        made = sealing.make_identity()
        recipient = made.recipient
        _write(private, identity_lines(made.secret, None), 0o600)
    _write(public, recipient + "\n", 0o644)
    return recipient


def add_key(at: datetime) -> str:
    """A new pair for new seals; the old secrets stay. Returns the new kid.

    The secret is on the disk before anything can be sealed to it.
    """
    made = sealing.make_identity()
    private = settings.IDENTITY_PRIVATE_KEY_FILE
    _write(private, private.read_text() + identity_lines(made.secret, at), 0o600)
    _write(settings.IDENTITY_PUBLIC_KEY_FILE, made.recipient + "\n", 0o644)
    return sealing.kid(made.recipient)


def take_in(text: str) -> list[str]:
    """Add the secrets of an identity file that are not here yet; the kids that were added.

    On a machine without any key the file's last one becomes the key for new seals.
    """
    private, public = settings.IDENTITY_PRIVATE_KEY_FILE, settings.IDENTITY_PUBLIC_KEY_FILE
    here = private.read_text() if private.exists() else ""
    known = {sealing.kid_of_secret(secret) for secret in secrets_in(here)}
    added = [one for one in secrets_in(text) if sealing.kid_of_secret(one) not in known]
    if added:
        # What comes from a backup is older than what is here: the newest stays last.
        before = "".join(identity_lines(secret, None) for secret in added)
        _write(private, before + here, 0o600)
    if not public.exists():
        _write(public, sealing.recipient_of(secrets_in(private.read_text())[-1]) + "\n", 0o644)
    return [sealing.kid_of_secret(secret) for secret in added]


def write_private(path: Path, body: bytes) -> None:
    """A file that only its owner reads, whole or not at all."""
    _write(path, body, 0o600)


def identity_lines(secret: str, at: datetime | None) -> str:
    made = f"# created: {at.isoformat(timespec='seconds')}\n" if at else ""
    return f"{made}# public key: {sealing.recipient_of(secret)}\n{secret}\n"


def secrets_in(text: str) -> list[str]:
    lines = (line.strip() for line in text.splitlines())
    return [line for line in lines if line and not line.startswith("#")]


@functools.lru_cache(maxsize=4)
def _read_public(path: Path, _version: tuple[int, int]) -> str:
    return path.read_text().strip()


@functools.lru_cache(maxsize=1)
def _read_private(path: Path, _version: tuple[int, int]) -> dict[str, str]:
    secrets = secrets_in(path.read_text())
    return {sealing.kid_of_secret(secret): secret for secret in secrets}


def _write(path: Path, body: str | bytes, mode: int) -> None:
    """Written beside and renamed, so that a stop half-way leaves no half key."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(body if isinstance(body, bytes) else body.encode())
        file.flush()
        os.fsync(file.fileno())
    draft.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
