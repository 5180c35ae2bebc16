"""What every command does first: its database role, the embedded PostgreSQL, Django."""

import os
import signal
import sys
import threading
from pathlib import Path
from typing import Any

from binhyen.cli.supervision import end_with
from binhyen.cli.terminal import language, stop
from binhyen.lib import embedded

APP_ROLE = "binhyen_app"
_kept: list[Any] = []


def home() -> Path:
    default = Path(__file__).resolve().parents[2] / "var"
    return Path(os.environ.get("BINHYEN_HOME") or default).resolve()


def ready(*, as_owner: bool = False) -> None:
    """Start the embedded PostgreSQL when none is named, then load Django.

    ``as_owner``: the command makes tables or loads reference data, so it takes no role on.
    """
    if as_owner:
        os.environ["BINHYEN_DB_ROLE"] = ""
    else:
        os.environ.setdefault("BINHYEN_DB_ROLE", APP_ROLE)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    signal.signal(signal.SIGTERM, _leave)
    if signal.getsignal(signal.SIGHUP) is signal.SIG_DFL:  # a closed terminal; not under nohup
        signal.signal(signal.SIGHUP, _leave)
    _mind_the_leash()
    start_database()
    import django

    django.setup()
    from django.utils import translation

    translation.activate(language())
    reach_database()


def start_database() -> None:
    if os.environ.get("DATABASE_URL"):
        return
    try:
        _kept.append(embedded.start(home()))
    except Exception as error:
        stop(
            f"Không khởi động được PostgreSQL nhúng trong {home()}: {error}. "
            "Xem tệp postgres/log ở đó, hoặc đặt DATABASE_URL tới một PostgreSQL 18 có sẵn.",
            f"The embedded PostgreSQL in {home()} does not start: {error}. "
            "See postgres/log there, or set DATABASE_URL to an existing PostgreSQL 18.",
        )


def reach_database() -> None:
    """One sentence instead of a trace when the database is away, too old or has no role yet."""
    from django.db import DatabaseError, connection

    try:
        connection.ensure_connection()
    except DatabaseError as error:
        reason = str(error).strip().splitlines()[-1]
        if os.environ["BINHYEN_DB_ROLE"] and os.environ["BINHYEN_DB_ROLE"] in reason:
            stop(
                "Cơ sở dữ liệu chưa được chuẩn bị: hãy chạy `binhyen migrate` trước.",
                "The database is not prepared: run `binhyen migrate` first.",
            )
        stop(
            f"Không kết nối được cơ sở dữ liệu: {reason}. Kiểm tra DATABASE_URL và máy chủ.",
            f"The database cannot be reached: {reason}. Check DATABASE_URL and the server.",
        )
    version = int(getattr(connection, "pg_version", 0)) // 10_000
    if version < 18:
        stop(
            f"Cần PostgreSQL 18 trở lên, máy chủ này là bản {version}.",
            f"PostgreSQL 18 or newer is needed; this server is version {version}.",
        )


def act_as(role: str) -> None:
    """From here on this process works as ``role`` ("" is the owner)."""
    from django.db import connection

    connection.close()
    connection.settings_dict["OPTIONS"]["assume_role"] = role or None


def _leave(*_: object) -> None:
    """SIGTERM and a closed terminal end like Ctrl-C: what was started is stopped on the way out."""
    raise SystemExit(0)


def _mind_the_leash() -> None:
    """A child of `binhyen demo` ends when its parent does, even when that one was killed.

    The parent holds the other end of the child's standard input; a closed end means it is gone.
    """
    if os.environ.pop("BINHYEN_LEASH", ""):
        threading.Thread(target=end_with, args=[sys.stdin.fileno()], daemon=True).start()
