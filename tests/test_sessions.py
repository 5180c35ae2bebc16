"""Sessions (check 36): what was true of somebody is asked anew with each request."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from binhyen.kernel.people import actions as people
from binhyen.kernel.people.actor import SYSTEM
from binhyen.kernel.people.models import Duty, Role
from tests.access import make_tip
from tests.cast import PASSWORD, Cast, signed_in

pytestmark = pytest.mark.django_db


def give_password(client: Client, cast: Cast) -> None:
    cast.an.set_password(PASSWORD)
    cast.an.save()
    client.post(reverse("account_login"), {"login": cast.an.email, "password": PASSWORD})


def test_a_session_planted_before_signing_in_is_worth_nothing_after(cast: Cast) -> None:
    planted = Client()
    session = planted.session
    session["mine"] = "yes"
    session.save()
    before = planted.cookies["sessionid"].value
    give_password(planted, cast)
    assert planted.cookies["sessionid"].value != before
    thief = Client()
    thief.cookies["sessionid"] = before
    assert (
        thief.get(reverse("portal:today")).headers["Location"].startswith(reverse("account_login"))
    )


def test_a_cookie_copied_before_signing_out_opens_nothing_after(cast: Cast) -> None:
    client = signed_in(cast.an)
    copied = client.cookies["sessionid"].value
    client.post(reverse("account_logout"))
    thief = Client()
    thief.cookies["sessionid"] = copied
    assert thief.get(reverse("portal:today")).status_code == 302


def test_a_new_password_ends_the_other_sessions(cast: Cast) -> None:
    here, there = signed_in(cast.an), signed_in(cast.an)
    cast.an.set_password("mot-cau-khac-hoan-toan")
    cast.an.save()
    assert [c.get(reverse("portal:today")).status_code for c in (here, there)] == [302, 302]


def test_a_duty_that_ended_closes_the_desk_with_the_next_request(cast: Cast) -> None:
    client, tip = signed_in(cast.an), make_tip(cast.own)
    page = reverse("intake:record", args=[tip.ref])
    assert client.get(page).status_code == 200
    duty = Duty.objects.get(user=cast.an)
    people.end_duty(actor=SYSTEM, duty=duty, on=timezone.localdate(), reason="Chuyển công tác.")
    assert client.get(page).status_code in (302, 404)  # a first day struck out ends the session


def test_another_role_opens_and_closes_at_once(cast: Cast) -> None:
    client, tip = signed_in(cast.an), make_tip(cast.own)
    close = reverse("intake:act", args=[tip.ref, "phan-cong"])
    assert client.get(close).status_code == 403
    Duty.objects.filter(user=cast.an).update(role=Role.LEADER)
    assert client.get(close).status_code == 200
    Duty.objects.filter(user=cast.an).update(role=Role.ADMINISTRATOR)
    assert client.get(close).status_code == 404


def test_a_transfer_takes_the_old_units_reports_away_and_gives_the_new_ones(cast: Cast) -> None:
    client = signed_in(cast.an)
    old, new = make_tip(cast.own), make_tip(cast.sibling)
    seen = [
        [client.get(reverse("intake:record", args=[tip.ref])).status_code for tip in (old, new)]
    ]
    Duty.objects.filter(user=cast.an).update(unit=cast.sibling)
    seen.append(
        [client.get(reverse("intake:record", args=[tip.ref])).status_code for tip in (old, new)]
    )
    assert seen == [[200, 404], [404, 200]]


def test_a_closed_account_is_out_with_the_next_request(cast: Cast) -> None:
    client = signed_in(cast.an)
    assert client.get(reverse("portal:today")).status_code == 200
    cast.an.is_active = False
    cast.an.save()
    assert client.get(reverse("portal:today")).status_code == 302


def test_two_at_once_are_two_sessions_and_end_apart(cast: Cast) -> None:
    here, there = signed_in(cast.an), signed_in(cast.an)
    here.post(reverse("account_logout"))
    assert here.get(reverse("portal:today")).status_code == 302
    assert there.get(reverse("portal:today")).status_code == 200


def test_a_second_factor_is_proved_in_each_session(cast: Cast) -> None:
    client = signed_in(cast.an)
    session = client.session
    del session["account_authentication_methods"]
    session.save()
    assert client.get(reverse("intake:desk")).status_code in (302, 404)
