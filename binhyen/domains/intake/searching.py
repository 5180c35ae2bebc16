"""Tips in the search: their words, how a result reads, and who may find it (``visible_to``)."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from binhyen.domains.intake.models import Tip, TipMessage, TipNote
from binhyen.kernel.people.actor import Actor
from binhyen.kernel.places.models import Level
from binhyen.kernel.search.kinds import Document, Kind, Told, searchable
from binhyen.lib import codes

# Acts after which a tip has the words it had before.
SILENT = frozenset({"intake.viewed", "intake.file_viewed", "intake.late", "intake.assigned"})


def _every() -> "QuerySet[Any]":
    return Tip.objects.all()


def _narrow(actor: Actor) -> Collection[int] | None:
    return None if actor.is_system else actor.reads()


def _said_with(ids: Sequence[int]) -> Mapping[int, list[str]]:
    """What was written to and about each tip after it came."""
    said: dict[int, list[str]] = defaultdict(list)
    for table in (TipMessage, TipNote):
        rows = table.objects.filter(tip_id__in=ids).order_by("pk")
        for tip_id, text in rows.values_list("tip_id", "text"):
            said[tip_id].append(text)
    return said


def _read(ids: Sequence[int]) -> Iterator[Document]:
    said = _said_with(ids)
    rows = Tip.objects.filter(pk__in=ids).select_related("category", "place").order_by("pk")
    for tip in rows:
        texts = [(tip.category.name, "A"), (tip.place_note, "B"), (tip.text, "C")]
        if tip.place.level == Level.HAMLET:
            texts.append((tip.place.name, "B"))
        after = (*said[tip.pk], tip.answer, tip.decision_number, tip.valuable_reason)
        texts += [(text, "C") for text in after if text]
        yield Document(
            tip.pk,
            tip.received_at,
            texts,
            codes=(tip.code,),
            units=[unit for unit in (tip.unit_id, tip.reviewing_unit_id) if unit],
            walled=tip.walled,
            place_id=tip.place_id,
        )


def _tell(ids: Sequence[int], actor: Actor) -> Mapping[int, Told]:
    said = _said_with(ids)
    rows = Tip.objects.visible_to(actor).filter(pk__in=ids).select_related("category", "place")
    return {
        tip.pk: Told(
            ref=str(tip.ref),
            title=tip.category.title,
            url=reverse("intake:record", args=[tip.ref]),
            texts=[tip.text, *said[tip.pk], tip.place_note, tip.answer],
            place=tip.place.name,
            note=f"{codes.show(tip.code, settings.CODE_PREFIX)} · {tip.get_status_display()}",
        )
        for tip in rows
    }


INTAKE = Kind(
    "intake.tip",
    _("Tin báo, phản ánh"),
    every=_every,
    read=_read,
    tell=_tell,
    narrow=_narrow,
    silent=SILENT,
)
searchable(INTAKE)
