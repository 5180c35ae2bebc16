"""The duty desk: late, due today, new; by scope, kind and category."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from binhyen.domains.intake import forms, queries
from binhyen.domains.intake.bulk import BULK
from binhyen.domains.intake.list_columns import desk_columns
from binhyen.domains.intake.models import Kind, Tip
from binhyen.kernel.people.actor import Actor, acting
from binhyen.kernel.people.staff import page_size, staff_only
from binhyen.kernel.workflow.saved import keeps_views, kept_views
from binhyen.lib.listing import asked_page, export_links, pager, tab, table

BUCKETS = [
    ("late", gettext_lazy("Quá hạn")),
    ("today", gettext_lazy("Đến hạn hôm nay")),
    ("soon", gettext_lazy("7 ngày tới")),
    ("new", gettext_lazy("Mới đến")),
    ("waiting", gettext_lazy("Người báo viết thêm")),
    ("again", gettext_lazy("Lặp lại")),
    ("open", gettext_lazy("Đang mở")),
    ("suspended", gettext_lazy("Tạm đình chỉ")),
    ("closed", gettext_lazy("Đã có kết quả")),
    ("all", gettext_lazy("Tất cả")),
]
COUNTED = ("late", "today", "soon", "new", "waiting", "again", "suspended")
SCOPES = [
    ("mine", gettext_lazy("Của tôi")),
    ("unit", gettext_lazy("Đơn vị tôi")),
    ("below", gettext_lazy("Cả cấp dưới")),
]

keeps_views("intake:desk", ("muc", "cua", "loai", "linhvuc", "donvi", "xep", "cot", "so"))


def asked_filters(request: HttpRequest) -> queries.DeskFilter:
    asked = request.GET
    bucket = asked.get("muc", "open")
    scope = asked.get("cua", "unit")
    unit = asked.get("donvi", "")
    return queries.DeskFilter(
        scope=scope if scope in dict(SCOPES) else "unit",
        bucket=bucket if bucket in dict(BUCKETS) else "open",
        kind=asked.get("loai", "") if asked.get("loai", "") in Kind.values else "",
        category=asked.get("linhvuc", "")[:40],
        unit_id=int(unit) if unit.isdigit() else None,
        sort=asked.get("xep", ""),
    )


@require_safe
@staff_only
def desk(request: HttpRequest) -> HttpResponse:
    """The duty desk: late, due today, new; one keyset page of tips whatever their number."""
    actor, now = acting(request), timezone.now()
    filters = asked_filters(request)
    rows = queries.desk(actor, filters, now)
    each = ("unit_id", actor.unit_ids) if filters.is_long and filters.scope == "unit" else None
    page = asked_page(request, rows, filters.order, page_size(request), each)
    context = {
        "pager": pager(request, page, _("%(n)d tin trong trang") % {"n": len(page.rows)}),
        "views": _bucket_tabs(request, actor, filters, now),
        "scope_tabs": [
            tab(request, label, scope=("cua", key), current=key == filters.scope)
            for key, label in SCOPES
        ],
        "filters": forms.DeskFilterForm(request.GET),
        **table(request, desk_columns(filters), page.rows, order=filters.order[0], choose=_choose),
        "bulk_url": reverse("intake:bulk"),
        "bulk_acts": [(name, act.label) for name, act in BULK.items()],
        **kept_views(request, actor, "intake:desk"),
        "exports": export_links(request, "intake:desk_export"),
    }
    return render(request, "intake/desk.html", context)


def _choose(tip: Tip) -> tuple[str, str]:
    return str(tip.ref), _("Chọn %(what)s, %(where)s") % {
        "what": tip.category.title,
        "where": tip.place.name,
    }


def _bucket_tabs(
    request: HttpRequest, actor: Actor, filters: queries.DeskFilter, now: datetime
) -> list[dict[str, Any]]:
    counts = queries.badges(actor, filters.scope, COUNTED, now)
    return [
        tab(
            request,
            label,
            scope=("muc", key),
            current=key == filters.bucket,
            count=counts.get(key),
            cap=queries.COUNT_CAP,
        )
        for key, label in BUCKETS
    ]
