"""The door of reports when many knock: proof of work, for whom, and who comes in without."""

import json
from base64 import b64decode, b64encode
from typing import Any
from uuid import uuid4

import altcha
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from binhyen.domains.intake.gate import UNPROVED_PER_HOUR
from binhyen.domains.intake.models import Draft, Tip
from binhyen.domains.intake.tests.test_api import TIPS, body, post
from binhyen.domains.intake.tests.test_citizen_pages import WHAT, WHERE, fill
from binhyen.lib import knocks, proofs

pytestmark = pytest.mark.django_db
ELSEWHERE = "203.0.113.7"
NEIGHBOUR = "203.0.113.200"


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    knocks.forget()
    monkeypatch.setattr(proofs, "ROUNDS", 20)


def solved(challenge: dict[str, Any]) -> str:
    given = altcha.Challenge.from_dict(challenge)
    solution = altcha.solve_challenge(given)
    assert solution is not None
    return altcha.Payload(given, solution).to_base64()


def challenge(client: Client, key: str) -> dict[str, Any]:
    answer = client.post(
        f"{TIPS}/challenge", json.dumps({"idempotency_key": key}), content_type="application/json"
    )
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def proved(client: Client, given: dict[str, Any], **headers: str) -> Any:
    key = given["idempotency_key"]
    return post(client, given, **{"X-Altcha": solved(challenge(client, key))}, **headers)


# --- by the API ----------------------------------------------------------------------------------


def test_without_the_setting_nothing_is_asked(client: Client) -> None:
    assert post(client, body()).status_code == 201


def test_a_program_is_told_where_the_challenge_is_and_comes_in_with_its_solution(
    client: Client, settings: Any
) -> None:
    settings.PROOF_OF_WORK = "always"
    given = body()

    refused = post(client, given)
    assert refused.status_code == 428
    assert refused.headers["Content-Type"] == "application/problem+json"
    problem = refused.json()
    assert problem["type"] == "urn:binhyen:problem:proof-needed"
    assert not Tip.objects.exists()

    found = client.post(
        problem["challenge"],
        json.dumps({"idempotency_key": given["idempotency_key"]}),
        content_type="application/json",
    ).json()
    proof = solved(found)
    assert post(client, given, **{"X-Altcha": proof}).status_code == 201
    again = post(client, given, **{"X-Altcha": proof})  # the answer was lost: sent once more
    assert again.status_code == 200
    assert Tip.objects.count() == 1


def test_a_proof_is_for_one_report_alone(client: Client, settings: Any) -> None:
    settings.PROOF_OF_WORK = "always"
    given = body()
    proof = solved(challenge(client, given["idempotency_key"]))
    assert post(client, given, **{"X-Altcha": proof}).status_code == 201
    assert post(client, body(), **{"X-Altcha": proof}).status_code == 428
    assert Tip.objects.count() == 1


def test_a_proof_ends_after_an_hour(client: Client, settings: Any) -> None:
    settings.PROOF_OF_WORK = "always"
    given = body()
    with time_machine.travel("2026-11-23T08:00:00Z", tick=False) as clock:
        proof = solved(challenge(client, given["idempotency_key"]))
        clock.shift(proofs.SECONDS_VALID + 1)
        assert post(client, given, **{"X-Altcha": proof}).status_code == 428


@pytest.mark.parametrize(
    "spoil",
    [
        lambda kept: kept["solution"].update(derivedKey="00" * 32),
        lambda kept: kept["challenge"]["parameters"].update(cost=1),
        lambda kept: kept["challenge"]["parameters"]["data"].update({"for": "x"}),
        lambda kept: kept["challenge"].pop("signature"),
        lambda kept: kept.clear(),
    ],
)
def test_what_was_tampered_with_is_no_proof(client: Client, settings: Any, spoil: Any) -> None:
    settings.PROOF_OF_WORK = "always"
    given = body()
    kept = json.loads(b64decode(solved(challenge(client, given["idempotency_key"]))))
    spoil(kept)
    proof = b64encode(json.dumps(kept).encode()).decode()
    assert post(client, given, **{"X-Altcha": proof}).status_code == 428
    assert not Tip.objects.exists()


def test_a_used_up_network_is_asked_for_work_and_others_are_not(settings: Any) -> None:
    """Whoever shares an address with a flooder still comes in."""
    settings.PROOF_OF_WORK, settings.RATE_TIPS_PER_HOUR = "flood", 3
    flooder, neighbour, other = (
        Client(REMOTE_ADDR=ELSEWHERE),
        Client(REMOTE_ADDR=NEIGHBOUR),
        Client(),
    )
    flood = [post(flooder, body()).status_code for _ in range(10)]
    assert flood == [201] * 3 + [428] * 7
    assert post(neighbour, body()).status_code == 428
    assert proved(neighbour, body()).status_code == 201
    assert post(other, body()).status_code == 201


def test_with_work_too_a_network_has_an_end(settings: Any) -> None:
    settings.PROOF_OF_WORK, settings.RATE_TIPS_PER_HOUR = "flood", 1
    flooder = Client(REMOTE_ADDR=ELSEWHERE)
    post(flooder, body())
    told = [proved(flooder, body()).status_code for _ in range(11)]
    assert told == [201] * 10 + [429]


def test_a_flood_from_many_networks_asks_everybody(settings: Any) -> None:
    settings.PROOF_OF_WORK, settings.FLOOD_TIPS_PER_HOUR = "flood", 5
    told = [post(Client(REMOTE_ADDR=f"198.51.{n}.1"), body()).status_code for n in range(7)]
    assert told == [201] * 5 + [428] * 2


def test_one_network_alone_is_no_flood_for_all(settings: Any) -> None:
    settings.PROOF_OF_WORK = "flood"
    settings.RATE_TIPS_PER_HOUR, settings.FLOOD_TIPS_PER_HOUR = 2, 5
    flooder = Client(REMOTE_ADDR=ELSEWHERE)
    for _ in range(20):
        post(flooder, body())
    assert post(Client(), body()).status_code == 201


# --- by the page ---------------------------------------------------------------------------------


def test_the_page_carries_the_challenge_and_takes_its_solution(
    client: Client, settings: Any
) -> None:
    settings.PROOF_OF_WORK = "always"
    fill(client)
    page = client.get("/bao-tin/kiem-tra/")
    assert "portal/proof" in page.content.decode()
    for _ in range(UNPROVED_PER_HOUR):  # the slower way is used up by others of this network
        knocks.over_limit(page.wsgi_request, "tips-unproved", UNPROVED_PER_HOUR)

    refused = client.post("/bao-tin/kiem-tra/")
    assert refused.status_code == 429
    assert "Những gì bạn đã nhập vẫn còn" in refused.content.decode()
    assert not Tip.objects.exists()

    proof = solved(json.loads(refused.context["challenge"]))
    assert client.post("/bao-tin/kiem-tra/", {"altcha": proof}).status_code == 302
    assert Tip.objects.count() == 1


def test_a_page_without_javascript_still_has_a_way(settings: Any) -> None:
    settings.PROOF_OF_WORK = "always"
    told = []
    for _ in range(UNPROVED_PER_HOUR + 1):
        visitor = Client(REMOTE_ADDR=ELSEWHERE)
        fill(visitor)
        told.append(visitor.post("/bao-tin/kiem-tra/").status_code)
    assert told == [302] * UNPROVED_PER_HOUR + [429]
    assert Tip.objects.count() == UNPROVED_PER_HOUR


def test_the_page_asks_nothing_when_nothing_is_wanted(client: Client) -> None:
    fill(client)
    page = client.get("/bao-tin/kiem-tra/").content.decode()
    assert "portal/proof" not in page
    assert "altcha" not in page


def test_a_challenge_does_not_tell_the_key_of_the_report(client: Client) -> None:
    key = str(uuid4())
    assert key.replace("-", "") not in json.dumps(challenge(client, key)).replace("-", "")


def test_one_network_begins_so_many_drafts_and_others_begin_theirs(settings: Any) -> None:
    settings.RATE_TIPS_PER_HOUR = 1
    begun = [
        Client(REMOTE_ADDR=ELSEWHERE).post("/bao-tin/viec-gi/", {"category": "theft"}).status_code
        for _ in range(12)
    ]
    assert begun == [302] * 10 + [429] * 2
    assert Draft.objects.count() == 10
    assert Client().post("/bao-tin/viec-gi/", {"category": "theft"}).status_code == 302


def test_one_network_brings_files_only_so_often(settings: Any) -> None:
    settings.RATE_TIPS_PER_HOUR = 1
    visitor = Client(REMOTE_ADDR=ELSEWHERE)
    visitor.post("/bao-tin/viec-gi/", {"category": "theft"})
    visitor.post("/bao-tin/o-dau/", WHERE)
    told = [
        visitor.post(
            "/bao-tin/chuyen-gi/", {**WHAT, "files": SimpleUploadedFile("a.txt", b"no photo")}
        ).status_code
        for _ in range(5)
    ]
    assert told == [400] * 4 + [429]
    assert visitor.post("/bao-tin/chuyen-gi/", WHAT).status_code == 302  # words always
