"""One report by API: what it costs the database and the web process, beside a bare insert.

The reports are named (so each is sealed too), spread over all communes of the province; a server
with its ordinary processes answers a load process on loopback. A bare insert is one row of about
the same text, INSERT + COMMIT, by the same load process. Rounds of both alternate, so that what
else runs on the machine meets both; the ratio is the median over the rounds.
"""

import json
import re
import statistics
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import Any

from bench.database import ROOT, connect, copied, url_of
from bench.product import Served, serving
from bench.run import Row, is_quick

DATABASE = "bench_report"
# clients → (rounds, reports a round): 10,000 in all, with those that are counted one by one.
ROUNDS = {1: (4, 300), 8: (4, 800), 32: (4, 1300)}
WARM_UP, COUNTED = 1_600, 100  # every process has met every commune
TEXT = (
    "Đêm qua khoảng 23 giờ có hai người đi xe máy không biển số vào xóm, cậy cửa kho của nhà tôi "
    "và lấy đi một máy bơm nước. Hàng xóm có nghe tiếng động nhưng không nhìn rõ mặt. "
)


def measure() -> Iterator[Row]:
    with copied(DATABASE) as name, serving(name) as served:
        _bare_table(name)
        bodies = _bodies(name)
        sent = load("reports", str(served.port), 32, WARM_UP, bodies)
        errors = sent.errors
        counted = _counted(served, bodies)
        errors += counted.errors
        yield Row("câu lệnh SQL / SQL statements", counted.statements, "", 12)
        yield Row("giao dịch / transactions", counted.transactions, "", 1)
        yield Row("lần ghi WAL xuống đĩa / WAL syncs", counted.syncs, "", 2)
        for clients, (rounds, size) in ROUNDS.items():
            found = _against_bare(
                served, bodies, clients, rounds, size // (10 if is_quick() else 1)
            )
            errors += found.errors
            yield Row(f"bản tin / a report, {clients} clients", found.report * 1000, "ms")
            yield Row(f"INSERT + COMMIT, {clients} clients", found.bare * 1000, "ms")
            yield Row(f"gấp mấy lần / times, {clients} clients", found.ratio, "×", 20)
            yield Row(f"CPU của web / web CPU, {clients} clients", found.cpu * 1000, "ms", 15)
        yield Row("số bản tin đã gửi / reports sent", _received(name), "")
        yield Row("lỗi / errors", len(errors), "", 0)


# --- load -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Load:
    took: list[float]
    errors: list[str]


def load(what: str, where: str, clients: int, count: int, bodies: Iterator[str]) -> Load:
    lines = "\n".join(next(bodies) for _ in range(count)) if what == "reports" else ""
    arguments = [what, where, str(clients), str(count)]
    ended = subprocess.run(
        [sys.executable, str(Path(__file__).parent / "load.py"), *arguments],
        input=lines,
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    answer = json.loads(ended.stdout)
    return Load(answer["took"], answer["errors"])


def _bodies(name: str) -> Iterator[str]:
    """Reports without end, of every commune in turn."""
    with connect(name) as database:
        codes = database.execute(
            "select commune.code from places_place commune"
            " join places_placeclosure up on up.descendant_id = commune.id and up.distance = 1"
            " join places_place province on province.id = up.ancestor_id"
            " where commune.level = 'commune' and commune.valid_to is null"
            " and up.valid_to is null and province.code = '33' order by commune.code"
        ).fetchall()
    for (code,) in cycle(codes):
        yield json.dumps(
            {
                "category": "theft",
                "description": TEXT,
                "place": {"code": code},
                "anonymous": False,
                "reporter": {"name": "Nguyễn Văn An", "phone": "0912345678", "email": ""},
                "idempotency_key": str(uuid.uuid4()),
            }
        )


def _bare_table(name: str) -> None:
    with connect(name) as database:
        database.execute(
            "create table bare (id bigint generated always as identity primary key,"
            " at timestamptz not null default now(), text text not null)"
        )


def _received(name: str) -> int:
    with connect(name) as database:
        row = database.execute("select count(*) from intake_tip").fetchone()
    return int(row[0]) if row else 0


# --- against a bare insert ------------------------------------------------------------------------


@dataclass(frozen=True)
class Compared:
    """Seconds; ``report`` and ``bare`` are medians, ``cpu`` is the web's per report."""

    report: float
    bare: float
    ratio: float
    cpu: float
    errors: list[str]


def _against_bare(
    served: Served, bodies: Iterator[str], clients: int, rounds: int, size: int
) -> Compared:
    reports, bares, ratios, errors, cpu = [], [], [], [], 0.0
    for _ in range(rounds):
        bare = load("inserts", url_of(served.database), clients, 100 * clients, bodies)
        before = served.cpu_seconds()
        report = load("reports", str(served.port), clients, size, bodies)
        cpu += served.cpu_seconds() - before
        reports.append(statistics.mean(report.took))
        bares.append(statistics.mean(bare.took))
        ratios.append(reports[-1] / bares[-1])
        errors += report.errors
    return Compared(
        statistics.median(reports),
        statistics.median(bares),
        statistics.median(ratios),
        cpu / (rounds * size),
        errors,
    )


# --- what the database does for one report --------------------------------------------------------


@dataclass(frozen=True)
class Counted:
    """Of one report, on average over some sent one after another."""

    statements: float
    transactions: float
    syncs: float
    errors: list[str]


SECONDS_TO_REPORT = 11  # an idle connection tells what it counted within ten


def _counted(served: Served, bodies: Iterator[str]) -> Counted:
    """Statements and transactions as the server logs them (BEGIN and COMMIT are no statements; one
    outside any transaction is a transaction of its own); flushes of its log as it counts them."""
    with connect("postgres") as owner:
        log = Path(owner.execute("show data_directory").fetchone()[0]) / "log"  # type: ignore[index]
        for setting in ("log_statement = 'all'", "log_line_prefix = '%d %p '"):
            owner.execute(f"alter system set {setting}")
        owner.execute("select pg_reload_conf()")
        time.sleep(SECONDS_TO_REPORT)
        start, syncs = log.stat().st_size, _syncs(owner)
        sent = load("reports", str(served.port), 1, COUNTED, bodies)
        time.sleep(SECONDS_TO_REPORT)
        syncs = _syncs(owner) - syncs
        owner.execute("alter system reset log_statement")
        owner.execute("alter system reset log_line_prefix")
        owner.execute("select pg_reload_conf()")
    with log.open("rb") as file:
        file.seek(start)
        lines = file.read().decode(errors="replace").splitlines()
    statements, transactions = _read_log(lines, served.database)
    return Counted(statements / COUNTED, transactions / COUNTED, syncs / COUNTED, sent.errors)


def _read_log(lines: list[str], database: str) -> tuple[int, int]:
    """(statements, transactions) of the pages in the log's lines."""
    said = re.compile(rf"{database} (\d+) LOG:  (?:statement|execute [^:]*): ?(.*)")
    statements = transactions = 0
    inside: set[str] = set()
    for found in filter(None, map(said.match, lines)):
        process, words = found.groups()
        if words == "BEGIN":
            inside.add(process)
            transactions += 1
        elif words in ("COMMIT", "ROLLBACK"):
            inside.discard(process)
        else:
            statements += 1
            transactions += process not in inside
    return statements, transactions


def _syncs(owner: Any) -> int:
    row = owner.execute(
        "select coalesce(sum(fsyncs), 0) from pg_stat_io"
        " where object = 'wal' and backend_type = 'client backend'"
    ).fetchone()
    return int(row[0])
