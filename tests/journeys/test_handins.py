"""A pike is handed in, in a real browser: a time booked by thumb, registered by keyboard, printed,
stored; every page on the way is looked at by axe."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import needs_browser
from tests.journeys.test_people import (
    demo_people,  # noqa: F401 (a fixture)
    give_code,
    give_password,
    looks_right,
)
from tests.live import Live

pytestmark = [needs_browser, pytest.mark.live]


def book(page: Page) -> str:
    page.goto("/giao-nop/")
    looks_right(page, "giao-nop")
    page.get_by_role("link", name="Hẹn giờ đến nộp").click()
    page.get_by_label("Tên xã, phường").fill("pho hien")
    page.get_by_role("button", name="Tìm").click()
    page.get_by_role("link", name=re.compile("Phường Phố Hiến")).first.click()
    looks_right(page, "hen")
    page.get_by_text("Súng, dao, kiếm, vũ khí khác").click()
    page.get_by_label("Giờ đến").select_option(index=0)
    page.get_by_role("button", name="Hẹn giờ này").click()
    expect(page.locator("h1")).to_contain_text("Hẹn bạn lúc")
    looks_right(page, "da-hen")
    return "-".join(page.locator(".code-value span").all_inner_texts())


@pytest.fixture
def officer(browser: Browser, live: Live, page: Page) -> Iterator[Page]:
    """A colleague's own browser, as wide as the citizen's."""
    size = page.viewport_size
    assert size is not None
    context = browser.new_context(
        base_url=live.url,
        viewport={"width": size["width"], "height": size["height"]},
        locale="vi-VN",
    )
    yield context.new_page()
    context.close()


def test_from_the_booking_to_the_store(page: Page, officer: Page, demo_people: None) -> None:  # noqa: F811
    code = book(page)

    give_password(officer, "chi-huy")
    give_code(officer, "chi-huy")
    officer.goto(f"/thu-nhan/ghi/?hen={code}")
    looks_right(officer, "ghi-giao-nop")
    officer.locator("[name=dong-0-category]").select_option(label="Vũ khí thô sơ")
    officer.locator("[name=dong-0-quantity]").fill("2")
    officer.locator("[name=dong-0-description]").fill("phóng lợn hàn tay")
    officer.get_by_label("Người ký thứ hai").fill("Trần Thị Bình")
    officer.get_by_role("button", name="Ghi vào sổ").click()
    expect(officer.locator(".messages")).to_contain_text("Đã vào sổ")
    looks_right(officer, "ho-so-giao-nop")

    officer.get_by_role("link", name="Nhập kho").click()
    officer.get_by_label("Người ký thứ hai").fill("Trần Thị Bình")
    looks_right(officer, "nhap-kho")
    officer.locator("#viec").get_by_role("button", name="Nhập kho").click()
    expect(officer.locator(".messages")).to_contain_text("Đã ghi: Nhập kho")

    officer.get_by_role("link", name="Biên nhận").click()
    looks_right(officer, "bien-nhan-giao-nop")
    receipt = "-".join(officer.locator(".code-value span").all_inner_texts())
    for path in ("", "kho/", "kho/kiem-ke/", "dot/", "dot/phat-dong/", "hen/", "hen/gio/"):
        officer.goto(f"/thu-nhan/{path}")
        looks_right(officer, f"thu-nhan-{path.strip('/').replace('/', '-')}")

    page.goto(f"/giao-nop/bien-nhan/?ma={receipt}")
    page.get_by_role("button", name="Xem", exact=True).click()
    expect(page.locator("main")).to_contain_text("Đã nhập kho")
    expect(page.locator("main")).not_to_contain_text("phóng lợn")
    looks_right(page, "tra-cuu")
