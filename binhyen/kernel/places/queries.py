"""Questions about units on a day. What others call; the parts are in the modules imported here."""

from datetime import date

from django.db.models import F

from binhyen.kernel.places.finding import Found, search
from binhyen.kernel.places.lineage import (
    Heir,
    Link,
    apportion,
    crosswalk,
    heirs,
    kin,
    main_heir,
)
from binhyen.kernel.places.locating import Located, locate
from binhyen.kernel.places.models import Level, Place, PlaceClosure, PlaceName
from binhyen.kernel.places.neighbours import Ground, ground_around, neighbours

__all__ = [
    "Found",
    "Ground",
    "Heir",
    "Link",
    "Located",
    "ancestors",
    "apportion",
    "below",
    "crosswalk",
    "full_name",
    "ground_around",
    "heirs",
    "kin",
    "locate",
    "main_heir",
    "name_on",
    "nation",
    "neighbours",
    "place_on",
    "province_on",
    "search",
]


def place_on(code: str, day: date, level: str | None = None) -> Place | None:
    """The unit with this code on this day. A code alone is no key: 11977 was three communes."""
    found = Place.objects.on(day).filter(code=code)
    if level:
        found = found.filter(level=level)
    place: Place | None = found.order_by("pk").first()
    return place


def nation(day: date) -> Place | None:
    return place_on("VN", day, Level.NATION)


def province_on(place: Place, day: date) -> Place | None:
    """The province of a unit on a day on which the unit was in force."""
    above = [place, *ancestors(place, day)]
    return next((one for one in above if one.level == Level.PROVINCE), None)


def ancestors(place: Place, day: date) -> list[Place]:
    """Units above ``place`` on ``day``, the nearest first."""
    links = (
        PlaceClosure.objects.on(day)
        .filter(descendant=place, distance__gt=0)
        .select_related("ancestor")
        .order_by("distance")
    )
    return [link.ancestor for link in links]


def below(place: Place, day: date, level: str | None = None) -> list[Place]:
    """Units under ``place`` on ``day`` (without it), in Vietnamese order."""
    return list(
        Place.objects.below(place, day, level).exclude(pk=place.pk).order_by("sort_key", "pk")
    )


def name_on(place: Place, day: date) -> str:
    """The name in force on ``day``; before and after its life, the nearest one."""
    found = (
        PlaceName.objects.filter(place=place, valid_from__lte=day)
        .order_by(F("valid_from").desc())
        .values_list("name", flat=True)
        .first()
    )
    if found:
        return str(found)
    first = PlaceName.objects.filter(place=place).order_by("valid_from").first()
    return first.name if first else place.name


def full_name(place: Place, day: date) -> str:
    """As on an envelope: "Xã Dị Chế, Huyện Tiên Lữ, Tỉnh Hưng Yên"; the nation goes unsaid. For a
    day outside its life, the names of its last (or first) day."""
    if not place.holds_on(day):
        day = _nearest_day(place, day)
    above = [one for one in ancestors(place, day) if one.level != Level.NATION]
    names = dict(
        PlaceName.objects.on(day)
        .filter(place__in=[place, *above])
        .order_by("pk")
        .values_list("place_id", "name")
    )
    return ", ".join(names.get(one.pk, one.name) for one in [place, *above])


def _nearest_day(place: Place, day: date) -> date:
    if day < place.valid_from or place.valid_to is None:
        return place.valid_from
    return date.fromordinal(place.valid_to.toordinal() - 1)
