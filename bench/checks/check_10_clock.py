"""Check 10: the server's clock jumps a day ahead and a day back under a running product, and stands
on 29 February: limits follow from the moment of each report, the trail stays whole and in order,
and a second factor of a phone is good for the step before, this one and the next.

Needs Debian's ``faketime``; only the web server's clock is turned, the database keeps its own.
"""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.database import copied, prepared, working_on
from bench.product import Served, serving
from bench.run import Row
from tests.hard.callers import communes_of, report, send

REPORTS = 40
DAY = 86_400
LEAP_DAY = datetime(2028, 2, 29, 3, 0, tzinfo=UTC)  # 10:00 in Vietnam
LIBRARY = "/usr/lib/*/faketime/libfaketimeMT.so.1"


def measure() -> Iterator[Row]:
    yield from _second_factor()
    library = next(iter(sorted(Path("/").glob(LIBRARY[1:]))), None)
    if library is None:
        print("| 10 · bỏ qua / skipped: faketime is not installed | | | |")
        return
    with copied("check_10") as name, TemporaryDirectory(dir=prepared()) as folder:
        clock = Path(folder) / "clock"
        clock.write_text("+0")
        turned = {
            "LD_PRELOAD": str(library),
            "FAKETIME_TIMESTAMP_FILE": str(clock),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }
        with serving(name, BINHYEN_WORKERS="2", **turned) as served:
            refused, told = _reports(served, clock)
        yield Row("10 · tin gửi qua các lần chỉnh giờ / reports through the jumps", len(told), "")
        yield Row("10 · bị từ chối / refused", refused, "", 0)
        yield from _judge(name, told)


def _reports(served: Served, clock: Path) -> tuple[int, dict[str, datetime]]:
    """How many were refused; the moment, by the turned clock, at which each was sent."""
    leap = LEAP_DAY.timestamp() - time.time()
    refused, told = 0, {}
    communes = list(communes_of(served, 10))
    for offset in (0, DAY, -DAY, leap, 0):
        clock.write_text(f"{offset:+.0f}")
        for number in range(REPORTS):
            now = datetime.now(UTC) + timedelta(seconds=round(offset))
            answer = send(served, report(communes[number % 10]))
            refused += answer.status != 201
            if answer.status == 201:
                told[answer.json()["code"].replace("-", "")[-10:]] = now
    return refused, told


def _judge(name: str, told: dict[str, datetime]) -> Iterator[Row]:
    from binhyen.kernel.audit.action import in_scope
    from binhyen.kernel.people.actor import SYSTEM

    with working_on(name), in_scope(SYSTEM):
        from binhyen.domains.intake.models import Tip
        from binhyen.kernel.audit.models import Event
        from binhyen.kernel.audit.verify import verify_audit
        from binhyen.kernel.workflow.deadlines import deadlines_of
        from binhyen.kernel.workflow.limits import limit

        wrong_moment = wrong_limit = limits = 0
        for code, at in told.items():
            tip = Tip.objects.get(code=code)
            wrong_moment += abs((tip.received_at - at).total_seconds()) > 60
            for row in deadlines_of(tip):
                limits += 1
                end = limit(row.rule, row.starts_at)
                wrong_limit += row.starts_at != tip.received_at or row.due_at != end.due_at
        shards = Event.objects.order_by("shard", "seq").values_list("shard", "seq")
        before, gaps = (0, 0), 0
        for shard, seq in shards:
            gaps += seq != (before[1] + 1 if shard == before[0] else 1)
            before = (shard, seq)
        faults = len(verify_audit().faults)
    yield Row("10 · lúc tiếp nhận lệch đồng hồ máy / received off the clock", wrong_moment, "", 0)
    yield Row("10 · thời hạn đã tính / limits", limits, "")
    yield Row("10 · thời hạn sai / wrong limits", wrong_limit, "", 0)
    yield Row("10 · nhật ký hở số / gaps in the trail", gaps, "", 0)
    yield Row("10 · nhật ký không khớp / faults in the trail", faults, "", 0)


def _second_factor() -> Iterator[Row]:
    """Codes of steps of 30 seconds around now: one step off is taken, two are not."""
    prepared()
    from allauth.mfa.totp.internal import auth

    secret = auth.generate_totp_secret()
    wrong = 0
    for _round in range(50):
        step = int(time.time()) // 30
        for off in range(-4, 5):
            code = auth.format_hotp_value(auth.hotp_value(secret, step + off))
            taken = auth.validate_totp_code(secret, code)
            if int(time.time()) // 30 == step:
                wrong += taken != (abs(off) <= 1)
    yield Row(
        "10 · mã một lần nhận nhầm hoặc từ chối nhầm / second factors misjudged", wrong, "", 0
    )
