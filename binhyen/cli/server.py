"""`binhyen serve`: a real application server with several processes; production refuses risks."""

import errno
import multiprocessing
import os
import socket
from functools import partial
from typing import Any

from binhyen.cli import boot
from binhyen.cli.forgetting import forget_what_is_freed, forgetting
from binhyen.cli.supervision import Leash, keep_running
from binhyen.cli.terminal import Exit, err, say, stop, warn

# What a client may still be sending when the server is told to stop.
SECONDS_TO_FINISH = 5


def run_server() -> int:
    forget_what_is_freed()
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
    address, port = os.environ.get("BINHYEN_BIND", "127.0.0.1"), int(os.environ.get("PORT", "8000"))
    port_must_be_free(address, port)
    from binhyen.cli.revealing import beside

    with beside():
        _serve(address, port)
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


def port_must_be_free(address: str, port: int) -> None:
    """Our own processes share the port (SO_REUSEPORT); with another program they must not."""
    with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                stop(
                    f"Không mở được {address}:{port}: {error.strerror}.",
                    f"{address}:{port} cannot be opened: {error.strerror}.",
                )
            stop(
                f"Cổng {port} đang có chương trình khác dùng. Chọn cổng khác: "
                f"`PORT={port + 1} make demo`.",
                f"Port {port} is in use by another program. Choose another: "
                f"`PORT={port + 1} make demo`.",
            )


def _serve(address: str, port: int) -> None:
    """Each process is a server of its own on the shared port: the end of one stops no other."""
    from django.db import connections

    import config.wsgi  # noqa: F401  (here, so that every fork has it at once)

    connections.close_all()  # a connection must not be shared with a fork
    workers = int(os.environ.get("BINHYEN_WORKERS") or _default_workers())
    say(
        f"Mở cửa tại {address}:{port} với {workers} tiến trình.",
        f"Serving at {address}:{port} with {workers} processes.",
    )
    keep_running("web", partial(_serve_alone, address, port), workers, SECONDS_TO_FINISH + 2)


def _serve_alone(address: str, port: int) -> None:
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    multiprocessing.set_start_method("fork", force=True)
    Server(
        "config.wsgi:application",
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        # Every thread keeps a database connection: processes × threads stays far below 100.
        blocking_threads=int(os.environ.get("BINHYEN_THREADS", "4")),
        workers_kill_timeout=SECONDS_TO_FINISH,
        log_level=LogLevels.warning,
        log_access=False,  # addresses and paths are never logged; binhyen.portal.logs says what is
    ).serve(target_loader=partial(_pages, Leash()), wrap_loader=False)


def _pages(leash: Leash) -> Any:
    leash.put_on(SECONDS_TO_FINISH)
    from config.wsgi import application

    return forgetting(application) if os.environ.get("BINHYEN_FORGETS") != "0" else application


def _default_workers() -> int:
    return max(2, os.cpu_count() or 1)
