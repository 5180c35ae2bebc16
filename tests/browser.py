"""A real browser for the journeys: Debian's Chromium at a phone's and a desk's width, with axe."""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

CHROMIUM = os.environ.get("BINHYEN_CHROMIUM") or next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 800}
needs_browser = pytest.mark.skipif(
    CHROMIUM is None,
    reason="KHÔNG CÓ TRÌNH DUYỆT: cài chromium để chạy (make test nói cách) / no browser found",
)


@pytest.fixture(scope="module")
def browser(live: Any) -> Iterator[Browser]:
    """Playwright keeps an event loop running in this thread, under which Django's connection is
    another one. So the database is prepared first, journeys ask it with ``live.connect()``, and
    the loop ends with the module."""
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield found
        found.close()


@pytest.fixture(params=[PHONE, DESK], ids=["360", "1280"])
def context(
    browser: Browser, live: Any, request: pytest.FixtureRequest
) -> Iterator[BrowserContext]:
    """A fresh visitor with a Vietnamese browser, on a phone and then at a desk."""
    found = browser.new_context(base_url=live.url, viewport=request.param, locale="vi-VN")
    yield found
    found.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A tab that fails the test when the page reports an error or breaks its content policy."""
    tab = context.new_page()
    troubles: list[str] = []
    tab.on("pageerror", lambda error: troubles.append(str(error)))
    tab.on("console", lambda said: troubles.append(said.text) if said.type == "error" else None)
    yield tab
    expected = ("Failed to load resource",)  # the log line of a 403 or 404 that a test asked for
    assert [trouble for trouble in troubles if not trouble.startswith(expected)] == []


def faults_of(page: Page) -> list[str]:
    """Accessibility faults that axe finds, one line each: rule, and where."""
    found = Axe().run(page).response["violations"]
    return [
        f"{fault['id']}: {node['target']} {node['failureSummary']}"
        for fault in found
        for node in fault["nodes"]
    ]


def overflow_of(page: Page) -> int:
    """By how many pixels the page is wider than its window (0: nothing is cut off)."""
    wider = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return int(wider)
