"""The citizen follows a report: status by the code, conversation by the secret."""

import hmac
from collections.abc import Callable
from functools import wraps
from uuid import UUID, uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from binhyen.domains.intake import actions, queries
from binhyen.domains.intake.citizen_forms import (
    AppealForm,
    FollowForm,
    MessageForm,
    RateForm,
    SecretForm,
)
from binhyen.domains.intake.gate import bounded_files
from binhyen.domains.intake.models import Tip, TipFile
from binhyen.kernel.audit.scope import open_door
from binhyen.kernel.documents.actions import keep_upload
from binhyen.kernel.documents.models import File
from binhyen.kernel.documents.serving import serve_thumbnail, serve_working
from binhyen.kernel.documents.showing import ShownFile, shown_files
from binhyen.kernel.documents.uploads import later, takes_files
from binhyen.kernel.people.actor import acting
from binhyen.kernel.retention.queries import keeping_of
from binhyen.kernel.reveal.queries import openings_of
from binhyen.kernel.workflow.deadlines import deadlines_of, show_deadlines
from binhyen.lib import codes
from binhyen.lib.knocks import over_limit
from binhyen.lib.squares import square_of
from binhyen.lib.verdict import Refused, Unavailable

# What the visitor's session remembers: which tip, and whether the secret was shown.
KEY = "follow"


def _following(request: HttpRequest) -> tuple[Tip | None, bool]:
    kept = request.session.get(KEY) or {}
    if not kept:
        return None, False
    open_door(tip=str(kept["tip"]))
    rows = Tip.objects.select_related("unit", "category", "place", "assignee")
    return rows.filter(pk=kept["tip"]).first(), bool(kept["open"])


Opened = Callable[[HttpRequest, Tip], HttpResponse]


def _needs_secret(view: Opened) -> Callable[[HttpRequest], HttpResponse]:
    @wraps(view)
    @never_cache
    def run(request: HttpRequest) -> HttpResponse:
        tip, is_open = _following(request)
        if tip is None or not is_open:
            return redirect("intake:follow")
        return view(request, tip)

    return run


@require_http_methods(["GET", "POST"])
@never_cache
def follow(request: HttpRequest) -> HttpResponse:
    """Enter the code; a slip of one symbol is found and what was meant is offered."""
    form = FollowForm(request.POST or None)
    near: list[str] = []
    status = 200
    if request.method == "POST":
        if over_limit(request, "lookups", settings.RATE_LOOKUPS_PER_HOUR):
            return render(request, "intake/public/too_many.html", status=429)
        if form.is_valid():
            tip, near = queries.tip_by_code(form.cleaned_data["code"], settings.CODE_PREFIX)
            if tip is not None:
                request.session[KEY] = {"tip": tip.pk, "open": False}
                return redirect("intake:status")
            form.add_error(
                "code", _("Không có tin nào mang mã này; hãy so lại từng nhóm với biên nhận.")
            )
        status = 400
    return render(request, "intake/public/follow.html", {"form": form, "near": near}, status=status)


@require_http_methods(["GET", "POST"])
@never_cache
def status(request: HttpRequest) -> HttpResponse:
    """Status and dates for the code; with the secret also the conversation."""
    tip, is_open = _following(request)
    if tip is None:
        return redirect("intake:follow")
    form = SecretForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if over_limit(request, "secrets", settings.RATE_LOOKUPS_PER_HOUR):
            return render(request, "intake/public/too_many.html", status=429)
        if _is_secret(tip, form.cleaned_data["secret"]):
            request.session[KEY] = {"tip": tip.pk, "open": True}
            return redirect("intake:status")
        form.add_error("secret", _("Mã bí mật chưa đúng với tin này; hãy so lại từng nhóm."))
    return _status_page(request, tip, is_open, secret_form=form)


def _is_secret(tip: Tip, typed: str) -> bool:
    return hmac.compare_digest(codes.digest(codes.read(typed)), bytes(tip.secret_digest))


def _status_page(request: HttpRequest, tip: Tip, is_open: bool, **forms: object) -> HttpResponse:
    show_deadlines(tip)
    context: dict[str, object] = {
        "tip": tip,
        "code": codes.show(tip.code, settings.CODE_PREFIX),
        "is_open": is_open,
        "steps": queries.steps_of(tip),
        "promises": queries.promises_of(tip, deadlines_of(tip)),
        "waits_for_you": queries.waits_for_reporter(tip),
        "keeping": keeping_of("intake.tip", tip.ref, timezone.localdate()),
        "extensions": tip.extension_rows.order_by("level"),
        "suspension": tip.suspensions.filter(resumed_at=None).first(),
        "message_form": MessageForm(initial={"idempotency_key": uuid4()}),
        "rate_form": RateForm(),
        "appeal_form": AppealForm(),
        "secret_form": SecretForm(),
        "refusals": [],
    }
    if is_open:
        context["messages_of_tip"] = tip.messages.order_by("id")
        context["files"] = _own_files(tip)
        context["appeals"] = tip.appeals.select_related("unit").order_by("id")
        context["qr"] = square_of(codes.show(tip.code, settings.CODE_PREFIX))
        context["may_contact"] = queries.may_contact(tip)
        context["has_identity"] = queries.has_identity(tip)
        context["openings"] = openings_of(tip)
    context.update(forms)
    wrong = any(getattr(form, "errors", None) for form in forms.values()) or forms.get("refusals")
    return render(request, "intake/public/status.html", context, status=400 if wrong else 200)


def _own_files(tip: Tip) -> list[ShownFile]:
    rows = tip.files.filter(is_from_reporter=True).select_related("file").order_by("id")
    return shown_files((row.file for row in rows), "intake:own_thumbnail", "intake:own_file")


@require_POST
@_needs_secret
def message(request: HttpRequest, tip: Tip) -> HttpResponse:
    form = MessageForm(request.POST)
    if not form.is_valid():
        return _status_page(request, tip, True, message_form=form)
    actions.write_message(
        actor=acting(request),
        tip=tip,
        text=form.cleaned_data["text"],
        idempotency_key=form.cleaned_data["idempotency_key"],
        now=timezone.now(),
    )
    return redirect("intake:status")


def _showed_secret(request: HttpRequest) -> bool:
    return bool((request.session.get(KEY) or {}).get("open"))


@require_POST
@bounded_files
@takes_files(only_if=_showed_secret)
@_needs_secret
def add_file(request: HttpRequest, tip: Tip) -> HttpResponse:
    kept, refusals, no_room = [], [], False
    for upload in request.FILES.getlist("files")[:5]:
        try:
            kept.append(keep_upload(actor=acting(request), upload=upload, held_for=None))
        except Refused as refused:
            refusals.append(f"{upload.name}: {refused.verdict.reason}")
            no_room = no_room or isinstance(refused, Unavailable)
    if kept:
        actions.add_reporter_files(
            actor=acting(request),
            tip=tip,
            files=kept,
            now=timezone.now(),
        )
    if refusals or not kept:
        refusals = refusals or [_("Hãy chọn ít nhất một tệp.")]
        page = _status_page(request, tip, True, refusals=refusals)
        return later(page) if no_room else page
    return redirect("intake:status")


@require_POST
@_needs_secret
def withdraw(request: HttpRequest, tip: Tip) -> HttpResponse:
    actions.withdraw_contact(actor=acting(request), tip=tip, now=timezone.now())
    return redirect("intake:status")


@require_POST
@_needs_secret
def rate(request: HttpRequest, tip: Tip) -> HttpResponse:
    form = RateForm(request.POST)
    if not form.is_valid():
        return _status_page(request, tip, True, rate_form=form)
    actions.rate_tip(
        actor=acting(request),
        tip=tip,
        rating=form.cleaned_data["rating"],
        note=form.cleaned_data["note"],
        now=timezone.now(),
    )
    return redirect("intake:status")


@require_POST
@_needs_secret
def appeal(request: HttpRequest, tip: Tip) -> HttpResponse:
    form = AppealForm(request.POST)
    if not form.is_valid():
        return _status_page(request, tip, True, appeal_form=form)
    actions.appeal_tip(
        actor=acting(request),
        tip=tip,
        text=form.cleaned_data["text"],
        now=timezone.now(),
    )
    return redirect("intake:status")


@require_safe
@never_cache
def own_file(request: HttpRequest, ref: UUID) -> HttpResponseBase:
    """A file that the reporter sent, back to whoever showed the secret."""
    file = _own_file(request, ref)
    span = request.headers.get("Range", "")
    return serve_working(file, span=span) if file else redirect("intake:follow")


@require_safe
@never_cache
def own_thumbnail(request: HttpRequest, ref: UUID) -> HttpResponseBase:
    file = _own_file(request, ref)
    return serve_thumbnail(file) if file else redirect("intake:follow")


def _own_file(request: HttpRequest, ref: UUID) -> File | None:
    """None when the secret was not shown; 404 when the file is of another report."""
    tip, is_open = _following(request)
    if tip is None or not is_open:
        return None
    rows = TipFile.objects.select_related("file")
    return get_object_or_404(rows, tip=tip, is_from_reporter=True, file__ref=ref).file


@require_POST
@never_cache
def stop_following(request: HttpRequest) -> HttpResponse:
    """Forget on this device which report was looked at."""
    request.session.pop(KEY, None)
    return redirect("portal:home")
