"""A reporter's photograph at the desk, in a real browser: drawn on with a mouse, walked over with
the keyboard, and without JavaScript."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import needs_browser
from tests.journeys.test_people import (
    demo_people,  # noqa: F401 (a fixture)
    give_code,
    give_password,
    looks_right,
)
from tests.journeys.test_reporting import officer as officer
from tests.journeys.test_reporting import report
from tests.live import Live

pytestmark = [needs_browser, pytest.mark.live]


def record_of(live: Live, code: str) -> str:
    """The address of the record that bears this code."""
    with live.connect() as database:
        rows = database.execute(
            "select ref from intake_tip where code = %s", [code.replace("-", "")[-10:]]
        ).fetchall()
    ((ref,),) = rows
    return f"/tin/{ref}/"


def test_a_photo_is_covered_before_others_see_it(
    page: Page,
    officer: Page,
    live: Live,
    browser: Browser,
    demo_people: None,  # noqa: F811
) -> None:
    code, _secret = report(page, named=True, look=False)
    give_password(officer, "chi-huy")
    give_code(officer, "chi-huy")
    address = record_of(live, code)
    officer.goto(address)
    expect(officer.locator("main")).to_contain_text("Ảnh mới, chỉ nơi thụ lý xem được")
    looks_right(officer, "ho-so-anh-moi")
    officer.get_by_role("link", name="Che Ảnh 1").click()
    image = officer.locator(".cover-photo img")
    expect(image).to_have_js_property("naturalWidth", 320, timeout=60_000)
    looks_right(officer, "che-anh")

    # With a mouse: from one corner to the other of a part.
    photo = officer.locator("[data-by-cover-photo]")
    photo.scroll_into_view_if_needed()
    box = photo.bounding_box()
    assert box is not None
    officer.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.2)
    officer.mouse.down()
    officer.mouse.move(box["x"] + box["width"] * 0.7, box["y"] + box["height"] * 0.4, steps=4)
    officer.mouse.up()
    expect(officer.locator("[data-by-cover-drawn] rect")).to_have_count(1)
    assert abs(float(officer.get_by_label("Phần 1: cách mép trái").input_value()) - 50) < 2
    expect(officer.locator(".cover-grid input:checked")).to_have_count(0)
    # With the keyboard: two squares to the right, one down.
    officer.get_by_label("Hàng 1, cột 1", exact=True).focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowDown", "Space"):
        officer.keyboard.press(key)
    expect(officer.get_by_label("Hàng 2, cột 3", exact=True)).to_be_checked()
    looks_right(officer, "che-anh-da-ve")

    officer.get_by_role("button", name="Che các phần này").click()
    expect(officer.locator(".messages")).to_contain_text("Đã che.")
    expect(officer.locator("[data-by-cover-drawn] rect")).to_have_count(0)
    expect(image).to_have_js_property("naturalWidth", 320, timeout=60_000)
    looks_right(officer, "che-anh-xong")
    dark = officer.evaluate(
        """() => {
          const image = document.querySelector(".cover-photo img");
          const canvas = document.createElement("canvas");
          [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
          const pen = canvas.getContext("2d");
          pen.drawImage(image, 0, 0);
          const at = (x, y) => Math.max(...pen.getImageData(
            canvas.width * x, canvas.height * y, 1, 1).data.slice(0, 3));
          return [at(0.6, 0.3), at(0.2, 0.12), at(0.2, 0.8)];
        }"""
    )
    assert dark[0] < 40
    assert dark[1] < 40
    assert dark[2] > 60

    officer.get_by_role("button", name="Xong, cho người có quyền đọc tin xem ảnh này").click()
    expect(officer.locator(".messages")).to_contain_text("xem được ảnh")
    expect(officer.locator("main")).not_to_contain_text("Ảnh mới, chỉ nơi thụ lý xem được")
    looks_right(officer, "ho-so-anh-da-cho-xem")

    # Without JavaScript: squares and numbers, seen before anything is done.
    plain = browser.new_context(
        base_url=live.url,
        java_script_enabled=False,
        storage_state=officer.context.storage_state(),
        viewport=officer.viewport_size,
        locale="vi-VN",
    )
    still = plain.new_page()
    still.goto(address)
    still.get_by_role("link", name="Che Ảnh 1").click()
    still.get_by_label("Hàng 12, cột 12", exact=True).focus()
    still.keyboard.press("Space")
    still.get_by_text("Gõ số cho chính xác hơn").click()
    for name, value in (("Phần 1: cách mép trái", "5"), ("cách mép trên", "70")):
        still.get_by_label(name).first.fill(value)
    still.get_by_label("rộng").first.fill("20")
    still.get_by_label("cao").first.fill("20")
    still.get_by_role("button", name="Xem trước").click()
    expect(still.locator(".cover-photo rect")).to_have_count(1)
    expect(still.get_by_label("Hàng 12, cột 12", exact=True)).to_be_checked()
    still.get_by_role("button", name="Che các phần này").click()
    expect(still.locator(".messages")).to_contain_text("Đã che.")
    plain.close()
