"""Anybody asks about their data, and comes back with code and secret."""

import hmac
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from binhyen.domains.requests import actions
from binhyen.domains.requests.forms import AskForm, FollowForm
from binhyen.domains.requests.models import DataRequest
from binhyen.kernel.audit.scope import open_door
from binhyen.kernel.people.actor import acting
from binhyen.kernel.retention.clockwork import deciding_unit
from binhyen.kernel.workflow.deadlines import deadlines_of, show_deadlines
from binhyen.lib import codes
from binhyen.lib.knocks import over_limit

KEY = "data_request"


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def ask(request: HttpRequest) -> HttpResponse:
    posted = request.method == "POST"
    if posted and over_limit(request, "lookups", settings.RATE_LOOKUPS_PER_HOUR):
        return _too_many(request)
    form = AskForm(request.POST if posted else None, initial={"idempotency_key": uuid4()})
    unit = deciding_unit(timezone.now())
    if not (posted and form.is_valid() and unit):
        status = 400 if form.errors else 200
        return render(request, "requests/public/ask.html", {"form": form}, status=status)
    given = form.cleaned_data
    receipt = actions.receive_request(
        actor=acting(request),
        asks=given["asks"],
        text=given["text"],
        subject=form.subject,
        unit=unit,
        idempotency_key=given["idempotency_key"],
        now=timezone.now(),
    )
    request.session[KEY] = {"pk": receipt.request.pk, "secret": receipt.secret}
    return redirect("requests:receipt")


@require_safe
@never_cache
def receipt(request: HttpRequest) -> HttpResponse:
    """Code and secret, for as long as this visit lasts."""
    kept = request.session.get(KEY) or {}
    wanted = DataRequest(pk=kept.get("pk", 0))
    show_deadlines(wanted)  # and the request itself
    found = DataRequest.objects.select_related("unit").filter(pk=wanted.pk).first()
    if found is None:
        return redirect("requests:ask")
    context = {
        "found": found,
        "code": codes.show(found.code),
        "secret": codes.show(kept["secret"]),
        "deadlines": deadlines_of(found),
    }
    return render(request, "requests/public/receipt.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def follow(request: HttpRequest) -> HttpResponse:
    """Where a request stands; shown at once, nothing is remembered on this device."""
    posted = request.method == "POST"
    if posted and over_limit(request, "secrets", settings.RATE_LOOKUPS_PER_HOUR):
        return _too_many(request)
    form = FollowForm(request.POST if posted else None)
    if not form.is_valid():
        status = 400 if form.errors else 200
        return render(request, "requests/public/follow.html", {"form": form}, status=status)
    found = _opened(form.cleaned_data["code"], form.cleaned_data["secret"])
    if found is None:
        form.add_error("secret", _("Hai mã này không khớp; hãy so lại từng nhóm."))
        return render(request, "requests/public/follow.html", {"form": form}, status=400)
    show_deadlines(found)
    context = {"found": found, "code": codes.show(found.code), "deadlines": deadlines_of(found)}
    return render(request, "requests/public/status.html", context)


def _opened(code: str, secret: str) -> DataRequest | None:
    """Compared in the same time whether or not there is such a code."""
    open_door(codes=codes.read(code))
    rows = DataRequest.objects.select_related("unit").filter(code=codes.read(code))
    found = rows.first()
    expected = bytes(found.secret_digest) if found else bytes(32)
    fits = hmac.compare_digest(codes.digest(codes.read(secret)), expected)
    return found if fits else None


def _too_many(request: HttpRequest) -> HttpResponse:
    return render(request, "requests/public/too_many.html", status=429)
