"""The least valid rows for stories about tips. Where history matters, use actions."""

from datetime import datetime
from uuid import UUID, uuid4

from django.utils import timezone

from binhyen.domains.intake import actions, queries
from binhyen.domains.intake.models import Category, Tip
from binhyen.kernel.people.actor import ANONYMOUS
from binhyen.kernel.places.models import Level, Place
from binhyen.kernel.places.queries import place_on

NOW = timezone.make_aware(datetime(2026, 8, 10, 9, 30))


def commune(code: str, now: datetime) -> Place:
    place = place_on(code, timezone.localdate(now), Level.COMMUNE)
    assert place is not None
    return place


def arrival(
    *,
    code: str = "theft",
    place: Place,
    now: datetime,
    text: str = "Nhà tôi bị mất một chiếc xe máy để trong sân đêm qua.",
    anonymous: bool = True,
    reporter: actions.Reporter | None = None,
    key: UUID | None = None,
) -> actions.Arrival:
    category = Category.objects.get(code=code)
    unit = queries.receiving_unit(category, place, timezone.localdate(now))
    assert unit is not None
    return actions.Arrival(
        category=category,
        text=text,
        place=place,
        unit=unit,
        anonymous=anonymous,
        reporter=reporter,
        idempotency_key=key or uuid4(),
    )


def received(place: Place, now: datetime, **more: object) -> Tip:
    given = arrival(place=place, now=now, **more)  # type: ignore[arg-type]
    return actions.receive_tip(actor=ANONYMOUS, arrival=given, now=now).tip
