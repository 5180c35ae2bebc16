"""One of many ids, sent as one value: it finds what Django's own ``__in`` finds."""

import pytest
from django.core.exceptions import EmptyResultSet

from binhyen.kernel.workflow.models import CalendarYear
from binhyen.lib.among import among

pytestmark = pytest.mark.django_db


def test_it_finds_what_is_listed_and_nothing_without_a_list() -> None:
    CalendarYear.objects.all().delete()
    rows = CalendarYear.objects.bulk_create(CalendarYear(year=2000 + n) for n in range(6))
    wanted = {row.pk for row in rows[1:4]}

    found = CalendarYear.objects.filter(among("year", wanted))

    assert set(found.values_list("pk", flat=True)) == wanted
    assert not CalendarYear.objects.filter(among("year", [])).exists()
    with pytest.raises(EmptyResultSet):
        CalendarYear.objects.filter(among("year", [])).query.sql_with_params()
    assert CalendarYear.objects.exclude(among("year", wanted)).count() == 3
