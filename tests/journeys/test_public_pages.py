"""Each public page in a real browser: no fault that axe can find, nothing cut off, no dead end."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import faults_of, needs_browser, overflow_of
from tests.journeys.pages import PUBLIC_PAGES

pytestmark = [needs_browser, pytest.mark.live]


@pytest.mark.parametrize("path", PUBLIC_PAGES)
def test_a_page_is_whole_and_reachable_for_everybody(page: Page, path: str) -> None:
    response = page.goto(path)

    assert response is not None
    assert response.status == 200
    assert faults_of(page) == []
    assert overflow_of(page) == 0
    expect(page).to_have_title(re.compile("Bình Yên"))
    expect(page.locator("h1")).to_have_count(1)
    heading = PUBLIC_PAGES[path]
    if heading:
        expect(page.locator("h1")).to_contain_text(heading)


@pytest.mark.parametrize("path", PUBLIC_PAGES)
def test_a_page_is_legible_in_the_dark(page: Page, path: str) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(path)
    assert faults_of(page) == []


def test_the_keyboard_reaches_the_content_first(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Đến nội dung chính")
    page.keyboard.press("Enter")
    expect(page.locator("#noi-dung")).to_be_focused()


def test_the_language_can_be_switched_and_stays(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="English").first.click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.goto("/gioi-thieu/")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert faults_of(page) == []
