"""How long hand-ins are kept: from the day on which the last of their things was destroyed or
handed to the military."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, Max, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from binhyen.domains.handins import actions
from binhyen.domains.handins.models import HandIn, HandInItem, Handover
from binhyen.kernel.audit.action import in_scope
from binhyen.kernel.people.actor import SYSTEM, Actor
from binhyen.kernel.retention.classes import Found, RecordClass, keeps
from binhyen.kernel.retention.models import Tombstone

KIND = "handins.handin"


def _kept() -> "QuerySet[Any]":
    stones = Tombstone.objects.filter(subject_kind=KIND, subject_ref=OuterRef("ref"))
    rows = HandIn.objects.filter(~Exists(stones)).annotate(ended=Max("items__since"))
    return rows.select_related("place")


def _line(handin: Any) -> Found:
    """Number, place and day; not what the things are."""
    label = _("Giao nộp số %(number)s/%(year)s, %(place)s") % {
        "number": handin.number,
        "year": handin.year,
        "place": handin.place.name,
    }
    ended = timezone.localdate(handin.ended or handin.received_at)
    return Found(handin.pk, handin.ref, handin.unit_id, label, ended)


def _ended_by(day: date, most: int) -> Sequence[Found]:
    """Nothing of it is held by anybody any more."""
    held = HandInItem.objects.held().filter(handin=OuterRef("pk"))
    rows = _kept().filter(~Exists(held), received_on__lte=day, ended__date__lte=day)
    return [_line(handin) for handin in rows.order_by("received_on", "id")[:most]]


def _find(ref: UUID, actor: Actor) -> Found | None:
    seen = HandIn.objects.visible_to(actor).filter(ref=ref).values("pk")
    handin = _kept().filter(pk__in=seen).first()
    return _line(handin) if handin else None


def _worked_on(ids: Sequence[int]) -> set[int]:
    received = HandIn.objects.filter(pk__in=ids, received_by__isnull=False)
    signed = Handover.objects.filter(handin_id__in=ids, first_user__isnull=False)
    with in_scope(SYSTEM):  # whoever asks: nobody approves what they worked on
        return {
            *received.values_list("received_by_id", flat=True),
            *signed.values_list("first_user_id", flat=True),
        }


keeps(
    RecordClass(
        key="handin",
        kind=KIND,
        slug="giao-nop",
        title=gettext_lazy("Giao nộp vũ khí, pháo, công cụ hỗ trợ"),
        goes=gettext_lazy(
            "Danh tính người giao nộp, mô tả hiện vật, mục đích, số niêm phong, ghi chú, ảnh, bản "
            "chụp biên bản."
        ),
        stays=gettext_lazy(
            "Số trong sổ, nơi, ngày, loại, số lượng, các bước đã qua, số và người ký biên bản, quà "
            "tặng, nhật ký."
        ),
        rule="keep_handin",
        ended_by=_ended_by,
        erase=actions.erase_handin,
        find=_find,
        url=lambda ref: reverse("handins:record", args=[ref]),
        worked_on=_worked_on,
    )
)
