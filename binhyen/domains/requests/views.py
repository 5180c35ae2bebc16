"""The officer's pages: the list of requests, one request, its acts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from binhyen.domains.requests import actions, forms, rules
from binhyen.domains.requests.models import DataRequest
from binhyen.kernel.audit.action import record_view
from binhyen.kernel.audit.history import history_of
from binhyen.kernel.people.actor import Actor, acting
from binhyen.kernel.people.staff import page_size, staff_only
from binhyen.kernel.retention.classes import find_record
from binhyen.kernel.retention.queries import keeping_of
from binhyen.kernel.retention.rules import may_hold
from binhyen.kernel.workflow.deadlines import deadlines_of
from binhyen.lib import codes
from binhyen.lib.listing import pager, tab
from binhyen.lib.paging import BadCursor, key_page
from binhyen.lib.verdict import Refused, Verdict


@require_safe
@staff_only
def desk(request: HttpRequest) -> HttpResponse:
    closed = request.GET.get("xem") == "xong"
    seen = DataRequest.objects.visible_to(acting(request)).select_related("handler")
    found = seen.filter(state="closed") if closed else seen.exclude(state="closed")
    try:
        page = key_page(
            found,
            ("-id",),
            page_size(request),
            after=request.GET.get("sau", ""),
            before=request.GET.get("truoc", ""),
        )
    except BadCursor:
        return redirect(request.path)
    context = {
        "rows": page.rows,
        "pager": pager(request, page, ""),
        "tabs": [
            tab(request, _("Đang giải quyết"), scope=("xem", ""), current=not closed),
            tab(request, _("Đã có kết quả"), scope=("xem", "xong"), current=closed),
        ],
    }
    return render(request, "requests/desk.html", context)


@dataclass(frozen=True)
class Act:
    """One verb: its button, its rule, its form and the action it calls."""

    label: Any
    form: type[django_forms.Form]
    may: Callable[[Actor, DataRequest], Verdict]
    do: Callable[..., DataRequest]
    help: Any = ""


ACTS = {
    "tiep-nhan": Act(
        gettext_lazy("Trả lời tiếp nhận"), forms.ReplyForm, rules.may_reply, actions.reply
    ),
    "giay-to": Act(
        gettext_lazy("Đã đối chiếu giấy tờ"),
        forms.ConfirmForm,
        rules.may_confirm,
        actions.confirm_identity,
        gettext_lazy(
            "Xem giấy tờ rồi trả lại ngay. Không chép số, không chụp. Chỉ bấm khi chắc rằng dữ "
            "liệu là của chính người đang đứng trước bạn."
        ),
    ),
    "ben-thu-ba": Act(
        gettext_lazy("Có bên thứ ba"),
        forms.ThirdPartyForm,
        rules.may_involve,
        actions.involve_third_party,
    ),
    "gia-han": Act(gettext_lazy("Gia hạn"), forms.ExtendForm, rules.may_extend, actions.extend),
    "de-nghi-xoa": Act(
        gettext_lazy("Đề nghị xóa"),
        forms.ConfirmForm,
        rules.may_propose,
        actions.propose_deletion,
        gettext_lazy(
            "Hồ sơ vào danh sách đề nghị xóa; hai người khác của Công an tỉnh quyết định. Luật "
            "cho giữ hồ sơ vụ việc đang giải quyết hoặc còn thời hạn bảo quản: xem kỹ trước khi "
            "đề nghị."
        ),
    ),
    "ket-qua": Act(
        gettext_lazy("Trả lời kết quả"), forms.AnswerForm, rules.may_answer, actions.answer
    ),
}


def _find(request: HttpRequest, ref: UUID) -> DataRequest:
    seen = DataRequest.objects.visible_to(acting(request)).select_related("unit", "handler")
    return get_object_or_404(seen, ref=ref)


@require_safe
@staff_only
def record(request: HttpRequest, ref: UUID) -> HttpResponse:
    """One request. Looking leaves a trace."""
    found = _find(request, ref)
    record_view(acting(request), "requests.viewed", found, unit_id=found.unit_id)
    return _page(request, found)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def act(request: HttpRequest, ref: UUID, name: str) -> HttpResponse:
    if name not in ACTS:
        raise Http404
    found, entry = _find(request, ref), ACTS[name]
    form = entry.form(request.POST if request.method == "POST" else None)
    if form.is_valid():
        now: datetime = timezone.now()
        try:
            with transaction.atomic():
                entry.do(actor=acting(request), request=found, now=now, **form.cleaned_data)
        except Refused as refused:
            return _page(request, found, name, form, refused.verdict)
        messages.success(request, _("Đã ghi: %(act)s.") % {"act": entry.label})
        return redirect("requests:record", ref=ref)
    may = entry.may(acting(request), found)
    return _page(request, found, name, form, None if may else may)


def _page(
    request: HttpRequest,
    found: DataRequest,
    name: str = "",
    form: django_forms.Form | None = None,
    refusal: Verdict | None = None,
) -> HttpResponse:
    actor = acting(request)
    context = {
        "found": found,
        "code": codes.show(found.code),
        "subject_url": _subject_url(actor, found),
        "acts": _acts(actor, found),
        "act": name,
        "act_label": ACTS[name].label if name else "",
        "act_help": ACTS[name].help if name else "",
        "form": form,
        "refusal": refusal,
        "deadlines": deadlines_of(found),
        "timeline": _timeline(found),
        "keeping": keeping_of("requests.datarequest", found.ref, timezone.localdate()),
        "hold_url": reverse("portal:hold", args=["yeu-cau", found.ref])
        if may_hold(actor, found.unit_id)
        else "",
    }
    status = 403 if refusal is not None else 400 if form is not None and form.errors else 200
    return render(request, "requests/record.html", context, status=status)


@dataclass(frozen=True)
class Happening:
    at: datetime
    who: str
    title: str
    text: str = ""


def _timeline(found: DataRequest) -> list[Happening]:
    """What was asked and answered, in its words, among the other deeds; oldest first."""
    handler = found.handler.full_name if found.handler else ""
    said = [Happening(found.received_at, str(_("Người yêu cầu")), "", found.text)]
    if found.replied_at:
        said.append(Happening(found.replied_at, handler, _("Trả lời tiếp nhận"), found.reply))
    if found.closed_at:
        outcome = str(found.get_outcome_display())
        said.append(Happening(found.closed_at, handler, outcome, found.answer))
    told = {"requests.received", "requests.replied", "requests.answered"}
    said += [
        Happening(row.at, row.who, row.sentence)
        for row in history_of("requests.datarequest", found.pk)
        if row.verb not in told
    ]
    return sorted(said, key=lambda one: one.at)


def _subject_url(actor: Actor, found: DataRequest) -> str:
    """The record asked about, for those who may see it."""
    if found.subject_ref is None:
        return ""
    seen = find_record(found.subject_slug, found.subject_ref, actor)
    return seen[0].url(found.subject_ref) if seen else ""


def _acts(actor: Actor, found: DataRequest) -> list[dict[str, Any]]:
    """What may be done now first; the rest says why not."""
    rows = [(name, entry, entry.may(actor, found)) for name, entry in ACTS.items()]
    return [
        {
            "label": entry.label,
            "url": reverse("requests:act", args=[found.ref, name]) + "#viec",
            "allowed": bool(verdict),
            "verdict": verdict,
            "primary": name in ("tiep-nhan", "ket-qua"),
        }
        for name, entry, verdict in sorted(rows, key=lambda row: not row[2])
    ]
