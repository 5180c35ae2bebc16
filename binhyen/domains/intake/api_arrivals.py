"""A report as it came by the API, read and checked until an action can take it."""

import json
from datetime import date
from secrets import token_bytes
from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _
from pydantic import ValidationError

from binhyen.domains.intake import actions, queries, steering
from binhyen.domains.intake.api_schemas import PlaceIn, TipIn
from binhyen.domains.intake.conflicts import Route, route_of_report
from binhyen.domains.intake.models import Channel
from binhyen.kernel.documents.actions import keep_upload
from binhyen.kernel.people.actor import ANONYMOUS
from binhyen.kernel.places.models import Place
from binhyen.kernel.places.queries import locate
from binhyen.lib.phones import normal_phone
from binhyen.lib.problem import Problem
from binhyen.lib.schema_errors import sentences
from binhyen.lib.verdict import Refused, Unavailable

FIRST_YEAR = 1990
MOST_FILES = 5


def wrong(field: str, message: str) -> Problem:
    return Problem(
        422,
        "invalid",
        _("Có chỗ chưa đúng trong nội dung gửi lên."),
        errors=[{"field": field, "message": message}],
    )


def read_tip(request: HttpRequest) -> TipIn:
    if request.content_type not in ("application/json", "multipart/form-data"):
        raise _unreadable_type()
    try:
        if request.content_type == "application/json":
            return TipIn.model_validate_json(request.body)
        if "tip" in request.POST:
            return TipIn.model_validate_json(request.POST["tip"])
        return TipIn.model_validate(_from_fields(request.POST))
    except ValidationError as error:
        raise _invalid(error) from error


def _from_fields(post: QueryDict) -> dict[str, Any]:
    """A form's fields: ``category=theft``, and what has parts as ``place.code=12349``,
    ``place[code]=12349`` or ``place={"code": "12349"}``."""
    found: dict[str, Any] = {}
    for name in post:
        value = str(post[name])
        outer, _dot, inner = name.replace("[", ".").rstrip("]").partition(".")
        if inner:
            parts = found.setdefault(outer, {})
            if isinstance(parts, dict):
                parts[inner] = value
        elif value.startswith("{"):
            try:
                found[outer] = json.loads(value)
            except ValueError:
                raise wrong(outer, _("Nội dung gửi lên không phải JSON hợp lệ.")) from None
        else:
            found[outer] = value
    return found


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


def steer_away(given: TipIn) -> None:
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


def arrival_of(request: HttpRequest, given: TipIn, today: date) -> actions.Arrival:
    category = queries.category_called(given.category)
    if category is None:
        raise wrong("category", _("Không có lĩnh vực này; xem danh sách tại /categories."))
    if given.occurred_on and given.occurred_on > today:
        raise wrong("occurred_on", _("Ngày này chưa đến; hãy kiểm tra lại."))
    if given.occurred_on and given.occurred_on.year < FIRST_YEAR:
        raise wrong("occurred_on", _("Hãy ghi một ngày từ năm 1990 trở lại đây."))
    stated = _stated_place(given.place, today)
    place = queries.place_in_force(stated, today)
    unit = queries.receiving_unit(category, place, today) if place else None
    if place is None or unit is None:
        raise wrong("place", _("Chưa rõ đơn vị nào phụ trách nơi này; hãy chọn xã hiện nay."))
    route = _route(given, place, today) if given.about_police or given.police_of else None
    return actions.Arrival(
        category=category,
        text=given.description,
        place=place,
        stated_place=stated if stated.pk != place.pk else None,
        unit=route.to if route else unit,
        route=route,
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


def _route(given: TipIn, place: Place, today: date) -> Route | None:
    if not given.police_of:
        return route_of_report(None, place, today)
    there = queries.place_called(given.police_of, today)
    named = queries.police_at(there, today) if there else None
    route = route_of_report(named, place, today) if named else None
    if route is None:
        raise wrong(
            "police_of",
            _(
                "Ở đây không có cấp trên của công an nơi này; tin về Công an tỉnh xin gửi Viện "
                "kiểm sát nhân dân tỉnh hoặc Bộ Công an."
            ),
        )
    return route


def _stated_place(given: PlaceIn, today: date) -> Place:
    if given.code:
        day = given.as_of or today
        place = queries.place_called(given.code, day)
        if place is None:
            raise wrong(
                "place.code",
                _("Không có đơn vị hành chính mã %(code)s vào ngày %(day)s.")
                % {"code": given.code, "day": f"{day:%d/%m/%Y}"},
            )
        return place
    if given.lat is None or given.lon is None:
        raise wrong("place", _("Hãy gửi mã đơn vị (code) hoặc tọa độ (lat, lon)."))
    located = locate(given.lat, given.lon, today)
    if located is None:
        raise wrong("place", _("Tọa độ này không thuộc xã, phường nào."))
    return located.place


def _reporter(given: TipIn) -> actions.Reporter | None:
    if given.anonymous:
        return None
    if given.reporter is None or not given.reporter.name:
        raise wrong("reporter.name", _("Hãy ghi họ và tên, hoặc gửi ẩn danh."))
    phone = normal_phone(given.reporter.phone) if given.reporter.phone else ""
    if phone is None:
        raise wrong("reporter.phone", _("Số điện thoại chưa đúng; ví dụ đúng: 0912 345 678."))
    return actions.Reporter(
        name=given.reporter.name,
        phone=phone,
        email=given.reporter.email,
        may_contact=given.reporter.may_contact,
    )


def _held_files(request: HttpRequest) -> bytes | None:
    """Keep what came along until the report takes it: should that go wrong, the clock sweeps it."""
    multipart = request.content_type == "multipart/form-data"
    uploads = request.FILES.getlist("files") if multipart else []
    if not uploads:
        return None
    if len(uploads) > MOST_FILES:
        raise wrong("files", _("Mỗi tin kèm được tối đa %(n)d tệp.") % {"n": MOST_FILES})
    held_for = token_bytes(32)
    for upload in uploads:
        try:
            keep_upload(actor=ANONYMOUS, upload=upload, held_for=held_for)
        except Unavailable:
            raise
        except Refused as refused:
            raise wrong("files", f"{upload.name}: {refused.verdict.reason}") from refused
    return held_for
