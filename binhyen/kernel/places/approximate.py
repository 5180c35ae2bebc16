"""Cells for maps without boundaries: the Voronoi cells of the communes' points, so labelled."""

from collections import defaultdict
from collections.abc import Iterable
from math import cos, pi, sin

import shapely
from django.db.models import Q
from shapely.geometry import MultiPoint
from shapely.geometry.base import BaseGeometry

from binhyen.kernel.places.models import Place, PlaceParent, Succession

# Units that borrow one point stand around it on a ring of this radius (about 1 km).
RING_DEGREES = 0.01
# How far land reaches beyond the outermost points (about 2.5 km).
MARGIN_DEGREES = 0.023

Point = tuple[float, float]


def cells(places: Iterable[Place], outline: BaseGeometry | None = None) -> dict[int, BaseGeometry]:
    """Place id → cell in degrees (lon, lat), inside ``outline`` or a hull around the points."""
    points = points_of(list(places))
    if not points:
        return {}
    spots = MultiPoint(list(points.values()))
    land = outline or shapely.concave_hull(spots, ratio=0.4).buffer(MARGIN_DEGREES)
    if len(points) == 1:
        return dict.fromkeys(points, land)
    drawn = shapely.voronoi_polygons(spots, extend_to=land, ordered=True)
    clipped = shapely.intersection(shapely.get_parts(drawn), land)
    return {pk: cell for pk, cell in zip(points, clipped, strict=True) if not cell.is_empty}


def points_of(places: list[Place]) -> dict[int, Point]:
    """(lon, lat) of each unit: its own point, else a neighbour's in time, else its superior's.
    Those that share one point are set apart around it."""
    found = {
        place.pk: (place.lon, place.lat)
        for place in places
        if place.lon is not None and place.lat is not None
    }
    lacking = [place.pk for place in places if place.pk not in found]
    found |= _borrowed(lacking)
    shared: dict[Point, list[int]] = defaultdict(list)
    for place in places:
        if place.pk in found:
            shared[found[place.pk]].append(place.pk)
    for point, members in shared.items():
        if len(members) > 1:
            found |= _ring(point, members)
    return found


def _borrowed(lacking: list[int]) -> dict[int, Point]:
    found: dict[int, Point] = {}
    if not lacking:
        return found
    for link in PlaceParent.objects.filter(place__in=lacking).select_related("parent"):
        if link.parent.lat is not None and link.parent.lon is not None:
            found[link.place_id] = (link.parent.lon, link.parent.lat)
    edges = Succession.objects.filter(Q(old__in=lacking) | Q(new__in=lacking))
    for edge in edges.select_related("old", "new").order_by("is_default", "pk"):
        for one, other in ((edge.old, edge.new), (edge.new, edge.old)):
            if one.pk in lacking and other.lat is not None and other.lon is not None:
                found[one.pk] = (other.lon, other.lat)
    return found


def _ring(point: Point, members: list[int]) -> dict[int, Point]:
    turn = 2 * pi / len(members)
    return {
        pk: (
            point[0] + RING_DEGREES * cos(turn * place),
            point[1] + RING_DEGREES * sin(turn * place),
        )
        for place, pk in enumerate(members)
    }
