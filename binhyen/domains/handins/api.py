"""The API for hand-ins: categories of a day, a receipt's status, free times and bookings for all;
the list for staff. Thin: the same actions and queries as the pages. Errors are Problems."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _
from ninja import Router, Schema, Status
from pydantic import Field

from binhyen.domains.handins import actions, queries
from binhyen.domains.handins.models import Visit
from binhyen.kernel.org.models import Unit
from binhyen.kernel.people.actor import ANONYMOUS, acting
from binhyen.kernel.places.models import Level
from binhyen.kernel.places.queries import place_on
from binhyen.lib import codes
from binhyen.lib.knocks import over_limit
from binhyen.lib.paging import BadCursor, key_page
from binhyen.lib.problem import Problem, require_scope
from binhyen.lib.schema_errors import NO_NUL

router = Router(tags=["handins"])
PAGE_LIMIT = 100


class CategoryOfDay(Schema):
    code: str
    name: str
    help: str
    measure: str
    never_carried: bool
    valid_from: date
    valid_to: date | None
    basis: str
    verified: bool


class HandInUnit(Schema):
    id: int
    name: str


class HandInStatus(Schema):
    code: str
    number: int
    year: int
    unit: HandInUnit
    received_at: datetime
    lines: int
    stages: list[str]


class FreeTimes(Schema):
    unit: HandInUnit
    times: list[datetime]


class VisitIn(Schema):
    place: str = Field(max_length=12, pattern=NO_NUL)
    at: datetime
    about: Visit.About


class VisitOut(Schema):
    code: str
    unit: HandInUnit
    at: datetime
    about: str
    state: str


def _wrong(field: str, message: str) -> Problem:
    return Problem(
        422,
        "invalid",
        _("Có chỗ chưa đúng trong nội dung gửi lên."),
        errors=[{"field": field, "message": message}],
    )


def _slowly(request: HttpRequest, door: str, per_hour: int) -> None:
    if over_limit(request, door, per_hour):
        raise Problem(
            429,
            "too-many",
            _("Có quá nhiều lượt gửi từ mạng này trong giờ qua."),
            _("Hãy thử lại sau, hoặc gọi 113 nếu khẩn cấp."),
        )


def _unit(code: str) -> Unit:
    today = timezone.localdate()
    place = place_on(code, today, Level.COMMUNE)
    unit = queries.receiver_at(place, today) if place else None
    if unit is None:
        raise _wrong("place", _("Không có xã, phường nào mang mã này hôm nay."))
    return unit


@router.get(
    "/handins/categories",
    response=list[CategoryOfDay],
    auth=None,
    url_name="handin_categories",
    summary=gettext_noop("Các loại phải giao nộp, theo luật của một ngày"),
)
def categories(request: HttpRequest, on: date | None = None) -> list[dict[str, Any]]:
    english = (get_language() or "vi").startswith("en")
    return [
        {
            "code": row.code,
            "name": row.name_en if english else row.name,
            "help": row.help_en if english else row.help,
            "measure": row.measure,
            "never_carried": row.never_carried,
            "valid_from": row.valid_from,
            "valid_to": row.valid_to,
            "basis": row.basis,
            "verified": row.verified,
        }
        for row in queries.categories_on(on or timezone.localdate())
    ]


@router.get(
    "/handins/receipts/{code}",
    response=HandInStatus,
    auth=None,
    url_name="handin_status",
    summary=gettext_noop("Hiện vật của một biên nhận đã đến bước nào"),
)
def status(request: HttpRequest, code: str) -> dict[str, Any]:
    """How far, and nothing of what or whose."""
    _slowly(request, "lookups", settings.RATE_LOOKUPS_PER_HOUR)
    handin, near = queries.handin_by_code(code)
    if handin is None:
        raise Problem(
            404,
            "unknown-code",
            _("Không có biên nhận nào mang mã này; hãy so lại từng nhóm."),
            more={"near": near} if near else {},
        )
    items = list(handin.items.order_by("line"))
    return {
        "code": codes.show(handin.code, settings.CODE_PREFIX),
        "number": handin.number,
        "year": handin.year,
        "unit": {"id": handin.unit_id, "name": handin.unit.name},
        "received_at": handin.received_at,
        "lines": len(items),
        "stages": sorted({item.stage for item in items}),
    }


@router.get(
    "/handins/times",
    response=FreeTimes,
    auth=None,
    url_name="handin_times",
    summary=gettext_noop("Giờ còn trống để hẹn đến giao nộp"),
)
def times(request: HttpRequest, place: str) -> dict[str, Any]:
    """``place``: the code of a commune in force today."""
    unit = _unit(place.replace("\x00", ""))
    return {
        "unit": {"id": unit.pk, "name": unit.name},
        "times": list(queries.free_seats(unit, timezone.now())),
    }


@router.post(
    "/handins/visits",
    response={201: VisitOut},
    auth=None,
    url_name="handin_visits",
    summary=gettext_noop("Hẹn giờ đến giao nộp, không cần nêu tên"),
)
def book(request: HttpRequest, given: VisitIn) -> Any:
    _slowly(request, "visits", settings.RATE_TIPS_PER_HOUR)
    if timezone.is_naive(given.at):
        raise _wrong("at", _("Giờ phải có múi giờ, ví dụ 2026-08-10T09:00:00+07:00."))
    unit = _unit(given.place)
    visit = actions.book_visit(
        actor=ANONYMOUS, unit=unit, starts_at=given.at, about=given.about, now=timezone.now()
    )
    return Status(201, _told(visit, unit))


@router.delete(
    "/handins/visits/{code}",
    response=VisitOut,
    auth=None,
    url_name="handin_visit",
    summary=gettext_noop("Hủy giờ đã hẹn bằng mã hẹn"),
)
def cancel(request: HttpRequest, code: str) -> dict[str, Any]:
    _slowly(request, "lookups", settings.RATE_LOOKUPS_PER_HOUR)
    visit = queries.visit_by_code(code)
    if visit is None:
        raise Problem(
            404, "unknown-code", _("Không có lịch hẹn nào mang mã này; hãy so lại từng nhóm.")
        )
    done = actions.cancel_visit(actor=ANONYMOUS, visit=visit, now=timezone.now())
    return _told(done, done.unit)


def _told(visit: Visit, unit: Unit) -> dict[str, Any]:
    return {
        "code": codes.show(visit.code, settings.CODE_PREFIX),
        "unit": {"id": unit.pk, "name": unit.name},
        "at": visit.starts_at,
        "about": visit.about,
        "state": visit.state,
    }


# --- staff ---------------------------------------------------------------------------------------


class ThingOut(Schema):
    category: str
    quantity: int
    stage: str
    holder: str


class HandInRow(Schema):
    ref: UUID
    code: str
    number: int
    year: int
    unit: HandInUnit
    place: str
    campaign: str | None
    received_at: datetime
    extinguishers: int
    things: list[ThingOut]


class HandInPage(Schema):
    items: list[HandInRow]
    next: str | None
    previous: str | None


@router.get(
    "/desk/handins",
    response=HandInPage,
    url_name="desk_handins",
    summary=gettext_noop("Danh sách giao nộp của đơn vị"),
)
def desk(
    request: HttpRequest,
    bucket: str = "all",
    scope: str = "unit",
    limit: int = 25,
    after: str = "",
    before: str = "",
) -> dict[str, Any]:
    """By key pages, for staff signed in or with a token of scope ``handins:read``."""
    actor = acting(request)
    require_scope(getattr(actor, "scopes", None), "handins:read")
    filters = queries.ListFilter(scope=scope, bucket=bucket)
    size = max(1, min(limit, PAGE_LIMIT))
    rows = queries.handins(actor, filters)
    try:
        page = key_page(rows, filters.order, size, after=after, before=before)
    except BadCursor as error:
        raise _wrong("after", _("Con trỏ trang không đúng; hãy bắt đầu từ trang đầu.")) from error
    lines = queries.lines_of(page.rows)
    items = [
        {
            "ref": row.ref,
            "code": codes.show(row.code, settings.CODE_PREFIX),
            "number": row.number,
            "year": row.year,
            "unit": {"id": row.unit_id, "name": row.unit.name},
            "place": row.place.name,
            "campaign": row.campaign.code if row.campaign else None,
            "received_at": row.received_at,
            "extinguishers": row.extinguishers,
            "things": [
                {
                    "category": item.category.code,
                    "quantity": item.quantity,
                    "stage": item.stage,
                    "holder": item.holder.name,
                }
                for item in lines.get(row.pk, [])
            ],
        }
        for row in page.rows
    ]
    return {"items": items, "next": page.next or None, "previous": page.previous or None}
