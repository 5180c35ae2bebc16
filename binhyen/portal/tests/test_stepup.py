"""How surely a session knows who acts, and for how long."""

import time

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.urls import reverse

from binhyen.kernel.people.models import User
from binhyen.portal.stepup import has_second_factor, recently_confirmed
from tests.cast import PASSWORD, Cast

pytestmark = pytest.mark.django_db
NOW = 1_800_000_000.0


def request_of(user: User | AnonymousUser, *records: dict[str, object]) -> HttpRequest:
    request = RequestFactory().get("/")
    request.user = user
    request.session = {  # type: ignore[assignment]
        "account_authentication_methods": list(records),
        "account_authentication_methods_user": str(user.pk),
    }
    return request


def proof(method: str, seconds_ago: float, **more: str) -> dict[str, object]:
    return {"method": method, "at": NOW - seconds_ago, **more}


@pytest.mark.parametrize(("seconds_ago", "fresh"), [(0, True), (299, True), (300, False)])
def test_a_confirmation_lasts_five_minutes(cast: Cast, seconds_ago: int, fresh: bool) -> None:
    request = request_of(cast.an, proof("mfa", seconds_ago, type="totp"))
    assert recently_confirmed(request, NOW) is fresh
    assert has_second_factor(request)


def test_a_password_does_not_confirm_who_has_a_second_factor(cast: Cast) -> None:
    request = request_of(cast.an, proof("mfa", 900, type="webauthn"), proof("password", 5))
    assert not recently_confirmed(request, NOW)


def test_a_password_confirms_who_has_no_second_factor(cast: Cast) -> None:
    request = request_of(cast.admin, proof("password", 5))
    assert recently_confirmed(request, NOW)
    assert not has_second_factor(request)


def test_a_recovery_code_serves_to_set_up_a_new_device_and_nothing_else(cast: Cast) -> None:
    request = request_of(cast.an, proof("mfa", 5, type="recovery_codes"))
    assert has_second_factor(request)
    assert not recently_confirmed(request, NOW)
    assert recently_confirmed(request, NOW, or_recovery_code=True)


def test_proofs_of_another_account_count_for_nothing(cast: Cast) -> None:
    request = request_of(cast.an, proof("mfa", 5, type="totp"))
    request.user = cast.binh
    assert not has_second_factor(request)
    request.user = AnonymousUser()
    assert not recently_confirmed(request, NOW)


def test_a_key_act_asks_again_after_five_minutes(cast: Cast) -> None:
    cast.an.set_password(PASSWORD)
    cast.an.save()
    TOTP.activate(cast.an, generate_totp_secret())
    client = Client()
    client.force_login(cast.an)
    url = reverse("people-account:tokens")
    assert client.get(url).status_code == 200
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "mfa", "at": time.time() - 301, "type": "totp"}
    ]
    session.save()
    again = client.get(url).headers["Location"]
    assert again.startswith(reverse("mfa_reauthenticate"))
    # The password alone does not do.
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert client.get(url).headers["Location"] == again
