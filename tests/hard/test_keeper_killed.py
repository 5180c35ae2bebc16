"""The keeper of the keys is killed with −9 while it answers: never a name without its line in the
trail. The web tier goes on, says so, and works again when the keeper is back."""

import json
import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from binhyen.lib.doorway import NobodyThere, ask
from tests.hard.callers import call, communes_of, report
from tests.hard.officers import leaders_session, ref_of
from tests.live import Live, running

pytestmark = pytest.mark.live
NAME = "Khuất Thị Sơn Ca"


@pytest.fixture(scope="module")
def served(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Live]:
    with django_db_blocker.unblock(), running(tmp_path_factory.mktemp("killed")) as live:
        assert live.binhyen("keys", "create").returncode == 0
        live.start("serve")
        live.start("reveal")
        yield live


@pytest.fixture(scope="module")
def question(served: Live) -> dict[str, str]:
    """A named report, its unit's leader, and the session in which they showed a second factor."""
    commune = communes_of(served, 1)[0]
    given = report(commune, anonymous=False, reporter={"name": NAME, "phone": "0987 612 348"})
    words = json.dumps(given).encode()
    made = call(served, "POST", "/api/v1/tips", words, {"Content-Type": "application/json"})
    assert made.status == 201, made.text
    return {
        "ask": "open",
        "session": leaders_session(served, commune),
        "kind": "intake.reporteridentity",
        "ref": ref_of(served, commune),
        "reason": "ask",
        "note": "Cần hỏi biển số chiếc xe.",
    }


def _lines(live: Live) -> tuple[int, int]:
    """(openings, links of the trail that tell of one)."""
    with live.connect() as database:
        found = database.execute(
            "select (select count(*) from reveal_opening where outcome = 'opened'),"
            " (select count(*) from audit_event where verb = 'reveal.opened')"
        ).fetchone()
    assert found is not None
    return int(found[0]), int(found[1])


def test_killed_again_and_again_it_never_tells_without_a_line(
    served: Live, question: dict[str, str]
) -> None:
    """Each round: questions on their way, the keeper killed somewhere among them."""

    def told(_n: int) -> bool:
        try:
            return "told" in ask(served.reveal_socket(), question, seconds=20)
        except NobodyThere:
            return False

    answers = 0
    for kill_after in (0.0, 0.01, 0.02, 0.04, 0.08):
        with ThreadPoolExecutor(4) as pool:
            asked = [pool.submit(told, n) for n in range(3)]
            time.sleep(kill_after)
            os.kill(served.processes["reveal"].pid, signal.SIGKILL)
            answers += sum(one.result() for one in asked)
        served.processes.pop("reveal").wait(10)
        served.start("reveal")
    assert told(0)
    openings, links = _lines(served)
    assert openings == links >= answers + 1
    assert served.binhyen("verify-audit").returncode == 0


def test_the_answer_is_whole_and_the_line_stands(served: Live, question: dict[str, str]) -> None:
    before = _lines(served)
    answer = ask(served.reveal_socket(), question)
    assert NAME in [value for _label, value in answer["told"]]
    assert _lines(served) == (before[0] + 1, before[1] + 1)


def test_no_other_user_may_ask(served: Live, question: dict[str, str]) -> None:
    """The kernel says who asks: a keeper that serves another user hangs up on this one."""
    served.stop("reveal")
    nobody = "65534"
    served.start("reveal", BINHYEN_REVEAL_WEB_USER=nobody, BINHYEN_REVEAL_WORKER_USER=nobody)
    before = _lines(served)
    for asked in (question, {"ask": "send", "message": 1}):
        with pytest.raises(NobodyThere):
            ask(served.reveal_socket(), dict(asked))
    assert _lines(served) == before
    served.stop("reveal")
    served.start("reveal")


def test_keeper_and_web_leave_no_core_files(served: Live) -> None:
    for name in ("reveal", "serve"):
        limits = Path(f"/proc/{served.processes[name].pid}/limits").read_text()
        core = next(line for line in limits.splitlines() if line.startswith("Max core file size"))
        assert core.split()[4:6] == ["0", "0"], name
