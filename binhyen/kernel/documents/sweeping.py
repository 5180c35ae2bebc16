"""Bring disk and table together again after a stop at a bad moment."""

import logging
import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from binhyen.kernel.documents import vault
from binhyen.kernel.documents.models import File

log = logging.getLogger("binhyen.documents")
_AT_REST = 3600  # seconds: younger ones may still be on their way into the table


@dataclass(frozen=True)
class Swept:
    """``removed``: folders without a row, deleted. ``missing``: rows whose original is not there,
    only reported: evidence is restored from a backup, not written off."""

    removed: int
    missing: list[UUID]


def sweep(now: float | None = None) -> Swept:
    """``now``: seconds since 1970, for tests."""
    before = (now or time.time()) - _AT_REST
    removed = sum(_sweep_shelf(shelf, before) for shelf in _folders(vault.root()))
    missing = [
        file.ref
        for file in File.objects.only("ref", "original").order_by("pk").iterator(chunk_size=2000)
        if not vault.path_of(file.original).exists()
    ]
    if missing:
        log.error("documents_missing", extra={"refs": [str(ref) for ref in missing[:20]]})
    return Swept(removed, missing)


def _sweep_shelf(shelf: Path, before: float) -> int:
    old = [folder for folder in _folders(shelf) if folder.stat().st_mtime < before]
    if shelf.name == "incoming":
        lost = old
    else:
        refs = {folder: UUID(folder.name) for folder in old if len(folder.name) == 32}
        known = set(File.objects.filter(ref__in=refs.values()).values_list("ref", flat=True))
        lost = [folder for folder, ref in refs.items() if ref not in known]
        _sweep_leftovers([folder for folder in refs if refs[folder] in known], refs, before)
    for folder in lost:
        shutil.rmtree(folder, ignore_errors=True)
    return len(lost)


def _sweep_leftovers(folders: list[Path], refs: dict[Path, UUID], before: float) -> None:
    """Copies that were drawn anew or let go of, left behind by a stop at a bad moment."""
    rows = File.objects.filter(ref__in=[refs[folder] for folder in folders]).order_by("pk")
    named = {row.ref: _names_of(row) for row in rows}
    for folder in folders:
        kept = named.get(refs[folder])
        if kept is None:
            continue
        for path in folder.iterdir():
            if path.name not in kept and path.stat().st_ctime < before:
                path.unlink(missing_ok=True)


def _names_of(row: File) -> set[str]:
    waits = vault.UNSCANNED if row.state == File.State.UNSCANNED else ""
    return {Path(one).name for one in (row.original, row.working, row.thumbnail, waits) if one}


def _folders(parent: Path) -> list[Path]:
    return sorted(p for p in parent.iterdir() if p.is_dir()) if parent.exists() else []
