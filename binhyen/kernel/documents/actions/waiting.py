"""What the worker does with files that are kept but not yet shown: scan them, convert films.

The slow part stands outside any transaction; an action then says what became of the file.
"""

import functools
import logging
from contextlib import suppress
from pathlib import Path

from django.db import transaction

from binhyen.kernel.audit.action import action, in_scope, record
from binhyen.kernel.documents import clamd, rules, sandbox, vault
from binhyen.kernel.documents.models import File
from binhyen.kernel.documents.parse.unfit import Reason, Unfit
from binhyen.kernel.documents.worker_keys import worker_secret
from binhyen.kernel.people.actor import SYSTEM, Actor
from binhyen.lib.sealing import Unopenable, unseal_file

log = logging.getLogger("binhyen.documents")
_AT_ONCE = 200


def scan_waiting(*, actor: Actor) -> int:
    """Scan what came while the scanner was out of reach; how many are left waiting. Stops at the
    first that the scanner does not answer: the next minute is the next try."""
    waiting = _waiting(File.State.UNSCANNED)
    for done, file in enumerate(waiting):
        try:
            found = _scan(file)
        except clamd.Unscanned as error:
            log.warning("files_wait_for_scanner", extra={"why": str(error), "count": len(waiting)})
            return len(waiting) - done
        except (OSError, Unopenable):
            log.exception("file_cannot_be_scanned", extra={"ref": str(file.ref)})
            continue
        with suppress(File.DoesNotExist):  # taken back or erased meanwhile
            settle_scan(actor=actor, file=file, found=found)
    return 0


def convert_waiting(*, actor: Actor) -> int:
    """Make films playable that browsers do not play; how many. One after the other."""
    waiting = _waiting(File.State.PENDING)
    for file in waiting:
        made = _convert(file)
        with suppress(File.DoesNotExist):
            settle_conversion(actor=actor, file=file, working=made)
    return len(waiting)


def _convert(file: File) -> str:
    """The new copy's name in the file's folder; "" when none can be made."""
    with vault.workspace() as folder:
        try:
            made = folder / sandbox.convert(vault.path_of(file.working), folder)
            vault.put_beside([made], file.ref)
        except (Unfit, FileNotFoundError) as unfit:
            if isinstance(unfit, Unfit) and unfit.reason == Reason.DISK_FULL:
                raise vault.no_room() from None  # tried again by the clock
            log.warning("film_not_converted", extra={"ref": str(file.ref)})
            return ""
        return made.name


@action
def settle_scan(*, actor: Actor, file: File, found: str | None) -> None:
    """``found``: the name of the malware. Its working copy goes, the sealed original stays: it may
    be evidence of a crime."""
    file = File.objects.select_for_update().get(pk=file.pk, state=File.State.UNSCANNED)
    file.state = rules.state_of(file.working, file.to_convert)
    gone = [vault.UNSCANNED]
    if found:
        file.state, file.to_convert = File.State.INFECTED, False
        gone += _forget_copies(file)
    file.save(update_fields=["state", "to_convert", "working", "working_kind", "thumbnail"])
    record(actor, "documents.infected" if found else "documents.scanned", file, found=found or "")
    transaction.on_commit(functools.partial(vault.remove_from, file.ref, gone))


@action
def settle_conversion(*, actor: Actor, file: File, working: str) -> None:
    """``working``: the new copy's name in the file's folder; "" when none could be made, and then
    the film is only kept sealed."""
    file = File.objects.select_for_update().get(pk=file.pk, state=File.State.PENDING)
    gone = [Path(file.working).name]
    file.to_convert = False
    if working:
        file.working, file.state = str(vault.folder_of(file.ref) / working), File.State.READY
    else:
        gone += _forget_copies(file)
        file.state = File.State.SEALED
    file.save(update_fields=["state", "to_convert", "working", "working_kind", "thumbnail"])
    record(actor, "documents.converted" if working else "documents.not_converted", file)
    transaction.on_commit(functools.partial(vault.remove_from, file.ref, gone))


def _forget_copies(file: File) -> list[str]:
    names = [Path(one).name for one in (file.working, file.thumbnail) if one]
    file.working = file.working_kind = file.thumbnail = ""
    return names


def _waiting(state: str) -> list[File]:
    with in_scope(SYSTEM):
        return list(File.objects.filter(state=state).order_by("pk")[:_AT_ONCE])


def _scan(file: File) -> str | None:
    sealed = vault.path_of(str(vault.folder_of(file.ref) / vault.UNSCANNED))
    with vault.workspace() as folder:
        looked_at = folder / "original"
        if sealed.exists():
            unseal_file(sealed, looked_at, worker_secret())
        else:  # a backup does not hold it: then what would be shown is scanned
            looked_at = vault.path_of(file.working or file.original)
        with looked_at.open("rb") as reader:
            return clamd.scan(reader)
