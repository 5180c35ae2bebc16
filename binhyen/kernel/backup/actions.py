"""Backups and restores leave a trace: a copy of everything left the house, or came back."""

from datetime import datetime

from binhyen.kernel.audit.action import action, record
from binhyen.kernel.audit.models import Head
from binhyen.kernel.backup.manifest import Manifest
from binhyen.kernel.people.actor import Actor


@action
def note_backup(*, actor: Actor, name: str, manifest: Manifest, now: datetime) -> None:
    record(actor, "backup.made", Head(shard=0), at=now, name=name, root=manifest.root)


@action
def note_restore(*, actor: Actor, manifest: Manifest, now: datetime) -> None:
    """From here on the chains go on; what happened between the backup and now is not in them."""
    record(
        actor,
        "backup.restored",
        Head(shard=0),
        at=now,
        made_at=manifest.made_at,
        root=manifest.root,
    )
