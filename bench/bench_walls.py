"""What row-level security costs: the same pages and the same questions, with the policies and
without, in turns on the same database, so that what else runs on the machine meets both.
"""

import time
from collections.abc import Callable, Iterator
from typing import Any

from bench.database import connect, working_on
from bench.million import client_of, written
from bench.run import Row

ROUNDS = 9
PAGES = {
    "xã, đang mở / commune, open": ("handler", "/tin/?muc=open&cua=unit&so=25"),
    "xã, tất cả / commune, all": ("handler", "/tin/?muc=all&cua=unit&so=100"),
    "tỉnh, đang mở / province, open": ("supervisor", "/tin/?muc=open&cua=below&so=25"),
    "tỉnh, quá hạn / province, late": ("supervisor", "/tin/?muc=late&cua=below&so=100"),
    "tỉnh, tất cả, trang cuối / all, last": ("supervisor", "/tin/?muc=all&cua=below&cuoi=1"),
    "sổ / register": ("handler", "/tin/so-tiep-nhan/?so=100"),
    "hôm nay, tỉnh / today": ("supervisor", "/hom-nay/?cua=cap-duoi"),
    "API, tỉnh": ("supervisor", "/api/v1/desk/tips?scope=below&bucket=all&limit=100"),
}
ON, OFF = "enable", "disable"


def measure() -> Iterator[Row]:
    with written("bench_walls") as name, working_on(name):
        clients = {role: client_of(role) for role in ("handler", "supervisor")}
        for what, (role, address) in PAGES.items():
            least = _in_turns(name, lambda c=clients[role], a=address: _get(c, a))
            yield from _rows(what, least)
        yield from _rows("đếm mọi tin / count all tips", _in_turns(name, _count_all))


def _rows(what: str, least: dict[str, float]) -> Iterator[Row]:
    yield Row(f"{what}, không tường / without", least[OFF], "ms")
    yield Row(f"{what}, có tường / with walls", least[ON], "ms")


def _in_turns(name: str, ask: Callable[[], Any]) -> dict[str, float]:
    """The least time of several, in milliseconds, with the policies on and off."""
    least = {ON: float("inf"), OFF: float("inf")}
    for _ in range(ROUNDS):
        for state in (OFF, ON):
            _turn(name, state)
            ask()
            for _ in range(2):
                started = time.perf_counter()
                ask()
                least[state] = min(least[state], (time.perf_counter() - started) * 1000)
    return least


def _turn(name: str, state: str) -> None:
    with connect(name) as database:
        tables = database.execute(
            "select distinct polrelid::regclass::text from pg_policy order by 1"
        ).fetchall()
        for (table,) in tables:
            database.execute(f"alter table {table} {state} row level security")


def _get(client: Any, address: str) -> None:
    answer = client.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"{address}: {answer.status_code}")


def _count_all() -> None:
    """As the province's supervisor sees them: the policy alone decides."""
    from django.db import connection
    from django.utils import timezone

    from binhyen.kernel.audit.scope import in_scope
    from binhyen.kernel.people.actor import actor_of
    from binhyen.kernel.people.models import User

    user = User.objects.get(email="supervisor@vidu.vn")
    with in_scope(actor_of(user, timezone.localdate())), connection.cursor() as cursor:
        cursor.execute("select count(*) from intake_tip")
