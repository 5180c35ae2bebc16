"""Check 15: somebody floods from one network, as fast as the server answers and far beyond ten
times the limit, while twenty people of other networks report, and others of the flooder's own
network.

Networks are told as by the TLS server in front (X-Forwarded-For from the loopback, which is
trusted). The flood comes from a process of its own: `python -m bench.checks.check_15_flood PORT`
sends until its input ends and prints how often it got which status.
"""

import http.client
import json
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from bench.database import ROOT, copied
from bench.product import Served, serving
from bench.run import Row, is_quick

LIMIT = 30
HONEST, REPORTS, PAUSE = 20, 15, 0.3
NEIGHBOURS = 4
FLOODERS = 8
FLOOD_FROM, NEIGHBOUR_FROM = "203.0.113.9", "203.0.113.77"


def measure() -> Iterator[Row]:
    from tests.hard.callers import communes_of

    for mode, words in (("off", "không phép tính / no proof"), ("flood", "có phép tính / proof")):
        with (
            copied("check_15") as name,
            serving(
                name,
                BINHYEN_RATE_TIPS=str(LIMIT),
                BINHYEN_PROOF=mode,
                BINHYEN_FLOOD="0",  # the honest ones here are many in a short time, and do no work
            ) as served,
        ):
            communes = list(communes_of(served, 40))
            _honest(served, communes, "192.0")  # each process reads its lists for the first time
            calm = _honest(served, communes, "198.51")
            with flooding(served) as told:
                flooded = _honest(served, communes, "198.52")
                close = _neighbours(served, communes) if mode == "flood" else Seen()
            yield from _rows(words, calm, flooded, told)
        if mode == "flood":
            yield Row("15 · cùng mạng bị từ chối / neighbours refused", close.refused, "", 0)
            yield Row("15 · cùng mạng, p95 / neighbours, p95", _p95(close.took), "s", 2)


def _rows(words: str, calm: "Seen", flooded: "Seen", told: "Counter[str]") -> Iterator[Row]:
    taken, sent = told["201"], told.total()
    share = 100 * flooded.refused / max(1, len(flooded.took))
    yield Row(f"15 · {words}: tin dồn dập / flooded", sent, "")
    yield Row(f"15 · {words}: gấp mấy lần giới hạn / times the limit", sent / LIMIT, "×")
    yield Row(f"15 · {words}: trong đó được nhận / of these taken", taken, "", 2 * LIMIT)
    faults = sum(count for status, count in told.items() if status not in ("201", "428", "429"))
    yield Row(f"15 · {words}: lỗi máy chủ / server errors", faults, "", 0)
    yield Row(f"15 · {words}: người khác, lúc yên p95 / others, calm", _p95(calm.took), "s")
    yield Row(f"15 · {words}: người khác, lúc dồn p95 / others", _p95(flooded.took), "s", 2)
    yield Row(f"15 · {words}: người khác bị từ chối / others refused", share, "%", 1)


@dataclass
class Seen:
    """Seconds of each report, and how many were not taken."""

    took: list[float] = field(default_factory=list)
    refused: int = 0


def _honest(served: Served, communes: list[str], networks: str) -> Seen:
    """Each from a network of their own, one report after another with a pause."""
    seen, times = Seen(), REPORTS // (5 if is_quick() else 1)

    def person(number: int) -> None:
        for n in range(times):
            given = _report(communes[(number + n) % len(communes)])
            _timed(seen, lambda given=given: _send(served, given, f"{networks}.{number}.5"))
            time.sleep(PAUSE)

    with ThreadPoolExecutor(HONEST) as people:
        list(people.map(person, range(HONEST)))
    return seen


def _neighbours(served: Served, communes: list[str]) -> Seen:
    """Of the flooder's network: their browser does the work that the answer asks for."""
    seen = Seen()

    def person(number: int) -> None:
        given = _report(communes[number])
        if _send(served, given, NEIGHBOUR_FROM) == 201:
            raise AssertionError("the network was to be used up by then")
        proof = _solve(served, given["idempotency_key"])
        _timed(seen, lambda: _send(served, given, NEIGHBOUR_FROM, proof))

    with ThreadPoolExecutor(NEIGHBOURS) as people:
        list(people.map(person, range(NEIGHBOURS)))
    return seen


def _timed(seen: Seen, send: Any) -> None:
    began = time.perf_counter()
    status = send()
    seen.took.append(time.perf_counter() - began)
    seen.refused += status != 201


def _solve(served: Served, key: str) -> str:
    import altcha

    asked = json.dumps({"idempotency_key": key}).encode()
    answer = _call(served.port, "/api/v1/tips/challenge", asked, {}, NEIGHBOUR_FROM)
    challenge = altcha.Challenge.from_dict(json.loads(answer[1]))
    solution = altcha.solve_challenge(challenge)
    assert solution is not None
    return altcha.Payload(challenge, solution).to_base64()


def _report(commune: str) -> dict[str, Any]:
    from tests.hard.callers import report

    return report(commune)


def _send(served: Served, given: dict[str, Any], sender: str, proof: str = "") -> int:
    headers = {"X-Altcha": proof} if proof else {}
    return _call(served.port, "/api/v1/tips", json.dumps(given).encode(), headers, sender)[0]


def _call(
    port: int, path: str, body: bytes, headers: dict[str, str], sender: str
) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    kind = {"Content-Type": "application/json", "X-Forwarded-For": sender}
    connection.request("POST", path, body, headers | kind)
    answer = connection.getresponse()
    told = answer.status, answer.read()
    connection.close()
    return told


def _p95(took: list[float]) -> float:
    return statistics.quantiles(took, n=20)[-1]


# --- the flood ------------------------------------------------------------------------------------


class flooding:  # noqa: N801  (used like a function)
    """From a process of its own; gives the count of each status once it is over."""

    def __init__(self, served: Served) -> None:
        self.port, self.told = served.port, Counter[str]()

    def __enter__(self) -> "Counter[str]":
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bench.checks.check_15_flood", str(self.port)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        self.process.stdout.readline()  # it has begun, far beyond the limit
        return self.told

    def __exit__(self, *error: object) -> None:
        said, _ = self.process.communicate("")
        self.told.update(json.loads(said))


def flood(port: int) -> None:
    told: Counter[str] = Counter()
    over = threading.Event()

    def go_on() -> None:
        while not over.is_set():
            given = {
                "category": "theft",
                "description": "Mua bán nhanh, giá rẻ, gọi ngay cho chúng tôi hôm nay.",
                "place": {"code": "11977"},
                "anonymous": True,
                "idempotency_key": str(uuid4()),
            }
            body = json.dumps(given).encode()
            told[str(_call(port, "/api/v1/tips", body, {}, FLOOD_FROM)[0])] += 1

    threads = [threading.Thread(target=go_on) for _ in range(FLOODERS)]
    for thread in threads:
        thread.start()
    while told.total() < 10 * LIMIT:
        time.sleep(0.05)
    print("", flush=True)
    sys.stdin.read()
    over.set()
    for thread in threads:
        thread.join()
    print(json.dumps(told))


if __name__ == "__main__":
    flood(int(sys.argv[1]))
