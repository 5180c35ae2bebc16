"""The officer's pages: registering by keyboard, the list, acts, stock, campaigns; who sees what."""

import io
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from binhyen.domains.handins import actions
from binhyen.domains.handins.models import Campaign, HandIn, Stage, Stock, Stocktake, Visit
from binhyen.domains.handins.tests.factories import category, handed_in
from binhyen.kernel.audit.models import Event
from binhyen.kernel.people.actor import SYSTEM
from tests.cast import Cast, signed_in

pytestmark = pytest.mark.django_db


def typed(cast: Cast, **more: Any) -> dict[str, Any]:
    """What An types: two pikes, and a name that nobody will read again."""
    return {
        "key": str(uuid4()),
        "unit": cast.own.pk,
        "way": "brought",
        "name": "Khuất Thị Chim Sâu",
        "extinguishers": "1",
        "second_name": "Trần Thị Bình",
        "dong-TOTAL_FORMS": "2",
        "dong-INITIAL_FORMS": "0",
        "dong-0-category": category("primitive", timezone.localdate()).pk,
        "dong-0-quantity": "2",
        "dong-0-description": "phóng lợn cán tre",
    } | more


@pytest.fixture
def an(cast: Cast) -> Client:
    return signed_in(cast.an)


def test_an_officer_registers_with_a_photo_and_prints_the_receipt(cast: Cast, an: Client) -> None:
    photo = io.BytesIO()
    Image.new("RGB", (8, 8)).save(photo, "JPEG")
    upload = SimpleUploadedFile("anh.jpg", photo.getvalue(), "image/jpeg")

    answer = an.post("/thu-nhan/ghi/", typed(cast, photos=[upload]))

    handin = HandIn.objects.get()
    assert answer.headers["Location"] == f"/thu-nhan/{handin.ref}/"
    assert (handin.number, handin.extinguishers, handin.is_anonymous) == (1, 1, False)
    assert handin.files.count() == 1
    assert handin.received_by == cast.an
    page = an.get(answer.headers["Location"]).content.decode()
    assert "phóng lợn cán tre" in page
    paper = an.get(f"/thu-nhan/{handin.ref}/bien-nhan/").content.decode()
    assert "Nguyễn Văn An" in paper
    assert "Chim" not in page + paper
    assert Event.objects.filter(verb="handins.viewed").count() == 1


def test_more_lines_keep_what_was_typed(cast: Cast, an: Client) -> None:
    page = an.post("/thu-nhan/ghi/", typed(cast, **{"them-dong": "1"})).content.decode()
    assert "phóng lợn cán tre" in page
    assert 'name="dong-3-quantity"' in page
    assert not HandIn.objects.exists()


def test_an_empty_form_says_what_lacks_and_a_bomb_stays_where_it_lies(
    cast: Cast, an: Client
) -> None:
    empty = an.post("/thu-nhan/ghi/", typed(cast, **{"dong-0-category": ""}))
    assert empty.status_code == 400
    bomb = category("ordnance", timezone.localdate()).pk
    refused = an.post("/thu-nhan/ghi/", typed(cast, **{"dong-0-category": bomb}))
    assert refused.status_code == 403
    assert "để nguyên chỗ" in refused.content.decode()
    assert "Điều 64 Luật 42/2024/QH15" in refused.content.decode()
    assert not HandIn.objects.exists()


def test_the_same_form_twice_is_one_line_of_the_book(cast: Cast, an: Client) -> None:
    given = typed(cast)
    for _ in range(2):
        assert an.post("/thu-nhan/ghi/", given).status_code == 302
    assert HandIn.objects.count() == 1


def test_acts_walk_the_chain_on_the_page(cast: Cast, an: Client) -> None:
    handin = handed_in(cast.own, "primitive", "support", now=timezone.now())
    record = f"/thu-nhan/{handin.ref}/"
    signed = {"second_name": "Trần Thị Bình", "document_number": "12/BB"}
    skipped = an.post(f"{record}phan-loai/", {"lines": ["1"], **signed})
    assert skipped.status_code in (400, 403)
    assert an.post(f"{record}nhap-kho/", {"lines": ["1"], **signed}).status_code == 302
    assert [item.stage for item in handin.items.order_by("line")] == [Stage.STORED, Stage.RECEIVED]
    moved = an.post(f"{record}chuyen/", {"lines": ["1"], "to": cast.province.pk, **signed})
    assert moved.status_code == 302
    page = an.get(record).content.decode()
    assert "Đã chuyển để phân loại" in page
    assert "Công an tỉnh Hưng Yên" in page


def test_a_refusal_keeps_what_was_typed_and_changes_nothing(cast: Cast, an: Client) -> None:
    handin = handed_in(cast.own, now=timezone.now())
    answer = an.post(
        f"/thu-nhan/{handin.ref}/nhap-kho/",
        {"lines": ["1"], "second_name": "nguyen van an", "document_number": "7/BB"},
    )
    assert answer.status_code == 403
    assert "hai người ký khác nhau" in answer.content.decode()
    assert 'value="7/BB"' in answer.content.decode()
    assert handin.items.get().stage == Stage.RECEIVED


def test_a_neighbour_finds_nothing(cast: Cast) -> None:
    handin = handed_in(cast.own, now=timezone.now())
    em = signed_in(cast.em)
    assert em.get(f"/thu-nhan/{handin.ref}/").status_code == 404
    assert em.post(f"/thu-nhan/{handin.ref}/nhap-kho/").status_code == 404
    assert "mô tả" not in em.get("/thu-nhan/").content.decode()
    assert "primitive" not in em.get("/thu-nhan/xuat/csv/").getvalue().decode()


def test_the_list_filters_sorts_and_exports(cast: Cast, an: Client) -> None:
    for code in ("primitive", "support", "support"):
        handed_in(cast.own, code, now=timezone.now())
    assert an.get("/thu-nhan/?loai=support").content.decode().count('<th scope="row"') == 2
    assert an.get("/thu-nhan/?so_thu_tu=1").content.decode().count('<th scope="row"') == 1
    assert an.get("/thu-nhan/?muc=stored").content.decode().count('<th scope="row"') == 0
    first = an.get("/thu-nhan/?xep=received_at").content.decode()
    assert first.index("1/20") < first.index("3/20")
    csv = an.get("/thu-nhan/xuat/csv/?loai=support").getvalue().decode()
    assert len(csv.strip().splitlines()) == 3
    assert an.get("/thu-nhan/xuat/xlsx/").getvalue()[:2] == b"PK"
    assert Event.objects.filter(verb="handins.exported").count() == 2
    for odd in ("/thu-nhan/?so_thu_tu=²", "/thu-nhan/?dot=x", "/thu-nhan/?sau=xyz"):
        assert an.get(odd).status_code == 200


def test_the_list_asks_few_questions_whatever_the_rows(
    cast: Cast, an: Client, django_assert_max_num_queries: Any
) -> None:
    for _ in range(26):
        handed_in(cast.own, "primitive", "support", now=timezone.now())
    an.get("/thu-nhan/")  # what the process keeps for a while is read once
    with django_assert_max_num_queries(8):
        an.get("/thu-nhan/")


def test_stock_is_shown_counted_and_taken_away(cast: Cast, an: Client) -> None:
    handed_in(cast.own, "primitive", now=timezone.now())
    assert "Vũ khí thô sơ" in an.get("/thu-nhan/kho/").content.decode()
    row = Stock.objects.get()
    wrong = {
        f"counted-{row.category_id}": "2",
        "second_name": "Trần Thị Bình",
    }
    refused = an.post("/thu-nhan/kho/kiem-ke/", wrong)
    assert refused.status_code == 403
    assert "Hãy ghi giải trình" in refused.content.decode()
    wrong[f"why-{row.category_id}"] = "đang ở phòng kỹ thuật"
    assert an.post("/thu-nhan/kho/kiem-ke/", wrong).status_code == 302
    assert Stocktake.objects.get().differences == 1
    assert "1 loại lệch" in an.get("/thu-nhan/kho/").content.decode()
    assert "Vũ khí thô sơ" in an.get("/thu-nhan/kho/xuat/csv/").getvalue().decode()


def test_a_leader_opens_a_campaign_and_it_is_counted(cast: Cast, an: Client) -> None:
    binh = signed_in(cast.binh)
    today = f"{timezone.localdate():%d/%m/%Y}"
    given = {
        "host": cast.own.pk,
        "name": "Vận động giao nộp dịp cuối năm",
        "directive_number": "15/KH-CAP",
        "directive_on": today,
        "first_day": today,
    }
    assert an.post("/thu-nhan/dot/phat-dong/", given).status_code == 403
    assert binh.post("/thu-nhan/dot/phat-dong/", given).status_code == 302
    campaign = Campaign.objects.get()
    assert campaign.code.endswith("van-dong-giao-nop-dip-cuoi-nam")
    an.post("/thu-nhan/ghi/", typed(cast, campaign=campaign.pk))
    page = an.get(f"/thu-nhan/dot/{campaign.pk}/").content.decode()
    assert "15/KH-CAP" in page
    assert "Công an phường Phố Hiến" in page
    assert HandIn.objects.get().campaign == campaign
    ended = binh.post(f"/thu-nhan/dot/{campaign.pk}/", {"last_day": today})
    assert ended.status_code == 302
    campaign.refresh_from_db()
    assert campaign.valid_to is not None


def test_who_booked_is_noted_by_registering(cast: Cast, an: Client) -> None:
    visit = Visit.objects.create(
        code="ABCDEFGHJ0", unit=cast.own, starts_at=timezone.now(), seat=1, about="weapon"
    )
    page = an.get("/thu-nhan/hen/").content.decode()
    assert f"/thu-nhan/ghi/?hen={visit.code}" in page
    actions.note_visit(actor=SYSTEM, visit=visit, came=False, now=timezone.now())
    wrong = an.post("/thu-nhan/ghi/", typed(cast, visit_code=visit.code))
    assert wrong.status_code == 400
    assert "Không có lịch hẹn nào" in wrong.content.decode()


def test_the_province_reads_but_does_not_act_for_the_ward(cast: Cast) -> None:
    handin = handed_in(cast.own, now=timezone.now())
    hai = signed_in(cast.hai)
    assert hai.get(f"/thu-nhan/{handin.ref}/").status_code == 200
    refused = hai.post(
        f"/thu-nhan/{handin.ref}/nhap-kho/",
        {"lines": ["1"], "second_name": "B", "document_number": "1"},
    )
    assert refused.status_code in (400, 403)
    assert handin.items.get().stage == Stage.RECEIVED
