"""People bring what they should not keep: it is taken in, numbered, counted; a name is optional."""

import json
from datetime import date, datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from binhyen.domains.handins import actions, queries, rules
from binhyen.domains.handins.actions import Giver, Line, Signing
from binhyen.domains.handins.models import (
    GiverIdentity,
    HandIn,
    HandInItem,
    Handover,
    ItemCategory,
    Stage,
    Stock,
    Way,
)
from binhyen.domains.handins.tests.conftest import Crew
from binhyen.domains.handins.tests.factories import (
    NOW,
    SIGNED,
    TODAY,
    category,
    giving,
    handed_in,
)
from binhyen.kernel.audit.models import Event
from binhyen.kernel.documents.keys import private_secret
from binhyen.kernel.org.models import Unit
from binhyen.kernel.workflow.models import Deadline
from binhyen.lib.sealing import unseal
from binhyen.lib.verdict import Refused
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_an_officer_takes_in_two_things_and_the_book_says_so(cast: Cast, crew: Crew) -> None:
    given = giving(cast.own, "primitive", "support", extinguishers=1)

    handin = actions.receive_handin(actor=crew.an, giving=given, signing=SIGNED, now=NOW)

    assert (handin.number, handin.year, handin.is_anonymous) == (1, 2026, True)
    stages = handin.items.order_by("line").values_list("line", "stage", "quantity", "holder_id")
    assert list(stages) == [(1, "received", 3, cast.own.pk), (2, "received", 3, cast.own.pk)]
    paper = Handover.objects.get(handin=handin)
    assert (paper.deed, paper.first_name, paper.second_name) == (
        "receive",
        "Nguyễn Văn An",
        "Trần Thị Bình",
    )
    assert paper.steps.count() == 2
    assert set(Stock.objects.values_list("unit_id", "quantity")) == {(cast.own.pk, 3)}
    event = Event.objects.get(verb="handins.received")
    assert event.facts == {"number": 1, "lines": 2, "anonymous": True}


def test_numbers_of_a_book_have_no_gaps_though_an_act_fails(cast: Cast, crew: Crew) -> None:
    handed_in(cast.own)
    with pytest.raises(Refused):
        handed_in(cast.own, "ordnance")
    again = handed_in(cast.own)
    other = handed_in(cast.sibling)
    assert (again.number, other.number) == (2, 1)


def test_the_same_form_sent_twice_makes_one(cast: Cast, crew: Crew) -> None:
    given = giving(cast.own)
    first, second = (
        actions.receive_handin(actor=crew.an, giving=given, signing=SIGNED, now=NOW)
        for _ in range(2)
    )
    assert first.pk == second.pk
    assert Stock.objects.get().quantity == 3


def test_a_name_is_sealed_and_stands_nowhere_in_clear(cast: Cast, crew: Crew) -> None:
    given = giving(cast.own, giver=Giver("Khuất Thị Chim Sâu", "+84912345678"))
    handin = actions.receive_handin(actor=crew.an, giving=given, signing=SIGNED, now=NOW)

    identity = GiverIdentity.objects.get(handin=handin)
    assert b"Chim" not in bytes(identity.sealed)
    opened = json.loads(unseal(bytes(identity.sealed), private_secret()))
    assert opened == {"name": "Khuất Thị Chim Sâu", "phone": "+84912345678"}
    assert "Chim" not in json.dumps([e.facts for e in Event.objects.order_by("id")])


def test_a_bomb_is_never_taken_in_over_the_counter(cast: Cast, crew: Crew) -> None:
    with pytest.raises(Refused) as refused:
        handed_in(cast.own, "ordnance", actor=crew.an)
    assert "để nguyên chỗ" in refused.value.verdict.reason
    assert refused.value.verdict.law == "Điều 64 Luật 42/2024/QH15"
    assert not HandIn.objects.exists()

    collected = handed_in(cast.own, "ordnance", actor=crew.an, way=Way.COLLECTED)
    assert collected.items.count() == 1


@pytest.mark.parametrize(
    ("day", "code", "holds"),
    [
        (date(2024, 12, 31), "similar", True),
        (date(2025, 1, 1), "similar", False),
        (date(2020, 6, 1), "firecracker", False),
        (date(2021, 1, 11), "firecracker", True),
    ],
)
def test_categories_follow_the_law_of_the_day(db: None, day: date, code: str, holds: bool) -> None:
    newest = ItemCategory.objects.filter(code=code).order_by("-valid_from")[0]
    verdict = rules.may_list(newest, Way.BROUGHT, day)
    assert bool(verdict) is holds
    law = "Luật 42/2024" if day >= date(2025, 1, 1) else "Luật 14/2017"
    assert holds or law in verdict.law


def test_a_home_made_gun_was_similar_and_became_military(db: None) -> None:
    before, after = category("military", date(2024, 7, 1)), category("military")
    assert before.pk != after.pk
    assert "tự chế" in after.help
    assert "tự chế" not in before.help
    assert not before.verified


def test_only_the_units_desk_registers(cast: Cast, crew: Crew) -> None:
    for stranger in (crew.em, crew.khanh):
        with pytest.raises(Refused, match="Công an phường Phố Hiến"):
            handed_in(cast.own, actor=stranger)
    front = Unit.objects.on(TODAY).filter(kind="front").order_by("pk")[0]
    with pytest.raises(Refused, match="không thuộc cơ quan tiếp nhận"):
        handed_in(front)
    assert not HandIn.objects.exists()


def test_one_person_does_not_sign_twice(cast: Cast, crew: Crew) -> None:
    with pytest.raises(Refused, match="hai người ký"):
        actions.receive_handin(
            actor=crew.an,
            giving=giving(cast.own),
            signing=Signing("Nguyễn Văn An", "nguyen van an"),
            now=NOW,
        )
    assert not HandInItem.objects.exists()


def test_a_gift_later_is_given_once(cast: Cast, crew: Crew) -> None:
    handin = handed_in(cast.own)
    actions.give_gift(actor=crew.chien, handin=handin, extinguishers=1, now=NOW)
    with pytest.raises(Refused, match="đã được tặng"):
        actions.give_gift(actor=crew.chien, handin=handin, extinguishers=1, now=NOW)
    handin.refresh_from_db()
    assert (handin.extinguishers, handin.gift_on) == (1, TODAY)


def test_a_slip_is_put_right_before_storing_and_not_after(cast: Cast, crew: Crew) -> None:
    handin = handed_in(cast.own)
    item = handin.items.get()
    actions.correct_item(
        actor=crew.an, item=item, quantity=5, description="phóng lợn", reason="đếm lại", now=NOW
    )
    assert Stock.objects.get().quantity == 5
    actions.store_items(actor=crew.an, handin=handin, lines=[1], signing=SIGNED, now=NOW)
    with pytest.raises(Refused, match="không sửa được nữa"):
        actions.correct_item(
            actor=crew.an, item=item, quantity=1, description="x", reason="y", now=NOW
        )
    item.refresh_from_db()
    assert (item.quantity, item.stage) == (5, Stage.STORED)


def test_a_thing_waits_no_longer_than_data_says(cast: Cast, crew: Crew) -> None:
    handin = handed_in(cast.own)
    clock = Deadline.objects.get(subject_kind="handins.handinitem")
    assert clock.rule.key == "handin_examine"
    assert clock.rule.is_internal
    assert (clock.due_on - TODAY).days == clock.rule.amount
    assert clock.unit_id == handin.unit_id


def test_the_law_of_2017_speaks_for_its_days(cast: Cast) -> None:
    old = timezone.make_aware(datetime(2024, 5, 6, 9))
    unit = Unit.objects.on(old.date()).filter(kind="police_commune").order_by("pk")[0]
    handin = handed_in(unit, "similar", now=old, day=old.date())
    assert handin.items.get().category.basis == "Điều 3 Luật 14/2017/QH14"


def test_a_line_needs_something_in_it(cast: Cast, crew: Crew) -> None:
    empty = giving(cast.own)
    empty.lines[0] = Line(category("primitive"), 0, "không có gì")
    with pytest.raises(IntegrityError), transaction.atomic():
        actions.receive_handin(actor=crew.an, giving=empty, signing=SIGNED, now=NOW)
    assert queries.stock_that_disagrees() == []
