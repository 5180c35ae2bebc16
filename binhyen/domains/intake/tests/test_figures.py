"""The figures of section 6: 1,534 received and accepted in Hưng Yên, first half of 2024."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from binhyen.domains.intake.models import Category, Kind, Status, Tip
from binhyen.kernel.indicators import registry
from binhyen.kernel.indicators.actions import verify_figures
from binhyen.kernel.indicators.draining import drain
from binhyen.kernel.indicators.periods import parse
from binhyen.kernel.indicators.reading import Question, read
from binhyen.kernel.org.models import Unit
from binhyen.kernel.places.models import Place

pytestmark = pytest.mark.django_db
OLD, TODAY = date(2024, 7, 1), date(2026, 11, 1)
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.fixture
def tips() -> list[Tip]:
    """As an import of old registers would leave them: rows first, counted by healing."""
    category, _made = Category.objects.get_or_create(
        code="thu", defaults={"name": "Thử", "name_en": "Test"}
    )
    unit = Unit.objects.order_by("pk").first()
    hung_yen = Place.objects.on(OLD).get(level="province", code="33")
    communes = list(Place.objects.below(hung_yen, OLD, "commune").order_by("code"))
    made = []
    for at in range(1534):
        day = date(2024, 1, 1) + timedelta(days=at % 182)
        closed = day + timedelta(days=at % 21) if at % 4 else None
        made.append(
            Tip(
                code=f"{at:08d}", secret_digest=b"x", channel="web", kind=Kind.CRIME_INFORMATION,
                category=category, is_anonymous=False, text="Mất trộm xe đạp",
                place=communes[at % 161], unit=unit, received_unit=unit,
                status=Status.CLOSED if closed else Status.ACCEPTED,
                received_at=datetime(day.year, day.month, day.day, 9, tzinfo=HANOI),
                received_on=day, accepted_on=day, closed_on=closed,
                outcome="answered" if closed else "", answer="Đã trả lời" if closed else "",
                late_on=day + timedelta(days=18) if closed and at % 21 >= 18 else None,
                rating=4 if closed and at % 2 else None,
                rated_on=closed if closed and at % 2 else None,
            )
        )  # fmt: skip
    return Tip.objects.bulk_create(made)


def test_what_was_never_counted_is_found_and_then_counted(tips: list[Tip]) -> None:
    assert not verify_figures().agrees
    verify_figures(heal=True)
    drain()
    assert verify_figures().agrees


@pytest.mark.parametrize(("as_of", "communes"), [(OLD, 161), (TODAY, 104)])
def test_1534_received_and_accepted_in_the_first_half_of_2024(
    tips: list[Tip], as_of: date, communes: int
) -> None:
    verify_figures(heal=True)
    drain()
    codes = tuple(one.code for one in registry.indicators())
    place = Place.objects.on(as_of).get(level="province", code="33")

    answer = read(Question(codes, place, parse("2024H1"), as_of, "commune"))

    total = {code: value.value for code, value in answer.total.values.items()}
    assert (total["tips_received"], total["tips_accepted"]) == (1534, 1534)
    assert total["acceptance_rate"] == 100
    assert total["tips_resolved"] != 1534
    closed = [tip for tip in tips if tip.closed_on and tip.closed_on <= date(2024, 6, 30)]
    assert total["tips_resolved"] == len(closed)
    assert total["satisfaction"] == 4
    assert (
        total["median_days"]
        == sorted((tip.closed_on - tip.received_on).days for tip in closed if tip.closed_on)[
            len(closed) // 2
        ]
    )
    assert len(answer.rows) == communes
    assert sum(row.values["tips_received"].value or 0 for row in answer.rows) == 1534


def test_free_periods_agree_with_the_cells(tips: list[Tip]) -> None:
    verify_figures(heal=True)
    place = Place.objects.on(OLD).get(level="province", code="33")
    for code in ("tips_received", "tips_resolved", "tips_late", "satisfaction", "median_days"):
        half = read(Question((code,), place, parse("2024H1"), OLD)).total.values[code]
        free = read(Question((code,), place, parse("2023-12-31..2024-06-30"), OLD)).total.values[
            code
        ]
        assert half.value == free.value
