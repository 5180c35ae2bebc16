"""Signing in and looking after people, in a real browser under the strict content policy."""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import faults_of, needs_browser, overflow_of
from tests.live import ROOT, Live

pytestmark = [needs_browser, pytest.mark.live]
MAKE_DEMO = (
    "import django; django.setup(); from binhyen.kernel.people import demo; demo.make_demo()"
)


@pytest.fixture(scope="module")
def demo_people(live: Live) -> None:
    environment = live.environment | {"DJANGO_SETTINGS_MODULE": "config.settings"}
    subprocess.run([sys.executable, "-c", MAKE_DEMO], env=environment, cwd=ROOT, check=True)


def looks_right(page: Page, name: str) -> None:
    if folder := os.environ.get("BINHYEN_SHOTS"):
        size = page.viewport_size or {"width": 0}
        page.screenshot(path=Path(folder) / f"{name}-{size['width']}.png", full_page=True)
    assert faults_of(page) == []
    assert overflow_of(page) == 0


def give_password(page: Page, login: str) -> None:
    from binhyen.kernel.people.demo import PASSWORD

    page.goto("/tai-khoan/dang-nhap/")
    page.get_by_label("Thư điện tử hoặc số điện thoại").fill(f"{login}@minhhoa.example")
    page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()


HALF_MINUTE = 30
# The half minute whose code each account gave last: a code opens once.
_given: dict[str, int] = {}


def give_code(page: Page, login: str) -> None:
    """The code of this half minute or, when it was given already, of the next, which is taken as
    well; when that is used up too, wait as a person would."""
    from binhyen.kernel.people.demo import code_of

    step = max(int(time.time()) // HALF_MINUTE, _given.get(login, 0) + 1)
    time.sleep(max(0.0, (step - 1) * HALF_MINUTE - time.time()))
    _given[login] = step
    page.get_by_label("Mã", exact=True).fill(code_of(login, step * HALF_MINUTE))
    page.get_by_role("button", name="Tiếp tục").click()
    page.wait_for_url(lambda url: "/bao-ve/ma/" not in url)


def test_the_sign_in_page_lists_the_demo_accounts(page: Page, demo_people: None) -> None:
    page.goto("/tai-khoan/dang-nhap/")
    expect(page.get_by_role("cell", name="can-bo@minhhoa.example")).to_be_visible()
    looks_right(page, "dang-nhap")
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    looks_right(page, "dang-nhap-thieu")


def test_an_officer_signs_in_with_password_and_code(page: Page, demo_people: None) -> None:
    give_password(page, "chi-huy")
    expect(page.locator("h1")).to_have_text("Nhập mã bảo vệ")
    looks_right(page, "ma-bao-ve")
    give_code(page, "chi-huy")
    expect(page).to_have_url(re.compile("/hom-nay/"))
    for path, name in (
        ("/tai-khoan/", "tai-khoan"),
        ("/tai-khoan/phien/", "phien"),
        ("/tai-khoan/bao-ve/", "bao-ve"),
        ("/tai-khoan/khoa-api/", "khoa-api"),
        ("/tai-khoan/mat-khau/", "mat-khau"),
    ):
        page.goto(path)
        looks_right(page, name)


def test_an_administrator_looks_after_people(page: Page, demo_people: None) -> None:
    give_password(page, "quan-tri-xa")
    give_code(page, "quan-tri-xa")
    page.goto("/nhan-su/")
    looks_right(page, "nhan-su")
    page.get_by_role("rowheader").get_by_role("link").first.click()
    looks_right(page, "ho-so")
    page.goto("/nhan-su/moi/")
    page.get_by_role("button", name="Lập tài khoản").click()
    looks_right(page, "lap-tai-khoan")


def test_a_passkey_is_added_and_opens_the_account(
    context: BrowserContext, live: Live, demo_people: None
) -> None:
    """A passkey belongs to a host name, so this journey goes by "localhost"."""
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda line: said.append(line.text) if line.type == "error" else None)
    size = (page.viewport_size or {"width": 0})["width"]
    login = {360: "truc-ban", 1280: "pv05"}[size]
    cdp = context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    cdp.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    here = live.url.replace("127.0.0.1", "localhost")
    page.goto(f"{here}/tai-khoan/dang-nhap/")
    from binhyen.kernel.people.demo import PASSWORD

    page.get_by_label("Thư điện tử hoặc số điện thoại").fill(f"{login}@minhhoa.example")
    page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    give_code(page, login)
    page.goto(f"{here}/tai-khoan/bao-ve/khoa/them/")
    looks_right(page, "them-khoa")
    page.get_by_label("Cho đăng nhập chỉ bằng khóa này").check()
    page.get_by_role("button", name="Thêm khóa này").click()
    expect(page.get_by_text("Đã thêm khóa bảo mật")).to_be_visible()
    page.goto(f"{here}/tai-khoan/bao-ve/khoa/")
    looks_right(page, "khoa")
    page.goto(f"{here}/tai-khoan/")
    page.locator("main").get_by_role("button", name="Đăng xuất").click()

    page.goto(f"{here}/tai-khoan/dang-nhap/")
    page.get_by_role("button", name="Đăng nhập bằng khóa bảo mật").click()
    expect(page).to_have_url(re.compile("/hom-nay/"))
    assert said == []
