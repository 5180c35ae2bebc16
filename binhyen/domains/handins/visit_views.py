"""The unit's bookings of a day, what became of each, and its hours."""

from datetime import date, time, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from binhyen.domains.handins import actions, forms, queries, rules
from binhyen.domains.handins.actions import Hours
from binhyen.domains.handins.list_columns import visit_columns
from binhyen.domains.handins.models import Visit
from binhyen.domains.handins.stock_views import asked_unit
from binhyen.kernel.org.models import Unit
from binhyen.kernel.people.actor import acting
from binhyen.kernel.people.staff import page_size, staff_only
from binhyen.lib import words
from binhyen.lib.listing import asked_page, pager, tab, table
from binhyen.lib.verdict import Refused


def _asked_day(request: HttpRequest, today: date) -> date:
    try:
        return date.fromisoformat(request.GET.get("ngay", ""))
    except ValueError:
        return today


@require_safe
@staff_only
def visits(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    day = _asked_day(request, today)
    below = request.GET.get("cua") == "below"
    rows = queries.visits(acting(request), day, "below" if below else "unit")
    page = asked_page(request, rows, ("starts_at", "id"), page_size(request))
    days = [today + timedelta(days=ahead) for ahead in range(7)]
    if day not in days:
        days = [day, *days]
    context = {
        "day": day,
        "views": [
            tab(request, words.day(one), scope=("ngay", one.isoformat()), current=one == day)
            for one in days
        ],
        "scope_tabs": [
            tab(request, _("Đơn vị tôi"), scope=("cua", "unit"), current=not below),
            tab(request, _("Cả cấp dưới"), scope=("cua", "below"), current=below),
        ],
        "pager": pager(request, page, ""),
        **table(request, visit_columns(below=below), page.rows),
    }
    return render(request, "handins/visits.html", context)


@require_http_methods(["GET", "POST"])
@staff_only
def visit(request: HttpRequest, pk: int) -> HttpResponse:
    """Whether they came. Whoever hands something in is noted by registering it."""
    rows = Visit.objects.visible_to(acting(request)).select_related("unit")
    found = get_object_or_404(rows, pk=pk)
    now = timezone.now()
    may = rules.may_note_visit(acting(request), found, now)
    if request.method == "POST" and may:
        came = request.POST.get("den") == "co"
        actions.note_visit(actor=acting(request), visit=found, came=came, now=now)
        messages.success(request, _("Đã ghi: %(state)s.") % {"state": _state(came)})
        return redirect("handins:visits")
    return render(
        request, "handins/visit.html", {"visit": found, "may": may}, status=200 if may else 403
    )


def _state(came: bool) -> Any:
    return (Visit.State.CAME if came else Visit.State.MISSED).label


@require_http_methods(["GET", "POST"])
@staff_only
def hours(request: HttpRequest) -> HttpResponse:
    actor = acting(request)
    unit = get_object_or_404(Unit, pk=asked_unit(request, actor))
    form = forms.HoursForm(request.POST or None, initial=_initial(unit))
    refusal = rules.may_set_hours(actor, unit)
    if refusal and request.method == "POST" and form.is_valid():
        try:
            actions.set_hours(
                actor=actor, unit=unit, hours=_hours(form.cleaned_data), now=timezone.now()
            )
        except Refused as refused:
            refusal = refused.verdict
        else:
            messages.success(request, _("Đã đặt giờ nhận giao nộp."))
            return redirect("handins:visits")
    context = {
        "unit": unit,
        "form": form,
        "hours": queries.hours_of(unit),
        "refusal": None if refusal else refusal,
    }
    status = 403 if not refusal else 400 if form.errors else 200
    return render(request, "handins/hours.html", context, status=status)


def _initial(unit: Unit) -> dict[str, Any]:
    rows = queries.hours_of(unit)
    first = [row for row in rows if row.opens < time(12)]
    second = [row for row in rows if row.opens >= time(12)]
    return {
        "days": sorted({row.weekday for row in rows}),
        "minutes": rows[0].minutes if rows else 30,
        "seats": rows[0].seats if rows else 1,
        "opens": f"{first[0].opens:%H:%M}" if first else "",
        "closes": f"{first[0].closes:%H:%M}" if first else "",
        "reopens": f"{second[0].opens:%H:%M}" if second else "",
        "recloses": f"{second[0].closes:%H:%M}" if second else "",
    }


def _hours(data: dict[str, Any]) -> list[Hours]:
    spans = [(data["opens"], data["closes"]), (data["reopens"], data["recloses"])]
    return [
        Hours(day, first, last, data["minutes"], data["seats"])
        for day in data["days"]
        for first, last in spans
        if first
    ]
