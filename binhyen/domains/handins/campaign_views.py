"""Campaigns: the list, one with its figures, opening and ending."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from binhyen.domains.handins import actions, forms, queries, rules
from binhyen.domains.handins.list_columns import campaign_columns, last_day
from binhyen.domains.handins.models import Campaign
from binhyen.kernel.people.actor import acting
from binhyen.kernel.people.models import Role
from binhyen.kernel.people.staff import page_size, staff_only
from binhyen.lib.listing import asked_page, pager, table
from binhyen.lib.verdict import Refused


@require_safe
@staff_only
def campaigns(request: HttpRequest) -> HttpResponse:
    rows = Campaign.objects.visible_to(acting(request)).select_related("host")
    page = asked_page(request, rows, ("-valid_from", "-id"), page_size(request))
    context = {
        "pager": pager(request, page, ""),
        **table(request, campaign_columns(), page.rows),
        "may_open": Role.LEADER in acting(request).roles,
    }
    return render(request, "handins/campaigns.html", context)


@require_http_methods(["GET", "POST"])
@staff_only
def campaign(request: HttpRequest, pk: int) -> HttpResponse:
    """What it brought so far, by unit; its host's leader ends it here."""
    actor = acting(request)
    rows = Campaign.objects.visible_to(actor).select_related("host")
    found = get_object_or_404(rows, pk=pk)
    may_end = rules.may_run_campaign(actor, found.host)
    form = forms.EndForm(request.POST or None)
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_campaign(
                actor=actor,
                campaign=found,
                last_day=form.cleaned_data["last_day"],
                now=timezone.now(),
            )
        except Refused as refused:
            refusal = refused.verdict
        else:
            messages.success(request, _("Đã ghi ngày cuối của đợt vận động."))
            return redirect("handins:campaign", pk=found.pk)
    context = {
        "campaign": found,
        "last_day": last_day(found) if found.valid_to else None,
        "units": list(found.units.order_by("name", "pk")),
        "sums": queries.campaign_sums(found),
        "by_unit": queries.campaign_by_unit(found),
        "may_end": may_end,
        "form": form,
        "refusal": refusal,
    }
    status = 403 if refusal is not None else 400 if form.errors else 200
    return render(request, "handins/campaign.html", context, status=status)


@require_http_methods(["GET", "POST"])
@staff_only
def open_campaign(request: HttpRequest) -> HttpResponse:
    actor = acting(request)
    form = forms.CampaignForm(request.POST or None, actor=actor, today=timezone.localdate())
    refusal = None
    if form.is_valid():
        try:
            made = actions.open_campaign(actor=actor, now=timezone.now(), **form.cleaned_data)
        except Refused as refused:
            refusal = refused.verdict
        else:
            messages.success(request, _("Đã phát động đợt vận động."))
            return redirect("handins:campaign", pk=made.pk)
    status = 403 if refusal is not None else 400 if form.errors else 200
    return render(
        request, "handins/open_campaign.html", {"form": form, "refusal": refusal}, status=status
    )
