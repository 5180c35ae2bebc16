"""Administrative units through time, for anybody: as of a day, by name, at a point, successors."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import Router, Schema
from pydantic import Field

from binhyen.kernel.places.history import KNOWN_SINCE
from binhyen.kernel.places.models import Level, Place, PlaceName, PlaceParent
from binhyen.kernel.places.queries import (
    ancestors,
    full_name,
    heirs,
    locate,
    place_on,
    search,
)
from binhyen.lib.paging import BadCursor, key_page
from binhyen.lib.problem import Problem

router = Router(tags=["places"])
MOST = 100


class PlaceBrief(Schema):
    code: str
    name: str
    level: str
    kind: str = Field(description="Loại: xa, phuong, thi-tran, huyen, tinh, …")
    valid_from: date
    valid_to: date | None = Field(description="Ngày hết hiệu lực; null: đang có hiệu lực.")


class PlaceRow(PlaceBrief):
    parent: PlaceBrief | None = None
    matched_name: str | None = Field(None, description="Tên khớp với q, ở thời của nó.")
    became: list[PlaceBrief] = Field([], description="Nay là; rỗng: còn hiệu lực, hoặc chưa rõ.")


class PlacePage(Schema):
    as_of: date
    items: list[PlaceRow]
    next: str | None = None


class NameOut(Schema):
    name: str
    kind: str
    valid_from: date
    valid_to: date | None
    act: str | None
    verified: bool


class PlaceOut(PlaceBrief):
    as_of: date
    full_name: str
    ancestors: list[PlaceBrief]
    names: list[NameOut]
    lat: float | None
    lon: float | None
    made_by: str | None
    ended_by: str | None
    source: str
    verified: bool


class SuccessorOut(PlaceBrief):
    share_num: int
    share_den: int
    exact: bool = Field(description="false: tỷ lệ ước tính.")
    main: bool = Field(description="Nơi nhận hồ sơ, việc đang làm và phần dư.")


class SuccessorsOut(Schema):
    place: PlaceBrief
    as_of: date
    on: date
    known: bool
    note: str
    successors: list[SuccessorOut]


class LocatedOut(Schema):
    exact: bool = Field(description="true: nằm trong ranh giới đã nạp; false: nơi gần nhất.")
    as_of: date
    place: PlaceBrief
    full_name: str


@router.get(
    "",
    response=PlacePage,
    auth=None,
    url_name="places",
    summary=gettext_noop("Tìm đơn vị theo tên, hoặc liệt kê vào một ngày"),
)
def list_places(
    request: HttpRequest,
    q: str = "",
    as_of: date | None = None,
    level: str = "",
    parent: str = "",
    limit: int = 20,
    after: str = "",
) -> dict[str, Any]:
    """By name (``q``: có dấu hoặc không, tên cũ hoặc mới), or all units in force, by code."""
    day = _day(as_of)
    if level and level not in Level.values:
        raise _invalid("level", _("Cấp phải là một trong: %s.") % ", ".join(Level.values))
    above = _place(parent, day) if parent else None
    size = max(1, min(limit, MOST))
    if q.strip():
        found = search(q, day, level or None, above, size)
        rows = _rows([one.place for one in found], day)
        for row, one in zip(rows, found, strict=True):
            row["matched_name"] = one.matched_name
            row["became"] = _briefs(one.became, day)
        return {"as_of": day, "items": rows}
    listed = Place.objects.below(above, day) if above else Place.objects.on(day)
    if above:
        listed = listed.exclude(pk=above.pk)
    listed = listed.filter(level=level) if level else listed
    try:
        page = key_page(listed, ("code", "id"), size, after=after)
    except BadCursor as error:
        raise _invalid("after", _("Con trỏ trang không đúng; hãy bắt đầu từ trang đầu.")) from error
    return {"as_of": day, "items": _rows(page.rows, day), "next": page.next or None}


@router.get(
    "/locate",
    response=LocatedOut,
    auth=None,
    url_name="places_locate",
    summary=gettext_noop("Xã, phường tại một điểm"),
)
def locate_place(
    request: HttpRequest, lat: float, lon: float, as_of: date | None = None
) -> dict[str, Any]:
    """The commune at a point (WGS 84 degrees)."""
    day = _day(as_of)
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise _invalid("lat", _("Vĩ độ từ −90 đến 90, kinh độ từ −180 đến 180."))
    found = locate(lat, lon, day)
    if found is None:
        raise Problem(
            404,
            "nowhere",
            _("Không có xã, phường nào ở gần điểm này."),
            _("Hãy kiểm lại vĩ độ (lat) và kinh độ (lon), hoặc chọn xã, phường theo tên."),
        )
    return {
        "exact": found.exact,
        "as_of": day,
        "place": _briefs([found.place], day)[0],
        "full_name": full_name(found.place, day),
    }


@router.get(
    "/{code}",
    response=PlaceOut,
    auth=None,
    url_name="place",
    summary=gettext_noop("Một đơn vị vào một ngày: tên, cấp trên, tọa độ"),
)
def one_place(
    request: HttpRequest, code: str, as_of: date | None = None, level: str = ""
) -> dict[str, Any]:
    """The unit that has this code on the day: a code alone is no key."""
    day = _day(as_of)
    place = _place(code, day, level)
    names = PlaceName.objects.filter(place=place).select_related("act").order_by("valid_from")
    return {
        **_briefs([place], day)[0],
        "as_of": day,
        "full_name": full_name(place, day),
        "ancestors": _briefs(ancestors(place, day), day),
        "names": [
            {
                "name": one.name,
                "kind": one.kind,
                "valid_from": one.valid_from,
                "valid_to": one.valid_to,
                "act": one.act.number if one.act else None,
                "verified": one.act.verified if one.act else place.verified,
            }
            for one in names
        ],
        "lat": place.lat,
        "lon": place.lon,
        "source": place.source,
        "made_by": place.made_by.number if place.made_by else None,
        "ended_by": place.ended_by.number if place.ended_by else None,
        "verified": place.verified,
    }


@router.get(
    "/{code}/successors",
    response=SuccessorsOut,
    auth=None,
    url_name="place_successors",
    summary=gettext_noop("Đơn vị ấy thành gì vào ngày khác, với tỷ lệ"),
)
def successors(
    request: HttpRequest,
    code: str,
    as_of: date | None = None,
    on: date | None = None,
    level: str = "",
) -> dict[str, Any]:
    """What the unit is on day ``on`` (default today), later or earlier, with shares."""
    day, then = _day(as_of), _day(on)
    place = _place(code, day, level)
    found = heirs(place, then)
    briefs = _briefs([heir.place for heir in found], then)
    return {
        "place": _briefs([place], day)[0],
        "as_of": day,
        "on": then,
        "known": bool(found),
        "note": _note(found, then),
        "successors": [
            {
                **brief,
                "share_num": heir.num,
                "share_den": heir.den,
                "exact": heir.exact,
                "main": heir.is_main,
            }
            for brief, heir in zip(briefs, found, strict=True)
        ],
    }


def _note(found: Sequence[Any], then: date) -> str:
    shown = {"day": date_format(then, "d/m/Y")}
    if not found:
        return _("Chưa rõ đơn vị kế thừa vào ngày %(day)s: không nguồn nào cho biết.") % shown
    if all(heir.exact for heir in found):
        return _("Toàn bộ đơn vị, vào ngày %(day)s.") % shown
    return _("Chia theo tỷ lệ ước tính, vào ngày %(day)s; số liệu theo đây là ước tính.") % shown


def _day(given: date | None) -> date:
    day = given or timezone.localdate()
    if day < KNOWN_SINCE:
        raise _invalid(
            "as_of",
            _("Danh mục bắt đầu từ ngày %s; hãy chọn ngày sau đó.")
            % date_format(KNOWN_SINCE, "d/m/Y"),
        )
    return day


def _place(code: str, day: date, level: str = "") -> Place:
    place = place_on(code.strip(), day, level or None)
    if place:
        return place
    lives = list(Place.objects.filter(code=code.strip()).order_by("valid_from")[:10])
    shown = {"code": code[:12], "day": date_format(day, "d/m/Y")}
    detail = _("Hãy tìm theo tên: /api/v1/places?q=…")
    if lives:
        told = ", ".join(f"{one.name} ({_span(one)})" for one in lives)
        detail = _("Mã này từng hoặc sẽ là: %s. Hãy ghi as_of trong khoảng đó.") % told
    raise Problem(
        404,
        "no-such-place",
        _("Không có đơn vị mang mã %(code)s vào ngày %(day)s.") % shown,
        detail,
        more={"lives": _briefs(lives, day)} if lives else {},
    )


def _span(place: Place) -> str:
    since = date_format(place.valid_from, "d/m/Y")
    if place.valid_to is None:
        return _("từ %s") % since
    return _("%(since)s đến trước %(until)s") % {
        "since": since,
        "until": date_format(place.valid_to, "d/m/Y"),
    }


def _invalid(field: str, message: str) -> Problem:
    return Problem(
        422,
        "invalid",
        _("Có chỗ chưa đúng trong nội dung gửi lên."),
        errors=[{"field": field, "message": message}],
    )


def _briefs(places: Sequence[Place], day: date) -> list[dict[str, Any]]:
    """With the names of the day; outside its life, a unit's last name."""
    named = (
        {one.place_id: one for one in PlaceName.objects.on(day).filter(place__in=places)}
        if places
        else {}
    )
    return [
        {
            "code": place.code,
            "name": named[place.pk].name if place.pk in named else place.name,
            "level": place.level,
            "kind": named[place.pk].kind if place.pk in named else place.kind,
            "valid_from": place.valid_from,
            "valid_to": place.valid_to,
        }
        for place in places
    ]


def _rows(places: Sequence[Place], day: date) -> list[dict[str, Any]]:
    """With the unit right above, on the day or in the unit's own last days: three queries."""
    links = PlaceParent.objects.filter(place__in=places).select_related("parent")
    above: dict[int, Place] = {}
    for link in links.order_by("valid_from"):
        if link.place_id not in above or link.valid_from <= day:
            above[link.place_id] = link.parent
    parents = sorted({one.pk: one for one in above.values()}.values(), key=lambda one: one.pk)
    briefs = dict(zip((one.pk for one in parents), _briefs(parents, day), strict=True))
    return [
        row | {"parent": briefs[above[place.pk].pk] if place.pk in above else None}
        for row, place in zip(_briefs(places, day), places, strict=True)
    ]
