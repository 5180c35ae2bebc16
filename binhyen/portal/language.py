"""Which language a page speaks: Vietnamese, until the reader chooses English."""

from django.conf import settings
from django.http import HttpRequest
from django.middleware.locale import LocaleMiddleware
from django.utils import translation


class VietnameseFirst(LocaleMiddleware):
    """Pages follow the reader's choice (a cookie) and nothing else: phones sold in Viet Nam often
    speak English to sites whatever their owner reads. The API follows Accept-Language."""

    def process_request(self, request: HttpRequest) -> None:
        if request.path.startswith("/api/") and request.path != "/api/v1/docs":
            super().process_request(request)
            return
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        known = dict(settings.LANGUAGES)
        translation.activate(chosen if chosen in known else settings.LANGUAGE_CODE)
        request.LANGUAGE_CODE = translation.get_language()
