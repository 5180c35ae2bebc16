"""`binhyen serve`: a real application server with several processes; production refuses risks."""

import os

from binhyen.cli import boot
from binhyen.cli.terminal import Exit, err, say, warn

# What a client may still be sending when the server is told to stop.
SECONDS_TO_FINISH = 5


def run_server() -> int:
    boot.ready()
    from django.conf import settings

    if settings.PRODUCTION and not _is_safe():
        return Exit.NOT_READY
    if not settings.PRODUCTION:
        warn(
            f"Chế độ {settings.MODE}: không dùng cho dữ liệu thật (đặt BINHYEN_MODE=production).",
            f"Mode {settings.MODE}: not for real data (set BINHYEN_MODE=production).",
        )
    from binhyen.cli.setting_up import collect_static

    collect_static()
    _serve(int(os.environ.get("PORT", "8000")))
    return Exit.OK


def _is_safe() -> bool:
    """Say every fault at once; warnings are said and do not stop the start."""
    from django.core import checks

    checked = checks.run_checks(include_deployment_checks=True)
    found = [message for message in checked if not message.is_silenced()]
    for message in found:
        serious = message.level >= checks.ERROR
        err.print(("✗ " if serious else "! ") + str(message.msg), markup=False)
        if message.hint:
            err.print("  " + str(message.hint), markup=False)
    return not any(message.level >= checks.ERROR for message in found)


def _serve(port: int) -> None:
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    address = os.environ.get("BINHYEN_BIND", "127.0.0.1")
    workers = int(os.environ.get("BINHYEN_WORKERS") or _default_workers())
    say(
        f"Mở cửa tại {address}:{port} với {workers} tiến trình.",
        f"Serving at {address}:{port} with {workers} processes.",
    )
    Server(
        "config.wsgi:application",
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        # Every thread keeps a database connection: processes × threads stays far below 100.
        blocking_threads=int(os.environ.get("BINHYEN_THREADS", "4")),
        respawn_failed_workers=True,
        workers_kill_timeout=SECONDS_TO_FINISH,
        log_level=LogLevels.warning,
        log_access=False,  # addresses and paths are never logged; binhyen.portal.logs says what is
    ).serve()


def _default_workers() -> int:
    return max(2, os.cpu_count() or 1)
