"""Headers that stand on every answer, errors and outages included: outermost of the middlewares."""

from collections.abc import Callable
from functools import cache

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

Next = Callable[[HttpRequest], HttpResponse]
# Addresses whose answers are about one person: no browser, proxy or shared phone keeps them.
PERSONAL = (
    "/bao-tin/",
    "/theo-doi/",
    "/tin/",
    "/tai-khoan/",
    "/hom-nay/",
    "/hop-thu/",
    "/tim/",
    "/danh-tinh/",
    "/thoat/",
    "/api/v1/tips",
    "/api/v1/desk",
)


# What a page that asks for a policy of its own leaves on its answer (csp.decorators).
OWN_POLICY = ("_csp_config", "_csp_update", "_csp_replace", "_csp_exempt")


class SteadyPolicy(CSPMiddleware):
    """One text for nearly all answers: made once, not anew for each."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        own = any(hasattr(response, name) for name in OWN_POLICY)
        if own or HEADER in response or getattr(request, "_csp_nonce", None) is not None:
            return super().process_response(request, response)
        response[HEADER] = _steady_policy()
        return response


@cache
def _steady_policy() -> str:
    return build_policy()


def guard_answers(get_response: Next) -> Next:
    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        if _is_personal(request, response):
            response["Cache-Control"] = "no-store"
        return response

    return middleware


def _is_personal(request: HttpRequest, response: HttpResponse) -> bool:
    """By its address, for being an error, or for being made for somebody signed in."""
    if request.path.startswith(PERSONAL) or response.status_code >= 400:
        return True
    signed_in = settings.SESSION_COOKIE_NAME in request.COOKIES
    return signed_in and "Cache-Control" not in response
