"""The file of tombstones: one line of JSON for each erased record, in the order of erasing.

It lies outside the database (``BINHYEN_TOMBSTONES``), is copied into every backup and beside the
backups, and says only what a tombstone says. A restore erases again what it names.
"""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings

from binhyen.kernel.retention.models import Tombstone


@dataclass(frozen=True)
class Line:
    kind: str
    ref: UUID
    record_class: str
    erased_at: datetime
    proposal: UUID


def keep_in_file() -> int:
    """Add every tombstone of the table that the file lacks; how many. Safe to run at any time."""
    target: Path = settings.TOMBSTONES_FILE
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with target.open("a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        os.chmod(target, 0o600)
        file.seek(0)
        known = {(line.kind, line.ref) for line in _lines(file)}
        missing = [
            stone
            for stone in Tombstone.objects.order_by("id").iterator(chunk_size=2000)
            if (stone.subject_kind, stone.subject_ref) not in known
        ]
        for stone in missing:
            file.write(_text(stone) + "\n")
        file.flush()
        os.fsync(file.fileno())
    if missing and settings.BACKUP_DIR:
        _copy_beside_the_backups(target)
    return len(missing)


def lines_of(path: Path) -> list[Line]:
    if not path.exists():
        return []
    with path.open() as file:
        return list(_lines(file))


def _copy_beside_the_backups(source: Path) -> None:
    folder = Path(settings.BACKUP_DIR)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = folder / ".tombstones.new"
    shutil.copyfile(source, draft)
    draft.rename(folder / "tombstones.jsonl")


def _text(stone: Tombstone) -> str:
    return json.dumps(
        {
            "kind": stone.subject_kind,
            "ref": str(stone.subject_ref),
            "class": stone.record_class,
            "erased_at": stone.erased_at.isoformat(),
            "proposal": str(stone.proposal_ref),
        }
    )


def _lines(file: "Iterator[str]") -> Iterator[Line]:
    for text in file:
        try:
            row = json.loads(text)
        except ValueError:  # a line cut by a power failure; it is written again
            continue
        yield Line(
            row["kind"],
            UUID(row["ref"]),
            row["class"],
            datetime.fromisoformat(row["erased_at"]),
            UUID(row["proposal"]),
        )
