from datetime import date

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from binhyen.kernel.audit.models import Event
from binhyen.kernel.workflow.models import CalendarDay, CalendarYear, LegalRule
from binhyen.portal.areas import url_of

pytestmark = pytest.mark.django_db
VALID = {
    "valid_from": "2027-01-01",
    "title": "Kiểm tra, xác minh và ra quyết định",
    "amount": "15",
    "measure": "day",
    "basis": "Khoản 1 Điều 147 (sửa đổi)",
    "source": "Công báo",
    "note": "",
}
READ = ["/quy-dinh/", "/lich-lam-viec/", "/lich-lam-viec/2026/", "/lich-lam-viec/2031/"]


@pytest.fixture
def rule() -> LegalRule:
    return LegalRule.objects.get(key="resolve_20d")


@pytest.mark.parametrize("path", READ)
def test_staff_read_and_an_account_without_duty_finds_nothing(
    hoa: Client, lan: Client, path: str
) -> None:
    answer = hoa.get(path)
    assert answer.status_code == 200
    assert "style=" not in answer.content.decode()
    assert lan.get(path).status_code == 404


@pytest.mark.parametrize("path", READ)
def test_a_stranger_is_sent_to_sign_in(client: Client, path: str) -> None:
    if not url_of("account_login"):
        pytest.skip("The sign-in pages are not installed.")

    answer = client.get(path)

    assert answer.status_code == 302
    assert answer["Location"].endswith(f"next={path}")


def test_the_list_says_what_is_not_verified_yet(hoa: Client, rule: LegalRule) -> None:
    page = hoa.get("/quy-dinh/").content.decode()

    assert page.count("mark-unverified") == LegalRule.objects.on(timezone.localdate()).count()
    assert f'href="/quy-dinh/{rule.pk}/"' in page
    assert hoa.get("/quy-dinh/?xem=cho").status_code == 200
    assert hoa.get("/quy-dinh/?xem=tat-ca").status_code == 200


def test_the_list_is_taken_away_as_a_sheet(hoa: Client) -> None:
    csv = hoa.get("/quy-dinh/?xuat=csv")
    xlsx = hoa.get("/quy-dinh/?xem=cho&xuat=xlsx")

    lines = csv.getvalue().decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + LegalRule.objects.on(timezone.localdate()).count()
    assert any(line.startswith("resolve_20d,strict,") for line in lines)
    assert xlsx.getvalue()[:2] == b"PK"


def test_a_leader_reads_why_she_may_not_change_a_rule(hoa: Client, rule: LegalRule) -> None:
    page = hoa.get(f"/quy-dinh/{rule.pk}/").content.decode()
    assert "Chỉ quản trị của Công an tỉnh được sửa" in page

    for act in ("sua", "kiem-chung", "bo-kiem-chung"):
        assert hoa.get(f"/quy-dinh/{rule.pk}/{act}/").status_code == 403
        assert hoa.post(f"/quy-dinh/{rule.pk}/{act}/", VALID).status_code == 403
    rule.refresh_from_db()
    assert (rule.valid_to, rule.verified_at) == (None, None)
    assert not Event.objects.exists()


def test_an_administrator_verifies_and_the_history_says_who_and_against_what(
    minh: Client, rule: LegalRule
) -> None:
    form = minh.get(f"/quy-dinh/{rule.pk}/kiem-chung/")
    assert "Ghi nhận kiểm chứng" in form.content.decode()

    answer = minh.post(
        f"/quy-dinh/{rule.pk}/kiem-chung/", {"compared": "Công báo số 1189, 2015"}, follow=True
    )

    page = answer.content.decode()
    assert "Đã ghi nhận kiểm chứng." in page
    assert "Trần Quang Minh" in page
    assert "Công báo số 1189, 2015" in page
    rule.refresh_from_db()
    assert rule.is_verified
    minh.post(f"/quy-dinh/{rule.pk}/bo-kiem-chung/", {"reason": "Nhầm bản"})
    rule.refresh_from_db()
    assert not rule.is_verified


def test_an_edited_rule_leads_to_its_new_version_with_both_in_the_history(
    minh: Client, rule: LegalRule
) -> None:
    answer = minh.post(f"/quy-dinh/{rule.pk}/sua/", VALID, follow=True)

    new = LegalRule.objects.get(key="resolve_20d", valid_to=None)
    assert answer.redirect_chain == [(f"/quy-dinh/{new.pk}/", 302)]
    assert (new.amount, new.valid_from) == (15, date(2027, 1, 1))
    page = answer.content.decode()
    assert f'href="/quy-dinh/{rule.pk}/"' in page
    old = minh.get(f"/quy-dinh/{rule.pk}/").content.decode()
    assert "Quy định này đã có bản thay thế" in old


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"valid_from": ""}, "Ghi ngày, ví dụ"),
        ({"valid_from": "hôm qua"}, "Ngày chưa đúng"),
        ({"amount": "0"}, "Số lượng phải từ 1 trở lên."),
        ({"amount": "hai mươi"}, "Số lượng phải là số nguyên"),
        ({"amount": "-3"}, "Số lượng không được âm."),
        ({"basis": ""}, "Ghi điều, khoản và văn bản."),
    ],
)
def test_a_wrong_edit_gets_a_sentence_at_its_field_and_changes_nothing(
    minh: Client, rule: LegalRule, change: dict[str, str], sentence: str
) -> None:
    answer = minh.post(f"/quy-dinh/{rule.pk}/sua/", VALID | change)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert "Khoản 1 Điều 147 (sửa đổi)" in page or "basis" in change
    assert LegalRule.objects.filter(key="resolve_20d").count() == 1


def test_an_edit_that_begins_too_early_is_told_at_the_date(minh: Client, rule: LegalRule) -> None:
    answer = minh.post(f"/quy-dinh/{rule.pk}/sua/", VALID | {"valid_from": "2018-01-01"})

    assert answer.status_code == 422
    assert "phải sau ngày 01/01/2018" in answer.content.decode()
    assert LegalRule.objects.filter(key="resolve_20d").count() == 1


def test_unknown_rules_and_acts_are_not_found(minh: Client, rule: LegalRule) -> None:
    assert minh.get("/quy-dinh/999999/").status_code == 404
    assert minh.get(f"/quy-dinh/{rule.pk}/xoa/").status_code == 404
    assert minh.get("/lich-lam-viec/1999/").status_code == 404
    assert minh.post("/lich-lam-viec/2026/bo/999999/").status_code == 404
    assert minh.get("/lich-lam-viec/2026/kiem-chung/").status_code == 405


def test_an_administrator_notes_a_day_and_the_version_rises(minh: Client) -> None:
    answer = minh.post(
        "/lich-lam-viec/2026/",
        {"on": "2026-11-24", "kind": "off", "name": "Ngày Văn hóa Việt Nam"},
        follow=True,
    )

    page = answer.content.decode()
    assert "Đã ghi vào lịch" in page
    assert "Ngày Văn hóa Việt Nam" in page
    assert "phiên bản 2" in page
    assert "Trần Quang Minh" in page
    day = CalendarDay.objects.get(date=date(2026, 11, 24))
    minh.post(f"/lich-lam-viec/2026/bo/{day.pk}/")
    assert not CalendarDay.objects.filter(pk=day.pk).exists()
    assert CalendarYear.objects.get(year=2026).version == 3


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"on": "2027-01-04", "kind": "off", "name": "Nghỉ"}, "Mở lịch năm 2027"),
        ({"on": "2026-11-24", "kind": "worked", "name": "Làm bù"}, "vốn là ngày làm việc"),
        ({"on": "2026-11-24", "kind": "off", "name": ""}, "Ghi tên ngày"),
        ({"on": "24.11", "kind": "off", "name": "Nghỉ"}, "Ngày chưa đúng"),
    ],
)
def test_a_wrong_day_gets_a_sentence_and_the_calendar_stays(
    minh: Client, data: dict[str, str], sentence: str
) -> None:
    answer = minh.post("/lich-lam-viec/2026/", data)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert CalendarYear.objects.get(year=2026).version == 1
    assert not CalendarDay.objects.filter(date=date(2026, 11, 24)).exists()


def test_a_year_is_verified_against_its_announcement(minh: Client) -> None:
    empty = minh.post("/lich-lam-viec/2027/kiem-chung/", {"source": ""})
    assert empty.status_code == 422

    minh.post("/lich-lam-viec/2027/kiem-chung/", {"source": "Thông báo của Bộ Nội vụ"})

    row = CalendarYear.objects.get(year=2027)
    assert (row.verified, row.source) == (True, "Thông báo của Bộ Nội vụ")


def test_a_leader_may_not_touch_the_calendar(hoa: Client) -> None:
    day = CalendarDay.objects.get(date=date(2026, 1, 1))
    data = {"on": "2026-11-24", "kind": "off", "name": "Nghỉ"}

    assert hoa.post("/lich-lam-viec/2026/", data).status_code == 403
    assert hoa.post(f"/lich-lam-viec/2026/bo/{day.pk}/").status_code == 403
    assert hoa.post("/lich-lam-viec/2026/kiem-chung/", {"source": "x"}).status_code == 403
    assert CalendarDay.objects.filter(pk=day.pk).exists()
    assert CalendarYear.objects.get(year=2026).version == 1


def test_the_list_of_rules_asks_the_same_number_of_queries_for_more_rows(
    hoa: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for start in range(30):
        LegalRule.objects.create(
            key=f"thu_{start}",
            title="Thử",
            amount=1,
            measure="day",
            basis="Thử",
            source="Thử",
            valid_from=date(2020, 1, 1),
        )
    hoa.get("/quy-dinh/")

    with django_assert_max_num_queries(14):
        assert hoa.get("/quy-dinh/").status_code == 200
