"""A form sent after the session ran out is not lost: kept, sealed, until its owner is back.

The typed fields wait in the (sealed, 30-minute) session in which the person signs in again, and
are shown then for sending once more. Files are not kept. Only who had been signed in on this
browser gets them back: a signed mark says who that was.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

OWNER_COOKIE = "phien-cua"
_SALT = "binhyen.session-owner"
_OWNER_SECONDS = 24 * 3600
_KEY = "kept_form"
KEPT_FOR = timedelta(minutes=30)
_MAX_CHARACTERS = 200_000
_NEVER_KEPT = {"csrfmiddlewaretoken", "password", "password1", "password2", "oldpassword", "code"}


@dataclass(frozen=True)
class Kept:
    path: str
    owner: int
    fields: list[tuple[str, str]]
    at: datetime

    def texts(self) -> list[str]:
        """What a person wrote, without the codes and numbers of the form."""
        return [value for _, value in self.fields if " " in value.strip()]


def remember_owner(response: HttpResponseBase, user_id: int) -> None:
    response.set_cookie(
        OWNER_COOKIE,
        signing.dumps(user_id, salt=_SALT),
        max_age=_OWNER_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def last_owner(request: HttpRequest) -> int | None:
    try:
        owner = signing.loads(request.COOKIES[OWNER_COOKIE], salt=_SALT, max_age=_OWNER_SECONDS)
    except (KeyError, signing.BadSignature):
        return None
    return owner if isinstance(owner, int) else None


def keep(request: HttpRequest, owner: int) -> bool:
    """Put the posted fields aside. False when there is nothing to keep, or far too much."""
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in _NEVER_KEPT
        for value in values
    ]
    if not fields or sum(len(value) for _, value in fields) > _MAX_CHARACTERS:
        return False
    request.session[_KEY] = {
        "path": request.get_full_path(),
        "owner": owner,
        "fields": fields,
        "at": timezone.now().isoformat(),
    }
    request.session.set_expiry(int(KEPT_FOR.total_seconds()))
    return True


def kept_for(request: HttpRequest, now: datetime) -> Kept | None:
    """What waits for the person now signed in, if anything does and is not too old."""
    held: dict[str, Any] | None = request.session.get(_KEY)
    if held is None or held["owner"] != request.user.pk:
        return None
    at = datetime.fromisoformat(held["at"])
    if now - at > KEPT_FOR:
        return None
    return Kept(held["path"], held["owner"], [(n, v) for n, v in held["fields"]], at)


def drop(request: HttpRequest) -> None:
    request.session.pop(_KEY, None)


def dropped_when_sent(request: HttpRequest) -> None:
    held = request.session.get(_KEY)
    if held and request.method == "POST" and request.get_full_path() == held["path"]:
        drop(request)


def to_sign_in(request: HttpRequest, then: str) -> HttpResponse:
    """To the sign-in page and from there on to ``then``; htmx is told in its own way."""
    url = f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': then})}"
    if request.headers.get("hx-request"):
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)
