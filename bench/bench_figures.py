"""The figures pages of a province at 2,000 and at a million tips: what they cost may not grow.

Counts are written where intake writes them (changes by part, commune, day, kind and category) and
drained into cells as the worker does; here already summed by month, for the drain sees no more.
"""

import statistics
import time
from collections.abc import Iterator
from typing import Any

from bench.bench_desk import signed_in
from bench.database import connect, copied, prepared, working_on
from bench.run import Row, is_quick

TIMES = 9
_COUNT = """
with police as (
    select row_number() over (order by u.id) - 1 as n, u.place_id
    from org_unit u join places_place p on p.id = u.place_id
    where u.kind = 'police_commune' and u.valid_to is null and p.valid_to is null
), spread as (select count(*) as units from police),
kinds as (
    select row_number() over (order by id) - 1 as n, code from intake_category
    where parent_id is not null
)
insert into indicators_delta (part, place_id, day, dim1, dim2, n)
select part, police.place_id,
    date_trunc('month', current_date - (g / %(tips)s::float * 730)::int)::date,
    'crime_information', kinds.code, count(*)
from generate_series(1, %(tips)s) as g
cross join spread join police on police.n = g %% spread.units
join kinds on kinds.n = g %% 20
cross join unnest(array['tips_received', 'tips_accepted', 'tips_resolved',
    'tips_resolved_on_time', 'tips_valuable']) as part
where part not like 'tips_resolved%%' or g %% 10 > 0
group by part, police.place_id, 3, kinds.code
"""


def measure() -> Iterator[Row]:
    """The first time nothing is kept in the process yet, but the code has run before: what a
    visitor meets a minute after the last one. Its limit is ours, not the promise's."""
    prepared()
    from django.test import Client

    for tips in (2_000, 100_000 if is_quick() else 1_000_000):
        with copied("bench_figures") as name, working_on(name):
            _count(name, tips)
            staff = signed_in("supervisor")
            for who, what, address in _addresses():
                client = staff if who == "cán bộ / staff" else Client()
                first, again = _took(client, address)
                yield Row(f"{what}, {who}, {tips:,} tin", again, "ms", 100)
                yield Row(f"{what}, {who}, {tips:,} tin: lần đầu / first", first, "ms", 200)


def _count(name: str, tips: int) -> None:
    import psycopg

    from binhyen.kernel.indicators.draining import drain

    with connect(name) as database:
        psycopg.ClientCursor(database).execute(_COUNT, {"tips": tips})
        while drain():
            pass
        database.execute("vacuum analyze indicators_cell")


def _addresses() -> list[tuple[str, str, str]]:
    from datetime import date

    year = date.today().year  # noqa: DTZ011 (the bench's own day)
    asked = f"place=33&period={year}&by=commune"
    return [
        ("công khai / public", "trang số liệu / figures page", "/so-lieu/"),
        ("cán bộ / staff", "trang số liệu / figures page", "/so-lieu/noi-bo/"),
        (
            "công khai / public",
            "API, theo xã / by commune",
            f"/api/v1/figures?indicator=tips_received&{asked}",
        ),
        (
            "công khai / public",
            "API, tỷ lệ / a rate",
            f"/api/v1/figures?indicator=acceptance_rate&{asked}",
        ),
    ]


def _took(client: Any, address: str) -> tuple[float, float]:
    """Milliseconds of server time: with nothing kept (the least of some), and the median after."""
    from binhyen.lib import keeping

    def once() -> float:
        started = time.perf_counter()
        answer = client.get(address)
        if answer.status_code != 200:
            raise RuntimeError(f"{address}: {answer.status_code} {answer.content[:300]!r}")
        return (time.perf_counter() - started) * 1000

    once()
    first = []
    for _ in range(3):
        keeping.forget_all()
        first.append(once())
    return min(first), statistics.median(once() for _ in range(TIMES))
