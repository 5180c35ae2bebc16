"""The API for reports: the public part by its contract, and the staff's list. Thin: it calls the
same actions and queries as the pages. Errors are raised as Problem (RFC 9457)."""

import hmac
from collections.abc import Iterable
from datetime import date, datetime
from secrets import token_bytes
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _
from ninja import Router, Schema, Status
from pydantic import Field, ValidationError, field_validator

from binhyen.domains.intake import actions, queries, steering
from binhyen.domains.intake.models import Category, Channel, Tip
from binhyen.kernel.documents.actions import keep_upload
from binhyen.kernel.people.actor import ANONYMOUS, Actor
from binhyen.kernel.places.models import Place
from binhyen.kernel.places.queries import locate
from binhyen.kernel.workflow.deadlines import deadlines_of
from binhyen.kernel.workflow.models import Deadline
from binhyen.lib import codes
from binhyen.lib.knocks import over_limit
from binhyen.lib.paging import BadCursor, key_page
from binhyen.lib.phones import normal_phone
from binhyen.lib.problem import Problem, require_scope
from binhyen.lib.schema_errors import NO_NUL, sentences
from binhyen.lib.verdict import Refused, Unavailable

router = Router(tags=["tips"])
PAGE_LIMIT = 100
FIRST_YEAR = 1990
MOST_FILES = 5
REF = "#/components/schemas/{model}"


class PlaceIn(Schema):
    """Either a unit's code, as of a day, or a point (WGS 84 degrees)."""

    code: str | None = Field(None, max_length=12, pattern=NO_NUL)
    as_of: date | None = None
    lat: float | None = Field(None, ge=6, le=24, allow_inf_nan=False)
    lon: float | None = Field(None, ge=102, le=118, allow_inf_nan=False)


class ReporterIn(Schema):
    name: str = Field("", max_length=120, pattern=NO_NUL)
    phone: str = Field("", max_length=30, pattern=NO_NUL)
    email: str = Field("", max_length=254, pattern=r"^$|^[^@\s\x00]+@[^@\s\x00]+\.[^@\s\x00]+$")
    may_contact: bool = False


class TipIn(Schema):
    category: str = Field(
        max_length=40, pattern=NO_NUL, description=gettext_noop("Mã ở /categories.")
    )
    description: str = Field(min_length=10, max_length=10_000, pattern=NO_NUL)
    place: PlaceIn
    place_note: str = Field("", max_length=300, pattern=NO_NUL)
    occurred_on: date | None = None
    anonymous: bool
    reporter: ReporterIn | None = None
    idempotency_key: UUID = Field(
        description=gettext_noop("Do bên gửi tự sinh; gửi lại với cùng khóa không tạo ra hai tin.")
    )
    is_report: bool = Field(
        False, description=gettext_noop("Người gửi đã xác nhận: đây là tin báo, không phải đơn.")
    )

    @field_validator("description", "place_note", mode="before")
    @classmethod
    def without_edges(cls, value: Any) -> Any:
        return value.strip() if isinstance(value, str) else value


class UnitOut(Schema):
    id: int
    name: str


class DueOut(Schema):
    rule: str
    title: str
    on: date
    last_on: date
    basis: str
    verified: bool
    state: str


class TipMade(Schema):
    code: str
    secret: str | None
    received_at: datetime
    unit: UnitOut
    due: list[DueOut]


class TipStatus(Schema):
    code: str
    status: str
    status_text: str
    received_at: datetime
    unit: UnitOut
    due: list[DueOut]
    outcome: str | None
    outcome_text: str | None


class MessageIn(Schema):
    text: str = Field(min_length=1, max_length=10_000, pattern=NO_NUL)
    idempotency_key: UUID | None = None

    @field_validator("text", mode="before")
    @classmethod
    def without_edges(cls, value: Any) -> Any:
        return value.strip() if isinstance(value, str) else value


class MessageOut(Schema):
    id: int
    author: str
    text: str
    at: datetime


class CategoryOut(Schema):
    code: str
    name: str
    parent: str | None
    kind: str
    safety_note: str


def _due(rows: Iterable[Deadline]) -> list[dict[str, Any]]:
    return [
        {
            "rule": row.rule.key,
            "title": row.rule.title,
            "on": row.due_on,
            "last_on": row.last_on,
            "basis": row.rule.basis,
            "verified": row.rule.is_verified,
            "state": row.state,
        }
        for row in rows
    ]


def _wrong(field: str, message: str) -> Problem:
    return Problem(
        422,
        "invalid",
        _("Có chỗ chưa đúng trong nội dung gửi lên."),
        errors=[{"field": field, "message": message}],
    )


# --- taking a report ------------------------------------------------------------------------------


@router.post(
    "/tips",
    response={201: TipMade, 200: TipMade},
    auth=None,
    url_name="tips_create",
    summary=gettext_noop("Gửi một tin báo"),
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {"schema": TipIn.model_json_schema(ref_template=REF)},
                "multipart/form-data": {
                    "schema": {
                        "type": "object",
                        "properties": {
                            "tip": {"type": "string", "description": "TipIn, JSON"},
                            "files": {
                                "type": "array",
                                "items": {"type": "string", "format": "binary"},
                                "maxItems": 5,
                            },
                        },
                        "required": ["tip"],
                    }
                },
            },
        }
    },
)
def create_tip(request: HttpRequest) -> Any:
    """Send a report. The same idempotency key again answers 200 with the same code; the secret
    only while the same sender is proved (same key, same content, within 24 hours)."""
    if over_limit(request, "tips", settings.RATE_TIPS_PER_HOUR):
        raise _too_many()
    given = _read_tip(request)
    _steer(given)
    now = timezone.now()
    receipt = actions.receive_tip(
        actor=ANONYMOUS, arrival=_arrival(request, given, timezone.localdate(now)), now=now
    )
    deadlines = receipt.deadlines or deadlines_of(receipt.tip)
    body = {
        "code": codes.show(receipt.tip.code, settings.CODE_PREFIX),
        "secret": codes.show(receipt.secret) if receipt.secret else None,
        "received_at": receipt.tip.received_at,
        "unit": {"id": receipt.tip.unit_id, "name": receipt.tip.unit.name},
        "due": _due(deadlines),
    }
    return Status(201 if receipt.is_new else 200, body)


def _too_many() -> Problem:
    return Problem(
        429,
        "too-many",
        _("Có quá nhiều lượt gửi từ mạng này trong giờ qua."),
        _("Hãy thử lại sau, hoặc gọi 113 nếu khẩn cấp."),
    )


def _read_tip(request: HttpRequest) -> TipIn:
    if request.content_type not in ("application/json", "multipart/form-data"):
        raise _unreadable_type()
    raw = request.POST.get("tip", "") if request.content_type == "multipart/form-data" else None
    try:
        return TipIn.model_validate_json(raw if raw is not None else request.body)
    except ValidationError as error:
        raise _invalid(error) from error


def _unreadable_type() -> Problem:
    return Problem(
        415,
        "unsupported-media-type",
        _("Không đọc được kiểu nội dung này."),
        _("Hãy gửi application/json (hoặc multipart/form-data khi kèm tệp)."),
    )


def _invalid(error: ValidationError) -> Problem:
    return Problem(
        422, "invalid", _("Có chỗ chưa đúng trong nội dung gửi lên."), errors=sentences(error)
    )


def _steer(given: TipIn) -> None:
    """What may not be stored here, or belongs elsewhere, is answered with its door."""
    found = steering.steer(given.description)
    if found is None or (given.is_report and not found.is_certain):
        return
    if found.door == steering.EMERGENCY:
        return
    raise Problem(
        422,
        f"steered-{found.door}",
        str(steering.TITLES[found.door]),
        str(steering.DOORS[found.door]),
        more={"door": found.door, "may_confirm": not found.is_certain},
    )


def _arrival(request: HttpRequest, given: TipIn, today: date) -> actions.Arrival:
    category = queries.category_called(given.category)
    if category is None:
        raise _wrong("category", _("Không có lĩnh vực này; xem danh sách tại /categories."))
    if given.occurred_on and given.occurred_on > today:
        raise _wrong("occurred_on", _("Ngày này chưa đến; hãy kiểm tra lại."))
    if given.occurred_on and given.occurred_on.year < FIRST_YEAR:
        raise _wrong("occurred_on", _("Hãy ghi một ngày từ năm 1990 trở lại đây."))
    stated = _stated_place(given.place, today)
    place = queries.place_in_force(stated, today)
    unit = queries.receiving_unit(category, place, today) if place else None
    if place is None or unit is None:
        raise _wrong("place", _("Chưa rõ đơn vị nào phụ trách nơi này; hãy chọn xã hiện nay."))
    return actions.Arrival(
        category=category,
        text=given.description,
        place=place,
        stated_place=stated if stated.pk != place.pk else None,
        unit=unit,
        anonymous=given.anonymous,
        idempotency_key=given.idempotency_key,
        place_note=given.place_note,
        lat=given.place.lat,
        lon=given.place.lon,
        occurred_on=given.occurred_on,
        reporter=_reporter(given),
        held_for=_held_files(request),
        channel=Channel.API,
    )


def _stated_place(given: PlaceIn, today: date) -> Place:
    if given.code:
        day = given.as_of or today
        place = queries.place_called(given.code, day)
        if place is None:
            raise _wrong(
                "place.code",
                _("Không có đơn vị hành chính mã %(code)s vào ngày %(day)s.")
                % {"code": given.code, "day": f"{day:%d/%m/%Y}"},
            )
        return place
    if given.lat is None or given.lon is None:
        raise _wrong("place", _("Hãy gửi mã đơn vị (code) hoặc tọa độ (lat, lon)."))
    located = locate(given.lat, given.lon, today)
    if located is None:
        raise _wrong("place", _("Tọa độ này không thuộc xã, phường nào."))
    return located.place


def _reporter(given: TipIn) -> actions.Reporter | None:
    if given.anonymous:
        return None
    if given.reporter is None or not given.reporter.name:
        raise _wrong("reporter.name", _("Hãy ghi họ và tên, hoặc gửi ẩn danh."))
    phone = normal_phone(given.reporter.phone) if given.reporter.phone else ""
    if phone is None:
        raise _wrong("reporter.phone", _("Số điện thoại chưa đúng; ví dụ đúng: 0912 345 678."))
    return actions.Reporter(
        name=given.reporter.name,
        phone=phone,
        email=given.reporter.email,
        may_contact=given.reporter.may_contact,
    )


def _held_files(request: HttpRequest) -> bytes | None:
    """Keep what came along until the report takes it: should that go wrong, the clock sweeps it."""
    uploads = request.FILES.getlist("files")
    if not uploads:
        return None
    if len(uploads) > MOST_FILES:
        raise _wrong("files", _("Mỗi tin kèm được tối đa %(n)d tệp.") % {"n": MOST_FILES})
    held_for = token_bytes(32)
    for upload in uploads:
        try:
            keep_upload(actor=ANONYMOUS, upload=upload, held_for=held_for)
        except Unavailable:
            raise
        except Refused as refused:
            raise _wrong("files", f"{upload.name}: {refused.verdict.reason}") from refused
    return held_for


# --- following -----------------------------------------------------------------------------------


def _by_code(request: HttpRequest, code: str) -> Tip:
    if over_limit(request, "lookups", settings.RATE_LOOKUPS_PER_HOUR):
        raise _too_many()
    tip, near = queries.tip_by_code(code, settings.CODE_PREFIX)
    if tip is None:
        raise Problem(
            404,
            "unknown-code",
            _("Không có tin nào mang mã này; hãy so lại từng nhóm với biên nhận."),
            more={"near": near} if near else {},
        )
    return tip


def _with_secret(request: HttpRequest, code: str) -> Tip:
    """The secret comes in the header ``X-Tip-Secret``, never in an address that logs keep."""
    tip = _by_code(request, code)
    given = codes.digest(codes.read(request.headers.get("X-Tip-Secret", "")))
    if not hmac.compare_digest(given, bytes(tip.secret_digest)):
        raise Problem(
            403,
            "wrong-secret",
            _("Mã bí mật chưa đúng với tin này."),
            _("Gửi mã bí mật trong tiêu đề X-Tip-Secret."),
        )
    return tip


@router.get(
    "/tips/{code}",
    response=TipStatus,
    auth=None,
    url_name="tips_status",
    summary=gettext_noop("Tin đang ở bước nào, hạn ngày nào"),
)
def tip_status(request: HttpRequest, code: str) -> dict[str, Any]:
    """Status only, in plain words, with due dates."""
    tip = _by_code(request, code)
    return {
        "code": codes.show(tip.code, settings.CODE_PREFIX),
        "status": tip.status,
        "status_text": tip.get_status_display(),
        "received_at": tip.received_at,
        "unit": {"id": tip.unit_id, "name": tip.unit.name},
        "due": _due(deadlines_of(tip)),
        "outcome": tip.outcome or None,
        "outcome_text": tip.get_outcome_display() if tip.outcome else None,
    }


@router.get(
    "/tips/{code}/messages",
    response=list[MessageOut],
    auth=None,
    url_name="tips_messages",
    summary=gettext_noop("Đọc trao đổi của một tin (cần mã bí mật)"),
)
def list_messages(request: HttpRequest, code: str) -> Any:
    return _with_secret(request, code).messages.order_by("id")


@router.post(
    "/tips/{code}/messages",
    response={201: MessageOut},
    auth=None,
    url_name="tips_messages",
    summary=gettext_noop("Viết thêm cho đơn vị giải quyết (cần mã bí mật)"),
)
def send_message(request: HttpRequest, code: str, given: MessageIn) -> Any:
    tip = _with_secret(request, code)
    message = actions.write_message(
        actor=ANONYMOUS,
        tip=tip,
        text=given.text,
        idempotency_key=given.idempotency_key or uuid4(),
        now=timezone.now(),
    )
    return Status(201, message)


@router.get(
    "/categories",
    response=list[CategoryOut],
    auth=None,
    url_name="categories",
    summary=gettext_noop("Các lĩnh vực có thể báo tin"),
)
def list_categories(request: HttpRequest) -> list[dict[str, Any]]:
    english = (get_language() or "vi").startswith("en")
    rows = Category.objects.filter(is_active=True).select_related("parent")
    return [
        {
            "code": row.code,
            "name": row.name_en if english else row.name,
            "parent": row.parent.code if row.parent else None,
            "kind": row.kind,
            "safety_note": row.safety_note_en if english else row.safety_note,
        }
        for row in rows
    ]


# --- staff ---------------------------------------------------------------------------------------


class TipRow(Schema):
    ref: UUID
    code: str
    kind: str
    category: str
    status: str
    place: str
    unit: UnitOut
    received_at: datetime
    due_at: datetime | None


class TipPage(Schema):
    items: list[TipRow]
    next: str | None
    previous: str | None


@router.get(
    "/desk/tips",
    response=TipPage,
    url_name="desk_tips",
    summary=gettext_noop("Bàn trực ban: danh sách tin của đơn vị"),
)
def desk_tips(
    request: HttpRequest,
    bucket: str = "open",
    scope: str = "unit",
    limit: int = 25,
    after: str = "",
    before: str = "",
) -> dict[str, Any]:
    """The desk's list by key pages, for staff signed in or with a token of scope ``tips:read``."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    require_scope(getattr(actor, "scopes", None), "tips:read")
    filters = queries.DeskFilter(scope=scope, bucket=bucket)
    try:
        page = key_page(
            queries.desk(actor, filters, timezone.now()),
            filters.order,
            max(1, min(limit, PAGE_LIMIT)),
            after=after,
            before=before,
        )
    except BadCursor as error:
        raise _wrong("after", _("Con trỏ trang không đúng; hãy bắt đầu từ trang đầu.")) from error
    items = [
        {
            "ref": tip.ref,
            "code": codes.show(tip.code, settings.CODE_PREFIX),
            "kind": tip.kind,
            "category": tip.category.code,
            "status": tip.status,
            "place": tip.place.name,
            "unit": {"id": tip.unit_id, "name": tip.unit.name},
            "received_at": tip.received_at,
            "due_at": tip.due_at,
        }
        for tip in page.rows
    ]
    return {"items": items, "next": page.next or None, "previous": page.previous or None}
