"""What surrounds every page: the actor and scope, and refusals explained."""

from collections.abc import Callable
from urllib.parse import unquote

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils import timezone

from binhyen.kernel.audit.action import in_scope
from binhyen.kernel.documents.uploads import opens_its_own
from binhyen.lib.verdict import Refused
from binhyen.portal.api.callers import token_actor
from binhyen.portal.errors import unreadable
from binhyen.portal.people.confirmed import confirmed_actor

Next = Callable[[HttpRequest], HttpResponse]


def actor_in_scope(get_response: Next) -> Next:
    """Give the request its ``actor`` and run it in one transaction under the actor's scope.

    A request that ends in an exception, whoever turns it into a page, leaves nothing behind.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        today = timezone.localdate()
        actor = token_actor(request, today) or confirmed_actor(request, today)
        request.actor = actor  # type: ignore[attr-defined]
        if _opens_its_own(request):
            return get_response(request)
        with in_scope(actor):
            response = get_response(request)
            if getattr(request, "undo", False) or response.status_code >= 500:
                transaction.set_rollback(True)
            return response

    return middleware


def _opens_its_own(request: HttpRequest) -> bool:
    """Requests that need no transaction, whose action opens the only one (a report by API), or
    whose files are looked into first."""
    if request.path.startswith(("/static/", "/healthz", "/readyz")):
        return True
    if request.method == "POST" and request.path.startswith("/api/v1/tips"):
        return True
    return opens_its_own(request) or _is_apart(request)


def _is_apart(request: HttpRequest) -> bool:
    """A page that acts on several rows, each in a transaction of its own."""
    if request.method != "POST":
        return False
    try:
        return getattr(resolve(request.path_info).func, "apart", False)
    except Resolver404:
        return False


def readable_only(get_response: Next) -> Next:
    """Turn away what no honest sender writes and the database cannot keep: a NUL character in the
    address or in a cookie. In a form's field the form itself says so."""

    def middleware(request: HttpRequest) -> HttpResponse:
        given = (
            request.path_info,
            unquote(request.META["QUERY_STRING"]),
            *request.COOKIES.values(),
        )
        if any("\x00" in one for one in given):
            return unreadable()
        return get_response(request)

    return middleware


class explain_refusals:  # noqa: N801  (a middleware factory, used like a function)
    """Turn a rule's no into a page that says why, in Vietnamese, with the legal basis."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        request.undo = True  # type: ignore[attr-defined]
        if not isinstance(error, Refused):
            return None
        shown = {"verdict": error.verdict}
        answer = render(request, "portal/refused.html", shown, status=error.status)
        if error.status == 503:
            answer["Retry-After"] = "60"
        return answer
