"""Where the parts of an installation lie, as its settings say."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True)
class Places:
    """``database_url`` reaches the database as the owner. ``tombstones``: the file that says what
    was erased; it lives outside the database, so that an older backup cannot forget it."""

    database_url: str
    files: Path
    keys: Path
    public_key: Path
    tombstones: Path


def our_places() -> Places:
    return Places(
        database_url=settings.DATABASE_URL,
        files=Path(settings.MEDIA_ROOT),
        keys=settings.HOME / "keys",
        public_key=settings.IDENTITY_PUBLIC_KEY_FILE,
        tombstones=settings.TOMBSTONES_FILE,
    )
