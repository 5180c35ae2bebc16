"""Which body serves a place on a day, who stands above it, who took over from it."""

from datetime import date

from django.db.models import OuterRef, Subquery

from binhyen.kernel.org.models import Unit, UnitParent, UnitSuccession
from binhyen.kernel.places.models import Place, PlaceClosure
from binhyen.kernel.places.queries import main_heir


def unit_for(kind: str, place: Place, day: date, short_name: str = "") -> Unit | None:
    """The body of this kind for ``place`` or the nearest unit above it, on ``day``. For a place no
    longer (or not yet) in force: for what it became."""
    if not place.holds_on(day):
        heir = main_heir(place, day)
        return unit_for(kind, heir, day, short_name) if heir else None
    above = PlaceClosure.objects.on(day).filter(descendant=place)
    found = Unit.objects.on(day).filter(kind=kind, place__in=above.values("ancestor"))
    if short_name:
        found = found.filter(short_name=short_name)
    distance = above.filter(ancestor=OuterRef("place")).order_by("distance").values("distance")[:1]
    unit: Unit | None = (
        found.annotate(distance=Subquery(distance)).order_by("distance", "short_name", "pk").first()
    )
    return unit


def parent_of(unit: Unit, day: date) -> Unit | None:
    """The direct superior on ``day``."""
    link = UnitParent.objects.on(day).filter(unit=unit).select_related("parent").first()
    return link.parent if link else None


def heir_of(unit: Unit, day: date) -> Unit | None:
    """Who holds the records of ``unit`` on ``day``: itself, or its heir's heir."""
    seen: set[int] = set()
    while not unit.holds_on(day):
        link = (
            UnitSuccession.objects.filter(old=unit, is_default=True, on__lte=day)
            .select_related("new")
            .first()
        )
        if link is None or unit.pk in seen:
            return None
        seen.add(unit.pk)
        unit = link.new
    return unit
