"""What an administrator changes about units, and what the trail says of it."""

from datetime import date

import pytest

from binhyen.kernel.audit.models import Event
from binhyen.kernel.people.actor import ANONYMOUS, SYSTEM
from binhyen.kernel.places import closure
from binhyen.kernel.places.actions import (
    Share,
    begin_place,
    enact,
    end_place,
    import_hamlets,
    move_unit,
    rename_place,
)
from binhyen.kernel.places.models import Place, Succession
from binhyen.kernel.places.queries import (
    ancestors,
    below,
    full_name,
    heirs,
    name_on,
    place_on,
    search,
)
from binhyen.lib.verdict import Refused

pytestmark = pytest.mark.django_db

NOW, LATER = date(2026, 11, 1), date(2027, 1, 1)
HAMLETS = [("Thôn Dị Chế", "thon"), ("An Xá", "thon"), ("Tổ dân phố số 2", "to-dan-pho")]


def commune(code: str) -> Place:
    place = place_on(code, NOW, "commune")
    assert place is not None
    return place


def last_event() -> Event:
    return Event.objects.order_by("-pk")[0]


def test_hamlets_come_by_list_and_only_once() -> None:
    tan_hung = commune("11977")
    added = import_hamlets(actor=SYSTEM, commune=tan_hung, names=HAMLETS, on=NOW)
    again = import_hamlets(actor=SYSTEM, commune=tan_hung, names=HAMLETS, on=NOW)
    assert [(place.code, place.name) for place in added] == [
        ("11977-001", "Thôn Dị Chế"),
        ("11977-002", "Thôn An Xá"),
        ("11977-003", "Tổ dân phố số 2"),
    ]
    assert again == []
    assert [place.name for place in below(tan_hung, NOW, "hamlet")] == [
        "Thôn An Xá",
        "Thôn Dị Chế",
        "Tổ dân phố số 2",
    ]
    assert full_name(added[0], NOW) == "Thôn Dị Chế, Xã Tân Hưng, Tỉnh Hưng Yên"
    assert search("an xa", NOW, level="hamlet", parent=tan_hung)[0].place == added[1]
    assert last_event().facts == {"added": 0, "known": 3, "on": "2026-11-01"}


def test_a_line_without_a_kind_is_refused_and_nothing_is_stored() -> None:
    with pytest.raises(Refused):
        import_hamlets(actor=SYSTEM, commune=commune("11977"), names=[("An Xá", "xom-la")], on=NOW)
    assert not Place.objects.filter(level="hamlet").exists()


def test_a_stranger_changes_nothing() -> None:
    events = Event.objects.count()
    with pytest.raises(Refused, match="Chỉ quản trị của Công an tỉnh"):
        import_hamlets(actor=ANONYMOUS, commune=commune("11977"), names=HAMLETS, on=NOW)
    assert not Place.objects.filter(level="hamlet").exists()
    assert Event.objects.count() == events


def test_a_rename_is_dated_and_the_new_name_is_found() -> None:
    tan_hung = commune("11977")
    rename_place(actor=SYSTEM, place=tan_hung, name="Phường Tân Hoà", kind="phuong", on=LATER)
    assert name_on(tan_hung, NOW) == "Xã Tân Hưng"
    assert name_on(tan_hung, LATER) == "Phường Tân Hòa"
    assert search("tan hoa", LATER, level="commune", parent=place_on("33", LATER))[0].place == (
        tan_hung
    )
    event = last_event()
    assert (event.verb, event.facts["left"]) == ("places.renamed", "Xã Tân Hưng")


def test_a_commune_moves_with_its_hamlets_and_the_closure_stays_true() -> None:
    tan_hung, ninh_binh = commune("11977"), place_on("37", NOW, "province")
    assert ninh_binh is not None
    (hamlet, *_) = import_hamlets(actor=SYSTEM, commune=tan_hung, names=HAMLETS, on=NOW)
    move_unit(actor=SYSTEM, place=tan_hung, to=ninh_binh, on=LATER)
    assert [place.name for place in ancestors(hamlet, NOW)][:2] == ["Xã Tân Hưng", "Tỉnh Hưng Yên"]
    assert [place.name for place in ancestors(hamlet, LATER)][:2] == [
        "Xã Tân Hưng",
        "Tỉnh Ninh Bình",
    ]
    assert closure.differences() == 0


def test_a_unit_does_not_stand_under_an_equal() -> None:
    with pytest.raises(Refused, match="cấp cao hơn"):
        move_unit(actor=SYSTEM, place=commune("11977"), to=commune("11980"), on=LATER)


def test_two_communes_merge_into_a_third() -> None:
    one, other, province = commune("11977"), commune("11980"), place_on("33", NOW, "province")
    assert province is not None
    import_hamlets(actor=SYSTEM, commune=one, names=HAMLETS, on=NOW)
    act = enact(actor=SYSTEM, number="01/NQ-HĐND (minh họa)", effective_on=LATER)
    merged = begin_place(
        actor=SYSTEM,
        level="commune",
        code="99001",
        name="Xã Hòa Hưng",
        kind="xa",
        parent=province,
        on=LATER,
        act=act,
    )
    for old in (one, other):
        end_place(actor=SYSTEM, place=old, on=LATER, act=act, heirs=[Share(merged)])
    assert [heir.place for heir in heirs(one, LATER)] == [merged]
    back = heirs(merged, NOW)
    assert {(heir.place.pk, heir.num, heir.den) for heir in back} == {
        (one.pk, 1, 2),
        (other.pk, 1, 2),
    }
    assert len(below(merged, LATER, "hamlet")) == 3
    assert len(below(province, LATER, "commune")) == 103
    assert closure.differences() == 0


def test_shares_that_do_not_add_up_are_refused() -> None:
    act = enact(actor=SYSTEM, number="02/NQ-HĐND (minh họa)", effective_on=LATER)
    old, one, other = commune("11977"), commune("11980"), commune("11983")
    with pytest.raises(Refused, match="cộng lại bằng 1"):
        end_place(
            actor=SYSTEM,
            place=old,
            on=LATER,
            act=act,
            heirs=[Share(one, 1, 2), Share(other, 1, 3, is_default=False)],
        )
    old.refresh_from_db()
    assert old.valid_to is None
    assert not Succession.objects.filter(old=old).exists()
