"""Places: loading all of Viet Nam, finding by name and by point, moving a unit, heirs."""

import statistics
import time
from collections.abc import Callable, Iterator
from datetime import date

from bench.database import prepared
from bench.run import Row

THEN, NOW = date(2024, 5, 1), date(2026, 11, 1)
NAMES = ("Dị Chế", "di che", "hung", "Hoà Bình", "Nguyễn Văn Ling", "phuong 5", "tan an")


def milliseconds(work: Callable[[], object], times: int = 30) -> float:
    """The median of ``times`` runs after one that warms up."""
    work()
    took = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        took.append((time.perf_counter() - started) * 1000)
    return statistics.median(took)


def measure() -> Iterator[Row]:
    prepared()
    from django.db import connection, transaction

    from binhyen.kernel.places import closure, locating, shapes
    from binhyen.kernel.places.loading import load_places
    from binhyen.kernel.places.queries import below, crosswalk, locate, place_on, search

    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("truncate places_place, places_reformact cascade")
        started = time.perf_counter()
        count = load_places()
        yield Row(f"nạp {count} đơn vị / load", time.perf_counter() - started, "s", 5)
        transaction.set_rollback(True)
    locating.forget()
    for name in NAMES:
        took = milliseconds(lambda name=name: search(name, NOW))
        yield Row(f"tìm tên / search “{name}”", took, "ms", 20)
    within = place_on("33", NOW, "province")
    assert within is not None
    for name in NAMES:
        took = milliseconds(lambda name=name: search(name, NOW, None, within))
        yield Row(f"tìm trong một tỉnh / search below, “{name}”", took, "ms", 20)
    locate(20.65, 106.06, NOW)
    started = time.perf_counter()
    for step in range(5000):
        locate(9 + step / 500, 105 + step / 2000, NOW)
    yield Row("điểm → xã / locate", (time.perf_counter() - started) / 5000 * 1e6, "µs", 100)
    province = place_on("33", THEN, "province")
    assert province is not None
    old = below(province, THEN, "commune")
    yield Row("161 xã của một tỉnh / below", milliseconds(lambda: below(province, THEN)), "ms", 20)
    ids = [place.pk for place in old]
    yield Row("161 xã nay là / crosswalk", milliseconds(lambda: crosswalk(ids, NOW)), "ms", 50)

    def move() -> None:
        closure.refresh([ids[0]])

    yield Row("chuyển một xã / move a commune", milliseconds(move), "ms", 5)
    started = time.perf_counter()
    shapes.paths(old, 640)
    yield Row("vẽ bản đồ lần đầu / map, first", (time.perf_counter() - started) * 1000, "ms", 100)
    yield Row(
        "vẽ bản đồ lần sau / map, again", milliseconds(lambda: shapes.paths(old, 640)), "ms", 5
    )
