"""A key pair of the worker's own, for work that names people and waits to be done (an old register
on its way in). Whoever takes a dump of the database, or stands in a page's process, cannot read it.
"""

import os
from pathlib import Path

from django.conf import settings

from binhyen.kernel.documents.keys import PROCESS_VARIABLE, KeyOutOfReach
from binhyen.lib import sealing

_MAY_OPEN = frozenset({"worker", "test"})


def worker_recipient() -> str:
    """Seals for the worker; any process. Makes the pair when there is none."""
    public, _private = worker_key_files()
    if not public.exists():
        make_worker_pair()
    return public.read_text().strip()


def make_worker_pair() -> str:
    """A new pair in place of any that stands; what waits under the old one is lost. Answers its
    recipient. Run as the worker's own user, who keeps the private half."""
    public, private = worker_key_files()
    made = sealing.make_identity()
    _write(private, made.secret, 0o600)
    _write(public, made.recipient, 0o644)
    return made.recipient


def worker_secret() -> str:
    """Opens what waits. Raises ``KeyOutOfReach`` outside the worker."""
    if os.environ.get(PROCESS_VARIABLE) not in _MAY_OPEN:
        raise KeyOutOfReach("only the worker may read its private key")
    try:
        return worker_key_files()[1].read_text().strip()
    except FileNotFoundError as error:
        raise KeyOutOfReach(str(error)) from None


def worker_key_files() -> tuple[Path, Path]:
    """(public, private)."""
    folder = Path(settings.IDENTITY_PUBLIC_KEY_FILE).parent
    return folder / "worker.pub", folder / "worker.key"


def _write(path: Path, text: str, mode: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "w") as file:
        file.write(text + "\n")
