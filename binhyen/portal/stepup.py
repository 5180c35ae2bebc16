"""How surely the present session knows who acts: second factor, and how long ago.

allauth keeps in the session which proof was given when; nothing here asks the database.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from django.http import HttpRequest, HttpResponse

from binhyen.kernel.people.proofs import PROOFS, STEP_UP_SECONDS

P = ParamSpec("P")
_KEPT = "account_authentication_methods"


def _records(request: HttpRequest) -> list[dict[str, Any]]:
    if not request.user.is_authenticated:
        return []
    found: list[dict[str, Any]] = get_authentication_records(request, request.user)
    return found


def has_second_factor(request: HttpRequest) -> bool:
    """Whether this session was opened, or since confirmed, with a second factor."""
    return any(record["method"] == "mfa" for record in _records(request))


def recently_confirmed(
    request: HttpRequest, now: float | None = None, *, or_recovery_code: bool = False
) -> bool:
    """Whether the person proved who they are within five minutes: with the second factor where
    there is one, else with the password. ``now`` in seconds since the epoch."""
    records = _records(request)
    if has_second_factor(request):
        proofs = (*PROOFS, "recovery_codes") if or_recovery_code else PROOFS
        records = [one for one in records if one.get("type") in proofs]
    moment = time.time() if now is None else now
    return any(0 <= moment - one["at"] < STEP_UP_SECONDS for one in records)


def forget_second_factor(request: HttpRequest) -> None:
    """The last device was taken off: the session counts as opened with the password alone."""
    request.session[_KEPT] = [one for one in _records(request) if one["method"] != "mfa"]


def confirmed_recently(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """For revealing, exporting and key acts: asks for the second factor again when it was given
    more than five minutes ago, then goes on with the same request."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        # Not allauth's own decorator: that one takes the password from whoever has more to give.
        if not recently_confirmed(request):
            raise ReauthenticationRequired
        return view(request, *args, **kwargs)

    return guarded
