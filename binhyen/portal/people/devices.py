"""Where a sign-in comes from, without keeping an address: a day's bucket, or a known device.

Failures are counted per account and bucket. A browser that signed in before carries a signed mark
and is counted by itself: whoever tries passwords from elsewhere slows only unknown devices down,
never the owner's own (docs/decisions/0017).
"""

import hashlib
import hmac
import ipaddress
import secrets
from dataclasses import dataclass
from datetime import date

from allauth.core.internal.httpkit import get_client_ip
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

COOKIE = "thiet-bi"
_SALT = "binhyen.known-device"
_AGE = 180 * 86_400
_PEOPLE_PER_DEVICE = 8  # a duty room's computer is shared


@dataclass(frozen=True)
class Known:
    """A device and the accounts that signed in on it."""

    mark: str
    users: tuple[int, ...] = ()


def known_device(request: HttpRequest) -> Known | None:
    try:
        kept = signing.loads(request.COOKIES[COOKIE], salt=_SALT, max_age=_AGE)
        return Known(str(kept["mark"]), tuple(kept["users"]))
    except (KeyError, TypeError, signing.BadSignature):
        return None


def remember_device(request: HttpRequest, response: HttpResponseBase, user_id: int) -> None:
    device = known_device(request) or Known(secrets.token_urlsafe(12))
    users = [user_id, *(user for user in device.users if user != user_id)][:_PEOPLE_PER_DEVICE]
    response.set_cookie(
        COOKIE,
        signing.dumps({"mark": device.mark, "users": users}, salt=_SALT),
        max_age=_AGE,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def bucket(request: HttpRequest, today: date | None = None) -> str:
    """Names the source of a try: the known device, or its network (/24, /48) under a day's key."""
    if device := known_device(request):
        return f"device:{device.mark}"
    day = today or timezone.localdate()
    key = hmac.new(settings.SECRET_KEY.encode(), f"bucket:{day}".encode(), hashlib.sha256).digest()
    return hmac.new(key, _network(request).encode(), hashlib.sha256).hexdigest()[:24]


def _network(request: HttpRequest) -> str:
    address = ipaddress.ip_address(get_client_ip(request) or "0.0.0.0")  # noqa: S104
    width = 24 if address.version == 4 else 48
    return str(ipaddress.ip_network(f"{address}/{width}", strict=False).network_address)
