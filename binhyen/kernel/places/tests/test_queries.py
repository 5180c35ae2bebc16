"""Asking for units as of a day, and what became of them."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binhyen.kernel.places.models import Place
from binhyen.kernel.places.queries import (
    ancestors,
    apportion,
    below,
    crosswalk,
    full_name,
    heirs,
    main_heir,
    name_on,
    place_on,
    province_on,
    search,
)

pytestmark = pytest.mark.django_db

MAY_2024, JANUARY_2025 = date(2024, 5, 1), date(2025, 1, 15)
JUNE_2025, NOW = date(2025, 6, 30), date(2026, 11, 1)


def commune(code: str, day: date) -> Place:
    place = place_on(code, day, "commune")
    assert place is not None
    return place


def province(code: str, day: date) -> Place:
    place = place_on(code, day, "province")
    assert place is not None
    return place


def test_a_code_means_what_it_meant_on_the_day() -> None:
    assert commune("11977", MAY_2024).name == "Xã Hồng Nam"
    assert commune("11977", JANUARY_2025).name == "Xã Phương Nam"
    assert commune("11977", NOW).name == "Xã Tân Hưng"
    assert place_on("12349", NOW) is None
    assert place_on("33", NOW) != place_on("33", MAY_2024)


def test_di_che_went_into_vuong_and_then_into_hoang_hoa_tham() -> None:
    di_che = commune("12349", MAY_2024)
    assert full_name(di_che, MAY_2024) == "Xã Dị Chế, Huyện Tiên Lữ, Tỉnh Hưng Yên"
    assert [heir.place.name for heir in heirs(di_che, MAY_2024)] == ["Xã Dị Chế"]
    assert [heir.place.name for heir in heirs(di_che, JANUARY_2025)] == ["Thị trấn Vương"]
    (today,) = heirs(di_che, NOW)
    assert (today.place.code, today.num, today.den, today.exact) == ("12337", 1, 1, True)
    assert main_heir(di_che, NOW) == today.place
    assert full_name(di_che, NOW) == "Xã Dị Chế, Huyện Tiên Lữ, Tỉnh Hưng Yên"


def test_a_split_commune_has_two_heirs_and_an_estimate() -> None:
    lac_dao = next(found.place for found in search("Xã Lạc Đạo", MAY_2024, level="commune"))
    told = [(heir.place.name, heir.num, heir.den, heir.exact) for heir in heirs(lac_dao, NOW)]
    assert told == [("Xã Đại Đồng", 1, 2, False), ("Xã Lạc Đạo", 1, 2, False)]
    heir = main_heir(lac_dao, NOW)
    assert heir is not None
    assert heir.name == "Xã Lạc Đạo"


def test_a_new_commune_shown_on_the_old_ones_is_divided() -> None:
    tan_hung = commune("11977", NOW)
    back = heirs(tan_hung, MAY_2024)
    assert [(heir.place.name, heir.num, heir.den) for heir in back] == [
        ("Xã Phương Chiểu", 1, 6),
        ("Xã Thủ Sỹ", 1, 3),
        ("Xã Tân Hưng", 1, 3),
        ("Xã Hồng Nam", 1, 6),  # had the code that goes on: takes the remainder
    ]
    assert not any(heir.exact for heir in back)


def test_every_unit_of_hung_yen_in_may_2024_is_found_today() -> None:
    old = below(province("33", MAY_2024), MAY_2024, "commune")
    links = crosswalk([place.pk for place in old], NOW)
    assert len(old) == 161
    assert {link.source_id for link in links} == {place.pk for place in old}
    assert sum(link.share for link in links) == 161
    assert sum(not link.exact for link in links) == 6
    assert len({link.target_id for link in links}) == 39


def test_one_crosswalk_for_a_province_takes_few_queries(
    django_assert_max_num_queries: object,
) -> None:
    old = [place.pk for place in below(province("33", MAY_2024), MAY_2024, "commune")]
    with django_assert_max_num_queries(6):  # type: ignore[operator]
        crosswalk(old, NOW)


def test_what_no_source_tells_has_no_heirs() -> None:
    kim_son = commune("00562", MAY_2024)
    assert kim_son.name == "Xã Kim Sơn"
    assert heirs(kim_son, NOW) == []
    assert main_heir(kim_son, NOW) is None


def test_ancestors_stand_nearest_first() -> None:
    names = [place.name for place in ancestors(commune("12349", MAY_2024), MAY_2024)]
    assert names == ["Huyện Tiên Lữ", "Tỉnh Hưng Yên", "Việt Nam"]
    today = [place.name for place in ancestors(commune("11977", NOW), NOW)]
    assert today == ["Tỉnh Hưng Yên", "Việt Nam"]
    found = province_on(commune("11977", NOW), NOW)
    assert found == place_on("33", NOW)


def test_a_name_is_a_matter_of_the_day() -> None:
    kep = commune("07399", NOW)
    assert name_on(kep, date(2025, 8, 1)) == "Xã Kép"
    assert name_on(kep, NOW) == "Phường Kép"
    assert name_on(kep, MAY_2024) == "Xã Kép"
    assert full_name(kep, date(2026, 1, 1)) == "Xã Kép, Tỉnh Bắc Ninh"
    assert full_name(kep, NOW) == "Phường Kép, Thành phố Bắc Ninh"


@pytest.mark.parametrize("q", ["Dị Chế", "di che", "DI CHE", "xã dị chế", "Dị Chế, Tiên Lữ"])
def test_an_old_name_is_found_with_what_it_became(q: str) -> None:
    first = search(q, NOW, level="commune")[0]
    assert (first.place.code, first.matched_name) == ("12349", "Xã Dị Chế")
    assert [place.code for place in first.became] == ["12337"]


def test_a_unit_in_force_comes_before_its_namesakes_of_old_times() -> None:
    now = province("33", NOW)
    found = search("tan hung", NOW, parent=now)
    assert [(one.place.code, bool(one.became)) for one in found[:2]] == [
        ("11977", False),
        ("12385", True),
    ]
    assert found[1].became == [found[0].place]


def test_either_tone_style_finds_the_name() -> None:
    one, other = search("Hoà Bình", MAY_2024), search("Hòa Bình", MAY_2024)
    assert [found.place.pk for found in one] == [found.place.pk for found in other]
    assert one[0].place.name == "Tỉnh Hòa Bình"


def test_marks_are_heeded_when_given() -> None:
    names = {found.matched_name for found in search("Đa Lộc", NOW)}
    assert "Xã Đa Lộc" in names
    assert all("Đa Lộc" in name for name in names)


@pytest.mark.parametrize("q", ["Nguyễn Văn Ling", "nguyen van lin", "Nguyen Van Lihn"])
def test_a_misspelt_name_is_still_found(q: str) -> None:
    found = search(q, NOW, level="commune", parent=province("33", NOW))
    assert "Xã Nguyễn Văn Linh" in {one.matched_name for one in found}


@pytest.mark.parametrize("q", ["", " ", "x", "%", "__", "🙂", "a" * 500])
def test_a_senseless_question_has_no_answer(q: str) -> None:
    assert search(q, NOW) == []


@given(st.integers(0, 10**9), st.lists(st.integers(1, 50), min_size=1, max_size=8))
def test_parts_always_add_up_to_the_total(total: int, weights: list[int]) -> None:
    shares = [Fraction(weight, sum(weights)) for weight in weights]
    parts = apportion(total, shares)
    assert sum(parts) == total
    assert all(part >= 0 for part in parts)


def test_the_remainder_goes_to_the_last() -> None:
    assert apportion(7, [Fraction(1, 2), Fraction(1, 2)]) == [3, 4]
    assert apportion(1534, [Fraction(1, 3)] * 3) == [511, 511, 512]
