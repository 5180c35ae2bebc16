"""The officer's pages: the list, the record and its acts, the receipt."""

from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from binhyen.domains.handins import forms, queries, rules
from binhyen.domains.handins.acts import ACTS, Items
from binhyen.domains.handins.list_columns import handin_columns
from binhyen.domains.handins.models import (
    GiverIdentity,
    HandIn,
    HandInFile,
    HandoverFile,
    Stage,
)
from binhyen.kernel.audit.action import record_view
from binhyen.kernel.audit.history import history_of
from binhyen.kernel.documents.models import File
from binhyen.kernel.documents.serving import serve_thumbnail, serve_working
from binhyen.kernel.documents.showing import ShownFile, shown_files
from binhyen.kernel.documents.uploads import later, takes_files
from binhyen.kernel.people.actor import Actor, acting
from binhyen.kernel.people.staff import page_size, staff_only
from binhyen.kernel.retention.queries import keeping_of
from binhyen.kernel.retention.rules import may_hold
from binhyen.lib import codes
from binhyen.lib.listing import asked_page, export_links, pager, tab, table
from binhyen.lib.squares import square_of
from binhyen.lib.verdict import Refused, Unavailable, Verdict

BUCKETS = [("all", gettext_lazy("Tất cả")), *Stage.choices]
COUNTED = (Stage.RECEIVED, Stage.STORED, Stage.TRANSFERRED, Stage.EXAMINED)
SCOPES = [("unit", gettext_lazy("Đơn vị tôi")), ("below", gettext_lazy("Cả cấp dưới"))]
# Looks, which would fill the line of time with what nobody asks.
UNTOLD = frozenset({"handins.viewed", "handins.file_viewed"})


# --- the list ------------------------------------------------------------------------------------


def asked_filters(request: HttpRequest) -> queries.ListFilter:
    asked = request.GET
    bucket, scope = asked.get("muc", "all"), asked.get("cua", "unit")
    campaign, number = asked.get("dot", ""), asked.get("so_thu_tu", "")
    return queries.ListFilter(
        scope=scope if scope in dict(SCOPES) else "unit",
        bucket=bucket if bucket in dict(BUCKETS) else "all",
        campaign_id=_whole(campaign),
        category=asked.get("loai", "").replace("\x00", "")[:40],
        number=_whole(number),
        sort=asked.get("xep", ""),
    )


def _whole(typed: str) -> int | None:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None


@require_safe
@staff_only
def handins(request: HttpRequest) -> HttpResponse:
    actor, filters = acting(request), asked_filters(request)
    rows = queries.with_things(queries.handins(actor, filters))
    page = asked_page(request, rows, filters.order, page_size(request))
    counts = queries.badges(actor, filters.scope, COUNTED)
    below = filters.scope == "below"
    columns = handin_columns(below=below)
    context = {
        "pager": pager(request, page, _("%(n)d lượt trong trang") % {"n": len(page.rows)}),
        "views": [
            tab(
                request,
                label,
                scope=("muc", key),
                current=key == filters.bucket,
                count=counts.get(key),
                cap=queries.COUNT_CAP,
            )
            for key, label in BUCKETS
        ],
        "scope_tabs": [
            tab(request, label, scope=("cua", key), current=key == filters.scope)
            for key, label in SCOPES
        ],
        "filters": _filter_form(request),
        **table(request, columns, page.rows, order=filters.order[0]),
        "exports": export_links(request, "handins:export"),
    }
    return render(request, "handins/list.html", context)


def _filter_form(request: HttpRequest) -> forms.FilterForm:
    return forms.FilterForm(
        request.GET,
        campaigns=queries.campaign_choices(acting(request)),
        categories=queries.category_choices((get_language() or "vi")[:2]),
    )


# --- the record and its acts ---------------------------------------------------------------------


def _find(request: HttpRequest, ref: UUID) -> HandIn:
    rows = HandIn.objects.visible_to(acting(request))
    return get_object_or_404(
        rows.select_related("unit", "place", "campaign", "received_by"), ref=ref
    )


def _items(handin: HandIn) -> Items:
    rows = handin.items.select_related("category", "given_category", "holder")
    return list(rows.order_by("line"))


@require_safe
@staff_only
def record(request: HttpRequest, ref: UUID) -> HttpResponse:
    """One hand-in: lines with their stage, acts, papers, history. Looking leaves a trace."""
    handin = _find(request, ref)
    record_view(acting(request), "handins.viewed", handin, unit_id=handin.unit_id)
    return _record_page(request, handin)


def _record_page(
    request: HttpRequest,
    handin: HandIn,
    act: str = "",
    form: forms.ActForm | None = None,
    refusal: Verdict | None = None,
) -> HttpResponse:
    actor, items, today = acting(request), _items(handin), timezone.localdate()
    papers = handin.handovers.select_related("unit_from", "unit_to")
    history = history_of("handins.handin", handin.pk)
    context = {
        "handin": handin,
        "code": codes.show(handin.code, settings.CODE_PREFIX),
        "items": items,
        "acts": _acts(actor, handin, items, today),
        "act": act,
        "act_label": ACTS[act].label if act else "",
        "act_help": ACTS[act].help if act else "",
        "form": form,
        "refusal": refusal,
        "papers": papers.prefetch_related("steps__item").order_by("id"),
        "files": _files(handin),
        "timeline": [line for line in history if line.verb not in UNTOLD],
        "colleagues": queries.colleagues(actor.unit_ids, today) if form is not None else [],
        "keeping": keeping_of("handins.handin", handin.ref, today),
        "hold_url": reverse("portal:hold", args=["giao-nop", handin.ref])
        if may_hold(actor, handin.unit_id)
        else "",
    }
    status = 403 if refusal is not None else 400 if form is not None and form.errors else 200
    return render(request, "handins/record.html", context, status=status)


def _files(handin: HandIn) -> list[ShownFile]:
    photos = HandInFile.objects.filter(handin=handin).select_related("file").order_by("id")
    scans = HandoverFile.objects.filter(handover__handin=handin).select_related("file")
    both = [*(row.file for row in photos), *(row.file for row in scans.order_by("id"))]
    return shown_files(both, "handins:thumbnail", "handins:file", (handin.ref,))


def _acts(actor: Actor, handin: HandIn, items: Items, today: date) -> list[dict[str, Any]]:
    """What may be done now first; the rest says why not."""
    rows = []
    for name, entry in ACTS.items():
        verdict = entry.may(actor, handin, items, today)
        rows.append(
            {
                "label": entry.label,
                "url": reverse("handins:act", args=[handin.ref, name]) + "#viec",
                "allowed": bool(verdict),
                "verdict": verdict,
                "primary": name == "nhap-kho",
            }
        )
    if GiverIdentity.objects.filter(handin=handin).exists():
        verdict = rules.may_open_identity(actor, handin)
        rows.append(
            {
                "label": _("Mở danh tính"),
                "url": reverse("portal:identity", args=["giao-nop", handin.ref]),
                "allowed": bool(verdict),
                "verdict": verdict,
                "primary": False,
            }
        )
    return sorted(rows, key=lambda row: not row["allowed"])


@require_http_methods(["GET", "POST"])
@staff_only
@takes_files(only_if=lambda request: True)
def act(request: HttpRequest, ref: UUID, name: str) -> HttpResponse:
    """The form of one act, in place on the record; what was typed stays when the rule says no."""
    if name not in ACTS:
        raise Http404
    handin, entry = _find(request, ref), ACTS[name]
    form = entry.form(
        request.POST if request.method == "POST" else None,
        request.FILES or None,
        handin=handin,
        actor=acting(request),
        stage=entry.stage,
    )
    if form.is_valid():
        try:
            with transaction.atomic():
                entry.do(request, handin, form.cleaned_data, timezone.now())
        except Refused as refused:
            page = _record_page(request, handin, name, form, refused.verdict)
            return later(page) if isinstance(refused, Unavailable) else page
        messages.success(request, _("Đã ghi: %(act)s.") % {"act": entry.label})
        return redirect("handins:record", ref=handin.ref)
    may = entry.may(acting(request), handin, _items(handin), timezone.localdate())
    return _record_page(request, handin, name, form, None if may else may)


# --- papers --------------------------------------------------------------------------------------


@require_safe
@staff_only
def receipt(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Biên nhận, to be printed and signed by hand: no name stands on it."""
    handin = _find(request, ref)
    code = codes.show(handin.code, settings.CODE_PREFIX)
    status = request.build_absolute_uri(f"{reverse('handins:status')}?ma={code}")
    context = {
        "handin": handin,
        "code": code,
        "items": _items(handin),
        "paper": handin.handovers.order_by("id").first(),
        "qr": square_of(status),
    }
    return render(request, "handins/receipt.html", context)


@require_safe
@staff_only
def file(request: HttpRequest, ref: UUID, file_ref: UUID) -> HttpResponseBase:
    handin = _find(request, ref)
    found = _file_of(handin, file_ref)
    record_view(acting(request), "handins.file_viewed", handin, unit_id=handin.unit_id)
    return serve_working(found, "tai" in request.GET, span=request.headers.get("Range", ""))


@require_safe
@staff_only
def thumbnail(request: HttpRequest, ref: UUID, file_ref: UUID) -> HttpResponseBase:
    """Part of the record's page, whose own line in the trail covers it."""
    return serve_thumbnail(_file_of(_find(request, ref), file_ref))


def _file_of(handin: HandIn, ref: UUID) -> File:
    photo = HandInFile.objects.filter(handin=handin, file__ref=ref).select_related("file").first()
    if photo is not None:
        return photo.file
    scans = HandoverFile.objects.filter(handover__handin=handin).select_related("file")
    return get_object_or_404(scans, file__ref=ref).file
