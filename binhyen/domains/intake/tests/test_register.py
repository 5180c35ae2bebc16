"""The register on any date: what had happened by then, and nothing of what came after."""

import csv
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pikepdf import Pdf
from python_calamine import CalamineWorkbook

from binhyen.domains.intake import actions
from binhyen.domains.intake.models import Category, Outcome, RegisterEntry, Tip
from binhyen.domains.intake.tests.factories import NOW, received
from binhyen.domains.intake.tests.test_officer_pages import signed_in
from binhyen.kernel.org.models import Unit
from binhyen.kernel.people.actor import Actor
from binhyen.kernel.places.models import Place

pytestmark = pytest.mark.django_db
BOOK = "/tin/so-tiep-nhan/"


def days(n: int) -> Any:
    return NOW + timedelta(days=n)


@pytest.fixture
def story(tip: Tip, leader: Actor, police: object) -> Tip:
    """Received on 10 August; accepted on the 11th, filed anew on the 12th, closed on the 15th."""
    actions.accept_tip(actor=leader, tip=tip, now=days(1))
    actions.classify_tip(
        actor=leader,
        tip=tip,
        kind="crime_information",
        category=Category.objects.get(code="assault"),
        now=days(2),
    )
    result = actions.law.Result(Outcome.ADVISED, "Đã hướng dẫn người báo.")
    actions.close_tip(actor=leader, tip=tip, result=result, now=days(5))
    return tip


def lines_on(client: Client, on: date | None, unit: int | None = None) -> list[list[str]]:
    asked = {"nam": "2026"} | ({"ngay": f"{on:%d/%m/%Y}"} if on else {})
    asked |= {"donvi": str(unit)} if unit else {}
    answer: Any = client.get(f"{BOOK}xuat/csv/", asked)
    text = answer.getvalue().decode("utf-8-sig")
    return list(csv.reader(text.splitlines()))[1:]


def test_each_day_shows_only_what_had_happened(story: Tip, leader: Actor) -> None:
    client = signed_in(leader)
    assert lines_on(client, date(2026, 8, 9)) == []
    received_day, filed_day, closed_day = (
        lines_on(client, date(2026, 8, day)) for day in (11, 12, 15)
    )
    assert [row[3] for row in received_day] == ["Trộm cắp, cướp giật"]
    assert "Đánh người" in filed_day[0][3]
    assert filed_day[0][-1] == ""
    assert "Hướng dẫn" in closed_day[0][-1]


def test_a_reopened_report_was_closed_in_between(
    story: Tip, leader: Actor, province_leader: Actor
) -> None:
    appeal = actions.appeal_tip(actor=Actor(), tip=story, text="Xin xem lại giúp.", now=days(6))
    actions.decide_appeal(
        actor=province_leader, appeal=appeal, reopen=True, answer="Mở lại.", now=days(7)
    )
    client = signed_in(leader)
    assert "Hướng dẫn" in lines_on(client, date(2026, 8, 16))[0][-1]
    assert lines_on(client, date(2026, 8, 17))[0][-1] == ""


def test_a_transfer_shows_from_its_day_on(
    tip: Tip, leader: Actor, neighbour: Actor, province_leader: Actor
) -> None:
    """To whoever still reads the tip; its first unit keeps number and time of the line."""
    left = tip.unit_id
    to = neighbour.duties[0].unit_id
    there = Unit.objects.get(pk=to)
    actions.transfer_tip(actor=leader, tip=tip, to=there, reason="Nơi xảy ra.", now=days(3))
    above = signed_in(province_leader)
    assert lines_on(above, date(2026, 8, 12), left)[0][6] == ""
    assert lines_on(above, date(2026, 8, 13), left)[0][6] == there.name
    assert lines_on(signed_in(leader), date(2026, 8, 13))[0][2:7] == [
        *("", "ngoài phạm vi xem", "", "", "")
    ]


def test_the_page_says_which_day_it_shows(story: Tip, leader: Actor) -> None:
    page = signed_in(leader).get(BOOK, {"nam": "2026", "ngay": "11/08/2026"}).content.decode()
    assert "như ngày 11/08/2026" in page
    assert "Trộm cắp" in page.split("<tbody>")[1]
    assert "Đánh người" not in page.split("<tbody>")[1]


def test_the_rows_themselves_stay_as_they_are(story: Tip, leader: Actor) -> None:
    lines_on(signed_in(leader), date(2026, 8, 11))
    story.refresh_from_db()
    assert (story.category.code, story.outcome) == ("assault", Outcome.ADVISED)


def test_the_paper_has_a_page_and_the_sheet_lines_to_sign(story: Tip, leader: Actor) -> None:
    client = signed_in(leader)
    paper = client.get(f"{BOOK}xuat/pdf/", {"nam": "2026"})
    assert paper["Content-Type"] == "application/pdf"
    assert len(Pdf.open(BytesIO(paper.content)).pages) == 1
    sheet: Any = client.get(f"{BOOK}xuat/xlsx/", {"nam": "2026"})
    rows = (
        CalamineWorkbook.from_filelike(BytesIO(sheet.getvalue())).get_sheet_by_index(0).to_python()
    )
    assert rows[-2][1] == "NGƯỜI GHI SỔ"
    assert client.get(f"{BOOK}xuat/exe/").status_code == 404


def test_a_neighbour_exports_nothing_of_it(story: Tip, neighbour: Actor) -> None:
    unit = RegisterEntry.objects.get().unit_id
    client = signed_in(neighbour)
    sheet: Any = client.get(f"{BOOK}xuat/csv/", {"donvi": str(unit), "nam": "2026"})
    assert sheet.getvalue().count(b"\n") == 1


def test_questions_do_not_grow_with_the_lines(leader: Actor, tan_hung: Place) -> None:
    client = signed_in(leader)
    asked = []
    for more in (2, 6):
        for _ in range(more):
            received(tan_hung, NOW)
        client.get(BOOK, {"nam": "2026", "ngay": "11/08/2026"})
        with CaptureQueriesContext(connection) as queries:
            client.get(BOOK, {"nam": "2026", "ngay": "11/08/2026"})
        asked.append(len(queries))
    assert asked[0] == asked[1] < 15
