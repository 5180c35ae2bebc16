"""Cells that strayed from the facts are found, told and put right."""

from datetime import date

import pytest

from binhyen.kernel.audit.models import Event
from binhyen.kernel.indicators.actions import verify_figures
from binhyen.kernel.indicators.counting import count
from binhyen.kernel.indicators.draining import drain
from binhyen.kernel.indicators.models import Cell, Reconciliation, Slice
from binhyen.kernel.indicators.periods import parse
from binhyen.kernel.indicators.tests.conftest import OLD, Ledger, unit

pytestmark = pytest.mark.django_db


def test_figures_that_agree_are_said_to_agree(ledger: Ledger) -> None:
    ledger.tell(unit("12349", OLD), date(2024, 5, 1), 3, days=4)
    drain()
    ledger.tell(unit("12349", OLD), date(2024, 5, 2))

    report = verify_figures(parse("2024H1"))

    assert report.agrees
    assert report.checked == 4
    assert Reconciliation.objects.filter(differences=0).count() == 4


def test_a_strayed_cell_is_found_and_healed(ledger: Ledger) -> None:
    di_che = unit("12349", OLD)
    ledger.tell(di_che, date(2024, 5, 1), 3)
    drain()
    Cell.objects.filter(part="letters", slice=Slice.DETAIL).update(value=7)
    Cell.objects.filter(part="letters", slice=Slice.TOTAL).update(value=8)
    count("letters", unit("12346", OLD).pk, date(2024, 5, 9))

    found = verify_figures()
    assert (found.agrees, found.differences) == (False, 5)
    assert Cell.objects.get(part="letters", slice=Slice.TOTAL).value == 8

    verify_figures(heal=True)
    drain()
    assert verify_figures().agrees
    assert Cell.objects.get(part="letters", place=di_che, slice=Slice.TOTAL).value == 3
    assert Event.objects.filter(verb="figures.healed").count() == 1
    kept = Reconciliation.objects.filter(part="letters", differences=5).first()
    assert kept is not None
    assert {
        "place": di_che.pk,
        "month": "2024-05",
        "dims": ["tin-bao", ""],
        "counted": 7,
        "facts": 3,
    } in kept.detail


def test_a_period_that_was_not_asked_is_left_alone(ledger: Ledger) -> None:
    count("letters", unit("12349", OLD).pk, date(2023, 5, 9))

    assert verify_figures(parse("2024")).agrees
    assert not verify_figures(parse("2023-05")).agrees
