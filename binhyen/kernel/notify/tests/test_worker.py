"""A real worker, in a process and on a database of its own, killed in the middle of a job."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection

SCRIPT = Path(__file__).with_name("interrupted_worker.py")


@pytest.fixture
def environment(django_db_setup: None, tmp_path: Path) -> Iterator[dict[str, str]]:
    """A database with only the queue's tables, and the role of the pages."""
    name = f"binhyen_worker_{os.getpid()}"
    parameters = connection.get_connection_params() | {"dbname": "postgres"}
    known = {k: parameters[k] for k in ("user", "password", "host", "port") if k in parameters}
    with psycopg.connect(dbname="postgres", autocommit=True, **known) as server:
        server.execute(f"drop database if exists {name} with (force)")
        server.execute(f"create database {name} template template0 encoding 'UTF8'")
    found = _environment(name)
    manage = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
    owner = found | {"BINHYEN_DB_ROLE": ""}
    subprocess.run([*manage, "procrastinate"], cwd=settings.BASE_DIR, env=owner, check=True)
    with psycopg.connect(dbname=name, autocommit=True, **known) as server:
        for what in ("tables", "sequences", "functions"):
            server.execute(f"grant all on all {what} in schema public to binhyen_app")
    yield found
    with psycopg.connect(dbname="postgres", autocommit=True, **known) as server:
        server.execute(f"drop database if exists {name} with (force)")


def _environment(name: str) -> dict[str, str]:
    url = settings.DATABASE_URL
    base, _slash, rest = url.rpartition("/binhyen?")
    url = f"{base}/{name}?{rest}" if base else f"{url.rpartition('/')[0]}/{name}"
    return os.environ | {
        "DATABASE_URL": url,
        "BINHYEN_DB_ROLE": "binhyen_app",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PYTHONPATH": str(settings.BASE_DIR),
    }


def wait_for(log: Path, line: str, seconds: float, times: int = 1) -> None:
    until = time.monotonic() + seconds
    while (log.read_text().splitlines() if log.exists() else []).count(line) < times:
        assert time.monotonic() < until, f"{line!r} not {times} × within {seconds} s"
        time.sleep(0.2)


@pytest.mark.live
def test_the_job_of_a_killed_worker_runs_again_within_a_minute(
    environment: dict[str, str], tmp_path: Path
) -> None:
    log = tmp_path / "log"

    def start(what: str) -> "subprocess.Popen[bytes]":
        command = [sys.executable, str(SCRIPT), what, str(log)]
        return subprocess.Popen(
            command, cwd=settings.BASE_DIR, env=environment, stdout=subprocess.PIPE
        )

    enqueuing = start("enqueue")
    assert enqueuing.communicate(timeout=30)[0] == b"binhyen_app False\n"
    first = start("work")
    wait_for(log, "hangs as binhyen_app for *", 30)
    wait_for(log, "passes done", 30)
    first.kill()
    first.communicate()
    killed_at = time.monotonic()
    second = start("work")
    try:
        wait_for(log, "hangs done", 60)
        assert time.monotonic() - killed_at < 60
        # The kill may have met a tick under way, whose lock holds all further ones back until
        # this worker has taken it over.
        wait_for(log, "tick", 60, times=log.read_text().splitlines().count("tick") + 3)
    finally:
        second.terminate()
        second.communicate(timeout=40)

    lines = log.read_text().splitlines()
    assert lines.count("hangs as binhyen_app for *") == 2
    assert (lines.count("hangs done"), lines.count("passes done")) == (1, 1)
    assert not [line for line in lines if line.startswith("never")]
    assert second.returncode == 0
