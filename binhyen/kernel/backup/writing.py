"""Make a backup while everybody works: one snapshot, its files, one archive."""

import hashlib
import json
import tarfile
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from django.utils.translation import gettext as _

from binhyen.kernel.backup.manifest import DATABASE, FILES, MANIFEST, TOMBSTONES, Manifest
from binhyen.kernel.backup.places import Places
from binhyen.kernel.backup.snapshot import Snapshot, snapshot_of
from binhyen.kernel.retention.tombstones import keep_in_file
from binhyen.lib import archive
from binhyen.lib.postgres import dumping
from binhyen.lib.progress import Progress

NAME = "binhyen-%Y%m%d-%H%M%S"
# However old, these stay: a machine whose clock went wrong must not lose its last backups.
ALWAYS_KEPT = 3


def back_up(
    folder: Path,
    places: Places,
    *,
    now: datetime,
    recipient: str = "",
    keys: Iterable[Path] = (),
    progress: Progress,
) -> tuple[Path, Manifest]:
    """Write ``folder/binhyen-<UTC>.tar`` (``.tar.age`` with ``recipient``) and return it.

    ``keys``: private keys to take along, which only a sealed archive may.
    Raises ``dumping.Failed``, ``OSError``. What was begun and not finished is removed.
    """
    assert recipient or not list(keys)  # noqa: S101 (the command refuses it with a sentence)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    target = folder / (now.astimezone(UTC).strftime(NAME) + (".tar.age" if recipient else ".tar"))
    with (
        TemporaryDirectory(dir=folder, prefix=".binhyen-") as room,
        snapshot_of(places.database_url) as snapshot,
    ):
        manifest = snapshot.describe(now.astimezone(UTC).isoformat())
        dumped, listed = Path(room) / DATABASE, Path(room) / FILES
        progress(_("Chép cơ sở dữ liệu"))
        dumping.dump(places.database_url, dumped, snapshot=snapshot.name)
        with archive.writing(target, recipient) as tar:
            size, digest = archive.add_file(tar, DATABASE, dumped)
            manifest.database_size, manifest.database_sha256 = size, digest
            dumped.unlink()
            _add_files(tar, snapshot, places, manifest, listed, progress)
            _add_keys(tar, places, manifest, keys)
            keep_in_file()
            if places.tombstones.exists():
                archive.add_file(tar, TOMBSTONES, places.tombstones)
            _size, manifest.files_sha256 = archive.add_file(tar, FILES, listed)
            archive.add_bytes(tar, MANIFEST, manifest.as_text().encode())
    return target, manifest


def _add_files(
    tar: tarfile.TarFile,
    snapshot: Snapshot,
    places: Places,
    manifest: Manifest,
    listed: Path,
    progress: Progress,
) -> None:
    total = manifest.tables.get("documents_file", 0)
    with listed.open("w") as lines:
        for path in snapshot.paths():
            try:
                size, digest = archive.add_file(tar, f"files/{path}", places.files / path)
            except FileNotFoundError:
                manifest.gone.append(path)
                continue
            manifest.files += 1
            manifest.files_size += size
            lines.write(json.dumps({"path": path, "size": size, "sha256": digest}) + "\n")
            if manifest.files % 100 == 0:
                progress(
                    _("Chép tệp: %(done)s (của %(total)s hồ sơ tệp)")
                    % {"done": manifest.files, "total": total}
                )


def _add_keys(
    tar: tarfile.TarFile, places: Places, manifest: Manifest, keys: Iterable[Path]
) -> None:
    """The public half always: a restored server must go on sealing to the same holder."""
    for path in [*([places.public_key] if places.public_key.exists() else []), *keys]:
        archive.add_file(tar, f"keys/{path.name}", path)
        manifest.keys.append(path.name)


def drop_old(folder: Path, *, days: int, now: datetime) -> list[Path]:
    """Remove archives older than ``days`` (by their names), save the newest ones."""
    found = sorted(
        (path for path in folder.glob("binhyen-*.tar*") if made_at(path) is not None), reverse=True
    )
    before = now.astimezone(UTC) - timedelta(days=days)
    old = [path for path in found[ALWAYS_KEPT:] if (made := made_at(path)) and made < before]
    for path in old:
        path.unlink()
    return old


def made_at(path: Path) -> datetime | None:
    try:
        return datetime.strptime(path.name.partition(".")[0], NAME).replace(tzinfo=UTC)
    except ValueError:
        return None


def digest_of(path: Path) -> str:
    with path.open("rb") as reader:
        return hashlib.file_digest(reader, "sha256").hexdigest()
