"""What lies around a commune: its neighbours, and all units that ever stood on its ground."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import shapely

from binhyen.kernel.places.lineage import kin, main_heir
from binhyen.kernel.places.locating import EDGE_DEGREES, SHRINK, atlas_on
from binhyen.kernel.places.models import Level, Place, PlaceClosure
from binhyen.kernel.places.points import KM_PER_DEGREE
from binhyen.lib.keeping import kept

# Without polygons: the nearest communes by their points. Today's communes are some 5 km apart.
MOST, WITHIN_KM = 8, 12.0


@dataclass(frozen=True)
class Ground:
    """Ids of units of any time. ``own``: the commune of a place, what it came from and went into,
    and their hamlets. ``near``: the same of its neighbours."""

    own: frozenset[int]
    near: frozenset[int]


def neighbours(commune: Place, day: date) -> list[Place]:
    """Communes in force on ``day`` whose polygons touch this one's; where it has none, the eight
    nearest by their points within 12 km. Empty: nobody knows where it lies."""
    atlas = atlas_on(day)
    listed = [place for place, _true in atlas.areas]
    own = next((at for at, place in enumerate(listed) if place.pk == commune.pk), None)
    if own is not None:
        area = shapely.buffer(atlas.area_tree.geometries[own], EDGE_DEGREES)
        touching = atlas.area_tree.query(area, predicate="intersects")
        return [listed[int(at)] for at in sorted(touching) if int(at) != own]
    if commune.lat is None or commune.lon is None:
        return []
    point = shapely.points(commune.lon * SHRINK, commune.lat)
    near = atlas.spot_tree.query(point, predicate="dwithin", distance=WITHIN_KM / KM_PER_DEGREE)
    spots = [(shapely.distance(point, atlas.spot_tree.geometries[at]), int(at)) for at in near]
    found = [atlas.spots[at] for _distance, at in sorted(spots)]
    return [place for place in found if place.pk != commune.pk][:MOST]


@kept
def ground_around(place_id: int, day: date) -> Ground:
    """Of a commune or a hamlet on ``day``; kept for a minute. Another level has only itself."""
    place = Place.objects.get(pk=place_id)
    commune = place if place.level == Level.COMMUNE else _commune_of(place)
    if commune is None:
        return Ground(frozenset({place_id}), frozenset())
    near = neighbours(_in_force(commune, day), day)
    return Ground(_ever([commune]) | {place_id}, _ever(near))


def _commune_of(place: Place) -> Place | None:
    link = (
        PlaceClosure.objects.filter(descendant=place, ancestor__level=Level.COMMUNE)
        .select_related("ancestor")
        .order_by("-valid_from")
        .first()
    )
    return link.ancestor if link else None


def _in_force(commune: Place, day: date) -> Place:
    return commune if commune.holds_on(day) else main_heir(commune, day) or commune


def _ever(communes: Iterable[Place]) -> frozenset[int]:
    found: set[int] = set()
    for commune in communes:
        found |= kin(commune)
    below = PlaceClosure.objects.filter(ancestor__in=found, descendant__level=Level.HAMLET)
    return frozenset(found | set(below.values_list("descendant_id", flat=True)))
