"""What a unit answers for, and counting it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from binhyen.domains.handins import actions, forms, queries, rules
from binhyen.domains.handins.actions import Counted
from binhyen.domains.handins.list_columns import stock_columns
from binhyen.kernel.org.models import Unit
from binhyen.kernel.people.actor import Actor, acting
from binhyen.kernel.people.staff import staff_only
from binhyen.lib.listing import export_links, table
from binhyen.lib.verdict import Refused

SHOWN_STOCKTAKES = 12


def asked_unit(request: HttpRequest, actor: Actor) -> int:
    """The unit asked for, when the actor may read it; else the first one served."""
    asked = request.GET.get("donvi", "")
    wanted = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else 0
    if wanted in actor.reads():
        return wanted
    return actor.duties[0].unit_id if actor.duties else 0


@require_safe
@staff_only
def stock(request: HttpRequest) -> HttpResponse:
    actor = acting(request)
    unit_id = asked_unit(request, actor)
    rows = list(queries.stock_of(actor, unit_id))
    unit = get_object_or_404(Unit, pk=unit_id)
    context = {
        "unit": unit,
        "units": queries.stock_units(actor)[:400],
        **table(request, stock_columns(queries.held_by_stage(unit_id)), rows),
        "stocktakes": queries.stocktakes_of(actor, unit_id)[:SHOWN_STOCKTAKES],
        "may_count": rules.may_count_stock(actor, unit),
        "exports": export_links(request, "handins:stock_export"),
    }
    return render(request, "handins/stock.html", context)


@require_http_methods(["GET", "POST"])
@staff_only
def count(request: HttpRequest) -> HttpResponse:
    """Kiểm kê: the book's figure stands beside each field."""
    actor = acting(request)
    unit = get_object_or_404(Unit, pk=asked_unit(request, actor))
    may = rules.may_count_stock(actor, unit)
    stock = queries.stock_of(actor, unit.pk)
    form = forms.CountForm(request.POST or None, stock=stock)
    refusal = None if may else may
    if may and form.is_valid():
        try:
            done = actions.take_stock(
                actor=actor,
                unit=unit,
                counted=_counted(form),
                first_name=actor.user.full_name if actor.user else "",
                second_name=form.cleaned_data["second_name"],
                document_number=form.cleaned_data["document_number"],
                now=timezone.now(),
            )
        except Refused as refused:
            refusal = refused.verdict
        else:
            messages.success(
                request, _("Đã ghi kiểm kê: %(n)d loại lệch với sổ.") % {"n": done.differences}
            )
            return redirect("handins:stock")
    context: dict[str, Any] = {
        "unit": unit,
        "form": form,
        "pairs": [
            (row, form[f"counted-{row.category_id}"], form[f"why-{row.category_id}"])
            for row in form.stock
        ],
        "refusal": refusal,
        "colleagues": queries.colleagues([unit.pk], timezone.localdate()),
    }
    status = 403 if refusal is not None else 400 if form.errors else 200
    return render(request, "handins/count.html", context, status=status)


def _counted(form: forms.CountForm) -> list[Counted]:
    data = form.cleaned_data
    return [
        Counted(row.category, data[f"counted-{row.category_id}"], data[f"why-{row.category_id}"])
        for row in form.stock
    ]
