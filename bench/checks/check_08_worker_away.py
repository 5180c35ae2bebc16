"""Check 8: no worker for ten minutes while news is told, then one; then workers that are killed
between the sending of a letter and the mark that it was sent. Each letter arrives, each message is
marked once, and a copy too many carries the same Message-ID, which mail systems show once."""

import threading
import time
from collections.abc import Iterator
from functools import partial

from bench.checks.mailbox import mailbox
from bench.checks.news import Workers, a_receiver, states, tell_news, wait_until_sent, working
from bench.database import copied
from bench.product import serving
from bench.run import Row, is_quick
from tests.hard.callers import communes_of, report, send

NEWS, KILLS, AWAY = 300, 20, 600
PATIENCE = 600


def measure() -> Iterator[Row]:
    away = AWAY // (20 if is_quick() else 1)
    kills = KILLS // (5 if is_quick() else 1)
    with copied("check_08") as name, mailbox() as box, working(name, box) as workers:
        receiver = a_receiver(name)
        began = time.monotonic()
        tell_news(name, receiver, [f"away-{n}" for n in range(NEWS)])
        tell_news(name, receiver, [f"away-{n}" for n in range(0, NEWS, 3)])  # told twice
        with serving(name) as served:
            communes = list(communes_of(served, 20))
            taken = [send(served, report(communes[n % 20])).status for n in range(40)]
        while time.monotonic() - began < away:
            time.sleep(1)
        early = sum(box.taken.values())
        workers.start()
        seconds = wait_until_sent(name, NEWS, PATIENCE)
        first = dict(box.taken)
        yield Row("8 · không có việc nền / without a worker", away, "s")
        yield Row("8 · tin báo / messages told", NEWS, "")
        yield Row("8 · tin dân bị từ chối khi ấy / reports refused then", _not_201(taken), "", 0)
        yield Row("8 · gửi khi không ai làm / sent by nobody", early, "", 0)
        yield Row("8 · không tới nơi / not delivered", NEWS - len(first), "", 0)
        yield Row("8 · thư thừa / copies too many", sum(first.values()) - len(first), "", 0)
        yield Row("8 · gửi hết sau / all sent after", seconds, "s")
        tell_news(name, receiver, [f"killed-{n}" for n in range(NEWS)])
        for _kill in range(kills):
            killed = threading.Event()
            box.before_answer = partial(_cut_short, workers, killed)
            if not killed.wait(PATIENCE):
                break
            workers.start()
        seconds = wait_until_sent(name, 2 * NEWS, PATIENCE)
        box.before_answer = None
        found = states(name)
    copies = sum(box.taken.values()) - len(box.taken)
    yield Row("8 · việc nền bị kill -9 giữa gửi và ghi / killed between send and mark", kills, "")
    yield Row("8 · không tới nơi / not delivered", 2 * NEWS - len(box.taken), "", 0)
    yield Row("8 · không được ghi là đã gửi / not marked as sent", 2 * NEWS - found["sent"], "", 0)
    yield Row("8 · dòng khác / rows in another state", sum(found.values()) - found["sent"], "", 0)
    yield Row("8 · bản thừa, cùng Message-ID / copies, same Message-ID", copies, "", 4 * kills)
    yield Row("8 · gửi hết sau / all sent after", seconds, "s")


def _cut_short(workers: Workers, killed: threading.Event) -> None:
    workers.kill()
    killed.set()


def _not_201(found: list[int]) -> int:
    return sum(status != 201 for status in found)
