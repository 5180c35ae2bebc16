"""What an office does behind the desk, in a real browser with axe: a visitor is entered and the
name opened once, an old register taken over, a request about data answered, a record held back and
another listed to be erased."""

import re
from collections.abc import Iterator
from io import BytesIO
from uuid import uuid4

import pytest
import xlsxwriter
from playwright.sync_api import Page, expect

from tests.browser import needs_browser
from tests.journeys.test_people import (
    demo_people,  # noqa: F401 (a fixture)
    give_code,
    give_password,
    looks_right,
)
from tests.journeys.test_reporting import act, finish
from tests.live import Live

pytestmark = [needs_browser, pytest.mark.live]
NAME = "Nguyễn Thị Ngọc Quỳnh"
# A feedback that was answered eleven years ago, on a list of this night.
MAKE_OLD = """
import django; django.setup()
from datetime import timedelta
from uuid import uuid4
from django.utils import timezone
from binhyen.domains.intake import actions
from binhyen.domains.intake.models import Category, Tip
from binhyen.kernel.audit.action import in_scope
from binhyen.kernel.people.actor import ANONYMOUS, SYSTEM
from binhyen.kernel.people.models import Duty
from binhyen.kernel.retention import clockwork
duty = Duty.objects.get(user__email="can-bo@minhhoa.example")
with in_scope(SYSTEM):
    tip = actions.receive_tip(actor=ANONYMOUS, now=timezone.now(), arrival=actions.Arrival(
        category=Category.objects.get(code="theft"), text="Mất xe đạp.", place=duty.unit.place,
        unit=duty.unit, anonymous=True, idempotency_key=uuid4(), is_demo=True)).tip
    Tip.objects.filter(pk=tip.pk).update(status="closed", outcome="advised", answer="Đã xong.",
        closed_on=timezone.localdate() - timedelta(days=366 * 21))
    clockwork.propose_what_is_due(timezone.now())
"""


@pytest.fixture(scope="module")
def office(live: Live) -> Iterator[Live]:
    """The product with its keeper of keys and its worker."""
    assert live.binhyen("keys", "create").returncode == 0
    for name in ("reveal", "worker"):
        live.start(name)
    yield live
    for name in ("reveal", "worker"):
        live.stop(name)


def sign_in(page: Page, login: str) -> None:
    give_password(page, login)
    give_code(page, login)


def test_a_visitor_is_entered_and_her_name_opened_once(
    page: Page,
    office: Live,
    demo_people: None,  # noqa: F811
) -> None:
    sign_in(page, "chi-huy")
    page.goto("/tin/tiep-nhan/")
    looks_right(page, "tiep-nhan-ho")
    page.get_by_role("button", name="Vào sổ").click()
    looks_right(page, "tiep-nhan-ho-thieu")
    page.locator("[name=channel][value=in_person]").check(force=True)
    page.get_by_label("Lĩnh vực").select_option(label="Trộm cắp, cướp giật")
    page.get_by_label("Nội dung được báo").fill("Đêm qua mất một chiếc xe máy trong sân.")
    page.get_by_label("Nơi xảy ra").fill("phuong pho hien")
    page.get_by_label("Họ và tên người báo").fill(NAME)
    page.get_by_label("Năm sinh").fill("1984")
    page.get_by_label("Nơi ở").fill("Tổ 5, phường Phố Hiến")
    page.get_by_label("Người đưa tin hộ").fill("Nguyễn Văn Bảy")
    page.get_by_role("button", name="Vào sổ").click()
    expect(page.locator("main")).to_contain_text(re.compile(r"Đã vào sổ số \d+/"))
    looks_right(page, "da-vao-so")

    page.goto("/tin/?muc=new")
    page.locator("tbody").get_by_role("link").first.click()
    expect(page.locator("main")).not_to_contain_text(NAME)
    page.locator("main").get_by_role("link", name="Mở danh tính", exact=True).click()
    looks_right(page, "mo-danh-tinh")
    page.get_by_role("button", name="Mở danh tính").click()
    looks_right(page, "mo-danh-tinh-thieu")
    page.get_by_text("Cần hỏi trực tiếp để xác minh nội dung tin").click()
    page.get_by_label("Vì sao cần biết người báo tin là ai").fill("Cần hỏi biển số chiếc xe.")
    page.get_by_role("button", name="Mở danh tính").click()
    for said in (NAME, "1984", "Tổ 5, phường Phố Hiến", "Nguyễn Văn Bảy"):
        expect(page.locator("main")).to_contain_text(said)
    looks_right(page, "danh-tinh")
    page.goto("/danh-tinh/")
    expect(page.locator("main")).to_contain_text("Cần hỏi biển số chiếc xe.")
    expect(page.locator("main")).not_to_contain_text(NAME)
    looks_right(page, "cac-lan-mo")


def old_register() -> bytes:
    """Two lines; the second has no day."""
    body, first = BytesIO(), 100_000 + uuid4().int % 100_000
    with xlsxwriter.Workbook(body, {"in_memory": True}) as made:
        sheet = made.add_worksheet("Sổ")
        sheet.write_row(0, 0, ["Số vào sổ", "Ngày tiếp nhận", "Người cung cấp", "Nội dung"])
        sheet.write_row(1, 0, [first, "05/03/2026", "Nguyễn Văn Cũ", "Mất trộm xe máy"])
        sheet.write_row(2, 0, [first + 1, "", "Nguyễn Văn Cũ", "Mất trộm xe đạp"])
    return body.getvalue()


def test_an_old_register_is_taken_over(
    page: Page,
    office: Live,
    demo_people: None,  # noqa: F811
) -> None:
    sign_in(page, "chi-huy")
    page.goto("/tin/so-tiep-nhan/nhap/")
    looks_right(page, "nhap-so-cu")
    page.locator("[name=sheet]").set_input_files(
        {
            "name": "so.xlsx",
            "mimeType": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "buffer": old_register(),
        }
    )
    page.get_by_role("button", name="Tải lên").click()
    expect(page.locator("main")).to_contain_text("Cột nào là gì")
    looks_right(page, "nhap-so-cu-ghep")
    page.get_by_role("button", name="Kiểm tra").click()
    expect(page.get_by_role("button", name="Nhập 1 dòng")).to_be_visible(timeout=60_000)
    expect(page.locator("main")).to_contain_text("Điều cần xem lại")
    looks_right(page, "nhap-so-cu-thu")
    page.get_by_role("button", name="Nhập 1 dòng").click()
    undo = page.get_by_role("button", name="Hoàn tác cả lượt này")
    expect(undo).to_be_visible(timeout=60_000)
    looks_right(page, "nhap-so-cu-xong")
    undo.click()
    expect(page.locator("main")).to_contain_text("Đã hoàn tác", timeout=60_000)
    looks_right(page, "nhap-so-cu-hoan-tac")


def test_a_request_about_data_is_answered(
    page: Page,
    office: Live,
    demo_people: None,  # noqa: F811
) -> None:
    page.goto("/rieng-tu/yeu-cau/")
    looks_right(page, "yeu-cau")
    page.get_by_text("Khiếu nại về cách xử lý dữ liệu").click()
    page.get_by_label("Nói rõ thêm").fill("Tôi vẫn nhận thư dù đã rút.")
    page.get_by_role("button", name="Gửi yêu cầu").click()
    looks_right(page, "yeu-cau-bien-nhan")

    sign_in(page, "tong-hop")
    page.goto("/yeu-cau-du-lieu/")
    looks_right(page, "yeu-cau-danh-sach")
    page.locator("table").get_by_role("link", name="Khiếu nại").first.click()
    looks_right(page, "yeu-cau-ho-so")
    act(page, "Trả lời tiếp nhận")
    page.get_by_label("Trả lời người yêu cầu").fill("Đã nhận, sẽ kiểm tra.")
    finish(page, "Trả lời tiếp nhận")
    page.get_by_role("link", name="Trả lời kết quả", exact=True).click()
    page.get_by_role("button", name="Trả lời kết quả").click()
    looks_right(page, "yeu-cau-thieu")
    page.get_by_text("Đã làm theo yêu cầu").click()
    page.get_by_label("Trả lời người yêu cầu").fill("Đã ngừng gửi thư.")
    finish(page, "Trả lời kết quả")
    page.goto("/yeu-cau-du-lieu/?xem=xong")
    looks_right(page, "yeu-cau-xong")


def test_a_record_is_held_back_and_another_is_on_the_list(
    page: Page,
    office: Live,
    demo_people: None,  # noqa: F811
) -> None:
    office.python(MAKE_OLD)
    sign_in(page, "tong-hop")
    page.goto("/luu-tru/")
    expect(page.locator("main")).to_contain_text("Giao nộp vũ khí")
    looks_right(page, "luu-tru")
    page.goto("/luu-tru/de-nghi/")
    looks_right(page, "de-nghi-xoa")
    page.locator("tbody").get_by_role("link").first.click()
    looks_right(page, "de-nghi-xoa-ho-so")
    page.get_by_role("link", name=re.compile("Để lại")).first.click()
    looks_right(page, "de-lai")
    page.go_back()
    act(page, "Đồng ý xóa")
    page.get_by_role("button", name="Đồng ý xóa").click()
    looks_right(page, "dong-y-xoa-thieu")
    page.locator("[name=sentence]").fill("Đã hết thời hạn, không ai hỏi.")
    page.get_by_role("button", name="Đồng ý xóa").click()
    expect(page.locator(".messages")).to_contain_text("Đã ghi")

    page.context.clear_cookies()
    sign_in(page, "chi-huy")
    page.goto("/tin/?muc=closed")
    page.locator("tbody").get_by_role("link").first.click()
    page.get_by_role("link", name="Giữ lại, không cho xóa").click()
    looks_right(page, "giu-lai")
    page.locator("[name=sentence]").fill("Tòa án còn hỏi.")
    page.get_by_role("button", name="Ghi lại").click()
    expect(page.locator("main")).to_contain_text("Tòa án còn hỏi.")
    page.goto("/luu-tru/giu-lai/")
    looks_right(page, "ho-so-giu-lai")
