"""Proof of work (ALTCHA, version 2): a sender's device computes for a moment; the server checks in
a few microseconds. Nothing is stored: a challenge carries its signature, its end and what it is
for.

The device looks for the number whose derived key (PBKDF2, which browsers compute natively, so that
an attacker's own program gains little) begins as the challenge says. The number lies below
``MOST``, so that the work has an end: with a key that merely begins with zeros one sender in a
hundred would wait five times as long as most.
"""

import base64
import hashlib
import hmac
import json
import secrets
import time
from functools import cache
from typing import Any

import altcha
from django.conf import settings

ALGORITHM = "PBKDF2/SHA-256"
ROUNDS = 5_000
MOST = 600
SECONDS_VALID = 3600
# A true one has about 700 characters.
LONGEST = 2_000


def challenge_for(subject: str) -> dict[str, Any]:
    """What a device has to solve before it may send ``subject`` (a word that tells others
    nothing), as ALTCHA's widget and solvers take it: {"parameters": …, "signature": …}."""
    return altcha.create_challenge(
        ALGORITHM,
        ROUNDS,
        counter=secrets.randbelow(MOST),
        expires_at=int(time.time()) + SECONDS_VALID,
        data={"for": subject},
        hmac_secret=_key("challenge"),
        hmac_key_secret=_key("solution"),
    ).to_dict()


def subject_of(proof: str) -> str | None:
    """What a solved challenge was for; None when it is no proof of ours, expired or not solved.

    ``proof``: base64 of {"challenge": …, "solution": {"counter": …, "derivedKey": …}}.
    """
    if not 0 < len(proof) <= LONGEST:
        return None
    if not altcha.verify_solution(
        proof, _key("challenge"), hmac_key_secret=_key("solution")
    ).verified:
        return None
    # Read again only after the signature was found to be ours.
    return str(json.loads(base64.b64decode(proof))["challenge"]["parameters"]["data"]["for"])


@cache
def _key(purpose: str) -> str:
    return hmac.new(
        settings.SECRET_KEY.encode(), f"proof of work: {purpose}".encode(), hashlib.sha256
    ).hexdigest()
