import pytest

from binhyen.kernel.org.models import Unit, UnitKind
from binhyen.kernel.workflow.models import CalendarYear
from binhyen.lib.paging import BadCursor, Each, key_page

pytestmark = pytest.mark.django_db
ORDER = ("-version", "year")


@pytest.fixture(autouse=True)
def years() -> None:
    CalendarYear.objects.all().delete()
    CalendarYear.objects.bulk_create(
        CalendarYear(year=2000 + n, version=n % 3 + 1) for n in range(10)
    )


def seen(page: object) -> list[int]:
    return [row.year for row in page.rows]  # type: ignore[attr-defined]


def test_walking_forward_then_back_shows_every_row_once() -> None:
    rows = CalendarYear.objects.all()
    expected = list(rows.order_by(*ORDER).values_list("year", flat=True))

    first = key_page(rows, ORDER, 4)
    second = key_page(rows, ORDER, 4, after=first.next)
    third = key_page(rows, ORDER, 4, after=second.next)

    assert seen(first) + seen(second) + seen(third) == expected
    assert (first.previous, third.next) == ("", "")
    assert seen(key_page(rows, ORDER, 4, before=third.previous)) == seen(second)
    assert seen(key_page(rows, ORDER, 4, before=second.previous)) == seen(first)


@pytest.mark.parametrize(
    "each", [None, ("kind", [UnitKind.POLICE_COMMUNE, UnitKind.COMMITTEE_COMMUNE])]
)
def test_with_what_is_joined_each_value_on_its_own_or_not(each: Each | None) -> None:
    """Every page says the same as the whole list, however its rows are looked for."""
    kinds = [UnitKind.POLICE_COMMUNE, UnitKind.COMMITTEE_COMMUNE]
    rows = Unit.objects.filter(kind__in=kinds, name__contains="Tân").select_related("place")
    expected = list(rows.order_by("-valid_from", "id").values_list("id", flat=True))

    found, after = [], ""
    while True:
        page = key_page(rows, ("-valid_from", "id"), 7, after=after, each=each)
        found += [row.pk for row in page.rows]
        if not (after := page.next):
            break

    assert len(expected) > 14
    assert found == expected
    last = key_page(rows, ("-valid_from", "id"), 7, last=True, each=each)
    assert [row.pk for row in last.rows] == expected[-7:]


def test_the_last_page_is_reached_at_once() -> None:
    rows = CalendarYear.objects.all()
    last = key_page(rows, ORDER, 4, last=True)
    assert seen(last) == list(rows.order_by(*ORDER).values_list("year", flat=True))[-4:]
    assert last.next == ""
    assert last.previous


@pytest.mark.parametrize("cursor", ["xx", "W10", "!!", "WzFd", "bnVsbA"])
def test_a_cursor_that_we_did_not_make_is_refused(cursor: str) -> None:
    with pytest.raises(BadCursor):
        key_page(CalendarYear.objects.all(), ORDER, 4, after=cursor)
