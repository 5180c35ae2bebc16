"""Whether a report may come in now: limits by network, and proof of work when an operator wants
it.

A network that used up its hour (somebody floods from it, or a whole town shares one address) is
not shut out while proof of work is on: who does the work comes in. A proof is for one report,
known by its idempotency key, so that it can be sent again with that report and with no other, and
nothing needs to be kept about proofs. See docs/decisions/0041.
"""

import hashlib
from collections.abc import Callable
from enum import Enum, auto
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from binhyen.lib import knocks, proofs

DOOR = "tips"
# Reports an hour from one network that did the work, as a multiple of its limit without.
PROVED_TIMES = 10
# Reports an hour from one network whose browser cannot do the work: no JavaScript, an old phone.
UNPROVED_PER_HOUR = 3


# What one network may begin in an hour, as multiples of the reports that it may send: drafts, and
# sendings of files, each of which is looked into for seconds.
DRAFTS_TIMES, FILES_TIMES = 10, 4

Step = Callable[..., HttpResponseBase]


class Gate(Enum):
    OPEN = auto()
    PROOF = auto()
    CLOSED = auto()


def knock(request: HttpRequest) -> Gate:
    """Count one report that comes in: taken, taken with proof, or told to come later."""
    limit = settings.RATE_TIPS_PER_HOUR
    if settings.PROOF_OF_WORK == "off":
        return Gate.CLOSED if knocks.over_limit(request, DOOR, limit) else Gate.OPEN
    tries = knocks.count(request, DOOR)
    if tries <= limit:
        knocks.count_of_all(DOOR)
    return Gate.PROOF if _asks(tries, limit) else Gate.OPEN


def asks_proof(request: HttpRequest) -> bool:
    """Whether the next report of this sender needs one, as far as this process knows."""
    if settings.PROOF_OF_WORK == "off":
        return False
    return _asks(knocks.counted(request, DOOR) + 1, settings.RATE_TIPS_PER_HOUR)


def _asks(tries: int, limit: int) -> bool:
    if settings.PROOF_OF_WORK == "always":
        return True
    return 0 < limit < tries or 0 < settings.FLOOD_TIPS_PER_HOUR < knocks.counted_of_all(DOOR)


def may_send(request: HttpRequest, idempotency_key: UUID) -> Gate:
    """For the page: the proof comes in the form's field ``altcha``."""
    gate = knock(request)
    if gate is not Gate.PROOF:
        return gate
    gate, given_for = let_in(request, request.POST.get("altcha", ""))
    if gate is Gate.CLOSED or given_for == subject(idempotency_key):
        return gate
    unproved = knocks.over_limit(request, f"{DOOR}-unproved", UNPROVED_PER_HOUR)
    return Gate.PROOF if unproved else Gate.OPEN


def let_in(request: HttpRequest, proof: str) -> tuple[Gate, str]:
    """Where a proof is asked: (OPEN, for which subject), or PROOF when this is none."""
    subject = proofs.subject_of(proof)
    if subject is None:
        return Gate.PROOF, ""
    most = settings.RATE_TIPS_PER_HOUR * PROVED_TIMES
    return Gate.CLOSED if knocks.over_limit(request, f"{DOOR}-proved", most) else Gate.OPEN, subject


def subject(idempotency_key: UUID) -> str:
    """What a proof for this report is bound to; the key itself stays with its sender."""
    return hashlib.sha256(b"proof:" + idempotency_key.bytes).hexdigest()[:32]


def too_many_drafts(request: HttpRequest) -> bool:
    """Count a draft that begins: none is a report yet, each is a row for a day."""
    return knocks.over_limit(request, "drafts", DRAFTS_TIMES * settings.RATE_TIPS_PER_HOUR)


def bounded_files(view: Step) -> Step:
    """A page to which one network brings files only so often: looking into them would otherwise
    leave no turn for the files of others."""

    @wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        most = FILES_TIMES * settings.RATE_TIPS_PER_HOUR
        if request.FILES and knocks.over_limit(request, "files", most):
            return render(request, "intake/public/too_many.html", status=429)
        return view(request, *args, **kwargs)

    return run
