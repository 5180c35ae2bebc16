"""Opening an identity among a million reports: from the web tier's question over the socket to its
answer, with the trail written and committed. The reveal process is the product's own."""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from bench.database import ROOT, home, url_of, working_on
from bench.million import client_of, written
from bench.run import Row, is_quick

LIMIT = 200  # milliseconds, issue 3
TIMES = 30 if is_quick() else 200


def measure() -> Iterator[Row]:
    with (
        written("bench_reveal") as database,
        working_on(database, role=""),
        _keeper(database) as socket_path,
    ):
        yield from _openings(socket_path)


def _openings(socket_path: Path) -> Iterator[Row]:
    session, ref = _officer_and_report()
    _open(socket_path, session, ref)  # warms up
    took = sorted(_open(socket_path, session, ref) for _ in range(TIMES))
    yield Row("mở danh tính, trung vị / reveal, median", statistics.median(took), "ms", LIMIT)
    yield Row("mở danh tính, p95 / reveal, p95", took[int(TIMES * 0.95)], "ms", LIMIT)


def _officer_and_report() -> tuple[str, str]:
    from django.utils import timezone

    from binhyen.domains.intake import actions
    from binhyen.domains.intake.models import Category
    from binhyen.kernel.people.actor import ANONYMOUS, SYSTEM
    from binhyen.kernel.people.models import User
    from binhyen.kernel.reveal.models import OpeningLimit

    client = client_of("handler")
    officer = User.objects.get(email="handler@vidu.vn")
    unit = officer.duties.get().unit
    OpeningLimit.objects.update(per_day=30_000)
    arrival = actions.Arrival(
        category=Category.objects.get(code="theft"),
        text="Đêm qua mất một chiếc xe máy để trong sân.",
        place=unit.place,
        unit=unit,
        anonymous=False,
        reporter=actions.Reporter(name="Phạm Thị Hòa", phone="+84912345678"),
        idempotency_key=uuid4(),
    )
    tip = actions.receive_tip(actor=ANONYMOUS, arrival=arrival, now=timezone.now()).tip
    actions.assign_tip(actor=SYSTEM, tip=tip, assignee=officer, now=timezone.now())
    return client.session.session_key, str(tip.ref)


def _open(socket_path: Path, session: str, ref: str) -> float:
    """Milliseconds."""
    from binhyen.lib.doorway import ask

    question: dict[str, Any] = {
        "ask": "open",
        "session": session,
        "kind": "intake.reporteridentity",
        "ref": ref,
        "reason": "ask",
        "note": "Đo thời gian mở danh tính.",
    }
    started = time.perf_counter()
    answer = ask(socket_path, question)
    took = (time.perf_counter() - started) * 1000
    if "told" not in answer:
        raise RuntimeError(str(answer))
    return took


@contextmanager
def _keeper(database: str) -> Iterator[Path]:
    from binhyen.kernel.reveal.grants import REVEAL_ROLE

    path = Path(f"/tmp/bench-reveal-{os.getpid()}.sock")
    more = {
        "BINHYEN_HOME": str(home()),
        "BINHYEN_DB_ROLE": REVEAL_ROLE,
        "BINHYEN_REVEAL_SOCKET": str(path),
        "DATABASE_URL": url_of(database),
    }
    command = [sys.executable, "-m", "binhyen.cli", "reveal"]
    process = subprocess.Popen(command, env=os.environ | more, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        patience = time.monotonic() + 30
        while not path.exists() and time.monotonic() < patience:
            time.sleep(0.1)
        yield path
    finally:
        process.terminate()
        process.wait(15)
