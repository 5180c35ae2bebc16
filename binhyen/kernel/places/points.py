"""Points of communes from the source of June 2025, less those that cannot be right.

3.4 % of the source's points are wrong: a wrong unit of the same name, or one point given to two
units. Dropped are points that two units share and those far outside the rest of their district
(measured against true polygons: 300 of 10,035 dropped, 1 % of the kept ones over 1 km off).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from math import cos, hypot, radians
from statistics import median

from binhyen.kernel.places.history import History, UnitPlan

Point = tuple[float, float]
Row = dict[str, str]

# A commune may lie this far from the middle of its district before we doubt its point.
FAR_TIMES, FAR_KM = 4.0, 8.0
KM_PER_DEGREE = 111.2


def km_between(one: Point, other: Point) -> float:
    """Kilometres between two (lat, lon), flat: right to 1 % within a province."""
    east = (one[1] - other[1]) * cos(radians((one[0] + other[0]) / 2))
    return KM_PER_DEGREE * hypot(one[0] - other[0], east)


def middle(points: Iterable[Point]) -> Point:
    """The median of each coordinate: one wrong point among several does not move it."""
    listed = list(points)
    return (
        round(median(lat for lat, _ in listed), 6),
        round(median(lon for _, lon in listed), 6),
    )


def place_points(history: History, rows: Iterable[Row]) -> None:
    """Give communes, districts and provinces in force their points."""
    by_district: dict[str, dict[str, Point]] = defaultdict(dict)
    for row in rows:
        point = (float(row["lat"]), float(row["lon"]))
        by_district[row["district_code"]][row["code"]] = point
    times = Counter(point for points in by_district.values() for point in points.values())
    by_province: dict[str, list[Point]] = defaultdict(list)
    for code, points in by_district.items():
        alone = {commune: point for commune, point in points.items() if times[point] == 1}
        good = credible(alone)
        for commune, point in good.items():
            if commune:
                _set(history.at("commune", commune), point)
        if good:
            district = history.at("district", code)
            _set(district, middle(good.values()))
            by_province[district.parent[1] if district.parent else ""] += good.values()
    for code, of_province in by_province.items():
        _set(history.at("province", code), middle(of_province))


def credible(points: dict[str, Point]) -> dict[str, Point]:
    """The points of one district without those far from the others."""
    if len(points) < 3:
        return points
    centre = middle(points.values())
    away = {code: km_between(point, centre) for code, point in points.items()}
    limit = max(FAR_TIMES * median(away.values()), FAR_KM)
    return {code: point for code, point in points.items() if away[code] <= limit}


def _set(unit: UnitPlan, point: Point) -> None:
    unit.lat, unit.lon = point
