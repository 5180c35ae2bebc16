"""The staff's own pages: today, the inbox, one field that finds."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from binhyen.domains.intake.models import Category, Channel, Kind, Tip
from binhyen.kernel.notify.actions import tell
from binhyen.kernel.notify.models import Message
from binhyen.kernel.org.models import Unit, UnitKind
from binhyen.kernel.people.actor import SYSTEM, Actor
from binhyen.kernel.people.models import Duty, Role, User
from binhyen.kernel.workflow import today
from binhyen.kernel.workflow.models import Deadline, LegalRule
from binhyen.kernel.workflow.today import Described
from binhyen.lib import codes

pytestmark = pytest.mark.django_db


def _communes() -> list[Unit]:
    found = Unit.objects.on(date(2026, 11, 23)).filter(kind=UnitKind.POLICE_COMMUNE)
    return list(found.order_by("pk")[:2])


@pytest.fixture
def unit() -> Unit:
    return _communes()[0]


@pytest.fixture
def hoa(unit: Unit) -> User:
    """Trần Thị Hòa handles reports in that commune."""
    user = User.objects.create_user("hoa@binhyen.test", full_name="Trần Thị Hòa")
    Duty.objects.create(user=user, unit=unit, role=Role.HANDLER, valid_from=date(2025, 7, 1))
    return user


@pytest.fixture
def desk(client: Client, hoa: User) -> Client:
    client.force_login(hoa)
    return client


@pytest.fixture(autouse=True)
def kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(today, "_kinds", {})

    @today.describes("people.user", mine=lambda actor: User.objects.filter(pk=actor.user_id or 0))
    def users(ids: Sequence[int], actor: Actor) -> Mapping[int, Described]:
        return {pk: Described("Lừa đảo trên mạng", f"/tin/{pk}/", "Tân Hưng") for pk in ids}


def _due(unit: Unit, user: User, days: int) -> None:
    at = timezone.now() + timedelta(days=days)
    Deadline.objects.create(
        subject_kind="people.user",
        subject_id=user.pk,
        rule=LegalRule.objects.order_by("pk")[0],
        calendar_version="2026.1",
        unit=unit,
        starts_at=at,
        due_on=timezone.localdate(at),
        due_at=at,
        last_on=timezone.localdate(at),
    )


def _text(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.mark.parametrize("where", ["/hom-nay/", "/hop-thu/", "/tim/"])
def test_a_stranger_is_sent_to_sign_in(client: Client, where: str, settings: Any) -> None:
    settings.LOGIN_URL = "/tai-khoan/dang-nhap/"
    answer = client.get(where)
    assert answer.status_code == 302
    assert where.strip("/") in answer["Location"]


def test_today_opens_on_what_is_late(desk: Client, unit: Unit, hoa: User) -> None:
    _due(unit, hoa, -2)
    _due(unit, hoa, 2)

    page = _text(desk.get("/hom-nay/"))

    assert "quá\u00a0hạn\u00a02\u00a0ngày" in page
    assert "còn\u00a02\u00a0ngày" not in page
    assert unit.name in page


def test_today_without_work_says_so(desk: Client) -> None:
    page = _text(desk.get("/hom-nay/?muc=qua-han"))
    assert "Không có việc quá hạn" in page


def test_an_account_without_a_duty_is_told(client: Client) -> None:
    client.force_login(User.objects.create_user("moi@binhyen.test", full_name="Lê Văn Mới"))

    page = _text(client.get("/hom-nay/"))

    assert "Chưa được phân công nhiệm vụ" in page


def test_other_units_work_is_not_shown(desk: Client, unit: Unit, hoa: User) -> None:
    other = _communes()[1]
    _due(other, hoa, -2)

    assert "Lừa đảo trên mạng" not in _text(desk.get("/hom-nay/?cua=cap-duoi&muc=qua-han"))


def test_today_costs_the_same_for_fifty(
    desk: Client, unit: Unit, hoa: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _number in range(51):
        _due(unit, hoa, -1)
    desk.get("/hom-nay/")

    with django_assert_max_num_queries(8):
        page = _text(desk.get("/hom-nay/"))

    assert page.count('scope="row"') == 50
    assert "sau=" in page


def _told(user: User, key: str, link: str = "/hom-nay/") -> Message:
    tell(actor=SYSTEM, user=user, subject=f"Tin {key}", text="Xem.", link=link, dedupe_key=key)
    return Message.objects.get(subject=f"Tin {key}", channel="inbox")


def test_opening_a_message_marks_it_read_and_leads_on(desk: Client, hoa: User) -> None:
    message = _told(hoa, "một")
    assert "Tin một" in _text(desk.get("/hop-thu/"))

    answer = desk.post(f"/hop-thu/{message.pk}/doc/")

    assert answer["Location"] == "/hom-nay/"
    message.refresh_from_db()
    assert message.read_at is not None


def test_a_message_never_leads_to_another_site(desk: Client, hoa: User) -> None:
    message = _told(hoa, "hai", link="https://example.org/")
    assert desk.post(f"/hop-thu/{message.pk}/doc/")["Location"] == "/hop-thu/"


def test_a_colleagues_message_is_not_there(desk: Client) -> None:
    message = _told(User.objects.create_user("an@binhyen.test", full_name="Vũ An"), "ba")

    assert desk.post(f"/hop-thu/{message.pk}/doc/").status_code == 404
    message.refresh_from_db()
    assert message.read_at is None


def test_all_are_marked_read_at_once(desk: Client, hoa: User) -> None:
    for key in ("một", "hai", "ba"):
        _told(hoa, key)

    desk.post("/hop-thu/doc-het/")

    assert not Message.objects.filter(user=hoa, channel="inbox", read_at=None).exists()
    assert "Tin hai" not in _text(desk.get("/hop-thu/?chua-doc=1"))


def test_the_inbox_pages_by_key(desk: Client, hoa: User) -> None:
    told = [_told(hoa, str(number)) for number in range(51)]

    first = _text(desk.get("/hop-thu/"))
    rest = _text(desk.get(f"/hop-thu/?truoc={told[1].pk}"))

    assert f"truoc={told[1].pk}" in first
    assert rest.count("Tin 0") > 0
    assert "Tin 5<" not in rest


def test_search_finds_an_old_name_and_what_it_became(desk: Client) -> None:
    page = _text(desk.get("/tim/", {"q": "di che"}))

    assert "Dị Chế" in page
    assert "nay là" in page


def test_search_finds_a_unit(desk: Client, unit: Unit) -> None:
    assert unit.name in _text(desk.get("/tim/", {"q": unit.name[3:]}))


def test_search_says_when_nothing_is_found(desk: Client) -> None:
    assert "Không tìm thấy" in _text(desk.get("/tim/", {"q": "qqqqqq"}))


@pytest.mark.parametrize("own", [True, False])
def test_a_code_leads_to_a_report_one_may_see_and_to_no_other(
    desk: Client, unit: Unit, own: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    from binhyen.portal.desk import search

    monkeypatch.setattr(search, "reverse", lambda name, args: f"/tin/{args[0]}/")
    other = _communes()[1]
    tip = _tip(unit if own else other)

    answer = desk.get("/tim/", {"q": codes.show(tip.code).lower()})

    if own:
        assert answer["Location"] == f"/tin/{tip.ref}/"
    else:
        assert "Không tìm thấy" in _text(answer)


def _tip(unit: Unit) -> Tip:
    category = Category.objects.create(code="thu", name="Thử", name_en="Trial")
    now = timezone.now()
    return Tip.objects.create(
        code=codes.new_code(),
        secret_digest=b"x" * 32,
        channel=Channel.values[0],
        kind=Kind.values[-1],
        category=category,
        is_anonymous=True,
        text="Cây đổ chắn đường.",
        place=unit.place,
        received_unit=unit,
        unit=unit,
        received_at=now,
        received_on=timezone.localdate(now),
    )
