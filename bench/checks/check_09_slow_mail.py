"""Check 9: a mail server that is slow, answers 451 or never answers, while letters wait: how long a
report with an address takes to be taken, against the same with a good mail server. Rounds
alternate; each mode's figure is the median of its rounds' medians."""

import statistics
import time
from collections.abc import Iterator

from bench.checks.mailbox import BUSY, GOOD, HOLE, SLOW, mailbox
from bench.checks.news import a_receiver, tell_news, working
from bench.database import copied
from bench.product import serving
from bench.run import Row, is_quick
from tests.hard.callers import communes_of, report, send

ROUNDS, REPORTS, LETTERS = 9, 60, 20
NAMES = {SLOW: "chậm / slow", BUSY: "451", HOLE: "im lặng / silent"}
REPORTER = {"name": "Trần Thị Bình", "email": "binh@vidu.vn", "may_contact": True}


def measure() -> Iterator[Row]:
    rounds = ROUNDS // (3 if is_quick() else 1)
    took: dict[str, list[float]] = {mode: [] for mode in (GOOD, *NAMES)}
    refused = 0
    with copied("check_09") as name, mailbox() as box, working(name, box) as workers:
        receiver = a_receiver(name)
        workers.start()
        with serving(name) as served:
            communes = list(communes_of(served, 20))
            for number in range(rounds):
                modes = list(took)
                for mode in modes[number % 4 :] + modes[: number % 4]:
                    box.mode = mode
                    tell_news(name, receiver, [f"{number}-{mode}-{n}" for n in range(LETTERS)])
                    times = []
                    for n in range(REPORTS):
                        given = report(communes[n % 20], anonymous=False, reporter=REPORTER)
                        began = time.perf_counter()
                        refused += send(served, given).status != 201
                        times.append(time.perf_counter() - began)
                    took[mode].append(statistics.median(times))
    good = statistics.median(took[GOOD])
    yield Row("9 · tin bị từ chối / reports refused", refused, "", 0)
    yield Row("9 · thư thông: một tin / good mail: a report", good * 1000, "ms")
    for mode, words in NAMES.items():
        now = statistics.median(took[mode])
        yield Row(f"9 · thư {words}: một tin / a report", now * 1000, "ms")
        yield Row(f"9 · thư {words}: lâu hơn / longer by", (now / good - 1) * 100, "%", 10)
