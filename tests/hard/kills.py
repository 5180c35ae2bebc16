"""Web processes killed at random moments, under people who send until they have an answer."""

import random
import signal
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import psutil

from tests.hard.callers import at_once, call, patiently, report
from tests.live import Live


@dataclass(frozen=True)
class Outcome:
    """What became of ``sent`` reports. ``unreadable``: acknowledged, yet their conversation does
    not open with the secret of the answer."""

    sent: int
    acknowledged: int
    kept: int
    unreadable: int
    killed: int
    seconds: float


def web_processes(serve: psutil.Process) -> list[psutil.Process]:
    """Every process below ``binhyen serve``, those that answer and those that watch over them."""
    return serve.children(recursive=True)


def kill_now_and_then(serve: psutil.Process, times: int, stop: threading.Event) -> int:
    """Kill -9 one of them at random moments, ``times`` over or until told to stop."""
    chance = random.Random(9)
    killed = 0
    while killed < times and not stop.is_set():
        stop.wait(chance.uniform(0.01, 0.25))
        with suppress(IndexError, psutil.NoSuchProcess):
            chance.choice(web_processes(serve)).send_signal(signal.SIGKILL)
            killed += 1
    return killed


def submit_under_kills(
    live: Live, serve: psutil.Process, communes: list[str], reports: int, kills: int, clients: int
) -> Outcome:
    """Send ``reports`` to ``communes`` in turn while ``kills`` strike, until all are answered."""
    stop, killed = threading.Event(), [0]

    def strike() -> None:
        killed[0] = kill_now_and_then(serve, kills, stop)

    def send_one(given: dict[str, Any]) -> dict[str, Any]:
        # People come one after another: the kills are to strike from the first to the last.
        time.sleep(0.13 * kills * clients / reports)
        found: dict[str, Any] = patiently(live, given).json()
        return found

    before = tips_of(live, communes)
    given = [report(communes[n % len(communes)]) for n in range(reports)]
    striker = threading.Thread(target=strike)
    began = time.monotonic()
    striker.start()
    answers = at_once(send_one, given, clients)
    stop.set()
    striker.join()
    seconds = time.monotonic() - began
    unreadable = sum(not opens(live, answer) for answer in answers)
    return Outcome(
        sent=reports,
        acknowledged=len({answer["code"] for answer in answers}),
        kept=tips_of(live, communes) - before,
        unreadable=unreadable,
        killed=killed[0],
        seconds=seconds,
    )


def opens(live: Live, receipt: dict[str, Any]) -> bool:
    if not receipt["secret"]:
        return False
    path = f"/api/v1/tips/{receipt['code']}/messages"
    return call(live, "GET", path, headers={"X-Tip-Secret": receipt["secret"]}).status == 200


def tips_of(live: Live, communes: list[str]) -> int:
    with live.connect() as database:
        found = database.execute(
            "select count(*) from intake_tip t join places_place p on p.id = t.place_id"
            " where p.code = any(%s)",
            [communes],
        ).fetchone()
    return int(found[0]) if found else 0
