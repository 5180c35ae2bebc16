"""Limits of a session, forms kept over its end, and the second factor of whoever reads reports."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from binhyen.kernel.people.sessions import ABSOLUTE, IDLE, SEEN, STARTED
from binhyen.portal.people.confirmed import is_program_without_session
from binhyen.portal.people.resume import dropped_when_sent, keep, last_owner, to_sign_in

Next = Callable[[HttpRequest], HttpResponse]

_NOTED_EVERY = timedelta(minutes=1)  # a page does not write a row each time it is read
# What a person without the required second factor may still reach: setting it up, and leaving.
_OPEN_WITHOUT_SECOND_FACTOR = ("/tai-khoan/", "/static/", "/healthz", "/readyz", "/ngon-ngu/")


def limited_session(get_response: Next) -> Next:
    """End a session that was idle for 30 minutes or is 12 hours old; keep what was being sent."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if is_program_without_session(request):
            return get_response(request)
        now = timezone.now()
        if request.user.is_authenticated:
            if _has_run_out(request, now):
                logout(request)
                messages.info(
                    request, _("Phiên làm việc đã hết hạn. Hãy đăng nhập lại để tiếp tục.")
                )
            else:
                _note_activity(request, now)
                dropped_when_sent(request)
        response = get_response(request)
        if _was_turned_away(request, response) and (owner := last_owner(request)):
            if keep(request, owner):
                return to_sign_in(request, reverse("people-account:resume"))
        return response

    return middleware


def _has_run_out(request: HttpRequest, now: datetime) -> bool:
    started, seen = request.session.get(STARTED), request.session.get(SEEN)
    if not started or not seen:
        return False  # signed in by a program (tests, jobs): noted at its first page
    return (
        now - datetime.fromisoformat(started) >= ABSOLUTE
        or now - datetime.fromisoformat(seen) >= IDLE
    )


def _note_activity(request: HttpRequest, now: datetime) -> None:
    seen = request.session.get(SEEN)
    if seen is None:
        request.session[STARTED] = now.isoformat()
    if seen is None or now - datetime.fromisoformat(seen) >= _NOTED_EVERY:
        request.session[SEEN] = now.isoformat()


def _was_turned_away(request: HttpRequest, response: HttpResponse) -> bool:
    """A form of whoever is no longer signed in was refused (a public form answers itself)."""
    if request.method != "POST" or request.user.is_authenticated:
        return False
    if request.path.startswith(("/tai-khoan/", "/api/")):
        return False
    if response.status_code in (401, 403, 404):
        return True
    target = response.headers.get("Location", "") or response.headers.get("HX-Redirect", "")
    return target.partition("?")[0] == resolve_url(settings.LOGIN_URL)


def second_factor(get_response: Next) -> Next:
    """Send whoever must have a second factor, and did not use one, to set it up: nothing else
    opens before. The actor has no duties until then (portal.people.confirmed)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if getattr(request, "lacks_second_factor", False) and not request.path.startswith(
            _OPEN_WITHOUT_SECOND_FACTOR
        ):
            if request.path.startswith("/api/"):
                return get_response(request)  # an actor without duties: the API says no by itself
            return HttpResponseRedirect(reverse("mfa_index"))
        return get_response(request)

    return middleware
