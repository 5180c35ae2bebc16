"""A draft is the sender's alone: small pictures, a kind word when it is gone, nothing left over."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from binhyen.domains.intake import drafts
from binhyen.domains.intake.models import Draft, Tip
from binhyen.domains.intake.tests.test_citizen_pages import WHAT, WHERE, fill, send
from binhyen.kernel.audit.action import in_scope
from binhyen.kernel.documents.models import File
from binhyen.kernel.people.actor import SYSTEM

pytestmark = pytest.mark.django_db


def photo() -> SimpleUploadedFile:
    kept = io.BytesIO()
    Image.new("RGB", (320, 240), "#446655").save(kept, "JPEG")
    return SimpleUploadedFile("san.jpg", kept.getvalue(), "image/jpeg")


def with_photo(client: Client) -> File:
    client.post("/bao-tin/viec-gi/", {"category": "theft"})
    client.post("/bao-tin/o-dau/", WHERE)
    page = client.post(
        "/bao-tin/chuyen-gi/", {"text": "", "them-tep": "1", "files": [photo()]}
    ).content.decode()
    assert "Ảnh 1 (JPEG)" in page
    assert "Hãy ghi nội dung" not in page
    return File.objects.get()


def test_the_sender_alone_sees_the_small_picture(client: Client) -> None:
    file = with_photo(client)
    address = f"/bao-tin/tep/{file.ref}/"
    assert client.get(address).headers["Content-Type"] == "image/webp"
    assert Client().get(address).status_code == 404


def test_an_old_draft_goes_with_its_files_and_the_page_says_so(client: Client) -> None:
    with_photo(client)
    in_time = timezone.now() + timedelta(hours=23)
    with in_scope(SYSTEM):  # as the clock does
        assert drafts.forget_old(in_time) == 0
        assert drafts.forget_old(in_time + timedelta(hours=2)) == 1
    assert (Draft.objects.count(), File.objects.count()) == (0, 0)

    page = client.post("/bao-tin/chuyen-gi/", WHAT)
    assert page.status_code == 410
    text = page.content.decode()
    assert "chỉ được giữ 24 giờ" in text
    assert WHAT["text"] in text
    assert page.cookies[drafts.COOKIE].value == ""
    assert not Tip.objects.exists()


def test_the_sender_drops_a_draft_before_sending(client: Client) -> None:
    with_photo(client)
    assert client.post("/bao-tin/thoat/").status_code == 302
    assert (Draft.objects.count(), File.objects.count()) == (0, 0)


def test_a_receipt_promises_three_dated_lines(client: Client) -> None:
    send(client)
    page = client.get("/bao-tin/bien-nhan/").content.decode()
    line = page.split('<ol class="timeline"')[1].split("</ol>")[0]
    assert line.count("<li") == 3
    assert "Báo cho Viện kiểm sát biết về tin" in line
    assert "Có kết quả giải quyết và báo cho bạn" in line
    assert "12 giờ" not in line


def test_feedback_is_answered_and_no_procuracy_is_told(client: Client) -> None:
    send(client, viec_gi={"category": "noise"})
    page = client.get("/bao-tin/bien-nhan/").content.decode()
    line = page.split('<ol class="timeline"')[1].split("</ol>")[0]
    assert line.count("<li") == 3
    assert "Trả lời bạn" in line
    assert "Viện kiểm sát" not in line


def test_a_day_of_another_answer_is_not_asked_about(client: Client) -> None:
    client.post("/bao-tin/viec-gi/", {"category": "theft"})
    assert client.post("/bao-tin/o-dau/", WHERE | {"day": "31/02/2026"}).status_code == 302


def test_the_phone_is_read_back_as_it_is_spoken(client: Client) -> None:
    fill(client, ban_la_ai={"how": "named", "name": "Phạm Thị Hòa", "phone": "+84912345678"})
    assert "0912 345 678" in client.get("/bao-tin/kiem-tra/").content.decode()


def test_the_map_shows_every_commune_and_leads_back(client: Client) -> None:
    client.post("/bao-tin/viec-gi/", {"category": "theft"})
    page = client.get("/bao-tin/o-dau/ban-do/").content.decode()
    assert page.count("<use ") == 104
    assert page.count('href="/bao-tin/o-dau/?chon=11977"') == 2  # the shape and the list
