from collections.abc import Callable
from datetime import date, datetime

import pytest

from binhyen.kernel.audit.models import Event
from binhyen.kernel.org.models import Unit, UnitKind
from binhyen.kernel.people.actor import Actor, Held
from binhyen.kernel.people.models import Role, User
from binhyen.kernel.workflow.actions import (
    RuleText,
    clear_day,
    edit_rule,
    mark_day,
    verify_rule,
    verify_year,
    withdraw_verification,
)
from binhyen.kernel.workflow.calendars import calendar_for
from binhyen.kernel.workflow.loading import load_calendars, load_rules
from binhyen.kernel.workflow.models import CalendarDay, CalendarYear, LegalRule
from binhyen.kernel.workflow.rulebook import rulebook
from binhyen.lib.verdict import Refused
from binhyen.lib.workdays import VIETNAM

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 17, 30, tzinfo=VIETNAM)
TEXT = RuleText(
    title="Kiểm tra, xác minh và ra quyết định",
    amount=15,
    measure="day",
    basis="Khoản 1 Điều 147 (sửa đổi 2027)",
    source="Công báo số 1",
)


@pytest.fixture
def minh(unit: Unit) -> Actor:
    user = User.objects.create_user("minh@example.vn", full_name="Trần Quang Minh")
    return Actor(user, (Held(unit.pk, Role.ADMINISTRATOR, UnitKind.POLICE_PROVINCE),))


@pytest.fixture
def hoa(unit: Unit) -> Actor:
    user = User.objects.create_user("hoa@example.vn", full_name="Lê Thị Hoa")
    return Actor(user, (Held(unit.pk, Role.LEADER), Held(unit.pk, Role.HANDLER)))


@pytest.fixture
def rule() -> LegalRule:
    return LegalRule.objects.get(key="resolve_20d")


def verbs() -> list[str]:
    return list(Event.objects.order_by("id").values_list("verb", flat=True))


def test_an_edited_rule_closes_its_span_and_a_new_one_opens(minh: Actor, rule: LegalRule) -> None:
    new = edit_rule(actor=minh, rule=rule, text=TEXT, valid_from=date(2027, 1, 1), now=NOW)

    rule.refresh_from_db()
    assert (rule.amount, rule.valid_to) == (20, date(2027, 1, 1))
    assert (new.amount, new.valid_from, new.valid_to) == (15, date(2027, 1, 1), None)
    assert (new.counts_from, new.is_verified) == ("received", False)
    assert rulebook(date(2026, 12, 31)).get("resolve_20d").amount == 20
    assert rulebook(date(2027, 1, 1)).get("resolve_20d").amount == 15
    assert verbs() == ["workflow.rule_edited"]
    assert load_rules().kept == ["resolve_20d từ 01/01/2018"]
    assert rulebook(date(2027, 1, 1)).get("resolve_20d").amount == 15


@pytest.mark.parametrize(
    ("valid_from", "change", "words"),
    [
        (date(2018, 1, 1), {}, "phải sau ngày 01/01/2018"),
        (date(2027, 1, 1), {"amount": 0}, "từ 1 trở lên"),
        (date(2027, 1, 1), {"measure": "now"}, "ghi 0"),
    ],
)
def test_an_edit_that_makes_no_sense_is_refused_and_nothing_changes(
    minh: Actor, rule: LegalRule, valid_from: date, change: dict[str, object], words: str
) -> None:
    text = RuleText(**(vars(TEXT) | change))

    with pytest.raises(Refused, match=words):
        edit_rule(actor=minh, rule=rule, text=text, valid_from=valid_from, now=NOW)

    rule.refresh_from_db()
    assert rule.valid_to is None
    assert verbs() == []


def test_a_rule_that_was_replaced_is_not_edited_again(minh: Actor, rule: LegalRule) -> None:
    edit_rule(actor=minh, rule=rule, text=TEXT, valid_from=date(2027, 1, 1), now=NOW)

    with pytest.raises(Refused, match="đã có bản thay thế"):
        edit_rule(actor=minh, rule=rule, text=TEXT, valid_from=date(2026, 12, 1), now=NOW)
    assert LegalRule.objects.filter(key="resolve_20d").count() == 2


def test_an_administrator_verifies_and_the_loader_keeps_it(minh: Actor, rule: LegalRule) -> None:
    verify_rule(actor=minh, rule=rule, compared="Công báo số 1189, 2015", now=NOW)

    rule.refresh_from_db()
    assert rule.is_verified
    assert (rule.verified_by, rule.verified_at) == (minh.user, NOW)
    assert rulebook(date(2026, 11, 23)).get("resolve_20d").is_verified
    assert load_rules().kept == ["resolve_20d từ 01/01/2018"]
    rule.refresh_from_db()
    assert rule.source == "Công báo số 1189, 2015"
    with pytest.raises(Refused, match="đã được kiểm chứng"):
        verify_rule(actor=minh, rule=rule, compared="Lần nữa", now=NOW)


def test_a_verification_can_be_withdrawn_with_its_reason(minh: Actor, rule: LegalRule) -> None:
    verify_rule(actor=minh, rule=rule, compared="Công báo", now=NOW)
    withdraw_verification(actor=minh, rule=rule, reason="Đối chiếu nhầm bản cũ", now=NOW)

    rule.refresh_from_db()
    assert not rule.is_verified
    assert rule.is_ours
    assert Event.objects.latest("id").facts["reason"] == "Đối chiếu nhầm bản cũ"


def test_a_new_holiday_raises_the_version_and_moves_limits_at_once(minh: Actor) -> None:
    assert not calendar_for([2026]).is_off(date(2026, 11, 24))

    mark_day(
        actor=minh,
        day=date(2026, 11, 24),
        is_working=False,
        name="Ngày Văn hóa Việt Nam",
        now=NOW,
    )

    calendar = calendar_for([2026])
    assert calendar.is_off(date(2026, 11, 24))
    assert calendar.version == "2026.2"
    assert verbs() == ["workflow.day_marked"]
    assert load_calendars().kept == ["2026"]


def test_a_cleared_day_follows_the_week_again(minh: Actor) -> None:
    saturday = CalendarDay.objects.get(date=date(2026, 1, 10))

    year = clear_day(actor=minh, day=saturday, now=NOW)

    assert year.version == 2
    assert calendar_for([2026]).is_off(date(2026, 1, 10))


def test_a_verified_year_loses_its_mark_when_a_day_changes(minh: Actor) -> None:
    verify_year(actor=minh, year=2027, source="Thông báo của Bộ Nội vụ", now=NOW)
    assert CalendarYear.objects.get(year=2027).verified

    mark_day(actor=minh, day=date(2027, 2, 4), is_working=False, name="Tết", now=NOW)

    row = CalendarYear.objects.get(year=2027)
    assert (row.verified, row.version) == (False, 2)


def test_a_year_nobody_has_entered_begins_with_its_first_day(minh: Actor) -> None:
    assert calendar_for([2028]).version == "2028.0"

    mark_day(actor=minh, day=date(2028, 1, 3), is_working=False, name="Nghỉ bù", now=NOW)

    assert calendar_for([2028]).version == "2028.1"


@pytest.mark.parametrize(
    ("day", "works", "words"),
    [
        (date(2026, 11, 24), True, "vốn là ngày làm việc"),
        (date(1999, 1, 1), False, "từ năm 2018 đến năm 2099"),
    ],
)
def test_days_that_make_no_sense_are_refused_and_the_version_stays(
    minh: Actor, day: date, works: bool, words: str
) -> None:
    with pytest.raises(Refused, match=words):
        mark_day(actor=minh, day=day, is_working=works, name="Thử", now=NOW)

    assert not CalendarDay.objects.filter(date=day).exists()
    assert set(CalendarYear.objects.values_list("version", flat=True)) == {1}


def test_a_leader_keeps_neither_rules_nor_calendar(hoa: Actor, rule: LegalRule) -> None:
    before = list(CalendarDay.objects.order_by("date").values())
    acts: list[Callable[[], object]] = [
        lambda: edit_rule(actor=hoa, rule=rule, text=TEXT, valid_from=date(2027, 1, 1), now=NOW),
        lambda: verify_rule(actor=hoa, rule=rule, compared="Công báo", now=NOW),
        lambda: withdraw_verification(actor=hoa, rule=rule, reason="Không", now=NOW),
        lambda: mark_day(actor=hoa, day=date(2026, 12, 24), is_working=False, name="Nghỉ", now=NOW),
        lambda: clear_day(actor=hoa, day=CalendarDay.objects.earliest("date"), now=NOW),
        lambda: verify_year(actor=hoa, year=2026, source="Công báo", now=NOW),
    ]
    for act in acts:
        with pytest.raises(Refused, match="Chỉ quản trị của Công an tỉnh"):
            act()

    rule.refresh_from_db()
    assert (rule.valid_to, rule.verified_at) == (None, None)
    assert list(CalendarDay.objects.order_by("date").values()) == before
    assert verbs() == []
