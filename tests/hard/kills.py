"""Web processes killed at random moments, under people who send until they have an answer."""

import random
import signal
import threading
import time
from collections.abc import Callable
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
    return list(serve.children(recursive=True))


def kill_now_and_then(serve: psutil.Process, times: int, after_each: Callable[[], None]) -> None:
    """Kill -9 one of them at random moments, ``times`` over."""
    chance = random.Random(9)
    killed = 0
    while killed < times:
        time.sleep(chance.uniform(0.02, 0.5))
        with suppress(IndexError, psutil.NoSuchProcess):
            chance.choice(web_processes(serve)).send_signal(signal.SIGKILL)
            killed += 1
            after_each()


def submit_under_kills(
    live: Live, serve: psutil.Process, communes: list[str], reports: int, kills: int, clients: int
) -> Outcome:
    """Send ``reports`` to ``communes`` in turn while ``kills`` strike. Each kill lets the next few
    go, so that reports are under way from the first kill to the last."""
    turns = threading.Semaphore(2 * clients)
    at_a_time = -(-reports // kills)

    def strike() -> None:
        kill_now_and_then(serve, kills, lambda: turns.release(at_a_time))

    def send_one(given: dict[str, Any]) -> dict[str, Any]:
        turns.acquire()
        found: dict[str, Any] = patiently(live, given).json()
        return found

    before = tips_of(live, communes)
    given = [report(communes[n % len(communes)]) for n in range(reports)]
    striker = threading.Thread(target=strike)
    began = time.monotonic()
    striker.start()
    answers = at_once(send_one, given, clients)
    striker.join()
    seconds = time.monotonic() - began
    unreadable = sum(not opens(live, answer) for answer in answers)
    return Outcome(
        sent=reports,
        acknowledged=len({answer["code"] for answer in answers}),
        kept=tips_of(live, communes) - before,
        unreadable=unreadable,
        killed=kills,
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
