"""How long requests are kept, from the day of their answer."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from binhyen.domains.requests import actions
from binhyen.domains.requests.models import DataRequest
from binhyen.kernel.people.actor import Actor
from binhyen.kernel.retention.classes import Found, RecordClass, keeps
from binhyen.kernel.retention.models import Tombstone

KIND = "requests.datarequest"


def _kept() -> "QuerySet[DataRequest]":
    stones = Tombstone.objects.filter(subject_kind=KIND, subject_ref=OuterRef("ref"))
    return DataRequest.objects.filter(~Exists(stones))


def _line(one: DataRequest) -> Found:
    ended = timezone.localdate(one.closed_at or one.received_at)
    return Found(one.pk, one.ref, one.unit_id, str(one.get_asks_display()), ended)


def _ended_by(day: date, most: int) -> Sequence[Found]:
    rows = _kept().filter(state=DataRequest.State.CLOSED, closed_at__date__lte=day)
    return [_line(one) for one in rows.order_by("closed_at", "id")[:most]]


def _find(ref: UUID, actor: Actor) -> Found | None:
    seen = DataRequest.objects.visible_to(actor).filter(ref=ref).values("pk")
    one = _kept().filter(pk__in=seen).first()
    return _line(one) if one else None


def _worked_on(ids: Sequence[int]) -> set[int]:
    rows = DataRequest.objects.filter(pk__in=ids, handler__isnull=False)
    return set(rows.values_list("handler_id", flat=True))


keeps(
    RecordClass(
        key="data_request",
        kind=KIND,
        slug="yeu-cau",
        title=_("Yêu cầu về dữ liệu"),
        goes=_("Lời yêu cầu, lời trả lời, hồ sơ liên quan."),
        stays=_("Yêu cầu gì, ngày nhận, ngày trả lời, kết quả, nhật ký."),
        rule="keep_data_request",
        ended_by=_ended_by,
        erase=actions.erase_request,
        find=_find,
        url=lambda ref: reverse("requests:record", args=[ref]),
        worked_on=_worked_on,
    )
)
