"""Headers and cookies of every answer (check 33), errors included. Generated from the routes."""

import re
from collections.abc import Iterator

import pytest
from django.http import HttpResponseBase
from django.test import Client, override_settings
from django.urls import reverse

from binhyen.kernel.people.models import User
from tests.access import Ground, doors, ground_of, parameters_of
from tests.cast import Cast, signed_in

pytestmark = pytest.mark.django_db

EXACT = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
# One who may open most, and nobody; what they get differs, what stands around it does not.
LOOSE = re.compile(r"'unsafe-(inline|eval|hashes)'|\*|https?:|data:(?![^;]*img)")
# No word of anybody's in the name of a file that we hand out (check 31).
OUR_NAME = re.compile(r'(inline|attachment)(; filename="[\w-]+\.[a-z0-9]+")?', re.ASCII)


@pytest.fixture
def ground(cast: Cast) -> Ground:
    return ground_of(cast.own, cast.an)


def faults_of(answer: HttpResponseBase) -> Iterator[str]:
    for name, value in EXACT.items():
        if answer.headers.get(name) != value:
            yield f"{name}: {answer.headers.get(name)}"
    yield from faults_of_policy(answer.headers.get("Content-Security-Policy", ""))
    disposition = answer.headers.get("Content-Disposition", "inline")
    if not OUR_NAME.fullmatch(disposition):
        yield f"Content-Disposition {disposition}"
    if "Permissions-Policy" not in answer.headers:
        yield "no Permissions-Policy"
    for name, cookie in answer.cookies.items():
        kept = cookie.value != ""  # an emptied one goes away
        if kept and not (cookie["httponly"] and cookie["samesite"] in ("Lax", "Strict")):
            yield f"cookie {name}: {cookie.OutputString()}"


def faults_of_policy(policy: str) -> Iterator[str]:
    said = dict(part.strip().partition(" ")[::2] for part in policy.split(";") if part.strip())
    if "sandbox" not in said:  # a file of a report runs nothing at all
        for directive in ("frame-ancestors", "base-uri", "default-src"):
            if said.get(directive) != "'none'":
                yield f"{directive} {said.get(directive)}"
        scripts = f"{said.get('script-src')} {said.get('style-src')}"
        if LOOSE.search(scripts) or "'self'" not in scripts:
            yield f"script-src, style-src {scripts}"


def answers(who: User | None, ground: Ground) -> Iterator[tuple[str, HttpResponseBase]]:
    """Each door tried by a new visit: one of them signs out."""
    client = Client()
    for door in doors():
        client = signed_in(who)
        values = ground.values(door)
        url = reverse(door, kwargs={key: values[key] for key in parameters_of(door)})
        yield f"get {door}", client.get(url)
        yield f"post {door}", client.post(url)
    yield "a page that is not there", client.get("/khong-co/")
    yield "an address with a NUL", client.get("/tim/?q=%00")
    yield "a host of somebody else", client.get("/", HTTP_HOST="la.example")
    yield "a method that nobody knows", client.generic("BREW", "/")


@pytest.mark.parametrize("who", ["a citizen", "a leader"])
def test_every_answer_carries_its_headers(who: str, cast: Cast, ground: Ground) -> None:
    user = cast.binh if who == "a leader" else None
    found = [f"{at}: {f}" for at, answer in answers(user, ground) for f in faults_of(answer)]
    assert found == []


def test_a_page_that_breaks_carries_them_too(monkeypatch: pytest.MonkeyPatch) -> None:
    from binhyen.portal import views

    def broken(*_given: object, **_named: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(views, "render", broken)
    client = Client(raise_request_exception=False)
    answer = client.get("/")
    assert answer.status_code == 500
    assert list(faults_of(answer)) == []


def test_what_staff_read_is_kept_by_no_browser(cast: Cast, ground: Ground) -> None:
    kept = [
        at
        for at, answer in answers(cast.binh, ground)
        if "no-store" not in answer.headers.get("Cache-Control", "")
        and not at.endswith(("portal:healthz", "portal:readyz", "portal:robots", "portal:manifest"))
    ]
    assert kept == []


def test_cookies_over_https_are_this_hosts_alone() -> None:
    """Names and marks as the settings give them for an address of https."""
    import os
    import subprocess
    import sys

    from binhyen.cli.source import ROOT

    ask = (
        "from django.conf import settings as s;"
        "print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE,"
        " s.CSRF_COOKIE_SECURE, s.SESSION_COOKIE_HTTPONLY, s.SESSION_COOKIE_SAMESITE)"
    )
    told = subprocess.run(
        [sys.executable, "-c", ask],
        cwd=ROOT,
        env=os.environ
        | {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "BINHYEN_SITE_URL": "https://baotin.hungyen.gov.vn",
        },
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.split() == [
        *("__Host-sessionid", "__Host-csrftoken", "True", "True", "True", "Lax")
    ]


def test_a_plain_request_is_sent_to_https() -> None:
    with override_settings(SECURE_SSL_REDIRECT=True):
        answer = Client().get("/")
    assert (answer.status_code, answer.headers["Location"]) == (301, "https://testserver/")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/api/v1/khong-co", "/api/khong-co", "/khong-co/", "/api/v1/tips"]
)
def test_an_answer_is_as_long_as_it_says(client: Client, address: str) -> None:
    """Where another page's words stand in its place, too: else the server breaks off."""
    answer = client.delete(address)
    assert answer.status_code in (404, 405)
    assert int(answer["Content-Length"]) == len(answer.content)
