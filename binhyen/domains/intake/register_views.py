"""Lists beside the desk: appeals that wait for a decision, and the register (sổ tiếp nhận)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from binhyen.domains.intake import actions, book, forms, queries, rules
from binhyen.domains.intake.list_columns import appeal_columns, register_columns
from binhyen.kernel.people.actor import acting
from binhyen.kernel.people.staff import page_size, staff_only
from binhyen.lib.listing import asked_page, export_links, pager, table


@require_safe
@staff_only
def appeals(request: HttpRequest) -> HttpResponse:
    waiting = queries.waiting_appeals(acting(request))
    page = asked_page(request, waiting, ("id",), page_size(request))
    context = {
        "pager": pager(request, page, ""),
        **table(request, appeal_columns(), page.rows),
        "exports": export_links(request, "intake:appeals_export"),
    }
    return render(request, "intake/appeals.html", context)


@require_http_methods(["GET", "POST"])
@staff_only
def appeal(request: HttpRequest, pk: int) -> HttpResponse:
    rows = queries.appeals_to(acting(request))
    rows = rows.select_related("tip__unit", "tip__category", "tip__place", "unit")
    found = get_object_or_404(rows, pk=pk)
    form = forms.AppealDecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.decide_appeal(
            actor=acting(request), appeal=found, now=timezone.now(), **form.cleaned_data
        )
        messages.success(request, _("Đã trả lời đề nghị xem lại."))
        return redirect("intake:appeals")
    return render(
        request,
        "intake/appeal.html",
        {"appeal": found, "form": form, "may": rules.may_decide_appeal(acting(request), found)},
        status=400 if form.errors else 200,
    )


@require_safe
@staff_only
def register(request: HttpRequest) -> HttpResponse:
    """Sổ tiếp nhận: a unit's lines of one year by number."""
    actor = acting(request)
    asked = forms.asked_register(request.GET, actor, timezone.localdate())
    entries = book.entered_by(queries.register(actor, asked.unit_id, asked.year), asked.on)
    page = asked_page(request, entries, ("number",), page_size(request))
    context = {
        "pager": pager(request, page, ""),
        "year": asked.year,
        "filters": asked.form,
        "on": asked.on,
        **table(request, register_columns(), book.as_it_stood(actor, page.rows, asked.on)),
        "exports": export_links(request, "intake:register_export", ("xlsx", "csv", "pdf")),
    }
    return render(request, "intake/register.html", context)
