"""What the public sees of small counts."""

import random
from datetime import date
from fractions import Fraction

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from binhyen.kernel.indicators.periods import parse
from binhyen.kernel.indicators.publishing import read_published
from binhyen.kernel.indicators.reading import Answer, CannotRead, Question, read
from binhyen.kernel.indicators.tests.conftest import NEW, OLD, Ledger, unit
from binhyen.kernel.places.models import Place
from binhyen.lib.keeping import forget_all

pytestmark = pytest.mark.django_db
DAY = date(2024, 3, 8)


def ask(
    place: Place,
    by: str = "",
    *,
    as_of: date = OLD,
    period: str = "2024H1",
    where: tuple[tuple[str, str], ...] = (),
    indicators: tuple[str, ...] = ("letters",),
) -> Answer:
    return read_published(Question(indicators, place, parse(period), as_of, by, where))


def left_out(answer: Answer, indicator: str = "letters") -> set[str]:
    rows = (*answer.rows, answer.total)
    return {row.label for row in rows if row.values[indicator].suppressed}


def test_a_small_commune_and_one_beside_it_are_left_out_everywhere(ledger: Ledger) -> None:
    for code, n in (("12349", 3), ("12346", 8), ("12352", 40)):
        ledger.tell(unit(code, OLD), DAY, n)
    nhat_tan, di_che = unit("12346", OLD), unit("12349", OLD)
    expected = {di_che.name, nhat_tan.name}

    assert left_out(ask(unit("332", OLD), "commune")) == expected
    assert left_out(ask(unit("33", OLD), "commune")) == expected
    # Also on its own page: the neighbour's 8 would give the 3 away.
    assert ask(nhat_tan).total.values["letters"].suppressed
    assert ask(nhat_tan).total.values["letters"].value is None
    assert ask(unit("33", OLD)).total.values["letters"].value == 51


def test_large_counts_and_zeros_are_shown(ledger: Ledger) -> None:
    ledger.tell(unit("12349", OLD), DAY, 30)
    assert left_out(ask(unit("33", OLD), "commune")) == set()


def test_a_rate_is_left_out_with_its_parts(ledger: Ledger) -> None:
    ledger.tell(unit("12349", OLD), DAY, 3, days=2)
    ledger.tell(unit("12349", OLD), DAY, 30)
    ledger.tell(unit("12346", OLD), DAY, 30, days=2)

    answer = ask(unit("332", OLD), "commune", indicators=("letters", "answer_rate"))

    assert left_out(answer) == set()
    assert "Xã Dị Chế" in left_out(answer, "answer_rate")


def test_one_kind_cannot_be_worked_out_from_all_kinds(ledger: Ledger) -> None:
    di_che, nhat_tan = unit("12349", OLD), unit("12346", OLD)
    ledger.tell(di_che, DAY, 20)
    ledger.tell(di_che, DAY, 2, kind="phan-anh")
    ledger.tell(nhat_tan, DAY, 30)
    ledger.tell(nhat_tan, DAY, 25, kind="phan-anh")

    only = (("kind", "tin-bao"),)
    assert left_out(ask(di_che, "kind")) >= {"Tin báo", "Phản ánh"}
    # 22 less 20 would tell the 2.
    assert di_che.name in left_out(ask(unit("332", OLD), "commune", where=only))


def test_only_whole_months_and_one_dimension_are_published(ledger: Ledger) -> None:
    with pytest.raises(CannotRead, match="tháng trọn"):
        ask(unit("33", OLD), period="2024-01-01..2024-01-30")


def test_the_province_of_today_is_published_too(ledger: Ledger) -> None:
    ledger.tell(unit("12349", OLD), DAY, 3)
    ledger.tell(unit("12346", OLD), DAY, 90)
    answer = ask(unit("33", NEW), "commune", as_of=NEW)
    assert answer.total.values["letters"].value == 93
    for row in answer.rows:
        assert row.values["letters"].value not in (1, 2, 3, 4)


def test_a_small_month_is_not_the_quarter_less_the_others(ledger: Ledger) -> None:
    """Dị Chế: 3, 20, 20. Its neighbours have enough in every month."""
    di_che = unit("12349", OLD)
    for month, n in ((1, 3), (2, 20), (3, 20)):
        ledger.tell(di_che, date(2024, month, 8), n)
        for code in ("12346", "12352"):
            ledger.tell(unit(code, OLD), date(2024, month, 8), 30)

    assert left_out(ask(unit("33", OLD), "commune", period="2024Q1")) == set()
    months = [left_out(ask(unit("33", OLD), "commune", period=f"2024-0{m}")) for m in (1, 2, 3)]
    assert months[0] == months[1] == months[2]
    assert di_che.name in months[0]
    assert len(months[0]) == 2
    assert left_out(ask(di_che, "month", period="2024Q1")) >= {"01/2024", "02/2024", "03/2024"}
    # Nor by a span that ends with it: January is part of that year's months.
    assert di_che.name in left_out(ask(unit("33", OLD), "commune", period="2024-01-01..2024-02-29"))


@given(seed=st.integers(0, 10**6))
@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_small_count_is_worked_out_from_all_that_is_published(ledger: Ledger, seed: int) -> None:
    """A reader lays every standard period of the year side by side, with the totals."""
    drawn = random.Random(seed)
    district, told = unit("332", OLD), [unit(code, OLD) for code in ("12349", "12346", "12352")]
    with transaction.atomic():
        for place in told:
            for month in range(1, 13):
                if n := drawn.choice((0, 0, 1, 2, 4, 6, 9, 30)):
                    ledger.tell(place, date(2024, month, 8), n)
        forget_all()
        given_away = _given_away(district)
        transaction.set_rollback(True)
    assert given_away == []


def _given_away(district: Place) -> list[tuple[str, str]]:
    spans = ["2024", "2024H1", "2024H2", *(f"2024Q{n}" for n in range(1, 5))]
    spans += [f"2024-{month:02d}" for month in range(1, 13)]
    known: list[dict[tuple[str, str], int]] = []
    small: dict[tuple[str, str], dict[tuple[str, str], int]] = {}
    for span in spans:
        months = [f"{month.first:%Y-%m}" for month in parse(span).months()]
        question = Question(("letters",), district, parse(span), OLD, "commune")
        shown, real = read_published(question), read(question)
        for row, truth in zip(shown.rows, real.rows, strict=True):
            terms = {(row.key, month): 1 for month in months}
            if not row.values["letters"].suppressed:
                known.append(terms)
            elif 0 < (truth.values["letters"].value or 0) < 5:
                small[(row.key, span)] = terms
        if not shown.total.values["letters"].suppressed:
            known.append({(row.key, month): 1 for row in shown.rows for month in months})
    return [name for name, terms in small.items() if _follows(terms, known)]


def _follows(asked: dict[tuple[str, str], int], known: list[dict[tuple[str, str], int]]) -> bool:
    """Whether ``asked`` is a sum of multiples of what is known: it then adds no rank."""
    return _rank([*known, asked]) == _rank(known)


def _rank(rows: list[dict[tuple[str, str], int]]) -> int:
    pivots: dict[tuple[str, str], dict[tuple[str, str], Fraction]] = {}
    for row in rows:
        left = {key: Fraction(value) for key, value in row.items()}
        while left:
            key = min(left)
            if key not in pivots:
                pivots[key] = left
                break
            times = left[key] / pivots[key][key]
            for other, value in pivots[key].items():
                left[other] = left.get(other, Fraction(0)) - times * value
                if not left[other]:
                    del left[other]
    return len(pivots)
