"""What the public sees of small counts."""

from datetime import date

import pytest

from binhyen.kernel.indicators.periods import parse
from binhyen.kernel.indicators.publishing import read_published
from binhyen.kernel.indicators.reading import Answer, CannotRead, Question
from binhyen.kernel.indicators.tests.conftest import NEW, OLD, Ledger, unit
from binhyen.kernel.places.models import Place

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
