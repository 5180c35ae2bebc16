"""Vietnamese text: what counts as the same name, and in which order lists stand."""

import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binhyen.lib.text import (
    ALPHABET,
    canon,
    fold,
    given_name_key,
    has_marks,
    one_style,
    sort_key,
)

LETTERS = "".join(
    sorted(
        {
            unicodedata.normalize("NFC", base + tone)
            for base in ALPHABET
            for tone in ["", *"\u0300\u0309\u0303\u0301\u0323"]
            if len(unicodedata.normalize("NFC", base + tone)) == 1
        }
    )
)
words = st.text(LETTERS + LETTERS.upper() + " 0123456789-", max_size=24)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Hoà Bình", "hòa bình"),
        ("hoàn", "hoàn"),
        ("Tòan", "toàn"),
        ("Thuý", "thúy"),
        ("Uỷ ban", "ủy ban"),
        ("Quý", "quý"),
        ("Qúy", "quý"),
        ("qủa", "quả"),
        ("khoẻ", "khỏe"),
        ("Hùynh", "huỳnh"),
        ("Nguỵ  Khuyến", "ngụy khuyến"),
        ("Thoại", "thoại"),
        ("Di\u0323 Che\u0302\u0301", "dị chế"),
    ],
)
def test_one_name_has_one_writing(written: str, expected: str) -> None:
    assert canon(written) == expected


@given(words)
def test_canon_is_a_fixed_point_and_keeps_the_letters(text: str) -> None:
    assert canon(canon(text)) == canon(text)
    assert fold(canon(text)) == fold(text)
    assert len(canon(text)) == len(" ".join(text.split()))


@given(words)
def test_the_style_is_set_without_touching_capitals(text: str) -> None:
    assert one_style(text).lower() == canon(text)
    assert one_style("Tỉnh  Hoà Bình, UỶ BAN") == "Tỉnh Hòa Bình, ỦY BAN"


@given(words)
def test_fold_leaves_no_mark(text: str) -> None:
    assert fold(text).isascii()
    assert fold(fold(text)) == fold(text)
    assert fold(text.upper()) == fold(text)


@given(words)
def test_writing_composed_or_not_makes_no_difference(text: str) -> None:
    apart = unicodedata.normalize("NFD", text)
    assert (canon(apart), fold(apart), sort_key(apart)) == (
        canon(text),
        fold(text),
        sort_key(text),
    )


def test_fold_and_marks_of_a_real_name() -> None:
    assert fold("Xã Dị Chế, ĐÌNH DÙ") == "xa di che, dinh du"
    assert has_marks("Đình")
    assert not has_marks("dinh du")


def test_communes_stand_in_the_order_of_a_dictionary() -> None:
    names = [
        *("An Tảo", "Ân Thi", "Ba Hàng", "Bà Triệu", "Bả Đô", "Bã Lan", "Bá Thủy", "Bạ Xá"),
        *("Ban Mai", "Cẩm Xá", "Dị Chế", "Dị Sử", "Đa Lộc", "Đình Dù", "Hiến Nam", "Hòa Bình"),
        *("Hoàn Long", "Thôn 2", "Thôn 10", "Thôn Đông", "Ức Tây", "Xuân Dục", "Ỷ La", "Yên Mỹ"),
    ]
    shuffled = names[:]
    random.Random(33).shuffle(shuffled)
    assert sorted(shuffled, key=sort_key) == names


def test_the_alphabet_and_the_tones_stand_in_their_order() -> None:
    assert sorted(ALPHABET, key=sort_key) == list(ALPHABET)
    assert sorted("ạáãảàa", key=sort_key) == list("aàảãáạ")


@given(words, words)
def test_sorting_goes_by_what_is_said_not_by_how_it_is_written(one: str, other: str) -> None:
    if canon(one) == canon(other):
        assert sort_key(one) == sort_key(other)
    if sort_key(one) < sort_key(other):
        assert sort_key(one.upper()) < sort_key(other.lower())


@given(words, words)
def test_a_name_stands_before_its_longer_sister(one: str, other: str) -> None:
    assert sort_key(one) <= sort_key(f"{one} {other}")


def test_persons_are_listed_by_given_name() -> None:
    people = ["Lê Văn Bình", "Trần Thị An", "Đỗ Thị Ánh", "Phạm Văn An", "Ngô Đức Ân"]
    assert sorted(people, key=given_name_key) == [
        "Phạm Văn An",
        "Trần Thị An",
        "Đỗ Thị Ánh",
        "Ngô Đức Ân",
        "Lê Văn Bình",
    ]
    assert given_name_key("") == b"\x01"
