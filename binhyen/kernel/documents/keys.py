"""The key pair that seals what only the worker and the reveal process may open.

The web tier reads the public half only. The private half is a file of mode 600 (in production of
another operating-system user); ``private_secret`` moreover refuses in any process that is not the
worker, so that a fault in a page cannot open a seal by accident.
"""

import functools
import os
from pathlib import Path

from django.conf import settings

from binhyen.lib import sealing

# Set by `binhyen worker` (run_worker) and by the tests; absent in the web tier.
PROCESS_VARIABLE = "BINHYEN_PROCESS"
_MAY_OPEN = frozenset({"worker", "test"})


class KeyOutOfReach(Exception):
    """This process may not read the private key, or the key is not there."""


def ensure_keys() -> str:
    """Make the pair when there is none; return the recipient. Never replaces a key.

    A public half alone is enough: in production the private one may live elsewhere.
    """
    public, private = settings.IDENTITY_PUBLIC_KEY_FILE, settings.IDENTITY_PRIVATE_KEY_FILE
    if public.exists():
        return public_recipient()
    if private.exists():
        recipient = sealing.recipient_of(private.read_text())
    else:
        made = sealing.make_identity()
        recipient = made.recipient
        _write(private, made.secret + "\n", 0o600)
    _write(public, recipient + "\n", 0o644)
    return recipient


def public_recipient() -> str:
    """The recipient that seals; read once a process (again when the file's path changes)."""
    return _read_public(settings.IDENTITY_PUBLIC_KEY_FILE)


def public_kid() -> str:
    return sealing.kid(public_recipient())


def private_secret() -> str:
    """The secret that opens. Raises ``KeyOutOfReach`` outside the worker."""
    if os.environ.get(PROCESS_VARIABLE) not in _MAY_OPEN:
        raise KeyOutOfReach("only the worker may read the private key")
    try:
        return str(settings.IDENTITY_PRIVATE_KEY_FILE.read_text().strip())
    except FileNotFoundError as error:
        raise KeyOutOfReach(str(error)) from None


@functools.lru_cache(maxsize=4)
def _read_public(path: Path) -> str:
    if not path.exists():
        return ensure_keys()
    return path.read_text().strip()


def _write(path: Path, text: str, mode: int) -> None:
    """Written beside and renamed, so that a stop half-way leaves no half key."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(path.name + ".new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(path)
