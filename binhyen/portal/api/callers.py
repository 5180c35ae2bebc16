"""Who calls the API: a key in the header, or a browser's session (with CSRF for what changes)."""

from datetime import date

from django.conf import settings
from django.http import HttpRequest
from ninja.errors import HttpError
from ninja.security import HttpBearer
from ninja.security.apikey import APIKeyCookie
from ninja.utils import check_csrf

from binhyen.kernel.people.actor import ANONYMOUS, Actor, acting
from binhyen.kernel.people.tokens import actor_for_token


def token_actor(request: HttpRequest, today: date) -> Actor | None:
    """The owner of the key that the request carries, within the key's scopes; nobody when the key
    is unknown (a session beside it is not asked); None when there is no key at all."""
    scheme, _, raw = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not request.path.startswith("/api/"):
        return None
    return actor_for_token(raw.strip(), today) or ANONYMOUS


class ByToken(HttpBearer):
    """``Authorization: Bearer by_…``; the middleware has already worked out whose it is."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        return _staff(request)


class BySession(APIKeyCookie):
    """A person signed in at the pages. What changes something needs the CSRF token too."""

    param_name = settings.SESSION_COOKIE_NAME

    def _get_key(self, request: HttpRequest) -> str | None:
        key = request.COOKIES.get(self.param_name)
        if key and check_csrf(request):
            raise HttpError(403, "CSRF")
        return key

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        return _staff(request) if key and "Authorization" not in request.headers else None


def _staff(request: HttpRequest) -> Actor | None:
    actor = acting(request)
    return actor if actor.is_staff else None


BY_TOKEN, BY_SESSION = ByToken(), BySession()
