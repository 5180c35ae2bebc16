"""Resolutions that made, renamed, merged or ended units: the list, one of them, entering one."""

from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from binhyen.kernel.audit.history import history_of
from binhyen.kernel.people.actor import acting
from binhyen.kernel.places.actions import enact, may_change_places
from binhyen.kernel.places.models import Place, PlaceName, ReformAct, Succession
from binhyen.lib.listing import asked_page, export_links, pager, table
from binhyen.lib.sheets import sheet_response
from binhyen.lib.verdict import Refused
from binhyen.portal.ground import listing
from binhyen.portal.ground.act_forms import ActFilterForm, EnactForm
from binhyen.portal.rules.access import for_staff

PAGE = 50
MOST_SHOWN = 300


@require_safe
@for_staff
def reform_acts(request: HttpRequest) -> HttpResponse:
    form = ActFilterForm(request.GET or None)
    rows, order, sort = _acts(request, form)
    page = asked_page(request, rows, order, PAGE)
    context = {
        "filters": form,
        **table(request, listing.act_columns(), page.rows, order=sort),
        "pager": pager(request, page, ""),
        "exports": export_links(request, "portal:reform_acts_export"),
        "may_change": may_change_places(acting(request)),
    }
    status = 400 if form.errors else 200
    return render(request, "portal/ground/acts.html", context, status=status)


@require_safe
@for_staff
def reform_acts_export(request: HttpRequest, form: str) -> HttpResponseBase:
    rows, order, _sort = _acts(request, ActFilterForm(request.GET or None))
    cells = listing.act_cells(rows.order_by(*order)[: listing.MOST_ROWS])
    return sheet_response(form, "nghi-quyet-sap-xep", listing.act_heads(), cells)


def _acts(
    request: HttpRequest, form: ActFilterForm
) -> tuple["QuerySet[ReformAct]", tuple[str, ...], str]:
    sort, order = listing.ordered(listing.ACT_ORDERS, request.GET.get("xep", ""))
    asked = form.cleaned_data if form.is_valid() else {}
    rows = ReformAct.objects.all()
    if words := asked.get("tu"):
        rows = rows.filter(Q(number__icontains=words) | Q(title__icontains=words))
    if year := asked.get("nam"):
        rows = rows.filter(effective_on__year=year)
    return rows, order, sort


@require_safe
@for_staff
def reform_act(request: HttpRequest, pk: int) -> HttpResponse:
    """What one resolution did: units begun, renamed, ended, and who became whose heir."""
    act = get_object_or_404(ReformAct, pk=pk)
    edges = Succession.objects.filter(act=act).select_related("old", "new")
    page = asked_page(request, edges, ("id",), PAGE)
    context: dict[str, Any] = {
        "act": act,
        "begun": Place.objects.filter(made_by=act).order_by("sort_key", "pk")[:MOST_SHOWN],
        "renamed": PlaceName.objects.filter(act=act)
        .exclude(place__made_by=act)
        .select_related("place")
        .order_by("canon", "pk")[:MOST_SHOWN],
        "ended": Place.objects.filter(ended_by=act).count(),
        "edges": page.rows,
        "pager": pager(request, page, ""),
        "may_change": may_change_places(acting(request)),
        "history": history_of("places.reformact", act.pk),
    }
    return render(request, "portal/ground/act_one.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def enact_new(request: HttpRequest) -> HttpResponse:
    may_change_places(acting(request)).require()
    form = EnactForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            act = enact(actor=acting(request), **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.verdict.reason)
        else:
            messages.success(
                request, _("Đã ghi nghị quyết. Ghi tiếp thay đổi ở trang từng đơn vị.")
            )
            return redirect("portal:reform_act", pk=act.pk)
    context = {
        "form": form,
        "act_heading": _("Ghi nghị quyết sắp xếp"),
        "button": _("Ghi nghị quyết"),
        "back_url": reverse("portal:reform_acts"),
    }
    return render(request, "portal/people/act.html", context, status=400 if form.errors else 200)
