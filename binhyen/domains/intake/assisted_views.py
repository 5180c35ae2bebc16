"""Tiếp nhận hộ: one page for a walk-in, a call, a letter or another body's paper.

The answer to the form is the receipt itself. Its buttons send the same form once more, which finds
the tip that it made and sets the paper: so minutes name the reporter and nothing keeps the name.
"""

import hashlib
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from binhyen.domains.intake import actions, minutes, queries
from binhyen.domains.intake.actions import Receipt
from binhyen.domains.intake.assisted_forms import AssistedForm
from binhyen.domains.intake.rules import DESK
from binhyen.kernel.documents.actions import keep_upload
from binhyen.kernel.documents.papers import pdf_response
from binhyen.kernel.documents.queries import held_files
from binhyen.kernel.documents.showing import ShownFile, shown_files
from binhyen.kernel.documents.uploads import later, takes_files
from binhyen.kernel.org.models import Unit
from binhyen.kernel.people.actor import Actor, acting
from binhyen.kernel.people.staff import staff_only
from binhyen.kernel.places.models import Level, Place
from binhyen.kernel.places.queries import province_on
from binhyen.kernel.workflow.deadlines import deadlines_of
from binhyen.lib import codes
from binhyen.lib.squares import square_of
from binhyen.lib.verdict import Refused, Unavailable

MOST_FILES = settings.UPLOAD_MOST_FILES
_REMEMBERED = "vao_so"


@require_http_methods(["GET", "POST"])
@staff_only
@takes_files(only_if=lambda request: bool(_units(acting(request), timezone.now())))
def assisted(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    units = _units(acting(request), now)
    if not units:
        raise Http404
    if request.method != "POST":
        form = AssistedForm(initial=_initial(request, units), units=units, now=now)
        return _page(request, form, units)
    form = AssistedForm(request.POST, units=units, now=now)
    held_for = _held_for(request)
    refusals, is_busy = _take_files(request, held_for)
    if not form.is_valid() or refusals:
        page = _page(request, form, units, refusals)
        return later(page) if is_busy else page
    try:
        receipt = actions.register_tip(
            actor=acting(request),
            arrival=form.arrival(held_for),
            assistance=form.assistance(),
            now=now,
        )
    except Refused as refused:
        form.add_error(None, refused.verdict.reason)
        return _page(request, form, units)
    _remember(request, form)
    return _answer(request, form, receipt, now)


def _units(actor: Actor, now: datetime) -> list[Unit]:
    """Units standing today in which the actor keeps the register."""
    today = timezone.localdate(now)
    mine = {held.unit_id for held in actor.duties if held.role in DESK}
    return list(Unit.objects.on(today).filter(pk__in=mine).select_related("place").order_by("name"))


def _initial(request: HttpRequest, units: list[Unit]) -> dict[str, Any]:
    """What this person chose last in this session; nothing of what anybody told."""
    kept: dict[str, Any] = request.session.get(_REMEMBERED, {})
    return {"idempotency_key": uuid4(), "channel": "in_person", "unit": units[0].pk} | kept


def _remember(request: HttpRequest, form: AssistedForm) -> None:
    data = form.cleaned_data
    request.session[_REMEMBERED] = {
        "channel": data["channel"],
        "category": data["category"],
        "unit": data["unit"].pk,
    }


def _held_for(request: HttpRequest) -> bytes:
    """Where the files of this very form wait, should it have to come back."""
    key = request.POST.get("idempotency_key", "")
    return hashlib.sha256(f"assisted:{request.user.pk}:{key}".encode()).digest()


def _take_files(request: HttpRequest, held_for: bytes) -> tuple[list[str], bool]:
    """Keep what came with the form; papers that name the reporter without a copy to look at.
    Answers the refusals, and whether one is no fault of the files."""
    uploads = [(upload, False) for upload in request.FILES.getlist("files")]
    uploads += [(upload, True) for upload in request.FILES.getlist("sealed_files")]
    refusals: list[str] = []
    is_busy = False
    for upload, sealed_only in uploads:
        if len(held_files(held_for)) >= MOST_FILES:
            refusals.append(_("Mỗi tin kèm được tối đa %(n)d tệp.") % {"n": MOST_FILES})
            break
        try:
            keep_upload(
                actor=acting(request), upload=upload, held_for=held_for, sealed_only=sealed_only
            )
        except Refused as refused:
            refusals.append(refused.verdict.reason)
            is_busy = is_busy or isinstance(refused, Unavailable)
    return refusals, is_busy


def _page(
    request: HttpRequest, form: AssistedForm, units: list[Unit], refusals: list[str] | None = None
) -> HttpResponse:
    wrong = bool(refusals) or (form.is_bound and bool(form.errors))
    context = {
        "form": form,
        "known_places": _known_places(units[0].place),
        "files": _files(request),
        "refusals": refusals or [],
        "max_files": MOST_FILES,
        "asks_again": bool(form.steered and not form.steered.is_certain),
    }
    return render(request, "intake/assisted.html", context, status=400 if wrong else 200)


def _files(request: HttpRequest) -> list[ShownFile]:
    return shown_files(held_files(_held_for(request)), "") if request.method == "POST" else []


def _known_places(near: Place) -> list[str]:
    """Names to pick while typing: the unit's own hamlets, then the communes of its province."""
    today = timezone.localdate()
    province = province_on(near, today)
    hamlets, communes = Place.objects.none(), Place.objects.none()
    if near.level == Level.COMMUNE:
        hamlets = Place.objects.below(near, today, Level.HAMLET).order_by("sort_key")
    if province is not None:
        communes = Place.objects.below(province, today, Level.COMMUNE).order_by("sort_key")
    return [*(f"{row.name}, {near.name}" for row in hamlets), *(row.name for row in communes)]


def _answer(
    request: HttpRequest, form: AssistedForm, receipt: Receipt, now: datetime
) -> HttpResponse:
    wanted = request.POST.get("viec", "")
    tip = receipt.tip
    if wanted == "bien-ban":
        officer = acting(request).user
        assert officer is not None  # noqa: S101 (staff only)
        body = minutes.set_minutes(officer, form.arrival(b""), form.assistance(), receipt, now)
        return pdf_response(body, f"bien-ban-tiep-nhan-{receipt.number}")
    if wanted == "bien-nhan":
        return pdf_response(minutes.set_slip(receipt, now), f"bien-nhan-{receipt.number}")
    code, secret = codes.show(tip.code, settings.CODE_PREFIX), codes.show(receipt.secret)
    context = {
        "tip": tip,
        "number": receipt.number,
        "year": timezone.localdate(now).year,
        "code": code,
        "secret": secret,
        "qr": square_of(f"{code} {secret}"),
        "sent": [(n, v) for n, values in request.POST.lists() for v in values if n in form.fields],
        "has_minutes": minutes.minutes_wanted(tip),
        "promises": queries.promises_of(tip, deadlines_of(tip)),
    }
    return render(request, "intake/assisted_receipt.html", context)
