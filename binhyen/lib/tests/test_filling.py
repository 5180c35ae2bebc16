"""Prepared texts: what code fills, what is left to the writer, and when two say the same."""

from binhyen.lib.filling import fill, has_gap, likeness, own_words, unknown_fields


def test_known_fields_are_filled_and_others_stay() -> None:
    text = "Tin {mã tin}, hạn { hạn }, {lạ}."
    assert fill(text, {"mã tin": "HY-1", "hạn": "30/08/2026"}) == "Tin HY-1, hạn 30/08/2026, {lạ}."


def test_a_field_that_nobody_fills_is_named_once() -> None:
    assert unknown_fields("{hạn} {mã tn} {mã tn}", {"hạn"}) == ["mã tn"]


def test_a_gap_is_seen_however_it_is_typed() -> None:
    assert has_gap("Đã làm: […]")
    assert has_gap("Đã làm: [...]")
    assert not has_gap("Đã làm… xong")


def test_own_words_are_those_the_prepared_text_does_not_have() -> None:
    prepared = "Đơn vị đã xác minh và kết luận: […]"
    assert own_words("Đơn vị đã xác minh và kết luận:", prepared) == 0
    assert own_words("Đơn vị đã xác minh và kết luận: bắt hai người trộm xe máy", prepared) == 6


def test_two_texts_alike_but_for_code_and_date_are_one() -> None:
    first = likeness("Về tin HY-1 ngày 10/08/2026: đã xử lý.", ["HY-1", "10/08/2026"])
    second = likeness("Về tin HY-2 ngày 11/08/2026: Đã xử lý", ["HY-2", "11/08/2026"])
    assert first == second
    assert first != likeness("Về tin HY-2: đã chuyển.", ["HY-2"])
