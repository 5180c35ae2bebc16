"""Registering a hand-in at the counter: one page, made for the keyboard."""

import hashlib
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from binhyen.domains.handins import actions, forms, queries
from binhyen.domains.handins.actions import Giver, Giving, Line, Signing
from binhyen.domains.handins.models import HandIn
from binhyen.kernel.documents.actions import keep_upload
from binhyen.kernel.documents.uploads import later, takes_files
from binhyen.kernel.people.actor import acting
from binhyen.kernel.people.staff import staff_only
from binhyen.lib.verdict import Refused, Unavailable, Verdict

MOST_PHOTOS = 5
MORE_LINES = "them-dong"


@require_http_methods(["GET", "POST"])
@staff_only
@takes_files(only_if=lambda request: True)
def register(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    given = request.POST if request.method == "POST" else None
    first = {"key": uuid4(), "visit_code": request.GET.get("hen", "")[:20]}
    form = forms.RegisterForm(given, initial=first, actor=acting(request), today=today)
    lines = forms.lines_form(_longer(given), today)
    if given is None or MORE_LINES in given:
        return _page(request, form, lines)
    if not (form.is_valid() and lines.is_valid()):
        return _page(request, form, lines, status=400)
    try:
        with transaction.atomic():
            handin = _received(request, form.cleaned_data, lines.given())
    except Refused as refused:
        page = _page(request, form, lines, refused.verdict, status=403)
        return later(page) if isinstance(refused, Unavailable) else page
    messages.success(
        request,
        _("Đã vào sổ số %(number)s/%(year)s. Hãy in biên nhận cho người giao nộp.")
        % {"number": handin.number, "year": handin.year},
    )
    return redirect("handins:record", ref=handin.ref)


def _longer(given: Any) -> Any:
    """Some more blank lines, when those were asked for; what was typed stays."""
    if given is None or MORE_LINES not in given:
        return given
    longer = given.copy()
    total = str(given.get("dong-TOTAL_FORMS", ""))
    count = int(total) if total.isdigit() and len(total) < 4 else 0
    longer["dong-TOTAL_FORMS"] = str(min(count + forms.BLANK_LINES, forms.MOST_LINES))
    return longer


def _received(request: HttpRequest, data: dict[str, Any], lines: list[dict[str, Any]]) -> HandIn:
    user, now = acting(request).user, timezone.now()
    held_for = hashlib.sha256(b"handin:" + data["key"].bytes).digest()
    for upload in request.FILES.getlist("photos")[:MOST_PHOTOS]:
        keep_upload(actor=acting(request), upload=upload, held_for=held_for)
    giving = Giving(
        unit=data["unit"],
        place=data["place"] or data["unit"].place,
        lines=[Line(**line) for line in lines],
        key=data["key"],
        giver=Giver(data["name"], data["phone"]) if data["name"] else None,
        campaign=data["campaign"],
        visit=data["visit_code"],
        way=data["way"],
        note=data["note"],
        extinguishers=data["extinguishers"] or 0,
        held_for=held_for,
    )
    signing = Signing(
        first_name=user.full_name if user else "",
        first_user=user,
        second_name=data["second_name"],
        document_number=data["document_number"],
    )
    return actions.receive_handin(actor=acting(request), giving=giving, signing=signing, now=now)


def _page(
    request: HttpRequest,
    form: forms.RegisterForm,
    lines: forms.LinesFormSet,
    refusal: Verdict | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    today = timezone.localdate()
    context = {
        "form": form,
        "lines": lines,
        "refusal": refusal,
        "colleagues": queries.colleagues(acting(request).unit_ids, today),
        "categories": queries.categories_on(today),
        "may_register": queries.receiving_units(acting(request), today).exists(),
        "most_photos": MOST_PHOTOS,
    }
    return render(request, "handins/register.html", context, status=status)
