"""The API: categories of a day, a receipt, a booking without a name, and the staff's list."""

import json
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from binhyen.domains.handins.models import Visit
from binhyen.domains.handins.tests.factories import handed_in
from binhyen.lib import codes, knocks
from tests.cast import Cast, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    knocks.forget()


def test_categories_are_those_of_the_day_asked_for(client: Client) -> None:
    def names(day: str) -> dict[str, Any]:
        rows = client.get(f"/api/v1/handins/categories?on={day}").json()
        return {row["code"]: row for row in rows}

    before, after = names("2024-06-01"), names("2026-06-01")
    assert "similar" in before
    assert "similar" not in after
    assert "tự chế" in after["military"]["help"]
    assert after["ordnance"]["never_carried"] is True
    assert after["military"]["verified"] is False


def test_a_receipt_tells_its_stage_only(cast: Cast, client: Client) -> None:
    handin = handed_in(cast.own, "military", note="người cao")
    answer = client.get(f"/api/v1/handins/receipts/{handin.code}")
    assert answer.json()["stages"] == ["received"]
    assert "military" not in answer.content.decode()
    assert client.get("/api/v1/handins/receipts/0000000000").status_code == 404


def test_a_time_is_booked_and_cancelled(cast: Cast, client: Client) -> None:
    place = cast.own.place.code
    free = client.get(f"/api/v1/handins/times?place={place}").json()
    assert free["unit"]["id"] == cast.own.pk

    def post(**more: Any) -> Any:
        given = {"place": place, "at": free["times"][0], "about": "fireworks"} | more
        body = json.dumps(given)
        return client.post("/api/v1/handins/visits", body, content_type="application/json")

    made = post()
    assert made.status_code == 201
    visit = Visit.objects.get()
    assert made.json()["code"] == codes.show(visit.code, settings.CODE_PREFIX)
    assert post(at="2020-01-01T09:00:00+07:00").status_code == 409
    assert post(at="2026-01-01T09:00:00").status_code == 422
    assert post(about="bomb").status_code == 422
    assert post(place="99999").status_code == 422
    gone = client.delete(f"/api/v1/handins/visits/{visit.code}")
    assert gone.json()["state"] == "cancelled"
    assert client.delete(f"/api/v1/handins/visits/{visit.code}").status_code == 409


def test_staff_read_their_list(cast: Cast, client: Client) -> None:
    handed_in(cast.own, "primitive", now=timezone.now())
    assert client.get("/api/v1/desk/handins").status_code == 401
    page = signed_in(cast.an).get("/api/v1/desk/handins").json()
    assert [row["things"][0]["category"] for row in page["items"]] == ["primitive"]
    assert signed_in(cast.em).get("/api/v1/desk/handins?scope=below").json()["items"] == []
