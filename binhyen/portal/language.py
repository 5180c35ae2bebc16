"""Which language a page speaks: Vietnamese, until the reader chooses English."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

Next = Callable[[HttpRequest], HttpResponse]


def vietnamese_first(get_response: Next) -> Next:
    """Pages follow the reader's choice (a cookie) and nothing else: phones sold in Viet Nam often
    speak English to sites whatever their owner reads. The API follows Accept-Language."""

    def middleware(request: HttpRequest) -> HttpResponse:
        is_api = request.path.startswith("/api/") and request.path != "/api/v1/docs"
        asked = translation.get_language_from_request(request) if is_api else _chosen(request)
        translation.activate(asked)
        request.LANGUAGE_CODE = asked
        response = get_response(request)
        patch_vary_headers(response, ["Accept-Language" if is_api else "Cookie"])
        response.headers.setdefault("Content-Language", translation.get_language() or asked)
        return response

    return middleware


def _chosen(request: HttpRequest) -> str:
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
