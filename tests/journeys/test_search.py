"""An officer searches, sees a likely duplicate and links it: in a real browser, with axe."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import faults_of, needs_browser, overflow_of
from tests.journeys.test_people import give_code, give_password
from tests.live import ROOT, Live

pytestmark = [needs_browser, pytest.mark.live]
# A desk with two tellings of one theft and an old matter come back, made by the product's own acts.
MAKE = """
import django; django.setup()
from datetime import timedelta
from uuid import uuid4
from django.utils import timezone
from binhyen.domains.intake import actions, queries, tasks
from binhyen.domains.intake.actions.law import Result
from binhyen.domains.intake.models import Category
from binhyen.kernel.audit.action import in_scope
from binhyen.kernel.people.actor import ANONYMOUS, SYSTEM
from binhyen.kernel.people.models import Duty
from binhyen.kernel.people import demo
from binhyen.kernel.search.indexing import drain
demo.make_demo()
duty = Duty.objects.get(user__email="can-bo@minhhoa.example")
place = duty.unit.place
now = timezone.now()
def send(text, ago, note=""):
    arrival = actions.Arrival(category=Category.objects.get(code="theft"), text=text, place=place,
        unit=duty.unit, anonymous=True, idempotency_key=uuid4(), place_note=note, is_demo=True)
    at = now - timedelta(days=ago)
    return actions.receive_tip(actor=ANONYMOUS, arrival=arrival, now=at).tip
with in_scope(SYSTEM):
    old = send("Mất dây điện ở trạm bơm.", 30, "trạm bơm cuối đồng")
    actions.accept_tip(actor=SYSTEM, tip=old, now=now - timedelta(days=29))
    actions.close_tip(actor=SYSTEM, tip=old, now=now - timedelta(days=20), result=Result(
        "administrative", "Đã xử phạt.", "12/QĐ", (now - timedelta(days=20)).date(), "", "CAX"))
    send("Lại mất dây điện ở trạm bơm.", 0, "trạm bơm, cuối đồng")
    send("Đêm qua hai thanh niên cắt khóa cổng lấy trộm xe máy biển số 89B1-123.45.", 1)
    send("Tầm 22 giờ đêm qua hai thanh niên cắt khóa cổng trộm xe máy 89 B1 12345.", 0)
    tasks.note_what_recurs(timezone.now())
drain()
"""


@pytest.fixture(scope="module")
def two_tellings(live: Live) -> None:
    environment = live.environment | {"DJANGO_SETTINGS_MODULE": "config.settings"}
    subprocess.run([sys.executable, "-c", MAKE], env=environment, cwd=ROOT, check=True)


def looks_right(page: Page, name: str) -> None:
    if folder := os.environ.get("BINHYEN_SHOTS"):
        size = page.viewport_size or {"width": 0}
        page.screenshot(path=Path(folder) / f"{name}-{size['width']}.png", full_page=True)
    assert faults_of(page) == []
    assert overflow_of(page) == 0


def test_search_link_and_answer(page: Page, two_tellings: None) -> None:
    give_password(page, "chi-huy")
    give_code(page, "chi-huy")
    page.goto("/tim/")
    looks_right(page, "tim-trong")
    page.goto("/tim/?q=troomj+khóa+cổng")
    expect(page.locator("mark").first).to_be_visible()
    looks_right(page, "tim")
    page.goto("/tim/?q=89B112345")
    expect(page.locator(".hits > li")).to_have_count(2)

    page.locator(".hits a").first.click()
    either = page.get_by_text("cùng biển số 89B112345").or_(page.get_by_text("Cùng việc với"))
    expect(either.first).to_be_visible()
    looks_right(page, "co-the-trung")
    if page.get_by_role("button", name="Cùng việc").count():
        page.get_by_role("button", name="Cùng việc").first.click()
    expect(page.get_by_role("heading", name="Cùng việc với")).to_be_visible()
    looks_right(page, "cung-viec")

    page.goto("/tin/?muc=again")
    page.get_by_role("link", name="Trộm cắp").first.click()
    expect(page.get_by_role("heading", name="Việc cũ lặp lại?")).to_be_visible()
    looks_right(page, "lap-lai")
