"""Numbers in a book: one after another for each unit and year, none lost with an act undone."""

import pytest
from django.db import transaction

from binhyen.kernel.org.models import Unit
from binhyen.kernel.workflow.numbers import next_number

pytestmark = pytest.mark.django_db


def test_each_book_unit_and_year_counts_for_itself(unit: Unit) -> None:
    other = Unit.objects.exclude(pk=unit.pk).order_by("pk")[0]
    assert [next_number("a", unit.pk, 2026) for _ in range(3)] == [1, 2, 3]
    assert next_number("b", unit.pk, 2026) == 1
    assert next_number("a", unit.pk, 2027) == 1
    assert next_number("a", other.pk, 2026) == 1
    assert next_number("a", unit.pk, 2026) == 4


def test_an_act_undone_leaves_no_gap(unit: Unit) -> None:
    next_number("a", unit.pk, 2026)
    with transaction.atomic():
        assert next_number("a", unit.pk, 2026) == 2
        transaction.set_rollback(True)
    assert next_number("a", unit.pk, 2026) == 2
