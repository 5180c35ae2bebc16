from datetime import date

import pytest

from binhyen.kernel.indicators.periods import NoSuchPeriod, containing, parse


@pytest.mark.parametrize(
    ("text", "first", "last", "label"),
    [
        ("2024", date(2024, 1, 1), date(2024, 12, 31), "năm 2024"),
        ("2024H1", date(2024, 1, 1), date(2024, 6, 30), "6 tháng đầu năm 2024"),
        ("2024H2", date(2024, 7, 1), date(2024, 12, 31), "6 tháng cuối năm 2024"),
        ("2024Q4", date(2024, 10, 1), date(2024, 12, 31), "quý IV năm 2024"),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), "tháng 02/2024"),
        (
            "2023-11-01..2024-10-31",
            date(2023, 11, 1),
            date(2024, 10, 31),
            "từ 01/11/2023 đến 31/10/2024",
        ),
    ],
)
def test_periods_as_people_write_them(text: str, first: date, last: date, label: str) -> None:
    period = parse(text)
    assert (period.first, period.last, period.code, period.label) == (first, last, text, label)


@pytest.mark.parametrize(
    "text", ["", "2024H3", "2024-13", "24", "2024-02-30..2024-03-01", "2024-05-02..2024-05-01"]
)
def test_what_is_no_period_gets_a_sentence(text: str) -> None:
    with pytest.raises(NoSuchPeriod, match=r"\."):
        parse(text)


@pytest.mark.parametrize(
    ("text", "before", "year_before"),
    [
        ("2024H1", "2023H2", "2023H1"),
        ("2024Q1", "2023Q4", "2023Q1"),
        ("2024-03", "2024-02", "2023-03"),
        ("2024-02", "2024-01", "2023-02"),
        ("2024-03-10..2024-03-19", "2024-02-29..2024-03-09", "2023-03-10..2023-03-19"),
    ],
)
def test_what_a_period_is_compared_with(text: str, before: str, year_before: str) -> None:
    period = parse(text)
    assert (period.before().code, period.year_before().code) == (before, year_before)


def test_months_are_whole_or_cut() -> None:
    months = parse("2024-01-15..2024-03-31").months()
    assert [month.code for month in months] == ["2024-01-15..2024-01-31", "2024-02", "2024-03"]
    assert containing("half", date(2024, 5, 5)).code == "2024H1"
