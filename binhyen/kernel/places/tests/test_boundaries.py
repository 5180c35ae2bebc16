"""Importing boundaries, finding the commune of a point, and drawing maps with or without them."""

import gzip
import json
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import shapely

from binhyen.kernel.places import locating, shapes
from binhyen.kernel.places.boundaries import load_boundaries
from binhyen.kernel.places.drawing import Unreadable
from binhyen.kernel.places.models import Boundary, Place
from binhyen.kernel.places.queries import below, locate, place_on
from binhyen.lib.fetch import Unreachable

pytestmark = pytest.mark.django_db

MAY_2024, NOW = date(2024, 5, 1), date(2026, 11, 1)
TRUE = Path(__file__).parents[5] / "shared/data/boundaries/hungyen_2025.geojson"
needs_true_boundaries = pytest.mark.skipif(
    not TRUE.exists(), reason="Không có ranh giới thật đặt cạnh dự án (../shared/data/boundaries)."
)


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    locating.forget()
    yield
    locating.forget()


def commune(code: str, day: date = NOW) -> Place:
    place = place_on(code, day, "commune")
    assert place is not None
    return place


def square(place: Place, half: float = 0.01) -> dict[str, Any]:
    assert place.lon is not None
    assert place.lat is not None
    return {
        "type": "Feature",
        "properties": {"code": place.code, "name": place.name},
        "geometry": json.loads(
            shapely.to_geojson(
                shapely.box(place.lon - half, place.lat - half, place.lon + half, place.lat + half)
            )
        ),
    }


def written(path: Path, *features: dict[str, Any]) -> str:
    collection = {"type": "FeatureCollection", "attribution": "Bản vẽ thử", "features": features}
    path.write_text(json.dumps(collection))
    return str(path)


def test_without_boundaries_the_nearest_point_answers_and_says_so() -> None:
    tan_hung = commune("11977")
    assert tan_hung.lat is not None
    assert tan_hung.lon is not None
    found = locate(tan_hung.lat, tan_hung.lon, NOW)
    assert found is not None
    assert (found.place, found.exact) == (tan_hung, False)
    then = locate(tan_hung.lat, tan_hung.lon, date(2025, 1, 15))
    assert then is not None
    assert then.place.holds_on(date(2025, 1, 15))


@pytest.mark.parametrize(("lat", "lon"), [(0, 0), (12, 117), (48.85, 2.35), (91, 200)])
def test_a_point_far_from_any_commune_has_no_answer(lat: float, lon: float) -> None:
    assert locate(lat, lon, NOW) is None


def test_inside_an_imported_boundary_the_answer_is_exact(tmp_path: Path) -> None:
    tan_hung = commune("11977")
    said: list[str] = []
    result = load_boundaries(
        written(tmp_path / "v.geojson", square(tan_hung)), said.append, day=NOW
    )
    assert (result.count, result.refused) == (1, [])
    assert said[-1] == "Đã nạp 1 ranh giới, không nhận 0."
    assert Boundary.objects.get(place=tan_hung).attribution == "Bản vẽ thử"
    found = locate(tan_hung.lat or 0, (tan_hung.lon or 0) + 0.009, NOW)
    assert found is not None
    assert (found.place, found.exact) == (tan_hung, True)
    edge = locate(tan_hung.lat or 0, (tan_hung.lon or 0) + 0.0105, NOW)
    assert edge is not None
    assert (edge.place, edge.exact) == (tan_hung, False)


def test_loading_again_replaces(tmp_path: Path) -> None:
    source = written(tmp_path / "v.geojson", square(commune("11977")))
    load_boundaries(source, day=NOW)
    load_boundaries(source, day=NOW)
    assert Boundary.objects.count() == 1


def test_what_does_not_fit_is_refused_with_a_sentence(tmp_path: Path) -> None:
    tan_hung = commune("11977")
    wrong_name = square(tan_hung) | {"properties": {"code": "11977", "name": "Xã Phương Nam"}}
    unknown = square(tan_hung) | {"properties": {"code": "12349"}}
    swapped = square(commune("11953"))
    swapped["geometry"]["coordinates"] = [[[20, 106], [21, 106], [21, 107], [20, 106]]]
    line = square(commune("11980"))
    line["geometry"] = {"type": "LineString", "coordinates": [[106, 20], [106, 21]]}
    source = written(tmp_path / "v.geojson", wrong_name, unknown, swapped, line)
    result = load_boundaries(source, day=NOW)
    assert result.count == 0
    assert result.refused == [
        "11977: vào ngày 01/11/2026 mã này là Xã Tân Hưng, tệp ghi Xã Phương Nam.",
        "12349: không có đơn vị mang mã này vào ngày 01/11/2026.",
        "11953: tọa độ nằm ngoài Việt Nam; cần kinh độ, vĩ độ WGS 84.",
        "11980: vùng rỗng hoặc không phải đa giác.",
    ]
    assert not Boundary.objects.exists()


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b'{"type":"Point"}', b"\x1f\x8bxx", b'{"type":"FeatureCollection"}'],
)
def test_an_unreadable_file_is_a_sentence_not_a_crash(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "v.json"
    path.write_bytes(content)
    with pytest.raises(Unreadable):
        load_boundaries(str(path), day=NOW)


def test_a_packed_bomb_stops_at_the_cap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("binhyen.kernel.places.drawing.MOST_BYTES", 1000)
    path = tmp_path / "v.json.gz"
    path.write_bytes(gzip.compress(b" " * 100_000))
    with pytest.raises(Unreadable):
        load_boundaries(str(path), day=NOW)


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:9/v.json", "http://localhost/v", "http://169.254.169.254/", "ftp://a/b"],
)
def test_the_inner_network_is_not_fetched_from(address: str) -> None:
    with pytest.raises(Unreachable):
        load_boundaries(address, day=NOW)


def test_topojson_with_shared_borders(tmp_path: Path) -> None:
    left, right = commune("11977"), commune("11980")
    topology = {
        "type": "Topology",
        "transform": {"scale": [0.01, 0.01], "translate": [106, 20]},
        "objects": {
            "communes": {
                "type": "GeometryCollection",
                "geometries": [
                    {"type": "Polygon", "id": left.code, "arcs": [[0, 1]]},
                    {"type": "MultiPolygon", "id": right.code, "arcs": [[[2, -1]]]},
                ],
            }
        },
        "arcs": [
            [[10, 0], [0, 10]],
            [[10, 10], [-10, 0], [0, -10], [10, 0]],
            [[10, 0], [10, 0], [0, 10], [-10, 0]],
        ],
    }
    path = tmp_path / "v.topojson.gz"
    path.write_bytes(gzip.compress(json.dumps(topology).encode()))
    assert load_boundaries(str(path), day=NOW).count == 2
    found = [locate(20.05, lon, NOW) for lon in (106.05, 106.15)]
    assert [one.place if one else None for one in found] == [left, right]


def test_a_map_without_boundaries_has_a_cell_for_every_commune_and_says_approximate() -> None:
    province = place_on("33", MAY_2024, "province")
    assert province is not None
    old = below(province, MAY_2024, "commune")
    drawn, height = shapes.paths(old, 600)
    assert len(drawn) == 161
    assert all(path.is_approximate and path.d.startswith("M") for path in drawn.values())
    assert 300 < height < 1200
    assert shapes.paths(old, 600)[0] is drawn


@needs_true_boundaries
def test_true_boundaries_of_hung_yen() -> None:
    result = load_boundaries(str(TRUE), day=NOW)
    assert (result.count, result.refused) == (104, [])
    province = place_on("33", NOW, "province")
    assert province is not None
    today = below(province, NOW, "commune")
    drawn, _height = shapes.paths(today, 600)
    assert len(drawn) == 104
    assert not any(path.is_approximate for path in drawn.values())
    assert sum(len(path.d) for path in drawn.values()) < 60_000
    # Points come from forebears: all but two lie inside the true boundary.
    assert sum(_exact(one) for one in today) == 102


def _exact(place: Place) -> bool:
    found = locate(place.lat or 0, place.lon or 0, NOW)
    return found is not None and found.exact and found.place == place


@needs_true_boundaries
def test_the_old_province_is_drawn_inside_its_true_outline() -> None:
    load_boundaries(str(TRUE), day=NOW)
    province = place_on("33", MAY_2024, "province")
    assert province is not None
    drawn, _height = shapes.paths(below(province, MAY_2024, "commune"), 600)
    assert len(drawn) >= 155
    assert all(path.is_approximate for path in drawn.values())


def test_a_look_up_takes_microseconds() -> None:
    locate(20.65, 106.06, NOW)
    started = time.perf_counter()
    for step in range(2000):
        locate(20.5 + step / 5000, 106 + step / 5000, NOW)
    assert (time.perf_counter() - started) / 2000 < 0.001  # bench/ measures the 100 µs aimed at
