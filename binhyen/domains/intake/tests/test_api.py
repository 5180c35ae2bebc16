"""The public API by its contract: reports, status, conversation, errors that say what to do."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from binhyen.domains.intake.models import Tip, TipMessage
from binhyen.lib import codes, knocks

pytestmark = pytest.mark.django_db
TIPS = "/api/v1/tips"


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    knocks.forget()


def body(**more: Any) -> dict[str, Any]:
    given: dict[str, Any] = {
        "category": "theft",
        "description": "Nhà tôi bị mất một chiếc xe máy để trong sân đêm qua.",
        "place": {"code": "12349", "as_of": "2024-05-01"},
        "anonymous": True,
        "idempotency_key": str(uuid4()),
    }
    return given | more


def post(client: Client, given: dict[str, Any], **headers: str) -> Any:
    return client.post(TIPS, json.dumps(given), content_type="application/json", headers=headers)


def test_a_report_on_an_old_commune_goes_to_its_heir(client: Client) -> None:
    made = post(client, body())
    assert made.status_code == 201
    answer = made.json()
    tip = Tip.objects.get()
    assert tip.stated_place is not None
    assert tip.stated_place.name == "Xã Dị Chế"
    assert tip.place.holds_on(tip.received_on)
    assert answer["unit"] == {"id": tip.unit_id, "name": tip.unit.name}
    assert codes.is_whole(codes.read(answer["secret"]))
    due = {row["rule"]: row for row in answer["due"]}
    assert due["resolve_20d"]["basis"]
    assert due["resolve_20d"]["verified"] is False


def test_the_same_key_again_answers_200_with_the_same_code_and_secret(client: Client) -> None:
    given = body()
    first, again = post(client, given), post(client, given)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json()["code"] == first.json()["code"]
    assert again.json()["secret"] == first.json()["secret"]
    other = post(client, given | {"description": "Một nội dung khác hẳn lần trước."})
    assert other.status_code == 200
    assert other.json()["secret"] is None
    assert Tip.objects.count() == 1


def test_status_by_code_tells_no_content(client: Client) -> None:
    code = post(client, body()).json()["code"]
    answer = client.get(f"{TIPS}/{code}")
    assert answer.json()["status_text"] == "Đã tiếp nhận"
    assert "xe máy" not in answer.content.decode()


def test_messages_need_the_secret(client: Client) -> None:
    made = post(client, body()).json()
    url = f"{TIPS}/{made['code']}/messages"
    assert client.get(url).status_code == 403
    assert client.get(url, headers={"x-tip-secret": "AAAAA"}).status_code == 403
    sent = client.post(
        url,
        json.dumps({"text": "Biển số 89B1-234.56", "idempotency_key": str(uuid4())}),
        content_type="application/json",
        headers={"x-tip-secret": made["secret"]},
    )
    assert sent.status_code == 201
    listed = client.get(url, headers={"x-tip-secret": made["secret"]}).json()
    assert [row["text"] for row in listed] == ["Biển số 89B1-234.56"]
    assert TipMessage.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "field", "says"),
    [
        ({"category": "khong-co"}, "category", "Không có lĩnh vực này"),
        ({"category": "crime"}, "category", "Không có lĩnh vực này"),
        ({"place": {"code": "12349", "as_of": "2026-01-01"}}, "place.code", "01/01/2026"),
        ({"place": {}}, "place", "tọa độ"),
        ({"occurred_on": "2999-01-01"}, "occurred_on", "chưa đến"),
        ({"occurred_on": "hôm qua"}, "occurred_on", "năm-tháng-ngày"),
        ({"description": "ngắn"}, "description", "Cần ít nhất 10 ký tự"),
        ({"anonymous": False}, "reporter.name", "ẩn danh"),
        (
            {"anonymous": False, "reporter": {"name": "Lê Văn Tám", "phone": "123"}},
            "reporter.phone",
            "Số điện thoại chưa đúng",
        ),
        ({"idempotency_key": "1"}, "idempotency_key", "UUID"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(
    client: Client, change: dict[str, Any], field: str, says: str
) -> None:
    answer = post(client, body(**change))
    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    errors = {row["field"]: row["message"] for row in answer.json()["errors"]}
    assert says in errors[field]
    assert not Tip.objects.exists()


def test_broken_json_gets_a_sentence(client: Client) -> None:
    answer = client.post(TIPS, "{", content_type="application/json")
    assert answer.status_code == 422
    assert "không phải JSON" in answer.json()["errors"][0]["message"]


def test_errors_speak_the_caller_s_language(client: Client) -> None:
    answer = post(client, body(description="x"), **{"accept-language": "en"})
    assert answer.json()["errors"][0]["message"] == "At least 10 characters are needed."


def test_a_formal_denunciation_is_shown_its_door_and_nothing_is_kept(client: Client) -> None:
    text = "Đơn tố cáo ông chủ tịch xã nhận tiền khi cấp đất cho dân."
    answer = post(client, body(description=text))
    assert answer.status_code == 422
    assert answer.json()["door"] == "denunciation"
    assert not Tip.objects.exists()
    assert post(client, body(description=text, is_report=True)).status_code == 201


def test_a_code_with_a_slip_gets_near_codes(client: Client) -> None:
    code = codes.read(post(client, body()).json()["code"], "HY")
    slip = ("0" if code[0] != "0" else "1") + code[1:]
    answer = client.get(f"{TIPS}/{slip}")
    assert answer.status_code == 404
    assert answer.json()["near"] == [codes.show(code, "HY")]


def test_a_picture_comes_along_by_multipart(client: Client) -> None:
    from io import BytesIO

    from PIL import Image

    picture = BytesIO()
    Image.new("RGB", (40, 30), "green").save(picture, "JPEG")
    upload = SimpleUploadedFile("anh.jpg", picture.getvalue(), "image/jpeg")
    answer = client.post(TIPS, {"tip": json.dumps(body()), "files": upload})
    assert answer.status_code == 201
    assert Tip.objects.get().files.count() == 1


def test_a_plain_form_is_read_field_by_field(client: Client) -> None:
    given = body()
    place, reporter = given.pop("place"), given.pop("reporter", None)
    flat = {key: str(value) for key, value in given.items() if value is not None}
    parted = {f"place[{key}]": value for key, value in place.items()}
    parted |= {f"reporter.{key}": str(value) for key, value in (reporter or {}).items()}

    first = client.post(TIPS, {**flat, **parted})
    again = client.post(TIPS, {**flat, **parted, "place": json.dumps(place)})
    broken = client.post(TIPS, {**flat, "place": "{"})
    empty = client.post(TIPS, {"files": ""})

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["code"] == again.json()["code"]
    assert (broken.status_code, broken.json()["errors"][0]["field"]) == (422, "place")
    assert {one["field"] for one in empty.json()["errors"]} >= {"category", "place"}
    assert Tip.objects.count() == 1


def test_too_many_from_one_network_are_asked_to_wait(client: Client, settings: Any) -> None:
    settings.RATE_TIPS_PER_HOUR = 2
    answers = [post(client, body()).status_code for _ in range(3)]
    assert answers == [201, 201, 429]
    elsewhere = client.post(
        TIPS, json.dumps(body()), content_type="application/json", REMOTE_ADDR="10.9.8.7"
    )
    assert elsewhere.status_code == 201


def test_the_staff_list_is_closed_to_strangers(client: Client) -> None:
    answer = client.get("/api/v1/desk/tips")
    assert answer.status_code == 401
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_the_openapi_document_is_served(client: Client) -> None:
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    assert "/api/v1/tips" in paths
