"""The figures pages, for everybody and for staff."""

import html
from datetime import date, datetime
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from binhyen.domains.intake.models import Category, Kind, Status, Tip
from binhyen.kernel.indicators.actions import verify_figures
from binhyen.kernel.indicators.draining import drain
from binhyen.kernel.org.models import Unit
from binhyen.kernel.people.models import Duty, Role, User
from binhyen.kernel.places.models import Place

pytestmark = pytest.mark.django_db
OLD = date(2024, 7, 1)
DAY = date(2024, 3, 8)
QUERY = {"place": "33", "period": "2024H1", "units_as_of": "2024-07-01"}


@pytest.fixture
def tips() -> None:
    """Ten in each commune of old Hưng Yên, but two in Dị Chế."""
    category, _made = Category.objects.get_or_create(
        code="thu", defaults={"name": "Thử", "name_en": "Test"}
    )
    unit = Unit.objects.order_by("pk").first()
    hung_yen = Place.objects.on(OLD).get(level="province", code="33")
    made: list[Tip] = []
    for place in Place.objects.below(hung_yen, OLD, "commune").order_by("code"):
        made += [
            Tip(
                code=f"{len(made) + at:08d}", secret_digest=b"x", channel="web",
                kind=Kind.CRIME_INFORMATION, category=category, is_anonymous=False, text="Mất xe",
                place=place, unit=unit, received_unit=unit, status=Status.ACCEPTED,
                received_at=datetime(2024, 3, 8, 9, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")),
                received_on=DAY, accepted_on=DAY,
            )
            for at in range(2 if place.code == "12349" else 10)
        ]  # fmt: skip
    Tip.objects.bulk_create(made)
    verify_figures(heal=True)
    drain()


@pytest.fixture
def leader() -> Client:
    """Đỗ Thị Hạnh leads the provincial police."""
    user = User.objects.create_user("hanh@example.vn", full_name="Đỗ Thị Hạnh")
    hung_yen = Place.objects.on(date.today()).get(level="province", code="33")
    unit = Unit.objects.filter(kind="police_province", place=hung_yen).order_by("pk").get()
    Duty.objects.create(user=user, unit=unit, role=Role.LEADER, valid_from=unit.valid_from)
    client = Client()
    client.force_login(user)
    return client


def test_everybody_sees_the_province_but_not_the_two_of_di_che(client: Client, tips: None) -> None:
    page = client.get("/so-lieu/", {**QUERY, "by": "commune"})

    text = page.content.decode()
    assert page.status_code == 200
    assert "1.602" in text
    assert "Tỷ lệ thụ lý" in text
    rows = {row.label: shown for row, shown in page.context["rows"]}
    assert len(rows) == 161
    assert rows["Xã Dị Chế"] == "không công bố"
    assert list(rows.values()).count("không công bố") == 2
    assert "Xã Dị Chế: không công bố" in text
    assert "style=" not in text


def test_the_same_on_the_units_of_today(client: Client, tips: None) -> None:
    page = client.get("/so-lieu/", {"place": "33", "period": "2024H1", "by": "commune"})
    assert len(page.context["rows"]) == 104
    assert page.context["total_shown"] == "1.602"
    assert "ước tính" in page.content.decode()


def test_the_day_of_the_units_is_typed_as_people_write_it(client: Client, tips: None) -> None:
    page = client.get("/so-lieu/", {**QUERY, "units_as_of": "15/06/2024", "by": "commune"})
    assert len(page.context["rows"]) == 161
    assert 'value="15/06/2024"' in page.content.decode()
    wrong = client.get("/so-lieu/", {**QUERY, "units_as_of": "31/02/2024"})
    assert wrong.status_code == 422
    assert 'value="31/02/2024"' in wrong.content.decode()


def test_a_leader_sees_all_in_the_own_area(leader: Client, tips: None) -> None:
    page = leader.get("/so-lieu/noi-bo/", {"place": "33", "period": "2024H1", "by": "month"})
    assert page.context["exact"]
    assert page.context["rows"][2][1] == "1.602"


def test_a_stranger_is_sent_to_sign_in(client: Client) -> None:
    answer = client.get("/so-lieu/noi-bo/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/tai-khoan/dang-nhap/")


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"period": "2024H7"}, "period"),
        ({"indicator": "sao"}, "indicator"),
        ({"units_as_of": "hôm qua"}, "units_as_of"),
        ({"place": "332"}, "place"),
        ({"period": "free", "from": "2024-01-05", "to": "2024-02-03"}, "period"),
        ({"kind": "sao"}, "kind"),
        ({"by": "sao"}, "by"),
    ],
)
def test_a_question_that_makes_no_sense_gets_a_sentence(
    client: Client, query: dict[str, str], field: str
) -> None:
    page = client.get("/so-lieu/", query)
    assert page.status_code == 422
    assert page.context["errors"][field].endswith(".")
    assert page.context["errors"][field] in html.unescape(page.content.decode())


def test_what_was_chosen_stays_when_it_cannot_be_read(client: Client) -> None:
    query = {"period": "free", "from": "2024-01-05", "to": "2024-02-03", "indicator": "tips_late"}
    text = client.get("/so-lieu/", query).content.decode()
    assert '<option value="free" selected>' in text
    assert 'value="2024-01-05"' in text
    assert '<option value="tips_late" selected>' in text


@pytest.mark.parametrize("by", ["month", "kind", "category", "district", "hamlet"])
def test_every_breakdown_has_a_page(client: Client, tips: None, by: str) -> None:
    page = client.get("/so-lieu/", {**QUERY, "by": by})
    assert page.status_code == 200
    assert page.context["total_shown"] == "1.602"


def test_the_definition_says_how_we_know(client: Client) -> None:
    page = client.get("/so-lieu/dinh-nghia/acceptance_rate/", QUERY)
    assert "Tin thụ lý chia cho Tin tiếp nhận" in page.content.decode()
    assert client.get("/so-lieu/dinh-nghia/sao/").status_code == 404


def test_the_table_as_a_file_leaves_out_what_the_page_leaves_out(
    client: Client, tips: None
) -> None:
    sheet = client.get("/so-lieu/", {**QUERY, "by": "commune", "format": "xlsx"})
    rows = CalamineWorkbook.from_filelike(BytesIO(sheet.content)).get_sheet_by_index(0).to_python()
    found = {row[1]: row[2:4] for row in rows[1:]}
    assert found["Tổng"] == [1602, ""]
    assert found["Xã Dị Chế"] == ["", "không công bố"]
    text = client.get("/so-lieu/", {**QUERY, "by": "commune", "format": "csv"}).content.decode()
    assert text.startswith("\ufeff")
    assert text.count("không công bố") >= 2
    assert client.get("/so-lieu/", {**QUERY, "format": "exe"}).status_code == 404


def test_the_page_asks_the_database_a_constant_number_of_times(client: Client, tips: None) -> None:
    client.get("/so-lieu/", {**QUERY, "by": "commune"})
    with CaptureQueriesContext(connection) as queries:
        client.get("/so-lieu/", {**QUERY, "by": "commune"})
    assert len(queries) <= 40


def test_the_api_gives_rows_definition_and_version(client: Client, tips: None) -> None:
    answer = client.get("/api/v1/figures", {**QUERY, "by": "commune"}).json()
    assert answer["total"]["value"] == 1602
    assert len(answer["rows"]) == 161
    assert answer["indicator"]["version"] == 1
    di_che = next(row for row in answer["rows"] if row["name"] == "Xã Dị Chế")
    assert (di_che["value"], di_che["suppressed"], di_che["parts"]) == (None, True, {})


def test_the_api_lists_indicators_and_explains_what_it_cannot_read(client: Client) -> None:
    listed = client.get("/api/v1/indicators").json()
    assert {one["code"] for one in listed} >= {"tips_received", "tips_late", "median_days"}
    wrong = client.get("/api/v1/figures", {"period": "2024H9"})
    assert (wrong.status_code, wrong["Content-Type"]) == (422, "application/problem+json")
    assert wrong.json()["errors"][0]["field"] == "period"


def test_a_leader_gets_exact_figures_by_api(leader: Client, tips: None) -> None:
    answer = leader.get("/api/v1/figures", {"period": "2024H1", "by": "commune"}).json()
    assert answer["exact"]
    assert not any(row["suppressed"] for row in answer["rows"])
