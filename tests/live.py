"""A real product for tests that need one: browser journeys, parallel clients, restarts.

``live`` starts the web server (several processes, as in production) on a free port against a
database of its own, copied in a second from the test database with its reference data. It acts as
the role of the pages. Tests that use it see nothing of a transaction of theirs, so they make what
they need through the product's own doors (HTTP), or in ``live.setup()``.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import psycopg
import pytest

from binhyen.lib.embedded import short_path

ROOT = Path(__file__).resolve().parent.parent
SECONDS_TO_ANSWER = 60


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Live:
    """A running product. ``url`` has no slash at its end; ``database_url`` reaches its database
    as the owner."""

    url: str
    home: Path
    database_url: str
    environment: dict[str, str]
    processes: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)

    def connect(self) -> "psycopg.Connection[Any]":
        return psycopg.connect(self.database_url, autocommit=True)

    def binhyen(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run a command of the product against this database."""
        return subprocess.run(
            [sys.executable, "-m", "binhyen.cli", *arguments],
            env=self.environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )

    def python(self, script: str) -> str:
        """What a script prints that runs with the product's settings on this database."""
        done = subprocess.run(
            [sys.executable, "-c", script],
            env=self.environment | {"DJANGO_SETTINGS_MODULE": "config.settings"},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self, name: str, **more: str) -> None:
        """Start ``serve``, ``worker`` or ``reveal``; the first and the last are waited for."""
        with (self.home / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                [sys.executable, "-m", "binhyen.cli", name],
                env=self.environment | _role_of(name) | more,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        if name == "serve":
            self._wait_until_it_answers()
        if name == "reveal":
            self._wait_until_it_listens()

    def stop(self, name: str, *, kill: bool = False) -> None:
        """``kill``: as a power cut would, the whole group at once."""
        process = self.processes.pop(name)
        os.killpg(process.pid, signal.SIGKILL) if kill else process.terminate()
        process.wait(20)

    def log(self, name: str = "serve") -> str:
        return (self.home / f"{name}.log").read_text()

    def reveal_socket(self) -> Path:
        return short_path(self.home.resolve(), "reveal")

    def _wait_until_it_listens(self) -> None:
        patience = time.monotonic() + SECONDS_TO_ANSWER
        while time.monotonic() < patience and self.processes["reveal"].poll() is None:
            with suppress(OSError), socket.socket(socket.AF_UNIX) as probe:
                probe.connect(str(self.reveal_socket()))
                return
            time.sleep(0.1)
        raise AssertionError(f"the keeper of the keys does not answer:\n{self.log('reveal')}")

    def _wait_until_it_answers(self) -> None:
        patience = time.monotonic() + SECONDS_TO_ANSWER
        while time.monotonic() < patience:
            if self.processes["serve"].poll() is not None:
                break
            with suppress(URLError, OSError), urlopen(f"{self.url}/healthz", timeout=2):
                return
            time.sleep(0.2)
        raise AssertionError(f"the product does not answer:\n{self.log()}")


def _role_of(name: str) -> dict[str, str]:
    return {"BINHYEN_DB_ROLE": "binhyen_reveal"} if name == "reveal" else {}


@contextmanager
def running(home: Path, **more: str) -> Iterator[Live]:
    """A product in ``home`` on a copy of the test database; both are gone afterwards."""
    from django.conf import settings
    from django.db import connection

    name = f"live_{os.getpid()}_{free_port()}"
    template = connection.settings_dict["NAME"]
    owner = settings.DATABASE_URL
    port = free_port()
    _copy_database(str(template), name)
    environment = os.environ | {
        "DATABASE_URL": _other_database(owner, name),
        "BINHYEN_DB_ROLE": "binhyen_app",
        "BINHYEN_HOME": str(home),
        "BINHYEN_MODE": "demo",
        "BINHYEN_WORKERS": "2",
        "BINHYEN_RATE_TIPS": "0",
        "BINHYEN_RATE_LOOKUPS": "0",
        "BINHYEN_LANG": "vi",
        "BINHYEN_REVEAL": "apart",
        "PORT": str(port),
        **more,
    }
    live = Live(f"http://127.0.0.1:{port}", home, environment["DATABASE_URL"], environment)
    try:
        yield live
    finally:
        for process in list(live.processes):
            live.stop(process)
        _drop_database(name)


def _other_database(url: str, name: str) -> str:
    """``url`` with another database: the part between the last slash and the question mark."""
    head, _, options = url.partition("?")
    return head.rsplit("/", 1)[0] + "/" + name + (f"?{options}" if options else "")


def _owner() -> "psycopg.Connection[Any]":
    from django.conf import settings

    return psycopg.connect(_other_database(settings.DATABASE_URL, "postgres"), autocommit=True)


def _copy_database(template: str, name: str) -> None:
    """PostgreSQL copies only a database that nobody is connected to, so our own side leaves it."""
    from django.db import connections

    connections.close_all()
    with _owner() as connection:
        connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", [template]
        )
        connection.execute(f'create database "{name}" template "{template}"')


def _drop_database(name: str) -> None:
    with _owner() as connection:
        connection.execute(f'drop database if exists "{name}" with (force)')


@pytest.fixture(scope="session")
def live(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Live]:
    """One product for all journeys of a test process."""
    with django_db_blocker.unblock(), running(tmp_path_factory.mktemp("live")) as product:
        product.start("serve")
        yield product
