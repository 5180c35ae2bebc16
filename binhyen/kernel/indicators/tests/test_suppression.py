"""Whatever the counts, what is published determines no count that was left out."""

from collections.abc import Iterator
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from binhyen.kernel.indicators.suppression import Sum, hidden

Cells = dict[str, int]


def column(counts: list[int]) -> tuple[Cells, list[Sum[str]]]:
    rows = {f"xã {at}": count for at, count in enumerate(counts)}
    return rows | {"tổng": sum(counts)}, [Sum("tổng", tuple(rows))]


def table(rows: list[list[int]]) -> tuple[Cells, list[Sum[str]]]:
    values: Cells = {}
    sums: list[Sum[str]] = []
    wide = range(len(rows[0]))
    for at, row in enumerate(rows):
        values |= {f"{at},{c}": row[c] for c in wide} | {f"{at},*": sum(row)}
        sums.append(Sum(f"{at},*", tuple(f"{at},{c}" for c in wide)))
    for c in wide:
        values[f"*,{c}"] = sum(row[c] for row in rows)
        sums.append(Sum(f"*,{c}", tuple(f"{at},{c}" for at in range(len(rows)))))
    values["*,*"] = sum(map(sum, rows))
    sums.append(Sum("*,*", tuple(f"{at},*" for at in range(len(rows)))))
    sums.append(Sum("*,*", tuple(f"*,{c}" for c in wide)))
    return values, sums


def possible(values: Cells, sums: list[Sum[str]], left_out: frozenset[str]) -> Iterator[Cells]:
    """Every table that a reader must hold possible: unknown counts of at least 1 (0 if a zero was
    left out), up to a little more than the largest there is."""
    inner = [key for key in values if "*" not in key and key != "tổng"]
    unknown = [key for key in inner if key in left_out]
    most = max(values.values()) + 2
    for guess in product(*(range(min(1, values[key]), most) for key in unknown)):
        told = {key: values[key] for key in inner} | dict(zip(unknown, guess, strict=True))
        for one in sums:
            told[one.total] = sum(told[key] for key in one.of)
        if all(told[key] == values[key] for key in values if key not in left_out):
            yield told


def is_safe(values: Cells, sums: list[Sum[str]]) -> bool:
    left_out = hidden(values, sums)
    seen: dict[str, set[int]] = {key: set() for key in left_out}
    for told in possible(values, sums, left_out):
        for key in left_out:
            seen[key].add(told[key])
    return all(len(found) > 1 for found in seen.values())


@given(st.lists(st.integers(0, 7), min_size=2, max_size=4))
@settings(max_examples=40, deadline=None)
def test_no_row_is_given_away_by_the_others_and_the_total(counts: list[int]) -> None:
    assert is_safe(*column(counts))


@given(st.lists(st.lists(st.integers(0, 6), min_size=2, max_size=2), min_size=2, max_size=2))
@settings(max_examples=15, deadline=None)
def test_no_cell_is_given_away_by_rows_columns_and_totals(rows: list[list[int]]) -> None:
    assert is_safe(*table(rows))


@given(st.lists(st.lists(st.integers(0, 40), min_size=4, max_size=4), min_size=3, max_size=6))
@settings(max_examples=40, deadline=None)
def test_no_small_count_is_ever_shown(rows: list[list[int]]) -> None:
    values, sums = table(rows)
    left_out = hidden(values, sums)
    assert all(key in left_out for key, value in values.items() if 0 < value < 5)


def test_one_small_commune_takes_the_smallest_neighbour_along() -> None:
    values, sums = column([120, 3, 0, 45])
    assert hidden(values, sums) == {"xã 1", "xã 3"}


def test_zero_is_shown_and_large_tables_are_shown_whole() -> None:
    values, sums = column([120, 0, 45, 12])
    assert hidden(values, sums) == frozenset()


def test_two_ones_do_not_tell_each_other() -> None:
    values, sums = column([1, 1, 30])
    assert hidden(values, sums) == {"xã 0", "xã 1", "xã 2"}
