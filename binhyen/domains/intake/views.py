"""The officer's pages: the desk, the record, its acts, the register, appeals."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from binhyen.domains.intake import actions, forms, queries, rules
from binhyen.domains.intake.actions.law import Decision, Result
from binhyen.domains.intake.files import ShownFile, shown_files
from binhyen.domains.intake.models import Appeal, Kind, Tip, TipFile
from binhyen.kernel.audit.action import record_view
from binhyen.kernel.audit.history import history_of
from binhyen.kernel.documents.actions import keep_upload
from binhyen.kernel.documents.models import File
from binhyen.kernel.documents.serving import serve_thumbnail, serve_working
from binhyen.kernel.people.actor import Actor
from binhyen.kernel.workflow.deadlines import deadlines_of
from binhyen.lib import codes
from binhyen.lib.listing import columns, export_links, pager, tab
from binhyen.lib.paging import BadCursor, key_page
from binhyen.lib.verdict import Refused, Verdict

PAGE = 25
SIZES = (25, 50, 100)
BUCKETS = [
    ("late", gettext_lazy("Quá hạn")),
    ("today", gettext_lazy("Đến hạn hôm nay")),
    ("soon", gettext_lazy("7 ngày tới")),
    ("new", gettext_lazy("Mới đến")),
    ("waiting", gettext_lazy("Người báo viết thêm")),
    ("open", gettext_lazy("Đang mở")),
    ("suspended", gettext_lazy("Tạm đình chỉ")),
    ("closed", gettext_lazy("Đã có kết quả")),
    ("all", gettext_lazy("Tất cả")),
]
COUNTED = ("late", "today", "soon", "new", "waiting", "suspended")
SCOPES = [
    ("mine", gettext_lazy("Của tôi")),
    ("unit", gettext_lazy("Đơn vị tôi")),
    ("below", gettext_lazy("Cả cấp dưới")),
]


def staff_only(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A stranger is sent to sign in; an account without a reading duty gets 404."""

    @wraps(view)
    @never_cache
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not request.actor.reads():  # type: ignore[attr-defined]
            raise Http404
        return view(request, *args, **kwargs)

    return run


# --- the desk ------------------------------------------------------------------------------------


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


def _size(request: HttpRequest) -> int:
    asked = request.GET.get("so", "")
    return int(asked) if asked.isdigit() and int(asked) in SIZES else PAGE


@require_safe
@staff_only
def desk(request: HttpRequest) -> HttpResponse:
    """The duty desk: late, due today, new; one keyset page of tips whatever their number."""
    actor, now = request.actor, timezone.now()  # type: ignore[attr-defined]
    filters = asked_filters(request)
    rows = queries.desk(actor, filters, now)
    try:
        page = key_page(
            rows,
            filters.order,
            _size(request),
            after=request.GET.get("sau", ""),
            before=request.GET.get("truoc", ""),
            last="cuoi" in request.GET,
        )
    except BadCursor:
        return redirect(request.path)
    context = {
        "rows": page.rows,
        "pager": pager(request, page, _("%(n)d tin trong trang") % {"n": len(page.rows)}),
        "views": _bucket_tabs(request, actor, filters, now),
        "scope_tabs": [
            tab(request, label, scope=("cua", key), current=key == filters.scope)
            for key, label in SCOPES
        ],
        "filters": forms.DeskFilterForm(request.GET),
        "filters_scope": filters.scope,
        **columns(
            request,
            {
                "viec": _("Việc"),
                "noi": _("Nơi xảy ra"),
                "nhan": _("Tiếp nhận"),
                "han": _("Hạn"),
                "loai": _("Loại"),
                "thuly": _("Thụ lý"),
            },
            sortable={"nhan": "received_at"} | ({"han": "due_at"} if filters.by_deadline else {}),
            order=filters.order[0],
        ),
        "exports": export_links(request, "intake:desk_export"),
    }
    return render(request, "intake/desk.html", context)


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


# --- the record and its acts -----------------------------------------------------------------


@dataclass(frozen=True)
class Act:
    """One verb on a record: its button, its rule, its form and the action it calls."""

    label: Any
    form: type[forms.ActForm]
    may: Callable[[Actor, Tip], Verdict]
    do: Callable[[HttpRequest, Tip, dict[str, Any], datetime], Any]
    help: Any = ""


def _scan(request: HttpRequest, data: dict[str, Any]) -> File | None:
    upload = data.get("scan")
    return keep_upload(actor=request.actor, upload=upload, held_for=None) if upload else None  # type: ignore[attr-defined]


def _decision(request: HttpRequest, data: dict[str, Any]) -> Decision:
    return Decision(data["number"], data["on"], data["by"], _scan(request, data))


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


ACTS: dict[str, Act] = {
    "thu-ly": Act(
        gettext_lazy("Thụ lý"),
        forms.ConfirmForm,
        rules.may_accept,
        lambda r, tip, d, now: actions.accept_tip(actor=_actor(r), tip=tip, now=now),
    ),
    "phan-loai": Act(
        gettext_lazy("Phân loại"),
        forms.ClassifyForm,
        rules.may_classify,
        lambda r, tip, d, now: actions.classify_tip(actor=_actor(r), tip=tip, now=now, **d),
    ),
    "phan-cong": Act(
        gettext_lazy("Phân công"),
        forms.AssignForm,
        rules.may_assign,
        lambda r, tip, d, now: actions.assign_tip(actor=_actor(r), tip=tip, now=now, **d),
    ),
    "hoi": Act(
        gettext_lazy("Hỏi người báo"),
        forms.AskForm,
        rules.may_write,
        lambda r, tip, d, now: actions.ask_reporter(actor=_actor(r), tip=tip, now=now, **d),
    ),
    "ghi-chu": Act(
        gettext_lazy("Ghi chú"),
        forms.NoteForm,
        rules.may_write,
        lambda r, tip, d, now: actions.add_note(actor=_actor(r), tip=tip, now=now, **d),
    ),
    "chuyen": Act(
        gettext_lazy("Chuyển"),
        forms.TransferForm,
        rules.may_transfer,
        lambda r, tip, d, now: actions.transfer_tip(actor=_actor(r), tip=tip, now=now, **d),
        gettext_lazy("Chuyển ngay cho cơ quan có thẩm quyền (khoản 2 Điều 146 BLTTHS 2015)."),
    ),
    "gia-han": Act(
        gettext_lazy("Gia hạn"),
        forms.ExtendForm,
        rules.may_extend,
        lambda r, tip, d, now: actions.extend_tip(
            actor=_actor(r), tip=tip, decision=_decision(r, d), reason=d["reason"], now=now
        ),
        gettext_lazy(
            "Lần đầu: thủ trưởng cơ quan đang giải quyết kéo dài, không quá 2 tháng. Lần sau: "
            "Viện kiểm sát gia hạn một lần, không quá 2 tháng (khoản 2 Điều 147 BLTTHS 2015)."
        ),
    ),
    "bao-vks": Act(
        gettext_lazy("Báo Viện kiểm sát"),
        forms.ProcuracyForm,
        rules.may_notify_procuracy,
        lambda r, tip, d, now: actions.notify_procuracy(
            actor=_actor(r), tip=tip, number=d["number"], notified_on=d["on"], now=now
        ),
    ),
    "da-lam": Act(
        gettext_lazy("Ghi việc đã làm"),
        forms.FulfilForm,
        rules.may_fulfil,
        lambda r, tip, d, now: actions.fulfil_duty(
            actor=_actor(r),
            tip=tip,
            key=d["key"],
            number=d["number"],
            done_on=d["on"],
            now=now,
        ),
        gettext_lazy(
            "Việc kết thúc bằng một văn bản đã gửi: báo cáo đề xuất, bàn giao hồ sơ, gửi bản sao "
            "quyết định."
        ),
    ),
    "tam-dinh-chi": Act(
        gettext_lazy("Tạm đình chỉ"),
        forms.SuspendForm,
        rules.may_suspend,
        lambda r, tip, d, now: actions.suspend_tip(
            actor=_actor(r), tip=tip, ground=d["ground"], decision=_decision(r, d), now=now
        ),
    ),
    "phuc-hoi": Act(
        gettext_lazy("Phục hồi"),
        forms.ResumeForm,
        rules.may_resume,
        lambda r, tip, d, now: actions.resume_tip(
            actor=_actor(r), tip=tip, decision=_decision(r, d), now=now
        ),
    ),
    "ket-qua": Act(
        gettext_lazy("Ghi kết quả"),
        forms.CloseForm,
        rules.may_close,
        lambda r, tip, d, now: actions.close_tip(
            actor=_actor(r),
            tip=tip,
            result=Result(
                d["outcome"],
                d["answer"],
                d["number"],
                d["on"],
                d["decider"],
                d["by"],
                _scan(r, d),
            ),
            now=now,
        ),
    ),
    "co-gia-tri": Act(
        gettext_lazy("Ghi nhận có giá trị"),
        forms.ValuableForm,
        rules.may_mark_valuable,
        lambda r, tip, d, now: actions.mark_valuable(actor=_actor(r), tip=tip, now=now, **d),
    ),
}


def _find(request: HttpRequest, ref: UUID) -> Tip:
    rows = Tip.objects.visible_to(_actor(request)).select_related(
        "unit", "category__parent", "place", "stated_place", "assignee", "received_unit"
    )
    return get_object_or_404(rows, ref=ref)


@require_safe
@staff_only
def record(request: HttpRequest, ref: UUID) -> HttpResponse:
    """One tip: clock, acts, conversation and history, papers. Looking leaves a trace."""
    tip = _find(request, ref)
    record_view(_actor(request), "intake.viewed", tip, unit_id=tip.unit_id)
    return _record_page(request, tip)


def _record_page(
    request: HttpRequest,
    tip: Tip,
    act: str = "",
    form: forms.ActForm | None = None,
    refusal: Verdict | None = None,
) -> HttpResponse:
    actor = _actor(request)
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
        "timeline": queries.timeline_of(tip, history_of("intake.tip", tip.pk)),
        "files": _files(tip),
        "register": tip.register_entries.select_related("unit").order_by("id"),
        "extensions": tip.extension_rows.order_by("level"),
        "suspensions": tip.suspensions.order_by("id"),
        "clock": queries.clock_of(tip, timezone.now()),
    }
    status = 403 if refusal is not None else 400 if form is not None and form.errors else 200
    return render(request, "intake/record.html", context, status=status)


def _files(tip: Tip) -> list[ShownFile]:
    rows = tip.files.select_related("file").order_by("id")
    return shown_files(
        (row.file for row in rows), "intake:tip_thumbnail", "intake:tip_file", (tip.ref,)
    )


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
    return sorted(rows, key=lambda row: not row["allowed"])


@require_http_methods(["GET", "POST"])
@staff_only
def act(request: HttpRequest, ref: UUID, name: str) -> HttpResponse:
    """The form of one act, in place on the record; what was typed stays when the rule says no."""
    if name not in ACTS:
        raise Http404
    tip, entry = _find(request, ref), ACTS[name]
    form = entry.form(
        request.POST if request.method == "POST" else None,
        request.FILES or None,
        tip=tip,
        actor=_actor(request),
    )
    if form.is_valid():
        try:
            with transaction.atomic():
                entry.do(request, tip, form.cleaned_data, timezone.now())
        except Refused as refused:
            return _record_page(request, tip, name, form, refused.verdict)
        messages.success(request, _("Đã ghi: %(act)s.") % {"act": entry.label})
        return redirect("intake:record", ref=tip.ref)
    may = entry.may(_actor(request), tip)
    return _record_page(request, tip, name, form, None if may else may)


@require_safe
@staff_only
def tip_file(request: HttpRequest, ref: UUID, file_ref: UUID) -> HttpResponseBase:
    tip = _find(request, ref)
    file = _file_of(tip, file_ref)
    record_view(_actor(request), "intake.file_viewed", tip, unit_id=tip.unit_id)
    return serve_working(file, "tai" in request.GET, span=request.headers.get("Range", ""))


@require_safe
@staff_only
def tip_thumbnail(request: HttpRequest, ref: UUID, file_ref: UUID) -> HttpResponseBase:
    """Part of the record's page, whose own line in the trail covers it."""
    return serve_thumbnail(_file_of(_find(request, ref), file_ref))


def _file_of(tip: Tip, ref: UUID) -> File:
    return get_object_or_404(TipFile.objects.select_related("file"), tip=tip, file__ref=ref).file


# --- appeals and the register --------------------------------------------------------------------


@require_safe
@staff_only
def appeals(request: HttpRequest) -> HttpResponse:
    page = key_page(
        queries.waiting_appeals(_actor(request)),
        ("id",),
        PAGE,
        after=request.GET.get("sau", ""),
        before=request.GET.get("truoc", ""),
    )
    context = {
        "rows": page.rows,
        "pager": pager(request, page, ""),
        **columns(
            request,
            {"viec": _("Việc"), "donvi": _("Đơn vị đã giải quyết"), "luc": _("Gửi lúc")},
        ),
    }
    return render(request, "intake/appeals.html", context)


@require_http_methods(["GET", "POST"])
@staff_only
def appeal(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Appeal.objects.select_related("tip__unit", "tip__category", "tip__place", "unit")
    found = get_object_or_404(rows, pk=pk, unit_id__in=_actor(request).unit_ids)
    form = forms.AppealDecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.decide_appeal(
            actor=_actor(request), appeal=found, now=timezone.now(), **form.cleaned_data
        )
        messages.success(request, _("Đã trả lời đề nghị xem lại."))
        return redirect("intake:appeals")
    return render(
        request,
        "intake/appeal.html",
        {"appeal": found, "form": form, "may": rules.may_decide_appeal(_actor(request), found)},
        status=400 if form.errors else 200,
    )


@require_safe
@staff_only
def register(request: HttpRequest) -> HttpResponse:
    """Sổ tiếp nhận: a unit's lines of one year by number."""
    actor = _actor(request)
    asked = forms.asked_register(request.GET, actor, timezone.localdate())
    page = key_page(
        queries.register(actor, asked.unit_id, asked.year),
        ("number",),
        _size(request),
        after=request.GET.get("sau", ""),
        before=request.GET.get("truoc", ""),
        last="cuoi" in request.GET,
    )
    context = {
        "rows": page.rows,
        "pager": pager(request, page, ""),
        "year": asked.year,
        "filters": asked.form,
        **columns(
            request,
            {
                "so": _("Số"),
                "luc": _("Vào sổ lúc"),
                "nguoi": _("Người cung cấp"),
                "viec": _("Việc"),
                "noi": _("Nơi xảy ra"),
                "loai": _("Loại"),
                "ketqua": _("Kết quả"),
            },
            numeric=("so",),
        ),
        "exports": export_links(request, "intake:register_export"),
    }
    return render(request, "intake/register.html", context)
