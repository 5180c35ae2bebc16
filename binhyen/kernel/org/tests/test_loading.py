"""The bodies of Hưng Yên through time, as loaded."""

from datetime import date

import pytest

from binhyen.kernel.org.loading import load_units
from binhyen.kernel.org.models import Unit, UnitKind, UnitSuccession
from binhyen.kernel.org.queries import heir_of, parent_of, unit_for
from binhyen.kernel.org.scope import units_below
from binhyen.kernel.places.models import Place
from binhyen.kernel.places.queries import place_on, search

pytestmark = pytest.mark.django_db

MAY_2024, MARCH_2025, NOW = date(2024, 5, 1), date(2025, 3, 1), date(2026, 11, 1)


def commune(code: str, day: date) -> Place:
    place = place_on(code, day, "commune")
    assert place is not None
    return place


def police(code: str, day: date) -> Unit:
    unit = unit_for(UnitKind.POLICE_COMMUNE, commune(code, day), day)
    assert unit is not None
    return unit


def name(unit: Unit | None) -> str:
    assert unit is not None
    return unit.name


@pytest.mark.parametrize(
    ("day", "count"),
    [
        # Hưng Yên and Thái Bình together, then one province.
        (MAY_2024, {"police_province": 2, "police_district": 18, "police_commune": 421}),
        (MARCH_2025, {"police_province": 2, "police_district": 0, "police_commune": 381}),
        (NOW, {"police_province": 1, "police_district": 0, "police_commune": 104}),
    ],
)
def test_the_police_of_the_province_by_day(day: date, count: dict[str, int]) -> None:
    assert {kind: Unit.objects.on(day).filter(kind=kind).count() for kind in count} == count


def test_units_are_called_as_people_call_them() -> None:
    tien_lu = next(found.place for found in search("Tiên Lữ", MAY_2024, "district"))
    assert police("12346", MAY_2024).name == "Công an xã Nhật Tân"
    assert police("11953", MAY_2024).name == "Công an phường Hiến Nam"
    assert police("12052", MAY_2024).name == "Công an thị trấn Yên Mỹ"
    assert name(unit_for("police_district", tien_lu, MAY_2024)) == "Công an huyện Tiên Lữ"
    committee = unit_for("committee_commune", commune("12346", MAY_2024), MAY_2024)
    assert name(committee) == "Ủy ban nhân dân xã Nhật Tân"
    traffic = unit_for("police_department", commune("11977", NOW), NOW, "PC08")
    assert name(traffic) == "Phòng Cảnh sát giao thông, Công an tỉnh Hưng Yên"


def test_the_chain_of_command_lost_the_district_on_1_march_2025() -> None:
    nhat_tan = police("12346", MAY_2024)
    assert name(parent_of(nhat_tan, MAY_2024)) == "Công an huyện Tiên Lữ"
    assert name(parent_of(nhat_tan, date(2025, 2, 28))) == "Công an huyện Tiên Lữ"
    assert name(parent_of(nhat_tan, MARCH_2025)) == "Công an tỉnh Hưng Yên"
    assert parent_of(nhat_tan, NOW) is None
    today = police("11977", NOW)
    head = parent_of(today, NOW)
    assert head is not None
    assert head.place == place_on("33", NOW, "province")


def test_records_of_di_che_lie_with_hoang_hoa_tham_today() -> None:
    di_che = police("12349", MAY_2024)
    assert heir_of(di_che, MAY_2024) == di_che
    assert name(heir_of(di_che, date(2024, 12, 1))) == "Công an thị trấn Vương"
    assert name(heir_of(di_che, NOW)) == "Công an xã Hoàng Hoa Thám"


def test_two_provincial_police_became_one() -> None:
    heads = Unit.objects.on(MAY_2024).filter(kind="police_province").order_by("name")
    assert [head.name for head in heads] == ["Công an tỉnh Hưng Yên", "Công an tỉnh Thái Bình"]
    assert len({name(heir_of(head, NOW)) for head in heads}) == 1
    departments = Unit.objects.on(MAY_2024).filter(kind="police_department", short_name="PV05")
    assert {name(heir_of(unit, NOW)) for unit in departments} == {
        "Phòng Xây dựng phong trào bảo vệ an ninh Tổ quốc, Công an tỉnh Hưng Yên"
    }


def test_the_procuracy_of_a_commune_is_the_nearest_one_known() -> None:
    before = unit_for("procuracy", commune("12349", MAY_2024), MAY_2024)
    assert name(before) == "Viện kiểm sát nhân dân huyện Tiên Lữ"
    assert name(unit_for("procuracy", commune("11977", NOW), NOW)) == (
        "Viện kiểm sát nhân dân tỉnh Hưng Yên"
    )
    assert before is not None
    assert name(heir_of(before, NOW)) == "Viện kiểm sát nhân dân tỉnh Hưng Yên"


def test_every_dissolved_unit_has_one_heir_unless_no_source_tells_it() -> None:
    dissolved = Unit.objects.exclude(valid_to=None)
    told = UnitSuccession.objects.filter(is_default=True).values("old")
    heirless = dissolved.exclude(pk__in=told).select_related("place")
    # 31 communes of Thái Bình changed between the two sources: police, committee, front each.
    assert heirless.count() == 93
    assert {unit.place.valid_to for unit in heirless} == {date(2025, 1, 1)}
    assert all(heir_of(unit, NOW) for unit in dissolved.filter(pk__in=told).order_by("pk")[:50])


def test_the_head_of_today_sees_every_unit_that_ever_stood_below() -> None:
    head = Unit.objects.on(NOW).get(kind="police_province")
    below = units_below(head.pk)
    kinds = ("police_province", "police_department", "police_district", "police_commune")
    assert set(Unit.objects.filter(kind__in=kinds).values_list("pk", flat=True)) == below


def test_loading_again_adds_nothing() -> None:
    before = Unit.objects.count(), UnitSuccession.objects.count()
    assert load_units("33") == 0
    assert (Unit.objects.count(), UnitSuccession.objects.count()) == before


def test_finding_the_unit_of_a_place_takes_one_query(django_assert_num_queries: object) -> None:
    place = commune("11977", NOW)
    with django_assert_num_queries(1):  # type: ignore[operator]
        unit_for(UnitKind.POLICE_COMMUNE, place, NOW)
