"""The product as it runs: `binhyen serve` in processes of its own, on a copy of the database."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.error import URLError
from urllib.request import urlopen

import psutil

from bench.database import APP_ROLE, ROOT, connect, prepared, url_of

if TYPE_CHECKING:
    import psycopg

SECONDS_TO_ANSWER = 60


@dataclass(frozen=True)
class Served:
    port: int
    database: str
    process: psutil.Process

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def connect(self) -> "psycopg.Connection[Any]":
        """As the owner."""
        return connect(self.database)

    def cpu_seconds(self) -> float:
        """Used so far by the server's own processes, user and system (/proc/PID/stat)."""
        family = [self.process, *self.process.children(recursive=True)]
        return sum(sum(one.cpu_times()[:2]) for one in family)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(database: str, **more: str) -> Iterator[Served]:
    """``more``: environment variables, as BINHYEN_WORKERS. Production's number of processes."""
    home, port = prepared(), free_port()
    environment = os.environ | {
        "DATABASE_URL": url_of(database),
        "BINHYEN_DB_ROLE": APP_ROLE,
        "BINHYEN_LANG": "vi",
        "PORT": str(port),
        **more,
    }
    with (home / "serve.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "binhyen.cli", "serve"],
            env=environment,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait(process, port)
        yield Served(port, database, psutil.Process(process.pid))
    finally:
        process.terminate()
        process.wait(30)


def _wait(process: "subprocess.Popen[bytes]", port: int) -> None:
    patience = time.monotonic() + SECONDS_TO_ANSWER
    while time.monotonic() < patience and process.poll() is None:
        with suppress(URLError, OSError), urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2):
            return
        time.sleep(0.2)
    raise RuntimeError(f"the server does not answer: see {prepared() / 'serve.log'}")
