"""Shapes of units as SVG paths: true boundaries where imported, approximate cells elsewhere."""

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from math import cos, radians

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from binhyen.kernel.places.approximate import cells
from binhyen.kernel.places.lineage import crosswalk
from binhyen.kernel.places.locating import boundaries_version
from binhyen.kernel.places.models import Boundary, Place

# Corners finer than this part of the picture's width are left out.
DETAIL = 1 / 1000
_KEPT_MAPS = 32


@dataclass(frozen=True, slots=True)
class Path:
    """``d`` for an SVG <path> in whole units; ``x``, ``y``: a point inside, for a label."""

    d: str
    is_approximate: bool
    x: int
    y: int


Drawn = tuple[dict[int, Path], int]
_lock = threading.Lock()
_kept: dict[tuple[object, ...], Drawn] = {}


def paths(places: Iterable[Place], width: int) -> Drawn:
    """Place id → Path for units of one day, and the height that goes with ``width``.

    Places without boundary nor point are left out. The last 32 maps are kept in the process.
    """
    listed = sorted(places, key=lambda place: place.pk)
    key = (boundaries_version(), width, *(place.pk for place in listed))
    with _lock:
        if key in _kept:
            return _kept[key]
    drawn = _draw(listed, width)
    with _lock:
        while len(_kept) >= _KEPT_MAPS:
            _kept.pop(next(iter(_kept)))
        _kept[key] = drawn
    return drawn


def shapes(places: list[Place]) -> dict[int, tuple[BaseGeometry, bool]]:
    """Place id → (polygon in degrees, is approximate)."""
    true = {
        pk: (shapely.from_wkb(bytes(wkb)), rough)
        for pk, wkb, rough in Boundary.objects.filter(place__in=places)
        .order_by("pk")
        .values_list("place_id", "wkb", "is_approximate")
    }
    if len(true) == len(places):
        return true
    known = shapely.union_all([geometry for geometry, _ in true.values()])
    rough = cells(places, None if true else _outline(places))
    for pk, cell in rough.items():
        rest = shapely.difference(cell, known)
        if pk not in true and not rest.is_empty:
            true[pk] = (rest, True)
    return true


def _outline(places: list[Place]) -> BaseGeometry | None:
    """The land of today's heirs of ``places``, when the boundaries of all of them are known: the
    old Hưng Yên is drawn inside the communes that it became."""
    last = Boundary.objects.order_by("-place__valid_from").select_related("place").first()
    if last is None:
        return None
    heirs = {link.target_id for link in crosswalk([p.pk for p in places], last.place.valid_from)}
    found = Boundary.objects.filter(place__in=heirs).order_by("pk").values_list("wkb", flat=True)
    drawn = shapely.from_wkb([bytes(wkb) for wkb in found])
    return shapely.union_all(drawn) if heirs and len(drawn) == len(heirs) else None


def _draw(places: list[Place], width: int) -> Drawn:
    found = shapes(places)
    if not found:
        return {}, 0
    flat, height = _on_paper([geometry for geometry, _ in found.values()], width)
    # Shared borders are simplified once, so that neighbours neither part nor overlap.
    smooth = shapely.coverage_simplify(flat, width * DETAIL)
    return (
        {
            pk: _path(smooth[place] if not smooth[place].is_empty else flat[place], rough)
            for place, (pk, (_, rough)) in enumerate(found.items())
        },
        height,
    )


def _on_paper(geometries: list[BaseGeometry], width: int) -> tuple[list[BaseGeometry], int]:
    """Degrees → picture: equal lengths east and north at the middle latitude, y downward."""
    west, south, east, north = shapely.total_bounds(geometries)
    shrink = cos(radians((south + north) / 2))
    scale = width / max((east - west) * shrink, 1e-9)

    def place(points: np.ndarray) -> np.ndarray:
        return np.column_stack(
            [(points[:, 0] - west) * shrink * scale, (north - points[:, 1]) * scale]
        )

    flat = [shapely.transform(geometry, place) for geometry in geometries]
    return flat, max(1, round((north - south) * scale))


def _path(geometry: BaseGeometry, is_approximate: bool) -> Path:
    rings = [
        ring
        for part in shapely.get_parts(geometry)
        if part.geom_type == "Polygon"
        for ring in (part.exterior, *part.interiors)
    ]
    inside = shapely.point_on_surface(geometry)
    d = "".join(filter(None, (_ring(shapely.get_coordinates(ring)) for ring in rings)))
    return Path(d, is_approximate, round(inside.x), round(inside.y))


def _ring(points: np.ndarray) -> str:
    """One closed ring with relative steps ("M10 20l3 4-5 6z"): a third shorter than absolute."""
    whole = np.rint(points).astype(int)
    steps = np.diff(whole, axis=0)
    steps = steps[np.any(steps != 0, axis=1)][:-1]
    if len(steps) < 2:
        return ""
    line = " ".join(f"{x} {y}" for x, y in steps.tolist()).replace(" -", "-")
    return f"M{whole[0][0]} {whole[0][1]}l{line}z"
