"""Facts are counted where they happen, however many at once."""

from datetime import date

import pytest

from binhyen.kernel.indicators.counting import count_many
from binhyen.kernel.indicators.models import Delta
from binhyen.kernel.places.models import Place

pytestmark = pytest.mark.django_db


def test_an_import_taken_back_counts_more_than_one_statement_holds() -> None:
    place = Place.objects.order_by("pk")[0]
    change = ("tips_received", place.pk, date(2026, 8, 1), -1, "", "")

    count_many([change] * 11_000)

    assert Delta.objects.filter(part="tips_received", n=-1).count() == 11_000
