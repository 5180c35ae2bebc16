"""Point → commune, from memory: the imported polygons of the day, else the nearest known point.

Built at the first question (all of Viet Nam: 0.3 s, 26 MB), then 20 to 60 µs a question.
"""

import threading
import time
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import shapely
from django.db.models import Count, Max

from binhyen.kernel.places.models import Boundary, Level, Place
from binhyen.lib import keeping

# Polygons are simplified to about 60 m; a point this close outside belongs to the nearest one.
EDGE_DEGREES = 0.003
# Farther than this from any commune's point, we do not know (about 25 km).
REACH_DEGREES = 0.23
# Longitude shrinks with latitude; 0.95 stands for all of Viet Nam (8° to 23° N: 0.99 to 0.92).
SHRINK = 0.95
_LIFE_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Located:
    """``exact``: inside a true polygon. Else the nearest commune, to be confirmed by a person."""

    place: Place
    exact: bool


class Atlas:
    """The communes in force during one stretch of time."""

    def __init__(self, day: date) -> None:
        communes = {
            place.pk: place
            for place in Place.objects.on(day).filter(level=Level.COMMUNE).order_by("pk")
        }
        drawn = list(
            Boundary.objects.filter(place__in=communes)
            .order_by("pk")
            .values_list("place_id", "wkb", "is_approximate")
        )
        self.areas = [(communes[pk], not rough) for pk, _, rough in drawn]
        shapes = shapely.from_wkb([bytes(wkb) for _, wkb, _ in drawn])
        shapely.prepare(shapes)
        self.area_tree = shapely.STRtree(shapes)
        with_area = {pk for pk, _, _ in drawn}
        self.spots = [
            place for pk, place in communes.items() if pk not in with_area and place.lat is not None
        ]
        flat = [((place.lon or 0) * SHRINK, place.lat or 0) for place in self.spots]
        self.spot_tree = shapely.STRtree(shapely.points(flat) if flat else [])

    def locate(self, lat: float, lon: float) -> Located | None:
        point = shapely.points(lon, lat)
        inside = self.area_tree.query(point, predicate="intersects")
        if len(inside):
            place, true = self.areas[int(inside[0])]
            return Located(place, true)
        near = _nearest(self.area_tree, point, EDGE_DEGREES)
        if near is not None:
            return Located(self.areas[near][0], False)
        spot = _nearest(self.spot_tree, shapely.points(lon * SHRINK, lat), REACH_DEGREES)
        return None if spot is None else Located(self.spots[spot], False)


def _nearest(tree: shapely.STRtree, point: Any, within: float) -> int | None:
    found = tree.query_nearest(point, max_distance=within, all_matches=False)
    return int(found[0]) if len(found) else None


_lock = threading.Lock()
_changes: Sequence[date] = ()
_atlases: dict[int, Atlas] = {}
_signature: tuple[Any, ...] = ()
_checked_at = float("-inf")


def locate(lat: float, lon: float, day: date) -> Located | None:
    """The commune at a point (WGS 84 degrees) on ``day``; None where none is near."""
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        return None
    return atlas_on(day).locate(lat, lon)


def boundaries_version() -> tuple[Any, ...]:
    """Changes when boundaries or communes change; at most half a minute old."""
    global _changes, _signature, _checked_at
    if time.monotonic() - _checked_at > _LIFE_SECONDS:
        now = _read_signature()
        with _lock:
            if now != _signature:
                _atlases.clear()
                _changes = ()
            _signature, _checked_at = now, time.monotonic()
    return _signature


def forget() -> None:
    """Look again at the next question: called when boundaries or communes change here."""
    global _checked_at
    _checked_at = float("-inf")
    keeping.forget_all()


def _read_signature() -> tuple[Any, ...]:
    drawn = Boundary.objects.aggregate(Count("pk"), Max("pk"), Max("loaded_at"))
    communes = Place.objects.filter(level=Level.COMMUNE)
    listed = communes.aggregate(Count("pk"), Max("pk"), Count("valid_to"), Max("valid_to"))
    return (*drawn.values(), *listed.values())


def atlas_on(day: date) -> Atlas:
    """The communes in force on ``day`` as shapes and points, kept in the process."""
    global _changes
    boundaries_version()
    with _lock:
        if not _changes:
            communes = Place.objects.filter(level=Level.COMMUNE)
            since = communes.order_by().values_list("valid_from", flat=True).distinct()
            until = communes.order_by().values_list("valid_to", flat=True).distinct()
            _changes = sorted({*since, *until} - {None})
        stretch = bisect_right(_changes, day)
        if stretch not in _atlases:
            _atlases[stretch] = Atlas(day)
        return _atlases[stretch]
