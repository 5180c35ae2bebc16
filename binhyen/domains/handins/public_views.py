"""The citizen's pages: how to hand in, what is never to be touched, a time booked, a receipt's
status. Nobody is asked for a name."""

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from binhyen.domains.handins import actions, forms, queries
from binhyen.domains.handins.models import Visit
from binhyen.kernel.people.actor import acting
from binhyen.kernel.places.models import Level, Place
from binhyen.kernel.places.queries import place_on, search
from binhyen.kernel.workflow.deadlines import show_deadlines
from binhyen.lib import codes
from binhyen.lib.knocks import over_limit
from binhyen.lib.squares import square_of
from binhyen.lib.verdict import Refused, Verdict

# What the visitor's session remembers: the booking looked at.
KEY = "visit"


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """How to hand in; bombs and shells first: those are never carried."""
    today = timezone.localdate()
    return render(
        request, "handins/public/start.html", {"categories": queries.categories_on(today)}
    )


# --- booking a time ------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@never_cache
def book(request: HttpRequest) -> HttpResponse:
    """Choose the commune, then what and when; one page further on is the code."""
    today, now = timezone.localdate(), timezone.now()
    place = _commune(request.POST.get("xa") or request.GET.get("chon", ""), today)
    unit = queries.receiver_at(place, today) if place else None
    if unit is None:
        typed = request.GET.get("xa", "").strip()[:80]
        found = _communes(typed, today) if typed else []
        return render(request, "handins/public/where.html", {"words": typed, "found": found})
    days = queries.free_days(unit, now)
    form = forms.BookForm(request.POST or None, days=days)
    refusal: Verdict | None = None
    if form.is_valid():
        if over_limit(request, "visits", settings.RATE_TIPS_PER_HOUR):
            return render(request, "handins/public/too_many.html", status=429)
        try:
            visit = actions.book_visit(
                actor=acting(request),
                unit=unit,
                starts_at=form.cleaned_data["at"],
                about=form.cleaned_data["about"],
                now=now,
            )
        except Refused as refused:
            refusal = refused.verdict
        else:
            request.session[KEY] = visit.pk
            return redirect("handins:booked")
    context = {"unit": unit, "place": place, "form": form, "days": days, "refusal": refusal}
    status = 409 if refusal is not None else 400 if form.errors else 200
    return render(request, "handins/public/book.html", context, status=status)


def _commune(code: str, today: date) -> Place | None:
    return place_on(code.replace("\x00", "")[:12], today, Level.COMMUNE) if code else None


def _communes(typed: str, today: date) -> list[dict[str, Any]]:
    """Communes of today by any of their names, old ones too."""
    province = place_on(settings.PROVINCE, today, Level.PROVINCE)
    found: dict[int, dict[str, Any]] = {}
    for one in search(typed, today, level=Level.COMMUNE, parent=province, limit=8):
        for place in [one.place] if one.place.holds_on(today) else one.became[:2]:
            old = "" if place.name == one.matched_name else one.matched_name
            found.setdefault(place.pk, {"place": place, "old": old})
    return list(found.values())


def _kept(request: HttpRequest) -> Visit | None:
    wanted = Visit(pk=request.session.get(KEY, 0))
    show_deadlines(wanted)  # and the booking itself
    return Visit.objects.select_related("unit").filter(pk=wanted.pk).first()


@require_safe
@never_cache
def booked(request: HttpRequest) -> HttpResponse:
    """The booking with its code; the way to change or cancel it."""
    visit = _kept(request)
    if visit is None:
        return redirect("handins:my_visit")
    code = codes.show(visit.code, settings.CODE_PREFIX)
    context = {
        "visit": visit,
        "code": code,
        "qr": square_of(code),
        "is_open": visit.state == Visit.State.BOOKED and visit.starts_at > timezone.now(),
    }
    return render(request, "handins/public/booked.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
def my_visit(request: HttpRequest) -> HttpResponse:
    """By its code, from any device."""
    form = forms.CodeForm(request.POST or None)
    status = 200
    if request.method == "POST":
        if over_limit(request, "lookups", settings.RATE_LOOKUPS_PER_HOUR):
            return render(request, "handins/public/too_many.html", status=429)
        if form.is_valid():
            visit = queries.visit_by_code(form.cleaned_data["code"])
            if visit is not None:
                request.session[KEY] = visit.pk
                return redirect("handins:booked")
            form.add_error("code", _("Không có lịch hẹn nào mang mã này; hãy so lại từng nhóm."))
        status = 400
    return render(request, "handins/public/my_visit.html", {"form": form}, status=status)


@require_http_methods(["GET", "POST"])
@never_cache
def change(request: HttpRequest) -> HttpResponse:
    """Another time, or none."""
    visit, now = _kept(request), timezone.now()
    if visit is None:
        return redirect("handins:my_visit")
    form = forms.MoveForm(
        request.POST if "at" in request.POST else None, days=queries.free_days(visit.unit, now)
    )
    refusal: Verdict | None = None
    try:
        if "huy" in request.POST:
            actions.cancel_visit(actor=acting(request), visit=visit, now=now)
            messages.success(request, _("Đã hủy hẹn."))
            return redirect("handins:booked")
        if form.is_valid():
            at = form.cleaned_data["at"]
            actions.move_visit(actor=acting(request), visit=visit, starts_at=at, now=now)
            messages.success(request, _("Đã đổi giờ hẹn."))
            return redirect("handins:booked")
    except Refused as refused:
        refusal = refused.verdict
    status = 409 if refusal is not None else 400 if form.errors else 200
    context = {"visit": visit, "form": form, "refusal": refusal}
    return render(request, "handins/public/change.html", context, status=status)


# --- a receipt's status --------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@never_cache
def status(request: HttpRequest) -> HttpResponse:
    """How far the things of a receipt have come; not what they are, nor whose. The square on the
    receipt only fills the field in: looking takes a press of the button."""
    form = forms.CodeForm(request.POST or None, initial={"code": request.GET.get("ma", "")[:40]})
    context: dict[str, Any] = {"form": form, "near": []}
    answer = 200
    if request.method == "POST":
        if over_limit(request, "lookups", settings.RATE_LOOKUPS_PER_HOUR):
            return render(request, "handins/public/too_many.html", status=429)
        found = _looked_up(form, context)
        answer = 200 if found else 400
    return render(request, "handins/public/status.html", context, status=answer)


def _looked_up(form: forms.CodeForm, context: dict[str, Any]) -> bool:
    if not form.is_valid():
        return False
    handin, context["near"] = queries.handin_by_code(form.cleaned_data["code"])
    if handin is None:
        form.add_error("code", _("Không có biên nhận nào mang mã này; hãy so lại từng nhóm."))
        return False
    items = list(handin.items.order_by("line"))
    context |= {
        "handin": handin,
        "code": codes.show(handin.code, settings.CODE_PREFIX),
        "stages": queries.stages_told(items),
        "lines": len(items),
        "waits": queries.waits_for_examiners(items),
        "again": reverse("handins:status"),
    }
    return True
