"""Acts a second over many units: each leaves its link in its unit's chain, in its own transaction.

Officers of every commune of the province, one each, in several processes with a connection each;
an officer's next act is on another of the unit's reports. Two real acts through their actions. The
bar stands on the one that leaves nothing but its trace (a list is exported); the other tells what
an ordinary act costs (a note: the report locked, the right asked, the note kept, the trace left).
At the end the trail is read from the first link to the last.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from multiprocessing import get_context
from typing import Any

from bench.database import connect, working_on
from bench.million import written
from bench.run import Row, is_quick

PROCESSES = 8
SECONDS = 3 if is_quick() else 10
AT_LEAST = 800  # a second, issue 3
TIPS_EACH = 50
Act = Callable[[Any, Any, Any], object]  # actor, tip, now


def measure() -> Iterator[Row]:
    with written("bench_audit") as name, working_on(name):
        cases = _cases()
        yield Row("đơn vị / units", len(cases), "")
        acts = 0
        for what, act, limit in (
            ("xuất danh sách / lists exported", _export, 1000 / AT_LEAST),
            ("ghi chú / notes", _note, ""),
        ):
            done, took = _at_once(act, cases)
            acts += done
            yield Row(f"{what}: một việc / one act", 1000 * took / done, "ms", limit)
            yield Row(f"{what}: mỗi giây / a second", done / took, "")
        yield from _trail(name, acts)


def _export(actor: Any, tip: Any, now: Any) -> object:
    from binhyen.domains.intake.actions import record_export

    return record_export(actor=actor, what="desk")


def _note(actor: Any, tip: Any, now: Any) -> object:
    from binhyen.domains.intake.actions import add_note

    return add_note(actor=actor, tip=tip, text="Đã gọi lại cho người báo, hẹn sáng mai.", now=now)


def _cases() -> list[tuple[Any, list[Any]]]:
    """For each commune an officer who handles its reports, and some of those."""
    from datetime import date

    from django.utils import timezone

    from binhyen.domains.intake.models import Tip
    from binhyen.kernel.audit.action import in_scope
    from binhyen.kernel.org.models import Unit
    from binhyen.kernel.people.actor import SYSTEM, actor_of
    from binhyen.kernel.people.models import Duty, User

    found, today = [], timezone.localdate()
    with in_scope(SYSTEM):
        for unit in Unit.objects.on(today).filter(kind="police_commune").order_by("pk"):
            tips = list(Tip.objects.filter(unit=unit, status="accepted").order_by("pk")[:TIPS_EACH])
            if tips:
                user = User.objects.create_user(f"an{unit.pk}@vidu.vn", full_name="Lê Văn An")
                Duty.objects.create(
                    user=user, unit=unit, role="handler", valid_from=date(2025, 7, 1)
                )
                found.append((actor_of(user, today), tips))
    return found


def _at_once(act: Act, cases: Sequence[Any]) -> tuple[int, float]:
    """Acts done and the seconds that it took, by all processes together."""
    from django.db import connection

    connection.close()  # each process opens its own
    kit = get_context("fork")
    start, done = kit.Barrier(PROCESSES + 1), kit.SimpleQueue()
    firsts = [len(cases) * n // PROCESSES for n in range(PROCESSES)]
    workers = [
        kit.Process(target=_work, args=(act, cases[n:] + cases[:n], start, done)) for n in firsts
    ]
    for worker in workers:
        worker.start()
    start.wait()
    began = time.perf_counter()
    acts = sum(done.get() for _ in workers)
    took = time.perf_counter() - began
    for worker in workers:
        worker.join()
    return acts, took


def _work(act: Act, cases: Sequence[Any], start: Any, done: Any) -> None:
    """Unit after unit, beginning at one's own, until the time is over."""
    from django.db import connection
    from django.utils import timezone

    act(cases[0][0], cases[0][1][-1], timezone.now())  # the connection and what is kept
    start.wait()
    acts, until = 0, time.perf_counter() + SECONDS
    while time.perf_counter() < until:
        actor, tips = cases[acts % len(cases)]
        act(actor, tips[acts // len(cases) % len(tips)], timezone.now())
        acts += 1
    connection.close()
    done.put(acts)


def _trail(name: str, acts: int) -> Iterator[Row]:
    from binhyen.kernel.audit.action import in_scope
    from binhyen.kernel.audit.verify import verify_audit
    from binhyen.kernel.people.actor import SYSTEM

    with connect(name) as database:
        kept = database.execute(
            "select count(*) from audit_event where verb in ('intake.exported', 'intake.noted')"
        ).fetchone()
    with in_scope(SYSTEM):
        report = verify_audit()
    yield Row("việc không có dấu vết / acts without a trace", acts + 2 * PROCESSES - kept[0], "", 0)
    yield Row("chuỗi có lỗi / broken chains", len(report.faults), "", 0)
