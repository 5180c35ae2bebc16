"""Pictures for the guides, taken from a running demonstration: `make demo`, then

    .venv/bin/python tools/screenshots.py http://127.0.0.1:8000

They land in docs/vi/hinh/ as small WebP. Each name says what it shows; the guides cite them.
"""

import sys
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import BrowserContext, Locator, Page, ViewportSize, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from tests.browser import CHROMIUM, DESK, FLAGS, PHONE

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "vi" / "hinh"
PASSWORD = "binh-yen-minh-hoa"  # printed by `make demo`
TALLEST = 1500


def keep(page: Page, name: str, part: Locator | None = None) -> None:
    """The page from its top, or a part of it alone."""
    shot = part.screenshot() if part else page.screenshot(full_page=True)
    whole = Image.open(BytesIO(shot))
    picture = whole.crop((0, 0, whole.width, min(whole.height, TALLEST)))
    picture.save(FOLDER / f"{name}.webp", quality=70, method=6)
    print(f"→ {name}.webp")


def go_on(page: Page) -> None:
    page.get_by_role("button", name="Tiếp tục").click()


def citizen(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto("/")
    keep(page, "trang-dau")
    page.goto("/bao-tin/")
    keep(page, "bao-tin-1-nguy-hiem")
    page.goto("/bao-tin/viec-gi/?tu=mat+xe")
    keep(page, "bao-tin-2-viec-gi")
    page.get_by_text("Trộm cắp, cướp giật").click()
    go_on(page)
    page.goto("/bao-tin/o-dau/?xa=di+che")
    keep(page, "bao-tin-3-o-dau")
    page.locator("a.choice").first.click()
    page.get_by_text("Hôm qua").click()
    go_on(page)
    page.locator("textarea[name=text]").fill(
        "Tối qua khoảng 22 giờ nhà tôi mất một chiếc xe máy màu xanh để trong sân."
    )
    keep(page, "bao-tin-4-chuyen-gi")
    go_on(page)
    page.locator("input[value=anonymous]").check()
    keep(page, "bao-tin-5-ban-la-ai")
    go_on(page)
    keep(page, "bao-tin-6-kiem-tra")
    page.get_by_role("button", name="Gửi tin").click()
    keep(page, "bien-nhan")
    code = page.locator(".code-value").first.inner_text()
    page.goto("/theo-doi/")
    page.fill("#id_code", code)
    page.get_by_role("button", name="Xem tin").click()
    keep(page, "theo-doi")


def hands_in(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto("/giao-nop/")
    keep(page, "giao-nop")
    page.goto("/giao-nop/hen/?xa=pho+hien")
    page.locator("a.choice").first.click()
    keep(page, "giao-nop-hen")


def takes_in(page: Page) -> None:
    page.goto("/thu-nhan/ghi/")
    page.locator("[name=dong-0-category]").select_option(label="Vũ khí thô sơ")
    page.fill("[name=dong-0-quantity]", "2")
    page.fill("[name=dong-0-description]", "phóng lợn hàn tay")
    keep(page, "ghi-giao-nop")
    page.goto("/thu-nhan/?muc=stored")
    page.locator("tbody th a").first.click()
    keep(page, "ho-so-giao-nop")
    page.goto("/thu-nhan/kho/")
    keep(page, "kho-giao-nop")


def sign_in(context: BrowserContext, login: str) -> Page:
    page = context.new_page()
    page.goto("/tin/")
    code = page.locator("tr", has_text=login).locator("td").last.inner_text().strip()
    page.fill("input[name=login]", login)
    page.fill("input[name=password]", PASSWORD)
    keep(page, "dang-nhap")
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    page.fill("input[name=code]", code)
    page.keyboard.press("Enter")
    page.wait_for_url("**/tin/")
    return page


def officer(context: BrowserContext) -> None:
    page = sign_in(context, "chi-huy@minhhoa.example")
    page.goto("/hom-nay/")
    keep(page, "hom-nay")
    page.goto("/tin/")
    keep(page, "ban-truc-ban")
    page.locator("tbody th a").first.click()
    keep(page, "ho-so")
    page.get_by_role("link", name="Ghi kết quả").click()
    keep(page, "ghi-ket-qua")
    for path, name in (
        ("/tin/so-tiep-nhan/", "so-tiep-nhan"),
        ("/quy-dinh/", "quy-dinh"),
        ("/lich-lam-viec/", "lich-lam-viec"),
    ):
        page.goto(path)
        keep(page, name)
    takes_in(page)
    page.goto("/so-lieu/?period=2024H1&units_as_of=2024-07-01")
    keep(page, "so-lieu-2024")
    page.goto("/thoi-han/")
    keep(page, "tinh-thoi-han")


def duty(page: Page) -> None:
    """What a duty officer does beyond the main path; as the demonstration has it."""
    page.goto("/tin/tiep-nhan/")
    page.locator("[name=text]").fill("Bà kể: khoảng 2 giờ sáng, kẻ gian cắt khóa cổng lấy xe máy.")
    keep(page, "tiep-nhan-ho")
    page.goto("/tim/?q=xe bồn đổ nước thải")
    keep(page, "tim")
    page.goto("/tin/ban-giao-ca/")
    page.locator("tbody th a").first.click()
    keep(page, "ban-giao-ca")


def chief(page: Page) -> None:
    page.goto("/tim/?q=bãi đất cuối làng mùi nồng")
    page.get_by_role("link", name="Đổ trộm chất thải").first.click()
    page.locator("#co-the-trung").scroll_into_view_if_needed()
    keep(page, "cung-viec", page.locator("#co-the-trung"))
    page.goto("/tin/?muc=again&xep=-received_at")
    page.get_by_role("link", name="Tiếng ồn, karaoke, loa kéo").first.click()
    keep(page, "lap-lai")
    page.get_by_role("link", name="Hỏi người báo").click()
    page.get_by_label("Mẫu trả lời").select_option(index=1)
    page.get_by_role("button", name="Điền mẫu").click()
    words = page.get_by_label("Hỏi hoặc báo cho người báo tin")
    words.fill(words.input_value().replace("[…]", "quán mở loa những hôm nào"))
    page.get_by_role("button", name="Xem trước").click()
    keep(page, "xem-truoc")
    page.goto("/tin/tra-loi-xem-lai/")
    keep(page, "tra-loi-xem-lai")


def province(page: Page) -> None:
    page.goto("/yeu-cau-du-lieu/")
    keep(page, "yeu-cau-du-lieu")
    page.goto("/luu-tru/de-nghi/")
    page.locator("tbody th a").first.click()
    keep(page, "de-nghi-xoa")


def size(of: dict[str, int]) -> ViewportSize:
    return {"width": of["width"], "height": of["height"]}


def main(url: str) -> None:
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        citizen(browser.new_context(base_url=url, viewport=size(PHONE), locale="vi-VN"))
        hands_in(browser.new_context(base_url=url, viewport=size(PHONE), locale="vi-VN"))

        def desk() -> BrowserContext:
            return browser.new_context(base_url=url, viewport=size(DESK), locale="vi-VN")

        officer(desk())
        duty(sign_in(desk(), "truc-ban@minhhoa.example"))
        chief(sign_in(desk(), "chi-huy@minhhoa.example"))
        province(sign_in(desk(), "cong-an-tinh@minhhoa.example"))
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000")
