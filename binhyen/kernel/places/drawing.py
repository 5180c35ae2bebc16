"""Reads GeoJSON and TopoJSON into polygons (no tables)."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson
import shapely
from django.utils.translation import gettext as _
from shapely.geometry import MultiPolygon, Polygon, shape
from shapely.geometry.base import BaseGeometry

MOST_BYTES = 300_000_000
MOST_FEATURES = 50_000
# Land and sea of Viet Nam with room to spare, in degrees: west, south, east, north.
AROUND = (100.0, 4.0, 120.0, 24.5)


class Unreadable(Exception):
    """A sentence that says what is wrong with the file."""


@dataclass(frozen=True, slots=True)
class Feature:
    code: str
    name: str
    geometry: BaseGeometry


def unpacked(data: bytes) -> bytes:
    """The file itself, or what a .gz holds; a bomb stops at the cap."""
    if data[:2] != b"\x1f\x8b":
        return data
    unpack = zlib.decompressobj(wbits=31)
    try:
        plain = unpack.decompress(data, MOST_BYTES)
    except zlib.error as error:
        raise Unreadable(_("Tệp nén .gz bị hỏng. Hãy tải lại tệp.")) from error
    if unpack.unconsumed_tail:
        raise Unreadable(_("Tệp giải nén lớn hơn %d MB.") % (MOST_BYTES // 1_000_000))
    return plain


def read(data: bytes) -> tuple[str, list[Feature]]:
    """The attribution that the file names (or "") and its features."""
    try:
        document = orjson.loads(unpacked(data))
    except orjson.JSONDecodeError as error:
        raise Unreadable(_("Tệp không phải GeoJSON hay TopoJSON đọc được.")) from error
    kind = document.get("type") if isinstance(document, dict) else None
    readers = {"FeatureCollection": _geojson, "Topology": _topojson}
    if kind not in readers:
        raise Unreadable(_("Tệp phải là GeoJSON (FeatureCollection) hoặc TopoJSON (Topology)."))
    features = []
    try:
        for feature in readers[kind](document):
            features.append(feature)
            if len(features) > MOST_FEATURES:
                raise Unreadable(_("Tệp có hơn %d vùng.") % MOST_FEATURES)
    except (KeyError, TypeError, ValueError, IndexError, shapely.errors.ShapelyError) as error:
        raise Unreadable(
            _("Tệp có vùng sai cấu trúc; kiểm lại tệp bằng phần mềm bản đồ.")
        ) from error
    return str(document.get("attribution") or document.get("name") or "")[:300], features


def polygons_only(geometry: BaseGeometry) -> BaseGeometry | None:
    """A valid polygon or multipolygon, mended where a ring crosses itself; None if nothing is."""
    mended = geometry if geometry.is_valid else shapely.make_valid(geometry)
    parts = [part for part in shapely.get_parts(shapely.get_parts(mended)) if part.area > 0]
    whole = shapely.union_all(parts) if parts else None
    return whole if whole is not None and not whole.is_empty else None


def is_around_viet_nam(geometry: BaseGeometry) -> bool:
    west, south, east, north = geometry.bounds
    return west >= AROUND[0] and south >= AROUND[1] and east <= AROUND[2] and north <= AROUND[3]


def _geojson(document: dict[str, Any]) -> Iterator[Feature]:
    for item in document["features"]:
        if item.get("geometry"):
            yield _feature(item, shapely.force_2d(shape(item["geometry"])))


def _feature(item: dict[str, Any], geometry: BaseGeometry) -> Feature:
    properties = item.get("properties") or {}
    code = properties.get("code") or properties.get("ma") or item.get("id") or ""
    name = properties.get("name") or properties.get("ten") or ""
    return Feature(str(code), str(name), geometry)


def _topojson(document: dict[str, Any]) -> Iterator[Feature]:
    arcs = [_arc(arc, document.get("transform")) for arc in document["arcs"]]
    for layer in document["objects"].values():
        for item in layer.get("geometries", [layer]):
            if item.get("type") in ("Polygon", "MultiPolygon"):
                polygons = [item["arcs"]] if item["type"] == "Polygon" else item["arcs"]
                drawn = [_polygon(rings, arcs) for rings in polygons]
                yield _feature(item, MultiPolygon([one for one in drawn if one is not None]))


Line = list[tuple[float, float]]


def _arc(arc: list[list[float]], transform: dict[str, list[float]] | None) -> Line:
    if transform is None:
        return [(x, y) for x, y, *_more in arc]
    (wide, high), (left, low) = transform["scale"], transform["translate"]
    line, x, y = [], 0.0, 0.0
    for east, north, *_more in arc:
        x, y = x + east, y + north
        line.append((x * wide + left, y * high + low))
    return line


def _polygon(rings: list[list[int]], arcs: list[Line]) -> Polygon | None:
    drawn = [ring for ring in (_ring(ring, arcs) for ring in rings) if len(ring) > 3]
    return Polygon(drawn[0], drawn[1:]) if drawn else None


def _ring(numbers: list[int], arcs: list[Line]) -> Line:
    """Arcs end to end; ~n is arc n backwards; a joint is written once."""
    ring: Line = []
    for number in numbers:
        line = arcs[number] if number >= 0 else arcs[~number][::-1]
        ring += line[1:] if ring else line
    return ring
