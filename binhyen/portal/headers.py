"""Headers that stand on every answer, errors and outages included: outermost of the middlewares."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

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
    "/thoat/",
    "/api/v1/tips",
    "/api/v1/desk",
)


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
