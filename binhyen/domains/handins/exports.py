"""Lists as files: what the page shows, no more, and no name."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.http import FileResponse, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from binhyen.domains.handins import queries
from binhyen.domains.handins.actions import record_export
from binhyen.domains.handins.models import HandIn
from binhyen.domains.handins.stock_views import asked_unit
from binhyen.domains.handins.views import asked_filters
from binhyen.kernel.people.actor import acting
from binhyen.kernel.people.staff import staff_only
from binhyen.lib import codes, sheets

MOST_ROWS = 20_000


@require_safe
@staff_only
def handins(request: HttpRequest, form: str) -> FileResponse:
    """One line of the file for each thing, so that it can be added up."""
    filters = asked_filters(request)
    rows = list(queries.handins(acting(request), filters).order_by(*filters.order)[:MOST_ROWS])
    heads = [
        _("Số"),
        _("Năm"),
        _("Mã biên nhận"),
        _("Nhận lúc"),
        _("Đơn vị"),
        _("Nơi có đồ"),
        _("Đợt vận động"),
        _("Người giao nộp"),
        _("Loại"),
        _("Số lượng"),
        _("Đơn vị tính"),
        _("Mô tả"),
        _("Bước"),
        _("Đơn vị đang giữ"),
        _("Bình chữa cháy"),
    ]
    record_export(actor=acting(request), what="list")
    return sheets.sheet_response(form, "giao-nop", heads, _cells(rows))


def _cells(rows: Iterable[HandIn]) -> Iterator[list[Any]]:
    rows = list(rows)
    lines = queries.lines_of(rows)
    for row in rows:
        for item in lines.get(row.pk, []):
            yield [
                row.number,
                row.year,
                codes.show(row.code, settings.CODE_PREFIX),
                timezone.localtime(row.received_at).replace(tzinfo=None),
                row.unit.name,
                row.place.name,
                row.campaign.name if row.campaign else "",
                _("không nêu tên") if row.is_anonymous else _("có tên (niêm phong)"),
                str(item.category),
                item.quantity,
                item.category.get_measure_display(),
                item.description,
                item.get_stage_display(),
                item.holder.name,
                row.extinguishers if item.line == 1 else 0,
            ]


@require_safe
@staff_only
def stock(request: HttpRequest, form: str) -> FileResponse:
    unit_id = asked_unit(request, acting(request))
    rows = queries.stock_of(acting(request), unit_id)
    heads = [_("Loại"), _("Số đang giữ"), _("Đơn vị tính")]
    record_export(actor=acting(request), what="stock")
    return sheets.sheet_response(
        form,
        "kho-giao-nop",
        heads,
        ([str(row.category), row.quantity, row.category.get_measure_display()] for row in rows),
    )
