"""A citizen reports through the pages, without JavaScript, and follows what becomes of it."""

import re

import pytest
from django.test import Client

from binhyen.domains.intake import actions
from binhyen.domains.intake.actions.law import Result
from binhyen.domains.intake.models import Category, Draft, Outcome, Tip, TipMessage
from binhyen.domains.intake.tests.factories import NOW
from binhyen.kernel.people.actor import SYSTEM
from binhyen.lib import codes

pytestmark = pytest.mark.django_db

WHERE = {"place": "11977", "when": "yesterday", "place_note": "cạnh chợ"}
WHAT = {"text": "Nhà tôi bị mất một chiếc xe máy để trong sân đêm qua."}


def fill(client: Client, **answers: dict[str, str]) -> None:
    steps = {
        "viec-gi": {"category": "theft"},
        "o-dau": WHERE,
        "chuyen-gi": WHAT,
        "ban-la-ai": {"how": "anonymous"},
    } | {name.replace("_", "-"): given for name, given in answers.items()}
    for step, given in steps.items():
        response = client.post(f"/bao-tin/{step}/", given)
        assert response.status_code == 302, (step, response.content.decode())


def send(client: Client, **answers: dict[str, str]) -> tuple[Tip, str]:
    fill(client, **answers)
    assert client.post("/bao-tin/kiem-tra/").status_code == 302
    page = client.get("/bao-tin/bien-nhan/").content.decode()
    tip = Tip.objects.latest("pk")
    pieces = re.findall(r"<span>([0-9A-Z]{5})</span>", page)
    secret = "".join(pieces[-5:])
    assert codes.is_whole(secret)
    return tip, secret


def test_every_step_opens(client: Client) -> None:
    assert client.get("/bao-tin/").status_code == 200
    assert "Lừa đảo" in client.get("/bao-tin/viec-gi/").content.decode()
    found = client.get("/bao-tin/viec-gi/", {"tu": "mat xe"}).content.decode()
    assert "Trộm cắp, cướp giật" in found
    fill(client)
    check = client.get("/bao-tin/kiem-tra/").content.decode()
    assert "Công an xã Tân Hưng" in check
    assert "cạnh chợ" in check


def test_what_can_be_reported_is_named_in_the_reader_s_language(client: Client) -> None:
    group = Category.objects.filter(parent=None, is_active=True).order_by("order")[0]
    for language, name in (("vi", group.name), ("en", group.name_en)):
        client.cookies["django_language"] = language
        assert name in client.get("/bao-tin/viec-gi/").content.decode()


def test_steps_cannot_be_skipped(client: Client) -> None:
    assert client.get("/bao-tin/kiem-tra/").headers["Location"] == "/bao-tin/viec-gi/"
    client.post("/bao-tin/viec-gi/", {"category": "theft"})
    assert client.get("/bao-tin/ban-la-ai/").headers["Location"] == "/bao-tin/o-dau/"


def test_an_old_name_finds_what_the_commune_became(client: Client) -> None:
    client.post("/bao-tin/viec-gi/", {"category": "theft"})
    page = client.get("/bao-tin/o-dau/", {"xa": "di che"}).content.decode()
    assert "trước đây là Xã Dị Chế" in page


def test_the_draft_is_sealed_with_a_key_that_only_the_sender_has(client: Client) -> None:
    fill(client)
    assert b"m\xe1\xbb\xa5t" not in bytes(Draft.objects.get().sealed)
    assert "xe máy".encode() not in bytes(Draft.objects.get().sealed)


def test_sending_makes_one_report_and_a_receipt(client: Client) -> None:
    tip, secret = send(client)
    assert tip.unit.name == "Công an xã Tân Hưng"
    assert client.post("/bao-tin/kiem-tra/").headers["Location"] == "/bao-tin/bien-nhan/"
    assert Tip.objects.count() == 1

    number = re.search(r"nhóm thứ (\d)", client.get("/bao-tin/bien-nhan/").content.decode())
    assert number is not None
    wrong = client.post("/bao-tin/bien-nhan/", {"group": "AAAAA"})
    assert wrong.status_code == 400
    group = secret[(int(number[1]) - 1) * 5 : int(number[1]) * 5]
    assert client.post("/bao-tin/bien-nhan/", {"group": group.lower()}).status_code == 200
    assert not Draft.objects.exists()


def test_what_was_typed_stays_when_something_is_wrong(client: Client) -> None:
    client.post("/bao-tin/viec-gi/", {"category": "theft"})
    page = client.post(
        "/bao-tin/o-dau/", {"place_note": "ngõ 5", "when": "day", "day": "31/02/2026"}
    )
    text = page.content.decode()
    assert page.status_code == 400
    assert "ngõ 5" in text
    assert "Hãy ghi ngày theo thứ tự ngày/tháng/năm" in text
    assert "Hãy chọn xã, phường nơi xảy ra" in text


@pytest.mark.parametrize(
    ("text", "says", "may_go_on"),
    [
        ("Đơn tố cáo chủ tịch xã nhận tiền khi cấp đất cho dân.", "tố cáo cán bộ", True),
        ("Tôi khiếu nại quyết định thu hồi đất của nhà tôi.", "khiếu nại", True),
        ("Gửi kèm văn bản đóng dấu TUYỆT MẬT của cơ quan.", "bí mật nhà nước", False),
        ("Cứu tôi với, nó đang đánh tôi ở nhà!", "113", True),
    ],
)
def test_what_belongs_elsewhere_is_shown_its_door_and_not_kept(
    client: Client, text: str, says: str, may_go_on: bool
) -> None:
    client.post("/bao-tin/viec-gi/", {"category": "theft"})
    client.post("/bao-tin/o-dau/", WHERE)
    before = bytes(Draft.objects.get().sealed)

    page = client.post("/bao-tin/chuyen-gi/", {"text": text})

    assert page.status_code == 422
    assert says in page.content.decode()
    assert bytes(Draft.objects.get().sealed) == before
    again = client.post("/bao-tin/chuyen-gi/", {"text": text, "door": "report"})
    assert (again.status_code == 302) is may_go_on


def test_a_reporter_follows_by_code_and_talks_by_secret(client: Client) -> None:
    tip, secret = send(client)
    other = Client()
    code = codes.show(tip.code, "HY")
    assert other.post("/theo-doi/", {"code": code.lower()}).status_code == 302
    status = other.get("/theo-doi/tin/").content.decode()
    assert "Đã tiếp nhận" in status
    assert "chiếc xe máy" not in status

    assert other.post("/theo-doi/tin/", {"secret": secret[::-1]}).status_code == 400
    assert other.post("/theo-doi/tin/", {"secret": codes.show(secret)}).status_code == 302
    assert "chiếc xe máy" in other.get("/theo-doi/tin/").content.decode()
    other.post("/theo-doi/tin/viet/", {"text": "Biển số xe là 89B1-234.56"})
    assert TipMessage.objects.get(tip=tip).text == "Biển số xe là 89B1-234.56"
    tip.refresh_from_db()
    assert tip.waits_for_unit


def test_without_the_secret_nobody_writes(client: Client) -> None:
    tip, _ = send(client)
    other = Client()
    other.post("/theo-doi/", {"code": tip.code})
    assert other.post("/theo-doi/tin/viet/", {"text": "Tôi là người khác"}).status_code == 302
    assert not TipMessage.objects.exists()


def test_a_code_with_a_slip_offers_what_was_meant(client: Client) -> None:
    tip, _ = send(client)
    slip = tip.code[:3] + tip.code[4] + tip.code[3] + tip.code[5:]
    if slip == tip.code:
        slip = ("0" if tip.code[0] != "0" else "1") + tip.code[1:]
    page = client.post("/theo-doi/", {"code": slip})
    assert page.status_code == 400
    assert codes.show(tip.code, "HY") in page.content.decode()


def test_after_the_result_one_rates_and_may_ask_again(client: Client) -> None:
    tip, secret = send(client)
    tip = actions.accept_tip(actor=SYSTEM, tip=tip, now=NOW)
    actions.close_tip(
        actor=SYSTEM,
        tip=tip,
        result=Result(Outcome.ADMINISTRATIVE, "Đã lập biên bản, xử phạt."),
        now=NOW,
    )
    client.post("/theo-doi/", {"code": tip.code})
    client.post("/theo-doi/tin/", {"secret": secret})
    assert "Đã lập biên bản, xử phạt." in client.get("/theo-doi/tin/").content.decode()
    assert client.post("/theo-doi/tin/danh-gia/", {"rating": "5"}).status_code == 302
    assert client.post("/theo-doi/tin/xem-lai/", {"text": "Chưa đúng người"}).status_code == 302
    page = client.get("/theo-doi/tin/").content.decode()
    assert "Chờ xem xét" in page
    assert "5 trên 5" in page
