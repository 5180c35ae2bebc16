"""Erase what a report told, whoever it was about; keep what figures and registers need."""

import functools
import secrets
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from binhyen.domains.intake.actions.common import IDENTITY, locked
from binhyen.domains.intake.models import (
    Answer,
    Appeal,
    AssistedIntake,
    Conflict,
    Extension,
    ReporterIdentity,
    ShiftHandoverLine,
    Tip,
    TipFile,
    TipLink,
    TipMessage,
    TipNote,
    TipRecurrence,
)
from binhyen.kernel.audit.action import action, record
from binhyen.kernel.documents import vault
from binhyen.kernel.documents.models import File
from binhyen.kernel.notify.models import Message
from binhyen.kernel.people.actor import Actor

# Stands where a constraint wants words; no language of its own, it is no sentence to anybody.
GONE = "–"
# Every table whose rows hang on a tip, and what becomes of them. tests/test_erasing.py fails for a
# table that is missing here.
HANGS_ON_TIP = {
    "ReporterIdentity": "deleted",
    "TipMessage": "deleted",
    "TipNote": "deleted",
    "TipFile": "deleted, with the files on the disk",
    "ShiftHandoverLine": "deleted",
    "Answer": "stays as a fact, without its likeness, its message and what a leader noted",
    "Extension": "reason emptied",
    "AssistedIntake": "remarks emptied; who registered it, and a body's paper, stay",
    "Appeal": "texts emptied",
    "Conflict": "reason emptied; whom it names stays, and still does not see it",
    "Suspension": "stays: number, day and ground of a decision",
    "ImportedLine": "stays: which line of which old register it was",
    "RegisterEntry": "stays: a line of the register without words",
    "TipLink": "reason emptied; that two were one matter stays",
    "TipRecurrence": "reason emptied; that it came back stays counted",
}


@action
def erase_tip(*, actor: Actor, pk: int, now: datetime) -> Sequence[str]:
    """Clear texts, messages, identity, files and letters of a tip; place, days, category, kind,
    outcome, register and trail stay. Returns the names of the keys whose seals went."""
    tip = locked(Tip(pk=pk))
    kids = [*_forget_letters(tip), *_drop_files(tip)]
    ReporterIdentity.objects.filter(tip=tip).delete()
    ShiftHandoverLine.objects.filter(tip=tip).delete()
    Answer.objects.filter(tip=tip).update(message=None, likeness=None, looked_note="")
    TipMessage.objects.filter(tip=tip).delete()
    TipNote.objects.filter(tip=tip).delete()
    Extension.objects.filter(tip=tip).update(reason="")
    AssistedIntake.objects.filter(tip=tip).update(items="", late_reason="")
    Conflict.objects.filter(tip=tip).update(reason="")
    Appeal.objects.filter(tip=tip).update(text=GONE, answer="")
    TipLink.objects.of(tip).update(reason="")
    TipRecurrence.objects.filter(Q(earlier=tip) | Q(later=tip)).exclude(reason="").update(
        reason=GONE
    )
    _clear(tip)
    record(actor, "intake.erased", tip, unit_id=tip.unit_id, at=now, kids=sorted(set(kids)))
    return kids


def _clear(tip: Tip) -> None:
    """Its own columns. A new secret that nobody knows: the old one opens nothing any more."""
    tip.text = GONE
    tip.place_note = tip.occurred_note = tip.rating_note = ""
    tip.lat = tip.lon = None
    tip.answer = GONE if tip.answer else ""
    tip.valuable_reason = GONE if tip.valuable_reason else ""
    tip.secret_digest = secrets.token_bytes(32)
    tip.sender_digest = tip.content_digest = None
    tip.waits_for_unit = False
    tip.save()


def _forget_letters(tip: Tip) -> list[str]:
    """Letters to the reporter, and lines in inboxes that lead to the record."""
    identity = ReporterIdentity.objects.filter(tip=tip).first()
    about = Q(link=reverse("intake:record", args=[tip.ref]))
    if identity is not None:
        about |= Q(sealed_kind=IDENTITY, sealed_id=identity.pk)
    Message.objects.filter(about).delete()
    return [identity.kid] if identity else []


def _drop_files(tip: Tip) -> list[str]:
    """Rows now, folders when the transaction stands."""
    files = list(File.objects.filter(pk__in=TipFile.objects.filter(tip=tip).values("file_id")))
    TipFile.objects.filter(tip=tip).delete()
    for file in files:
        file.delete()
        transaction.on_commit(functools.partial(vault.remove, file.ref))
    return [file.kid for file in files]
