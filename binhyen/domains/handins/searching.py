"""Hand-ins in the search: by receipt code and by what the things look like; never by a name."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from binhyen.domains.handins.models import HandIn
from binhyen.kernel.people.actor import Actor
from binhyen.kernel.search.kinds import Document, Kind, Told, searchable
from binhyen.lib import codes

# Acts after which a hand-in has the words and units it had before.
SILENT = frozenset({"handins.viewed", "handins.file_viewed", "handins.stored", "handins.gift"})


def _rows(ids: Sequence[int]) -> "QuerySet[HandIn]":
    rows = HandIn.objects.filter(pk__in=ids).select_related("place", "unit")
    return rows.prefetch_related("items__category").order_by("pk")


def _words(handin: HandIn) -> list[str]:
    items = sorted(handin.items.all(), key=lambda item: item.line)
    return [f"{item.category.name} {item.description} {item.seal}".strip() for item in items]


def _read(ids: Sequence[int]) -> Iterator[Document]:
    for handin in _rows(ids):
        yield Document(
            handin.pk,
            handin.received_at,
            [*((words, "B") for words in _words(handin)), (handin.note, "C")],
            codes=(handin.code,),
            units=sorted({handin.unit_id, *(item.holder_id for item in handin.items.all())}),
            place_id=handin.place_id,
        )


def _tell(ids: Sequence[int], actor: Actor) -> Mapping[int, Told]:
    seen = HandIn.objects.visible_to(actor).filter(pk__in=ids).values_list("pk", flat=True)
    return {
        handin.pk: Told(
            ref=str(handin.ref),
            title=str(_("Giao nộp số %(number)s/%(year)s"))
            % {"number": handin.number, "year": handin.year},
            url=reverse("handins:record", args=[handin.ref]),
            texts=[*_words(handin), handin.note],
            place=handin.place.name,
            note=f"{codes.show(handin.code, settings.CODE_PREFIX)} · {handin.unit.name}",
        )
        for handin in _rows(list(seen.order_by("pk")))
    }


def _narrow(actor: Actor) -> Collection[int] | None:
    return None if actor.is_system else actor.reads()


def _every() -> "QuerySet[Any]":
    return HandIn.objects.all()


searchable(
    Kind(
        name="handins.handin",
        title=_("Giao nộp"),
        every=_every,
        read=_read,
        tell=_tell,
        narrow=_narrow,
        silent=SILENT,
    )
)
