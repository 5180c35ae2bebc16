from hypothesis import given
from hypothesis import strategies as st

from binhyen.lib import codes

whole = st.builds(
    lambda body: body + codes._check(body),
    st.text(codes.ALPHABET, min_size=9, max_size=9),
)


@given(whole, st.integers(0, 9), st.sampled_from(codes.ALPHABET))
def test_one_wrong_symbol_is_always_found_and_what_was_meant_is_suggested(
    code: str, place: int, symbol: str
) -> None:
    typed = code[:place] + symbol + code[place + 1 :]
    if typed == code:
        assert codes.is_whole(typed)
    else:
        assert not codes.is_whole(typed)
        assert code in codes.near_misses(typed)


@given(whole, st.integers(0, 8))
def test_two_neighbours_swapped_are_always_found(code: str, place: int) -> None:
    typed = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    if typed != code:
        assert not codes.is_whole(typed)
        assert code in codes.near_misses(typed)


@given(whole)
def test_a_code_is_read_however_it_is_written(code: str) -> None:
    shown = codes.show(code, "HY")
    assert codes.read(shown, "HY") == code
    assert codes.read(shown.lower().replace("-", " "), "HY") == code
    assert codes.read(code.replace("0", "o").replace("1", "l"), "HY") == code


def test_a_code_is_shown_in_groups_that_can_be_said() -> None:
    assert codes.show("7F3K9QTD4X", "HY") == "HY-7F3K9-QTD4X"


def test_new_codes_are_whole_and_differ() -> None:
    made = {codes.new_code() for _ in range(500)}
    assert len(made) == 500
    assert all(codes.is_whole(code) and len(code) == 10 for code in made)


def test_the_same_sender_gets_the_same_secret_and_another_gets_another() -> None:
    first = codes.secret_for(b"server", b"sender-1")
    assert first == codes.secret_for(b"server", b"sender-1")
    assert first != codes.secret_for(b"server", b"sender-2")
    assert len(first) == 25
    assert codes.is_whole(first)
