"""Figures of one set of facts, on the units of any date."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from binhyen.kernel.indicators.draining import drain
from binhyen.kernel.indicators.models import Cell, Delta, Slice
from binhyen.kernel.indicators.periods import parse
from binhyen.kernel.indicators.reading import Answer, CannotRead, Question, read
from binhyen.kernel.indicators.tests.conftest import MERGED, NEW, OLD, Ledger, unit
from binhyen.kernel.places.models import Place

pytestmark = pytest.mark.django_db
ALL = ("letters", "answers", "answer_rate", "mean", "median")


def ask(
    place: Place,
    as_of: date,
    by: str = "",
    *,
    period: str = "2024H1",
    indicators: tuple[str, ...] = ("letters",),
    where: tuple[tuple[str, str], ...] = (),
) -> Answer:
    return read(Question(indicators, place, parse(period), as_of, by, where))


def shown(answer: Answer, indicator: str = "letters") -> dict[str, float | None]:
    return {
        row.label: row.values[indicator].value for row in answer.rows if row.values[indicator].value
    }


def communes_of_1534() -> list[tuple[Place, int]]:
    """1,534 letters over the 161 communes: 9 or 10 each."""
    places = Place.objects.below(unit("33", OLD), OLD, "commune").order_by("code")
    return [(place, 1534 // 161 + (at < 1534 % 161)) for at, place in enumerate(places)]


def test_1534_over_the_161_communes_of_2024_and_the_104_of_today(ledger: Ledger) -> None:
    for place, n in communes_of_1534():
        ledger.tell(place, date(2024, 3, 8), n)

    then, today = ask(unit("33", OLD), OLD, "commune"), ask(unit("33", NEW), NEW, "commune")

    assert (len(then.rows), len(today.rows)) == (161, 104)
    for answer in (then, today):
        assert answer.total.values["letters"].value == 1534
        assert sum(row.values["letters"].value or 0 for row in answer.rows) == 1534
    assert not then.is_estimated
    assert sum(row.values["letters"].estimated for row in today.rows) > 0
    assert not today.total.values["letters"].estimated


def test_a_figure_is_the_same_before_and_after_the_worker_has_drained(ledger: Ledger) -> None:
    di_che = unit("12349", OLD)
    ledger.tell(di_che, date(2024, 5, 1), 3)
    ledger.tell(di_che, date(2024, 6, 30), 2)

    before = shown(ask(unit("332", OLD), OLD, "commune"))
    assert drain() == 2
    after = shown(ask(unit("332", OLD), OLD, "commune"))

    assert before == after == {"Xã Dị Chế": 5}
    assert (Delta.objects.count(), Cell.objects.filter(slice=Slice.DETAIL).count()) == (0, 2)
    assert drain() == 0


def test_what_came_after_the_reform_shows_on_the_old_units_as_an_estimate(ledger: Ledger) -> None:
    hung_yen = unit("33", NEW)
    tan_hung = unit("11977", NEW)
    ledger.tell(tan_hung, date(2025, 8, 2), 100)

    before = ask(unit("33", OLD), OLD, "commune", period="2025H2")

    assert sum(shown(before).values()) == 100  # type: ignore[arg-type]
    assert len(shown(before)) > 1
    assert before.basis
    assert all(r.values["letters"].estimated for r in before.rows if r.values["letters"].value)
    assert shown(ask(hung_yen, NEW, "commune", period="2025H2")) == {"Xã Tân Hưng": 100}


def test_a_divided_commune_is_shared_out_and_nothing_gets_lost(ledger: Ledger) -> None:
    lac_dao = Place.objects.on(MERGED).get(name="Xã Lạc Đạo", level="commune")
    for month in (1, 2, 3):
        ledger.tell(lac_dao, date(2025, month, 15), 1, days=9)

    answer = ask(unit("33", NEW), NEW, "commune", period="2025H1", indicators=ALL)

    heirs = shown(answer)
    assert sum(heirs.values()) == 3  # type: ignore[arg-type]
    assert len(heirs) == 2
    row = next(row for row in answer.rows if row.values["letters"].value)
    assert row.values["letters"].estimated
    assert row.values["median"].value is None
    assert "Trung vị" in row.values["median"].why
    assert row.values["answer_rate"].value == 100
    total = answer.total.values
    assert (total["letters"].value, total["letters"].estimated) == (3, False)
    assert total["median"].value == 9


def test_facts_known_only_higher_up_have_a_row_of_their_own(ledger: Ledger) -> None:
    tien_lu = unit("332", OLD)
    ledger.tell(tien_lu, date(2024, 2, 1), 4)
    ledger.tell(unit("12349", OLD), date(2024, 2, 1), 5)

    assert shown(ask(tien_lu, OLD, "commune")) == {"Chưa rõ đơn vị": 4, "Xã Dị Chế": 5}
    today = ask(unit("33", NEW), NEW, "commune")
    assert today.total.values["letters"].value == 9
    assert shown(today)["Chưa rõ đơn vị"] == 4


def test_a_hamlet_counts_for_its_commune_of_any_time(ledger: Ledger) -> None:
    from binhyen.kernel.places import closure
    from binhyen.kernel.places.models import PlaceParent

    di_che = unit("12349", OLD)
    hamlet = Place.objects.create(
        level="hamlet", code="12349-1", name="Thôn Chế Chì", kind="thon",
        valid_from=OLD, source="thử",
    )  # fmt: skip
    PlaceParent.objects.create(
        place=hamlet, parent=di_che, valid_from=OLD, valid_to=di_che.valid_to
    )
    closure.refresh([hamlet.pk])
    ledger.tell(hamlet, date(2024, 7, 2), 6)

    assert shown(ask(unit("332", OLD), OLD, "commune", period="2024")) == {"Xã Dị Chế": 6}
    assert shown(ask(di_che, OLD, "hamlet", period="2024")) == {"Thôn Chế Chì": 6}


def test_rates_are_made_anew_from_their_parts(ledger: Ledger) -> None:
    di_che, nhat_tan = unit("12349", OLD), unit("12346", OLD)
    ledger.tell(di_che, date(2024, 1, 3), 1)
    ledger.tell(di_che, date(2024, 1, 3), 1, days=10)
    ledger.tell(nhat_tan, date(2024, 1, 3), 8, days=20)

    total = ask(unit("332", OLD), OLD, indicators=ALL).total.values

    assert total["answer_rate"].value == 90
    assert total["mean"].value == pytest.approx(170 / 9)
    assert total["median"].value == 20


def test_a_free_period_counts_cut_months_from_the_facts(ledger: Ledger) -> None:
    di_che = unit("12349", OLD)
    for day in (14, 15, 31):
        ledger.tell(di_che, date(2024, 1, day))
    ledger.tell(di_che, date(2024, 2, 10))
    ledger.tell(di_che, date(2024, 3, 1))
    ledger.tell(di_che, date(2024, 3, 2))
    drain()

    answer = ask(di_che, OLD, "month", period="2024-01-15..2024-03-01")

    assert shown(answer) == {"01/2024": 2, "02/2024": 1, "03/2024": 1}
    assert answer.total.values["letters"].value == 4


def test_by_kind_and_only_one_kind(ledger: Ledger) -> None:
    di_che = unit("12349", OLD)
    ledger.tell(di_che, date(2024, 1, 3), 7)
    ledger.tell(di_che, date(2024, 1, 3), 2, kind="phan-anh")

    assert shown(ask(di_che, OLD, "kind")) == {"Tin báo": 7, "Phản ánh": 2}
    one = ask(unit("332", OLD), OLD, "commune", where=(("kind", "phan-anh"),))
    assert shown(one) == {"Xã Dị Chế": 2}
    median = ask(di_che, OLD, "kind", indicators=("median",)).rows[0].values["median"]
    assert (median.value, median.why) == (None, "Chỉ tiêu này không chia theo loại tin.")


def test_the_number_of_queries_does_not_grow(ledger: Ledger) -> None:
    province = unit("33", NEW)
    ask(province, NEW, "commune", indicators=ALL)
    for place, n in communes_of_1534():
        ledger.tell(place, date(2024, 3, 8), n)
    drain()

    with CaptureQueriesContext(
        connection,
    ) as queries:
        ask(province, NEW, "commune", indicators=ALL)

    assert len(queries) == 2


def test_a_unit_that_was_not_there_on_the_date_is_explained(ledger: Ledger) -> None:
    with pytest.raises(CannotRead, match="Ngày 01/07/2025 không có đơn vị Huyện Tiên Lữ"):
        ask(unit("332", OLD), NEW)
    with pytest.raises(CannotRead, match="Không có cách chia"):
        ask(unit("33", NEW), NEW, "sao")
