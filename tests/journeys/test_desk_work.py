"""An officer's shift in a real browser: a saved view, several reports at once, a prepared text from
the choice to the reporter, and the desk handed over."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import needs_browser
from tests.journeys.test_people import (
    demo_people,  # noqa: F401 (a fixture)
    give_code,
    give_password,
    looks_right,
)
from tests.journeys.test_reporting import officer as officer
from tests.journeys.test_reporting import report

pytestmark = [needs_browser, pytest.mark.live]


def test_a_shift_from_its_list_to_its_handover(
    page: Page,
    officer: Page,
    demo_people: None,  # noqa: F811
) -> None:
    report(page, named=False, look=False)
    give_password(officer, "chi-huy")
    give_code(officer, "chi-huy")

    officer.goto("/tin/?muc=new")
    officer.get_by_text("Lưu cách xem", exact=True).click()
    officer.get_by_label("Tên cách xem này").fill("Tin mới")
    looks_right(officer, "luu-cach-xem")
    officer.get_by_role("button", name="Lưu", exact=True).click()
    expect(officer.get_by_role("link", name="Tin mới", exact=True)).to_be_visible()

    officer.locator("input[name=chon]").first.check()
    looks_right(officer, "chon-tin")
    officer.get_by_role("button", name="Tiếp tục").click()
    looks_right(officer, "nhieu-tin")
    officer.get_by_role("button", name="Thụ lý").click()
    expect(officer.get_by_role("status")).to_contain_text("Đã làm 1 tin, chưa làm 0 tin.")
    looks_right(officer, "nhieu-tin-xong")

    officer.locator("section").get_by_role("link").first.click()
    officer.get_by_role("link", name="Hỏi người báo").click()
    officer.get_by_label("Mẫu trả lời").select_option(label="Đang làm đến đâu")
    officer.get_by_role("button", name="Điền mẫu").click()
    words = officer.get_by_label("Hỏi hoặc báo cho người báo tin")
    looks_right(officer, "dien-mau")
    words.fill(words.input_value().replace("[…]", "hỏi hai nhà bên cạnh"))
    officer.get_by_role("button", name="Xem trước").click()
    expect(officer.locator("main")).to_contain_text("Người báo tin sẽ đọc")
    looks_right(officer, "xem-truoc")
    officer.get_by_role("button", name="Hỏi người báo").last.click()
    expect(officer.locator("main")).to_contain_text("hỏi hai nhà bên cạnh")

    officer.goto("/tin/mau-tra-loi/")
    looks_right(officer, "mau-tra-loi")
    officer.get_by_role("link", name="Soạn mẫu").click()
    looks_right(officer, "soan-mau")

    officer.goto("/tin/ban-giao-ca/moi/")
    looks_right(officer, "giao-ca")
    officer.get_by_label("Người nhận ca").select_option(index=1)
    officer.get_by_role("button", name="Giao ca").click()
    expect(officer.locator("main")).to_contain_text("Chờ nhận")
    looks_right(officer, "ban-giao-ca")
    officer.goto("/tin/ban-giao-ca/moi/")  # told before anything is typed
    officer.get_by_role("button", name="Rút lại").click()
    expect(officer.locator("main")).to_contain_text("Đã rút lại")
