"""What surrounds every page: the actor and scope, and refusals explained."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from binhyen.kernel.audit.action import in_scope
from binhyen.lib.verdict import Refused
from binhyen.portal.people.confirmed import confirmed_actor

Next = Callable[[HttpRequest], HttpResponse]


def actor_in_scope(get_response: Next) -> Next:
    """Give the request its ``actor`` and run it in one transaction under the actor's scope.

    A view marked ``own_transaction`` (public intake) opens its own: one report, one transaction.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        request.actor = confirmed_actor(request, timezone.localdate())  # type: ignore[attr-defined]
        if _opens_its_own(request):
            return get_response(request)
        with in_scope(request.actor):  # type: ignore[attr-defined]
            return get_response(request)

    return middleware


def _opens_its_own(request: HttpRequest) -> bool:
    """Requests that need no transaction, or whose action opens the only one (a report by API)."""
    if request.path.startswith(("/static/", "/healthz", "/readyz")):
        return True
    return request.method == "POST" and request.path.startswith("/api/v1/tips")


class explain_refusals:  # noqa: N801  (a middleware factory, used like a function)
    """Turn a rule's no into a page that says why, in Vietnamese, with the legal basis."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, Refused):
            return None
        shown = {"verdict": error.verdict}
        return render(request, "portal/refused.html", shown, status=error.status)
