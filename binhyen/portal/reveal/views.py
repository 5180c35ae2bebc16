"""/danh-tinh/…: an officer opens an identity, once and with a reason.

What was opened comes from the reveal process, goes into this one answer and nowhere else: no
session, no log, no cache, no message.
"""

from typing import Any
from uuid import UUID

from allauth.core.exceptions import ReauthenticationRequired
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from binhyen.kernel.people.actor import acting
from binhyen.kernel.reveal.client import ask_to_open
from binhyen.kernel.reveal.models import Opening
from binhyen.kernel.reveal.queries import openings_of
from binhyen.kernel.reveal.registry import SealedKind, kind_by_slug
from binhyen.lib.verdict import Refused, Verdict
from binhyen.portal.desk.access import signed_in
from binhyen.portal.reveal.forms import ReasonForm
from binhyen.portal.stepup import recently_confirmed

KEPT = "reason_for_opening"  # in the session, while the second factor is shown again


@require_http_methods(["GET", "POST"])
@signed_in
@sensitive_variables()
def identity(request: HttpRequest, kind: str, ref: UUID) -> HttpResponse:
    """The form with what opening means; or, once, the identity."""
    entry = kind_by_slug(kind)
    if entry is None or not acting(request).is_staff:
        raise Http404
    form = ReasonForm(request.POST) if request.method == "POST" else None
    if form is None or not form.is_valid():
        return _form_page(request, entry, ref, form)
    if not recently_confirmed(request):
        return _confirm_first(request, form)
    answer = ask_to_open(
        request.session.session_key or "", entry.label, str(ref), **form.cleaned_data
    )
    if answer.why is not None:
        return _denied(request, answer.denied, answer.why, form)
    request.session.pop(KEPT, None)
    case = entry.case_of(_row(request, entry, ref))
    context = {"told": answer.told, "left": answer.left, "case": case}
    return render(request, "portal/reveal/opened.html", context)


def _row(request: HttpRequest, entry: SealedKind, ref: UUID) -> Any:
    row = entry.rows(acting(request)).defer("sealed").filter(**{entry.by: ref}).first()
    if row is None:
        raise Http404
    return row


def _form_page(
    request: HttpRequest, entry: SealedKind, ref: UUID, form: ReasonForm | None
) -> HttpResponse:
    row = _row(request, entry, ref)
    entry.may_open(acting(request), row).require()
    if not recently_confirmed(request):
        raise ReauthenticationRequired
    case = entry.case_of(row)
    context = {
        "form": form or ReasonForm(initial=request.session.get(KEPT)),
        "case": case,
        "openings": openings_of(case.record),
    }
    status = 400 if form is not None else 200
    return render(request, "portal/reveal/ask.html", context, status=status)


def _confirm_first(request: HttpRequest, form: ReasonForm) -> HttpResponseRedirect:
    """Keep the words of the reason and ask for the second factor; the form comes back filled in."""
    request.session[KEPT] = form.cleaned_data
    return redirect(request.path)


def _denied(request: HttpRequest, outcome: str, why: Verdict, form: ReasonForm) -> HttpResponse:
    if outcome == Opening.Outcome.UNSEEN:
        raise Http404
    if outcome == Opening.Outcome.SESSION:
        return redirect_to_login(request.path)
    if outcome == Opening.Outcome.STALE:
        return _confirm_first(request, form)
    raise Refused(why)
