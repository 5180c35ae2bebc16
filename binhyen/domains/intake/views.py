"""One tip as the officer sees it: the record, its acts, its files."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from binhyen.domains.intake import duplicates, forms, photos, queries, rules
from binhyen.domains.intake.acts import ACTS
from binhyen.domains.intake.models import ImportedLine, Tip, TipFile
from binhyen.domains.intake.response_forms import FILL, LOOK, AnswersWithTexts
from binhyen.kernel.audit.action import record_view
from binhyen.kernel.audit.history import history_of
from binhyen.kernel.documents.models import File
from binhyen.kernel.documents.serving import serve_thumbnail, serve_working
from binhyen.kernel.documents.uploads import later, takes_files
from binhyen.kernel.people.actor import Actor, acting
from binhyen.kernel.people.staff import staff_only as staff_only
from binhyen.kernel.retention.queries import keeping_of
from binhyen.kernel.retention.rules import may_hold
from binhyen.kernel.workflow.deadlines import deadlines_of, show_deadlines
from binhyen.lib import codes
from binhyen.lib.verdict import Refused, Unavailable, Verdict


def _find(request: HttpRequest, ref: UUID) -> Tip:
    rows = Tip.objects.visible_to(acting(request)).select_related(
        "unit", "category__parent", "place", "stated_place", "assignee", "received_unit"
    )
    return get_object_or_404(rows, ref=ref)


@require_safe
@staff_only
def record(request: HttpRequest, ref: UUID) -> HttpResponse:
    """One tip: clock, acts, conversation and history, papers. Looking leaves a trace."""
    tip = _find(request, ref)
    record_view(acting(request), "intake.viewed", tip, unit_id=tip.unit_id)
    return _record_page(request, tip)


def _record_page(
    request: HttpRequest,
    tip: Tip,
    act: str = "",
    form: forms.ActForm | None = None,
    refusal: Verdict | None = None,
) -> HttpResponse:
    actor = acting(request)
    show_deadlines(tip)
    context = {
        "tip": tip,
        "code": codes.show(tip.code, settings.CODE_PREFIX),
        "acts": _acts(actor, tip),
        "act": act,
        "act_label": ACTS[act].label if act else "",
        "act_help": ACTS[act].help if act else "",
        "form": form,
        "refusal": refusal,
        "deadlines": deadlines_of(tip),
        "is_imported": ImportedLine.objects.filter(tip=tip).exists(),
        "timeline": queries.timeline_of(tip, history_of("intake.tip", tip.pk)),
        "files": photos.files_of(actor, tip),
        "photos_wait": photos.waiting(tip).count() if rules.may_write(actor, tip) else 0,
        "register": tip.register_entries.select_related("unit").order_by("id"),
        "extensions": tip.extension_rows.order_by("level"),
        "suspensions": tip.suspensions.order_by("id"),
        "conflicts": tip.conflicts.select_related("unit", "user") if tip.walled else [],
        "clock": queries.clock_of(tip, timezone.now()),
        "keeping": keeping_of("intake.tip", tip.ref, timezone.localdate()),
        "hold_url": _hold_url(actor, tip),
        "recurs": queries.recurrences_of(actor, tip),
        "linked": duplicates.linked(actor, tip),
        "likenesses": duplicates.likenesses(actor, tip),
        "may_link": bool(rules.may_write(actor, tip)),
    }
    status = 403 if refusal is not None else 400 if form is not None and form.errors else 200
    return render(request, "intake/record.html", context, status=status)


def _hold_url(actor: Actor, tip: Tip) -> str:
    """Where the record is held back; empty for those who may not."""
    return reverse("portal:hold", args=["tin", tip.ref]) if may_hold(actor, tip.unit_id) else ""


def _acts(actor: Actor, tip: Tip) -> list[dict[str, Any]]:
    """What may be done now first; the rest says why not."""
    rows = []
    for name, entry in ACTS.items():
        verdict = entry.may(actor, tip)
        rows.append(
            {
                "label": entry.label,
                "url": reverse("intake:act", args=[tip.ref, name]) + "#viec",
                "allowed": bool(verdict),
                "verdict": verdict,
                "primary": name in ("thu-ly", "ket-qua"),
            }
        )
    if queries.has_identity(tip):
        rows.append(_opening_of_identity(actor, tip))
    return sorted(rows, key=lambda row: not row["allowed"])


def _opening_of_identity(actor: Actor, tip: Tip) -> dict[str, Any]:
    verdict = rules.may_open_identity(actor, tip)
    return {
        "label": _("Mở danh tính"),
        "url": reverse("portal:identity", args=["tin", tip.ref]),
        "allowed": bool(verdict),
        "verdict": verdict,
        "primary": False,
    }


@require_http_methods(["GET", "POST"])
@staff_only
@takes_files(only_if=lambda request: True)
def act(request: HttpRequest, ref: UUID, name: str) -> HttpResponse:
    """The form of one act, in place on the record; what was typed stays when the rule says no."""
    if name not in ACTS:
        raise Http404
    tip, entry = _find(request, ref), ACTS[name]
    form = entry.form(
        request.POST if request.method == "POST" else None,
        request.FILES or None,
        tip=tip,
        actor=acting(request),
    )
    if _only_looking(request, form):
        return _record_page(request, tip, name, form)
    if form.is_valid():
        try:
            with transaction.atomic():
                entry.do(request, tip, form.cleaned_data, timezone.now())
        except Refused as refused:
            page = _record_page(request, tip, name, form, refused.verdict)
            return later(page) if isinstance(refused, Unavailable) else page
        messages.success(request, _("Đã ghi: %(act)s.") % {"act": entry.label})
        if not Tip.objects.visible_to(acting(request)).filter(pk=tip.pk).exists():
            return redirect("intake:desk")  # handed on to whom the actor does not read
        return redirect("intake:record", ref=tip.ref)
    may = entry.may(acting(request), tip)
    return _record_page(request, tip, name, form, None if may else may)


def _only_looking(request: HttpRequest, form: forms.ActForm) -> bool:
    """Words for the reporter are filled in and looked at before they go; nothing is written."""
    if request.method != "POST" or not isinstance(form, AnswersWithTexts):
        return False
    if request.POST.get("buoc") == FILL:
        form.fill_chosen()
        return True
    if form.is_valid() and (request.POST.get("buoc") == LOOK or not form.was_seen()):
        form.look()
        return True
    return False


@require_safe
@staff_only
def tip_file(request: HttpRequest, ref: UUID, file_ref: UUID) -> HttpResponseBase:
    tip = _find(request, ref)
    file = _file_of(acting(request), tip, file_ref)
    record_view(acting(request), "intake.file_viewed", tip, unit_id=tip.unit_id)
    return serve_working(file, "tai" in request.GET, span=request.headers.get("Range", ""))


@require_safe
@staff_only
def tip_thumbnail(request: HttpRequest, ref: UUID, file_ref: UUID) -> HttpResponseBase:
    """Part of the record's page, whose own line in the trail covers it."""
    return serve_thumbnail(_file_of(acting(request), _find(request, ref), file_ref))


def _file_of(actor: Actor, tip: Tip, ref: UUID) -> File:
    row = get_object_or_404(TipFile.objects.select_related("file"), tip=tip, file__ref=ref)
    photos.may_see(actor, tip, row).require()
    return row.file
