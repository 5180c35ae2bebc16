"""The chain of custody: no step skipped, nothing lost, each signed by two."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from binhyen.domains.handins import actions, queries
from binhyen.domains.handins.actions import Counted, Signing
from binhyen.domains.handins.actions.common import move_stock
from binhyen.domains.handins.models import (
    CustodyStep,
    HandIn,
    HandInItem,
    Handover,
    Stage,
    Stock,
)
from binhyen.domains.handins.tests.conftest import Crew
from binhyen.domains.handins.tests.factories import NOW, SIGNED, TODAY, category, handed_in
from binhyen.kernel.audit.models import Event
from binhyen.kernel.org.actions import dissolve_unit
from binhyen.kernel.people.actor import SYSTEM
from binhyen.kernel.workflow.models import Deadline
from binhyen.lib.verdict import Refused
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def handin(cast: Cast) -> HandIn:
    return handed_in(cast.own, "military", "primitive")


def stages(handin: HandIn) -> list[str]:
    return list(handin.items.order_by("line").values_list("stage", flat=True))


def stock(unit_id: int) -> dict[str, int]:
    rows = Stock.objects.filter(unit_id=unit_id, quantity__gt=0).order_by("pk")
    return {row.category.code: row.quantity for row in rows}


def to_the_province(handin: HandIn, cast: Cast, crew: Crew, lines: list[int]) -> None:
    actions.store_items(actor=crew.chien, handin=handin, lines=lines, signing=SIGNED, now=NOW)
    actions.transfer_items(
        actor=crew.an, handin=handin, lines=lines, to=cast.province, signing=SIGNED, now=NOW
    )


def test_a_gun_goes_all_the_way_and_each_hand_is_written_down(
    handin: HandIn, cast: Cast, crew: Crew
) -> None:
    to_the_province(handin, cast, crew, [1, 2])
    assert stock(cast.own.pk) == {}
    assert stock(cast.province.pk) == {"military": 3, "primitive": 3}
    actions.examine_items(
        actor=crew.hai,
        handin=handin,
        lines=[1],
        category=category("hunting"),
        signing=SIGNED,
        now=NOW,
    )
    item = handin.items.get(line=1)
    assert (item.category.code, item.given_category.code) == ("hunting", "military")
    assert stock(cast.province.pk) == {"hunting": 3, "primitive": 3}
    actions.destroy_items(actor=crew.hai, handin=handin, lines=[1], signing=SIGNED, now=NOW)

    assert stages(handin) == [Stage.DESTROYED, Stage.TRANSFERRED]
    assert stock(cast.province.pk) == {"primitive": 3}
    deeds = Handover.objects.filter(steps__item=item).order_by("id")
    assert list(deeds.values_list("deed", flat=True)) == [
        "receive", "store", "transfer", "examine", "destroy",
    ]  # fmt: skip
    assert Event.objects.filter(verb="handins.arrived", shard=cast.province.pk).count() == 1
    assert queries.stock_that_disagrees() == []


def test_no_step_is_skipped_and_the_refusal_cites_the_law(
    handin: HandIn, cast: Cast, crew: Crew
) -> None:
    with pytest.raises(Refused) as refused:
        actions.transfer_items(
            actor=crew.an, handin=handin, lines=[1], to=cast.province, signing=SIGNED, now=NOW
        )
    assert "sau bước “Đã nhập kho”" in refused.value.verdict.reason
    assert "Chương VI Luật 42/2024/QH15" in refused.value.verdict.law
    assert stages(handin) == [Stage.RECEIVED, Stage.RECEIVED]
    assert CustodyStep.objects.count() == 2


def test_the_database_itself_refuses_a_skipped_or_a_second_step(handin: HandIn) -> None:
    item, paper = handin.items.get(line=1), handin.handovers.get()
    for came_from, went_to in ((Stage.RECEIVED, Stage.EXAMINED), ("", Stage.RECEIVED)):
        step = CustodyStep(handover=paper, item=item, from_stage=came_from, to_stage=went_to)
        with pytest.raises(IntegrityError), transaction.atomic():
            step.save()


def test_stock_never_falls_below_nothing(handin: HandIn, cast: Cast) -> None:
    key = (cast.own.pk, category("military").pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        move_stock({key: -4})
    with pytest.raises(IntegrityError), transaction.atomic():
        move_stock({(cast.sibling.pk, category("military").pk): -1})
    assert stock(cast.own.pk) == {"military": 3, "primitive": 3}


def test_only_the_province_examines_and_only_a_leader_ends_it(
    handin: HandIn, cast: Cast, crew: Crew
) -> None:
    actions.store_items(actor=crew.an, handin=handin, lines=[1], signing=SIGNED, now=NOW)
    with pytest.raises(Refused, match="Công an tỉnh hoặc phòng chuyên môn"):
        actions.transfer_items(
            actor=crew.an, handin=handin, lines=[1], to=cast.sibling, signing=SIGNED, now=NOW
        )
    actions.transfer_items(
        actor=crew.an, handin=handin, lines=[1], to=cast.province, signing=SIGNED, now=NOW
    )
    with pytest.raises(Refused, match="Công an tỉnh Hưng Yên"):
        actions.examine_items(
            actor=crew.an,
            handin=handin,
            lines=[1],
            category=category("military"),
            signing=SIGNED,
            now=NOW,
        )
    actions.examine_items(
        actor=crew.hai,
        handin=handin,
        lines=[1],
        category=category("military"),
        signing=SIGNED,
        now=NOW,
    )
    with pytest.raises(Refused, match="số quyết định"):
        actions.hand_to_military(
            actor=crew.hai,
            handin=handin,
            lines=[1],
            body="Bộ Chỉ huy quân sự tỉnh",
            signing=Signing("Hoàng Đức Hải", "Lê Văn Nam"),
            now=NOW,
        )
    actions.hand_to_military(
        actor=crew.hai,
        handin=handin,
        lines=[1],
        body="Bộ Chỉ huy quân sự tỉnh",
        signing=SIGNED,
        now=NOW,
    )
    assert stages(handin)[0] == Stage.TO_MILITARY
    assert handin.handovers.get(deed="to_military").body_to == "Bộ Chỉ huy quân sự tỉnh"


def test_a_line_of_another_hand_in_is_not_touched(cast: Cast, crew: Crew, handin: HandIn) -> None:
    with pytest.raises(Refused, match="chọn ít nhất một hiện vật"):
        actions.store_items(actor=crew.an, handin=handin, lines=[3], signing=SIGNED, now=NOW)
    with pytest.raises(Refused, match="chọn ít nhất một hiện vật"):
        actions.store_items(actor=crew.an, handin=handin, lines=[], signing=SIGNED, now=NOW)


def test_the_clock_of_examination_follows_the_thing_and_ends(
    handin: HandIn, cast: Cast, crew: Crew
) -> None:
    to_the_province(handin, cast, crew, [1, 2])
    waiting = Deadline.objects.filter(subject_kind="handins.handinitem", state="running")
    assert set(waiting.values_list("unit_id", flat=True)) == {cast.province.pk}
    actions.examine_items(
        actor=crew.hai,
        handin=handin,
        lines=[1],
        category=category("military"),
        signing=SIGNED,
        now=NOW,
    )
    assert waiting.count() == 1


def test_who_received_still_sees_it_and_who_holds_it_sees_it_too(
    handin: HandIn, cast: Cast, crew: Crew
) -> None:
    minh = cast.actor(cast.minh, TODAY)
    assert not HandIn.objects.visible_to(minh).exists()
    actions.store_items(actor=crew.an, handin=handin, lines=[1], signing=SIGNED, now=NOW)
    actions.transfer_items(
        actor=crew.an, handin=handin, lines=[1], to=cast.department, signing=SIGNED, now=NOW
    )
    assert HandIn.objects.visible_to(minh).get() == handin
    assert HandIn.objects.visible_to(crew.an).get() == handin
    assert not HandIn.objects.visible_to(crew.em).exists()
    assert list(HandInItem.objects.visible_to(minh).values_list("line", flat=True)) == [1]


def test_counting_explains_what_differs_and_writes_nothing_off(
    handin: HandIn, cast: Cast, crew: Crew
) -> None:
    counted = [Counted(category("military"), 3), Counted(category("primitive"), 2)]
    with pytest.raises(Refused, match="sổ ghi 3, đếm được 2"):
        actions.take_stock(
            actor=crew.an,
            unit=cast.own,
            counted=counted,
            first_name="Nguyễn Văn An",
            second_name="Trần Thị Bình",
            now=NOW,
        )
    counted[1] = Counted(category("primitive"), 2, "Một cái đang ở phòng kỹ thuật")
    done = actions.take_stock(
        actor=crew.an,
        unit=cast.own,
        counted=counted,
        first_name="Nguyễn Văn An",
        second_name="Trần Thị Bình",
        now=NOW,
    )
    assert done.differences == 1
    assert stock(cast.own.pk) == {"military": 3, "primitive": 3}


def test_the_heir_of_a_dissolved_unit_answers_for_its_things(handin: HandIn, cast: Cast) -> None:
    dissolve_unit(actor=SYSTEM, unit=cast.own, heir=cast.sibling, on=date(2026, 12, 1), basis="thử")
    assert stock(cast.own.pk) == {}
    assert stock(cast.sibling.pk) == {"military": 3, "primitive": 3}
    assert stages(handin) == [Stage.RECEIVED, Stage.RECEIVED]
    assert queries.stock_that_disagrees() == []
