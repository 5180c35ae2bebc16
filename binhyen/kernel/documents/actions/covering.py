"""Destroy parts of a photograph's working copy: a face, a name, a number plate. The original stays
sealed as it came."""

import functools
from collections.abc import Sequence
from pathlib import Path

from django.db import transaction

from binhyen.kernel.audit.action import action, record
from binhyen.kernel.documents import rules, sandbox, vault
from binhyen.kernel.documents.models import File
from binhyen.kernel.documents.parse.parts import Part
from binhyen.kernel.documents.parse.unfit import Reason, Unfit
from binhyen.kernel.people.actor import Actor
from binhyen.lib.verdict import Refused


@action
def cover_parts(*, actor: Actor, file: File, parts: Sequence[Part]) -> File:
    """The copy and its small picture are drawn anew; the old ones are gone with the commit. Who may
    is asked by the domain that owns the file. About half a second, under a lock on this one row.
    """
    file = File.objects.select_for_update().get(pk=file.pk)
    rules.may_cover(file).require()
    gone = [Path(file.working).name, Path(file.thumbnail).name]
    with vault.workspace() as folder:
        try:
            made = sandbox.cover(vault.path_of(file.working), folder, parts)
        except Unfit as unfit:
            if unfit.reason == Reason.DISK_FULL:
                raise vault.no_room() from None
            raise Refused(rules.because(unfit.reason)) from None
        vault.put_beside([folder / name for name in made], file.ref)
    file.working, file.thumbnail = (str(vault.folder_of(file.ref) / name) for name in made)
    file.save(update_fields=["working", "thumbnail"])
    record(actor, "documents.covered", file, parts=len(parts))
    transaction.on_commit(functools.partial(vault.remove_from, file.ref, gone))
    return file
