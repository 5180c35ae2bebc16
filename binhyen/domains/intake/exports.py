"""Lists as files: XLSX for the office, CSV for everything else. What the list shows, no more."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from binhyen.domains.intake import book, forms, queries
from binhyen.domains.intake.actions import record_export
from binhyen.domains.intake.desk_views import asked_filters
from binhyen.domains.intake.models import Appeal, Tip
from binhyen.domains.intake.register_paper import (
    register_cells,
    register_foot,
    register_heads,
    set_register,
)
from binhyen.kernel.documents.papers import pdf_response
from binhyen.kernel.org.models import Unit
from binhyen.kernel.people.actor import acting
from binhyen.kernel.people.staff import staff_only
from binhyen.lib import codes, sheets

# A list longer than this is exported by narrowing it first; the page says so.
MOST_ROWS = 20_000


@require_safe
@staff_only
def desk(request: HttpRequest, form: str) -> HttpResponseBase:
    actor = acting(request)
    filters = asked_filters(request)
    rows = queries.desk(actor, filters, timezone.now()).order_by(*filters.order)[:MOST_ROWS]
    heads = [
        _("Mã"),
        _("Loại tin"),
        _("Lĩnh vực"),
        _("Nơi xảy ra"),
        _("Đơn vị"),
        _("Tiếp nhận"),
        _("Hạn giải quyết"),
        _("Trạng thái"),
        _("Kết quả"),
    ]
    record_export(actor=actor, what="desk")
    return sheets.sheet_response(form, "tin", heads, _desk_cells(rows))


def _desk_cells(rows: Iterable[Tip]) -> Iterator[list[Any]]:
    for tip in rows:
        yield [
            codes.show(tip.code, settings.CODE_PREFIX),
            tip.get_kind_display(),
            tip.category.title,
            tip.place.name,
            tip.unit.name,
            timezone.localtime(tip.received_at).replace(tzinfo=None),
            tip.due_on,
            tip.get_status_display(),
            tip.get_outcome_display(),
        ]


@require_safe
@staff_only
def register(request: HttpRequest, form: str) -> HttpResponseBase:
    """Sổ tiếp nhận of a unit and a year, as it stood on the day asked for."""
    actor = acting(request)
    asked = forms.asked_register(request.GET, actor, timezone.localdate())
    entries = book.entered_by(queries.register(actor, asked.unit_id, asked.year), asked.on)
    rows = book.in_order(actor, entries, asked.on)
    name = f"so-tiep-nhan-{asked.year}"
    record_export(actor=actor, what="register")
    if form == "pdf":
        unit = get_object_or_404(Unit, pk=asked.unit_id, pk__in=actor.reads())
        return pdf_response(set_register(unit, asked.year, asked.on, rows), name, as_download=True)
    return sheets.sheet_response(
        form, name, register_heads(), register_cells(rows), register_foot()
    )


@require_safe
@staff_only
def appeals(request: HttpRequest, form: str) -> HttpResponseBase:
    actor = acting(request)
    heads = [_("Mã"), _("Lĩnh vực"), _("Đơn vị đã giải quyết"), _("Gửi lúc"), _("Đơn vị xem xét")]
    record_export(actor=actor, what="appeals")
    rows = _appeal_cells(queries.waiting_appeals(actor))
    return sheets.sheet_response(form, "de-nghi-xem-lai", heads, rows)


def _appeal_cells(rows: QuerySet[Appeal]) -> Iterator[list[Any]]:
    for row in rows.order_by("id")[:MOST_ROWS]:
        yield [
            codes.show(row.tip.code, settings.CODE_PREFIX),
            row.tip.category.title,
            row.tip.unit.name,
            timezone.localtime(row.at).replace(tzinfo=None),
            row.unit.name,
        ]
