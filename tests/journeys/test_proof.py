"""A report while proof of work is asked of everybody: the browser does it, or the slower way."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import needs_browser
from tests.hard.callers import Visitor
from tests.journeys.test_people import looks_right
from tests.journeys.test_reporting import answer_where, go_on, report
from tests.live import Live, running

pytestmark = [needs_browser, pytest.mark.live]


@pytest.fixture(scope="module")
def live(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Live]:
    """A product of its own, in one process: what is counted is counted in one place."""
    switched_on = {"BINHYEN_PROOF": "always", "BINHYEN_WORKERS": "1"}
    home = tmp_path_factory.mktemp("proof")
    with django_db_blocker.unblock(), running(home, **switched_on) as product:
        product.start("serve")
        yield product


def test_the_browser_does_the_work_while_the_report_is_read(page: Page) -> None:
    """``report`` presses at once: the form waits for the work and then goes by itself."""
    with page.expect_request(
        lambda request: request.method == "POST" and request.url.endswith("/kiem-tra/")
    ) as sent:
        report(page, named=False)
    assert "altcha=ey" in str(sent.value.post_data)


def use_up_the_slower_way(live: Live) -> None:
    """Visitors without JavaScript, until one is told to wait."""
    for _ in range(10):
        visitor = Visitor(live)
        visitor.post("/bao-tin/viec-gi/", category="theft")
        visitor.post("/bao-tin/o-dau/", place="11977", when="yesterday")
        visitor.post("/bao-tin/chuyen-gi/", text="Nhà tôi bị mất một chiếc xe máy đêm qua.")
        visitor.post("/bao-tin/ban-la-ai/", how="anonymous")
        answer = visitor.post("/bao-tin/kiem-tra/")
        if answer.status == 429:
            return
        assert answer.status == 302, answer.text
    raise AssertionError("the slower way has no end")


def test_a_phone_whose_script_did_not_arrive_is_told_so_and_comes_in_when_it_does(
    live: Live, page: Page
) -> None:
    use_up_the_slower_way(live)
    page.route("**/portal/proof*.js", lambda route: route.abort())
    page.goto("/bao-tin/viec-gi/?tu=mat+xe")
    page.get_by_text("Trộm cắp, cướp giật").click()
    go_on(page)
    answer_where(page)
    go_on(page)
    page.get_by_label("Chuyện gì đã xảy ra?").fill("Đêm qua mất một chiếc xe máy để ở sân.")
    go_on(page)
    page.get_by_text("Ẩn danh", exact=True).click()
    go_on(page)
    page.get_by_role("button", name="Gửi tin").click()
    expect(page.locator(".notice")).to_contain_text("xin bấm gửi thêm một lần")
    expect(page.locator(".notice")).to_contain_text("gọi 113")
    looks_right(page, "xin-gui-lai")

    page.unroute("**/portal/proof*.js")
    page.goto("/bao-tin/kiem-tra/")
    expect(page.get_by_role("status")).to_contain_text("Đã xong", timeout=60_000)
    looks_right(page, "phep-tinh-xong")
    page.get_by_role("button", name="Gửi tin").click()
    expect(page.locator("h1")).to_have_text("Tin của bạn đã được tiếp nhận")
