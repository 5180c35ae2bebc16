"""The history of the units as loaded: counts that can be checked against the gazette."""

from datetime import date

import pytest

from binhyen.kernel.places import closure
from binhyen.kernel.places.history import KNOWN_SINCE
from binhyen.kernel.places.loading import load_places
from binhyen.kernel.places.models import Place, PlaceName, ReformAct, Succession

pytestmark = pytest.mark.django_db

JULY_2024, DECEMBER_2024 = date(2024, 7, 1), date(2024, 12, 1)
JUNE_2025, JULY_2025, NOW = date(2025, 6, 30), date(2025, 7, 1), date(2026, 11, 1)


def hung_yen(day: date) -> Place:
    found: Place = Place.objects.on(day).get(level="province", code="33")
    return found


def kinds(day: date) -> dict[str, int]:
    under = Place.objects.below(hung_yen(day), day, "commune").values("pk")
    found = PlaceName.objects.on(day).filter(place__in=under).values_list("kind", flat=True)
    listed = list(found.order_by("pk"))
    return {kind: listed.count(kind) for kind in sorted(set(listed))}


@pytest.mark.parametrize(
    ("day", "provinces", "districts", "communes"),
    [
        (JULY_2024, 63, 705, 10599),
        (DECEMBER_2024, 63, 705, 10577),
        (JUNE_2025, 63, 696, 10035),
        (JULY_2025, 34, 0, 3321),
        (NOW, 34, 0, 3321),
    ],
)
def test_all_of_viet_nam_by_day(day: date, provinces: int, districts: int, communes: int) -> None:
    count = {
        level: Place.objects.on(day).filter(level=level).count()
        for level in ("nation", "province", "district", "commune")
    }
    assert count == {
        "nation": 1,
        "province": provinces,
        "district": districts,
        "commune": communes,
    }


def test_hung_yen_had_161_then_139_and_now_104_communes() -> None:
    assert kinds(JULY_2024) == {"phuong": 14, "thi-tran": 8, "xa": 139}
    assert kinds(DECEMBER_2024) == {"phuong": 13, "thi-tran": 8, "xa": 118}
    assert kinds(JULY_2025) == {"phuong": 11, "xa": 93}
    districts = Place.objects.below(hung_yen(JULY_2024), JULY_2024, "district")
    assert districts.count() == 10


def test_a_code_is_not_a_key_11977_lived_three_times() -> None:
    lives = Place.objects.filter(level="commune", code="11977").order_by("valid_from")
    assert list(lives.values_list("name", "valid_from", "valid_to")) == [
        ("Xã Hồng Nam", KNOWN_SINCE, DECEMBER_2024),
        ("Xã Phương Nam", DECEMBER_2024, JULY_2025),
        ("Xã Tân Hưng", JULY_2025, None),
    ]
    assert Place.objects.on(JULY_2024).get(level="commune", name="Xã Tân Hưng", code="12385")


def test_codes_of_today_mean_something_else_than_in_2024() -> None:
    today = Place.objects.below(hung_yen(NOW), NOW, "commune")
    then = dict(
        Place.objects.on(JULY_2024)
        .filter(level="commune", code__in=today.values("code"))
        .order_by("pk")
        .values_list("code", "name")
    )
    assert len(then) == 104
    assert sum(then[place.code] != place.name for place in today) == 89


def test_only_three_communes_of_hung_yen_were_split_and_their_shares_are_unknown() -> None:
    old = Place.objects.on(JUNE_2025).get(level="province", name="Tỉnh Hưng Yên")
    under = Place.objects.below(old, JUNE_2025, "commune").values("pk")
    split = Succession.objects.filter(old__in=under, share_den__gt=1).select_related("old", "new")
    told = split.order_by("old__code", "-is_default").values_list(
        "old__name", "new__name", "share_num", "share_den", "is_last", "verified"
    )
    assert list(told) == [
        ("Xã Lạc Đạo", "Xã Lạc Đạo", 1, 2, True, False),
        ("Xã Lạc Đạo", "Xã Đại Đồng", 1, 2, False, False),
        ("Xã Đình Dù", "Xã Như Quỳnh", 1, 2, True, False),
        ("Xã Đình Dù", "Xã Đại Đồng", 1, 2, False, False),
        ("Xã Ngọc Thanh", "Xã Hiệp Cường", 1, 2, True, False),
        ("Xã Ngọc Thanh", "Phường Sơn Nam", 1, 2, False, False),
    ]
    assert set(split.values_list("basis", flat=True)) == {"chưa rõ tỷ lệ, chia đều"}


def test_provinces_succeed_each_other_63_to_34() -> None:
    thai_binh = Place.objects.get(level="province", code="34")
    heir = Succession.objects.get(old=thai_binh)
    assert (heir.new, heir.act.number) == (hung_yen(NOW), "202/2025/QH15")
    assert hung_yen(JUNE_2025) != hung_yen(JULY_2025)
    going_on = Place.objects.filter(level="province", valid_from=KNOWN_SINCE, valid_to=None)
    assert going_on.count() == 11


def test_a_namesake_from_another_province_is_never_an_heir() -> None:
    old = Place.objects.get(level="commune", code="06079", valid_to=JULY_2025)
    assert not old.heirs.filter(new__name="Xã Đồng Đăng").exists()
    assert Succession.objects.filter(on=JULY_2025, new__level="commune").count() == 10440


def test_what_no_source_tells_has_no_heir() -> None:
    ended = Place.objects.filter(level="commune", valid_to=date(2025, 1, 1))
    assert ended.count() == 876
    assert not Succession.objects.filter(old__in=ended).exists()
    kim_son = ended.get(code="00562")
    assert kim_son.ended_by is not None
    assert not kim_son.ended_by.verified


def test_a_ward_made_of_a_commune_in_2026_keeps_its_life_and_gets_a_dated_name() -> None:
    kep = Place.objects.on(NOW).get(level="commune", code="07399")
    assert (kep.name, kep.kind) == ("Phường Kép", "phuong")
    told = kep.names.order_by("valid_from").values_list("name", "valid_from", "act__number")
    assert list(told) == [
        ("Xã Kép", JULY_2025, "1658/NQ-UBTVQH15"),
        ("Phường Kép", date(2026, 8, 4), "388/NQ-UBTVQH16"),
    ]
    assert not ReformAct.objects.get(number="388/NQ-UBTVQH16").verified


def test_island_districts_became_special_zones() -> None:
    heirs = Succession.objects.filter(old__level="district").select_related("new")
    assert {edge.new.name for edge in heirs} == {
        "Đặc khu Bạch Long Vĩ",
        "Đặc khu Cồn Cỏ",
        "Đặc khu Hoàng Sa",
        "Đặc khu Lý Sơn",
        "Đặc khu Côn Đảo",
    }


def test_loading_again_changes_nothing() -> None:
    before = list(Place.objects.order_by("pk").values_list("pk", "name")[:500])
    assert load_places() == 0
    assert list(Place.objects.order_by("pk").values_list("pk", "name")[:500]) == before
    assert closure.differences() == 0


def test_names_sort_as_a_dictionary_does_whatever_their_type() -> None:
    listed = Place.objects.below(hung_yen(NOW), NOW, "commune").order_by("sort_key")
    names = [place.name for place in listed]
    assert names[:3] == ["Xã A Sào", "Xã Ái Quốc", "Xã Ân Thi"]
    assert names[-2:] == ["Xã Xuân Trúc", "Xã Yên Mỹ"]
