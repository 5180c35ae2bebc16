"""A report from its first page to its rating, in a real browser: by thumb, by keyboard, without
JavaScript; every page on the way is looked at by axe."""

import io
import re
from collections.abc import Iterator

import pytest
from PIL import Image
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.browser import needs_browser
from tests.journeys.test_people import (
    demo_people,  # noqa: F401 (a fixture)
    give_code,
    give_password,
    looks_right,
)
from tests.live import Live

pytestmark = [needs_browser, pytest.mark.live]
STORY = "Đêm qua nhà tôi ở cạnh chợ Phố Hiến bị mất một chiếc xe máy Wave màu xanh."


def photo() -> FilePayload:
    kept = io.BytesIO()
    Image.new("RGB", (320, 240), "#446655").save(kept, "JPEG")
    return {"name": "san.jpg", "mimeType": "image/jpeg", "buffer": kept.getvalue()}


def go_on(page: Page) -> None:
    page.get_by_role("button", name="Tiếp tục").click()


def answer_where(page: Page) -> None:
    page.get_by_label("Xã, phường nơi xảy ra").fill("pho hien")
    page.get_by_role("button", name="Tìm").click()
    page.get_by_role("link", name=re.compile("Phường Phố Hiến")).first.click()
    page.get_by_text("Hôm qua").click()


def report(page: Page, *, named: bool, look: bool = True) -> tuple[str, str]:
    """From the home page to the receipt; the code and the secret that stand on it."""

    def seen(name: str) -> None:
        if look:
            looks_right(page, name)

    page.goto("/bao-tin/")
    seen("bao-tin")
    page.get_by_role("link", name="Không, tôi muốn báo tin").click()
    seen("viec-gi")
    page.get_by_label("Tìm bằng vài từ").fill("mat xe")
    page.get_by_role("button", name="Tìm").click()
    seen("viec-gi-tim")
    page.get_by_text("Trộm cắp, cướp giật").click()
    go_on(page)
    seen("o-dau")
    answer_where(page)
    seen("o-dau-chon")
    go_on(page)
    page.get_by_label("Chuyện gì đã xảy ra?").fill(STORY)
    if named:
        page.get_by_label("Ảnh, video, ghi âm").set_input_files(photo())
        page.get_by_role("button", name="Thêm tệp").click()
        expect(page.get_by_label("Chuyện gì đã xảy ra?")).to_have_value(STORY)
        expect(page.locator(".files img")).to_have_count(1)
    seen("chuyen-gi")
    go_on(page)
    seen("ban-la-ai")
    if named:
        page.get_by_text("Có tên tôi").click()
        page.get_by_label("Họ và tên").fill("Phạm Thị Hòa")
        page.get_by_label("Số điện thoại").fill("0912 345 678")
    else:
        page.get_by_text("Ẩn danh", exact=True).click()
    go_on(page)
    expect(page.locator("main")).to_contain_text("Công an phường Phố Hiến")
    seen("kiem-tra")
    page.get_by_role("button", name="Gửi tin").click()
    expect(page.locator("h1")).to_have_text("Tin của bạn đã được tiếp nhận")
    seen("bien-nhan")
    codes = [shown.locator("span").all_inner_texts() for shown in page.locator(".code-value").all()]
    return "-".join(codes[0]), "-".join(codes[1])


def keep_the_codes(page: Page, secret: str) -> None:
    """Three dated lines; the wrong group is refused, the right one ends the report here."""
    expect(page.locator(".receipt .timeline > li")).to_have_count(3)
    asked = page.get_by_label(re.compile("Gõ lại nhóm thứ"))
    asked.fill("AAAAA")
    page.get_by_role("button", name="Tôi đã giữ mã").click()
    expect(page.locator(".field-error")).to_contain_text("Chưa khớp")
    number = re.search(r"nhóm thứ (\d)", page.locator("main").inner_text())
    assert number is not None
    asked.fill(secret.split("-")[int(number[1]) - 1].lower())
    page.get_by_role("button", name="Tôi đã giữ mã").click()
    expect(page.locator("h1")).to_have_text("Cảm ơn bạn đã báo tin")


def open_the_talk(page: Page, code: str, secret: str, *, look: bool = True) -> None:
    page.goto("/theo-doi/")
    if look:
        looks_right(page, "theo-doi")
    page.get_by_label("Mã tra cứu").fill(code.lower())
    page.get_by_role("button", name="Xem tin").click()
    expect(page.locator("main")).not_to_contain_text("chiếc xe máy")
    if look:
        looks_right(page, "tin-cua-ban")
    page.get_by_label("Mã bí mật").fill(secret)
    page.get_by_role("button", name="Mở trao đổi").click()
    expect(page.locator("main")).to_contain_text("chiếc xe máy")


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


def act(page: Page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).click()
    looks_right(page, "viec")


def finish(page: Page, name: str) -> None:
    page.locator("#viec").get_by_role("button", name=name, exact=True).click()
    expect(page.locator(".messages")).to_contain_text(f"Đã ghi: {name}")


def test_a_named_report_goes_all_the_way(page: Page, officer: Page, demo_people: None) -> None:  # noqa: F811
    code, secret = report(page, named=True)
    keep_the_codes(page, secret)
    open_the_talk(page, code, secret)
    looks_right(page, "trao-doi")
    page.get_by_label("Viết cho đơn vị").fill("Xe có biển số 89B1-234.56")
    page.get_by_role("button", name="Gửi lời nhắn").click()
    expect(page.locator("main")).to_contain_text("89B1-234.56")

    give_password(officer, "chi-huy")
    give_code(officer, "chi-huy")
    officer.goto("/tin/?muc=new")
    looks_right(officer, "ban-truc-ban")
    officer.get_by_role("rowheader").get_by_role("link").first.click()
    expect(officer.locator("main")).to_contain_text("89B1-234.56")
    expect(officer.locator("main")).not_to_contain_text("Phạm Thị Hòa")
    looks_right(officer, "ho-so-tin")
    act(officer, "Thụ lý")
    finish(officer, "Thụ lý")
    act(officer, "Hỏi người báo")
    officer.get_by_label("Hỏi hoặc báo cho người báo tin").fill("Xe mất lúc mấy giờ?")
    finish(officer, "Hỏi người báo")

    page.reload()
    expect(page.locator("main")).to_contain_text("Xe mất lúc mấy giờ?")
    expect(page.locator(".notice")).to_contain_text("Đơn vị có lời nhắn cho bạn")
    looks_right(page, "duoc-hoi")

    act(officer, "Ghi kết quả")
    officer.get_by_text("Xử lý vi phạm hành chính").click()
    officer.get_by_label("Trả lời người báo tin").fill("Đã tìm được xe và xử phạt người lấy.")
    finish(officer, "Ghi kết quả")
    looks_right(officer, "da-co-ket-qua")

    page.reload()
    expect(page.locator("main")).to_contain_text("Đã tìm được xe")
    looks_right(page, "co-ket-qua")
    page.get_by_text("Rất hài lòng").click()
    page.get_by_role("button", name="Gửi đánh giá").click()
    expect(page.locator("main")).to_contain_text("5 trên 5")


def test_an_anonymous_report_needs_no_javascript(browser: Browser, live: Live, page: Page) -> None:
    context = browser.new_context(
        base_url=live.url,
        viewport=page.viewport_size,
        locale="vi-VN",
        java_script_enabled=False,
    )
    plain = context.new_page()
    code, secret = report(plain, named=False, look=False)
    keep_the_codes(plain, secret)
    open_the_talk(plain, code, secret, look=False)
    context.close()


def test_an_act_that_is_not_allowed_explains_itself_on_focus(
    page: Page,
    officer: Page,
    demo_people: None,  # noqa: F811
) -> None:
    report(page, named=False, look=False)
    give_password(officer, "chi-huy")
    give_code(officer, "chi-huy")
    officer.goto("/tin/?muc=new")
    officer.get_by_role("rowheader").get_by_role("link").first.click()
    button = officer.get_by_role("button", name="Ghi kết quả")
    button.focus()
    reason = officer.locator(f"#{button.get_attribute('aria-describedby')}")
    expect(reason).to_contain_text("chưa làm được việc này")
    assert reason.evaluate("it => getComputedStyle(it).clipPath") == "none"


def test_the_map_is_walked_by_keyboard_and_leads_back(page: Page) -> None:
    page.goto("/bao-tin/viec-gi/?tu=mat+xe")
    page.get_by_text("Trộm cắp, cướp giật").click()
    go_on(page)
    page.get_by_role("link", name="Chọn trên bản đồ").click()
    expect(page.locator(".pick-map a")).to_have_count(104)
    looks_right(page, "ban-do")
    chosen = page.locator(".pick-map a").nth(40)
    chosen.focus()
    name = chosen.locator("title").text_content()
    page.keyboard.press("Enter")
    expect(page.locator(".card h2")).to_have_text(str(name))


def tab_to(page: Page, wanted: str) -> None:
    """Press Tab until what is focused matches the CSS selector."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("css => document.activeElement.matches(css)", wanted):
            return
    raise AssertionError(f"the keyboard does not reach {wanted} on {page.url}")


def enter(page: Page) -> None:
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_a_report_is_sent_by_keyboard_alone(page: Page) -> None:
    page.goto("/bao-tin/")
    tab_to(page, "a[href='/bao-tin/viec-gi/']")
    enter(page)
    tab_to(page, "#tu")
    page.keyboard.type("mat xe")
    enter(page)
    tab_to(page, "[name=category]")
    page.keyboard.press("Space")
    tab_to(page, "button.big")
    enter(page)
    tab_to(page, "#xa")
    page.keyboard.type("pho hien")
    enter(page)
    tab_to(page, "a.choice")
    enter(page)
    tab_to(page, "[name=when]")
    page.keyboard.press("Space")
    tab_to(page, "button.big")
    enter(page)
    tab_to(page, "textarea")
    page.keyboard.type("Mat mot chiec xe may de trong san.")
    tab_to(page, "button.big")
    enter(page)
    tab_to(page, "[name=how]")
    page.keyboard.press("ArrowDown")
    tab_to(page, "button.big")
    enter(page)
    expect(page.locator("main")).to_contain_text("Ẩn danh")
    tab_to(page, "button.big")
    enter(page)
    expect(page.locator("h1")).to_have_text("Tin của bạn đã được tiếp nhận")


def test_what_was_typed_survives_a_page_that_was_left(page: Page) -> None:
    """On this device alone, and gone when the quick exit is taken."""
    page.goto("/bao-tin/viec-gi/?tu=mat+xe")
    page.get_by_text("Trộm cắp, cướp giật").click()
    go_on(page)
    answer_where(page)
    go_on(page)
    page.get_by_label("Chuyện gì đã xảy ra?").fill(STORY)
    page.goto("/bao-tin/o-dau/")
    page.goto("/bao-tin/chuyen-gi/")
    expect(page.get_by_label("Chuyện gì đã xảy ra?")).to_have_value(STORY)
    page.get_by_role("link", name="Thoát nhanh").evaluate("link => link.href = '/khan-cap/'")
    page.get_by_role("link", name="Thoát nhanh").click()
    expect(page).to_have_url(re.compile("/khan-cap/"))
    assert page.evaluate("sessionStorage.length") == 0
