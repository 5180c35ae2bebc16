"""Figures for anybody, small counts left out; exact ones for staff in their own area."""

from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import Router, Schema
from pydantic import Field

from binhyen.kernel.indicators import registry
from binhyen.kernel.indicators.reading import CannotRead, Row
from binhyen.kernel.indicators.registry import Indicator
from binhyen.lib.problem import Problem
from binhyen.portal.figures.asking import Unclear, answered, sees_exact, understand

router = Router(tags=["figures"])


class IndicatorOut(Schema):
    code: str
    title: str
    meaning: str
    unit: str
    expression: dict[str, Any] = Field(description="Cách tính từ các thành phần.")
    adds: str
    basis: str
    good: str = Field(description="up: cao là tốt; down: thấp là tốt; rỗng: không nói được.")
    version: int
    since: date
    suppressed_below: int


class FigureRow(Schema):
    key: str
    name: str
    code: str | None = Field(None, description="Mã đơn vị vào ngày units_as_of.")
    value: float | None
    parts: dict[str, int] = Field(description="Các thành phần đã dùng; rỗng khi không công bố.")
    estimated: bool = Field(description="true: có phần chia theo tỷ lệ.")
    suppressed: bool = Field(description="true: dưới 5, hoặc có thể suy ra số dưới 5.")
    note: str = ""


class PeriodOut(Schema):
    code: str
    label: str
    first: date
    last: date


class FiguresOut(Schema):
    indicator: IndicatorOut
    place: dict[str, str]
    period: PeriodOut
    units_as_of: date
    by: str
    where: dict[str, str]
    exact: bool = Field(description="true: số đầy đủ, cho cán bộ trong địa bàn của mình.")
    total: FigureRow
    rows: list[FigureRow]
    estimated: bool
    basis: list[str] = Field(description="Căn cứ của các tỷ lệ đã dùng.")
    demo: bool


@router.get(
    "/indicators",
    response=list[IndicatorOut],
    auth=None,
    url_name="indicators",
    summary=gettext_noop("Các chỉ tiêu, cách tính và căn cứ"),
)
def list_indicators(request: HttpRequest) -> list[dict[str, Any]]:
    return [_indicator(one) for one in registry.indicators()]


@router.get(
    "/figures",
    response=FiguresOut,
    auth=None,
    url_name="figures",
    summary=gettext_noop("Số liệu theo đơn vị, kỳ và cách chia"),
)
def figures(
    request: HttpRequest,
    indicator: str = "tips_received",
    place: str = "",
    period: str = "",
    units_as_of: str = "",
    by: str = "",
    kind: str = "",
    category: str = "",
) -> dict[str, Any]:
    """``by``: commune, district, province, hamlet, month, kind, category, or nothing (the total).
    ``period``: 2024, 2024H1, 2024Q1, 2024-05 or 2024-01-01..2024-06-30 (both days included)."""
    given = {
        "indicator": indicator,
        "place": place,
        "period": period,
        "units_as_of": units_as_of,
        "by": by,
        "kind": kind,
        "category": category,
    }
    try:
        asked = understand(given, timezone.localdate())
        question = asked.question
        actor = getattr(request, "actor", None)
        scopes = actor.scopes if actor else None
        may_see = scopes is None or "figures:read" in scopes
        exact = may_see and sees_exact(actor, question.place, question.units_as_of)
        answer = answered(question, exact=exact)
    except Unclear as error:
        raise _invalid(error.field, error.sentence) from error
    except CannotRead as error:
        raise _invalid(error.about, str(error)) from error
    span = question.period
    return {
        "indicator": _indicator(asked.indicator),
        "place": {"code": question.place.code, "name": question.place.name},
        "period": {
            "code": span.code,
            "label": span.label,
            "first": span.first,
            "last": span.last,
        },
        "units_as_of": question.units_as_of,
        "by": question.by,
        "where": dict(question.where),
        "exact": exact,
        "total": _row(answer.total, indicator),
        "rows": [_row(row, indicator) for row in answer.rows],
        "estimated": answer.is_estimated,
        "basis": list(answer.basis),
        "demo": settings.DEMO,
    }


def _indicator(one: Indicator) -> dict[str, Any]:
    return {
        "code": one.code,
        "title": str(one.title),
        "meaning": str(one.meaning),
        "unit": str(one.unit),
        "expression": one.expression.told(),
        "adds": str(one.adds),
        "basis": str(one.basis),
        "good": one.good,
        "version": one.version,
        "since": one.since,
        "suppressed_below": one.threshold,
    }


def _row(row: Row, indicator: str) -> dict[str, Any]:
    value = row.values[indicator]
    return {
        "key": row.key,
        "name": row.label,
        "code": row.place.code if row.place else None,
        "value": value.value,
        "parts": dict(value.parts),
        "note": value.why,
        "estimated": value.estimated,
        "suppressed": value.suppressed,
    }


def _invalid(field: str, message: str) -> Problem:
    return Problem(
        422,
        "invalid",
        _("Có chỗ chưa đúng trong nội dung gửi lên."),
        errors=[{"field": field, "message": message}],
    )
