"""Check 2: 500 reports whose sender hangs up before the answer comes; each sends again with the
same key and gets the code and the secret of the one report there is."""

from collections.abc import Iterator

from bench.database import copied
from bench.product import serving
from bench.run import Row, is_quick
from tests.hard.callers import at_once, communes_of, report, send, send_and_hang_up
from tests.hard.kills import opens, tips_of

REPORTS, CLIENTS = 500, 8


def measure() -> Iterator[Row]:
    reports = REPORTS // (10 if is_quick() else 1)
    with copied("check_02") as name, serving(name) as served:
        communes = list(communes_of(served, 40))
        given = [report(communes[n % 40]) for n in range(reports)]
        at_once(lambda one: send_and_hang_up(served, one), given, CLIENTS)
        answers = at_once(lambda one: send(served, one), given, CLIENTS)
        kept = tips_of(served, communes)
        unreadable = sum(not opens(served, one.json()) for one in answers)
        again = at_once(lambda one: send(served, one), given, CLIENTS)
    changed = sum(a.json()["code"] != b.json()["code"] for a, b in zip(answers, again, strict=True))
    wrong = sum(one.status not in (200, 201) for one in [*answers, *again])
    yield Row("2 · câu trả lời bị mất / answers lost", reports, "")
    taken = sum(one.status == 200 for one in answers)
    yield Row("2 · trong đó đã được nhận / of these, taken", taken, "")
    yield Row("2 · lần gửi lại không được nhận / retries refused", wrong, "", 0)
    yield Row("2 · số tin lệch / reports too many or few", abs(kept - reports), "", 0)
    yield Row("2 · mã khác đi / codes changed", changed, "", 0)
    yield Row("2 · biên nhận không mở được / receipts that do not open", unreadable, "", 0)
