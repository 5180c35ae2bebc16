"""Erase what a hand-in says of people and things; keep what figures, stock and the book need."""

import functools
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from binhyen.domains.handins.models import (
    GiverIdentity,
    HandIn,
    HandInFile,
    HandInItem,
    Handover,
    HandoverFile,
)
from binhyen.kernel.audit.action import action, record
from binhyen.kernel.documents import vault
from binhyen.kernel.documents.models import File
from binhyen.kernel.notify.models import Message
from binhyen.kernel.people.actor import Actor

# Stands where words were.
GONE = "–"
# Every table whose rows hang on a hand-in, and what becomes of them: tests/test_erasing.py.
HANGS_ON_HANDIN = {
    "GiverIdentity": "deleted",
    "HandInFile": "deleted, with the files on the disk",
    "HandInItem": "description, purpose and seal emptied; category, quantity, stage stay",
    "Handover": "note emptied; deed, day, number, units and the two who signed stay",
    "CustodyStep": "stays: which line took which step",
    "HandoverFile": "deleted, with the files on the disk",
}


@action
def erase_handin(*, actor: Actor, pk: int, now: datetime) -> Sequence[str]:
    """Clear the giver, what the things looked like, notes, photos and scans. Returns the names of
    the keys whose seals went."""
    handin = HandIn.objects.select_for_update(of=("self",)).get(pk=pk)
    givers = GiverIdentity.objects.filter(handin=handin)
    kids = [*givers.values_list("kid", flat=True), *_drop_files(handin)]
    givers.delete()
    Message.objects.filter(link=reverse("handins:record", args=[handin.ref])).delete()
    HandInItem.objects.filter(handin=handin).update(description=GONE, purpose="", seal="")
    Handover.objects.filter(handin=handin).update(note="")
    handin.note, handin.sender_digest = "", None
    handin.save(update_fields=["note", "sender_digest"])
    kids = sorted(set(kids))
    record(actor, "handins.erased", handin, unit_id=handin.unit_id, at=now, kids=kids)
    return kids


def _drop_files(handin: HandIn) -> list[str]:
    """Rows now, folders when the transaction stands."""
    photos = HandInFile.objects.filter(handin=handin)
    scans = HandoverFile.objects.filter(handover__handin=handin)
    ids = {*photos.values_list("file_id", flat=True), *scans.values_list("file_id", flat=True)}
    photos.delete()
    scans.delete()
    files = list(File.objects.filter(pk__in=ids))
    for file in files:
        file.delete()
        transaction.on_commit(functools.partial(vault.remove, file.ref))
    return [file.kid for file in files]
