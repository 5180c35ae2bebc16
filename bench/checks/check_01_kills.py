"""Check 1: 1,000 reports by eight patient clients while 200 processes of the web server are killed
(kill -9) at random moments. Each acknowledged report is there once and can be read."""

from collections.abc import Iterator

from bench.database import copied
from bench.product import serving
from bench.run import Row, is_quick
from tests.hard.callers import communes_of
from tests.hard.kills import submit_under_kills

REPORTS, KILLS, CLIENTS = 1000, 200, 8


def measure() -> Iterator[Row]:
    smaller = 10 if is_quick() else 1
    with copied("check_01") as name, serving(name, BINHYEN_WORKERS="2") as served:
        communes = list(communes_of(served, 40))
        found = submit_under_kills(
            served, served.process, communes, REPORTS // smaller, KILLS // smaller, CLIENTS
        )
    yield Row("1 · tiến trình bị kill -9 / processes killed", found.killed, "")
    yield Row("1 · tin đã gửi / reports sent", found.sent, "")
    yield Row("1 · không được xác nhận / not acknowledged", found.sent - found.acknowledged, "", 0)
    yield Row("1 · mất / lost", max(0, found.acknowledged - found.kept), "", 0)
    yield Row("1 · thừa / doubled", max(0, found.kept - found.acknowledged), "", 0)
    yield Row("1 · không đọc được / unreadable", found.unreadable, "", 0)
    yield Row("1 · thời gian / time", found.seconds, "s")
