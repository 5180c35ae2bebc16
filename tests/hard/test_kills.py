"""Single processes are killed at random moments; the service goes on, and nothing acknowledged is
lost or doubled. Against the real server."""

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import psutil
import pytest

from tests.hard.callers import call, communes_of, report, send
from tests.hard.kills import submit_under_kills, web_processes
from tests.live import Live, running

pytestmark = pytest.mark.live
WHOLE = 4  # two that answer (tests/live.py) and a watcher of each


@pytest.fixture(scope="module")
def mortal(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Live]:
    """A product of this file's own, for others would wonder at its absences."""
    with django_db_blocker.unblock(), running(tmp_path_factory.mktemp("mortal")) as product:
        product.start("serve")
        yield product


def served_by(live: Live, name: str = "serve") -> psutil.Process:
    return psutil.Process(live.processes[name].pid)


def lives(process: psutil.Process) -> bool:
    """Not even as a zombie that nobody here collects."""
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def until(happened: Callable[[], Any]) -> Any:
    """What ``happened`` returns, once it returns something."""
    patience = time.monotonic() + 60
    while time.monotonic() < patience:
        if found := happened():
            return found
        time.sleep(0.05)
    raise AssertionError("did not happen within 60 s")


def answers(live: Live) -> bool:
    try:
        return call(live, "GET", "/healthz").status == 200
    except OSError:
        return False


def answering(serve: psutil.Process) -> list[psutil.Process]:
    """Those that take requests; between them and ``serve`` stands one watcher each."""
    found = []
    for watcher in serve.children():
        with suppress(psutil.NoSuchProcess):
            found += [one for one in watcher.children() if one.status() != psutil.STATUS_ZOMBIE]
    return found


def a_new_one(serve: psutil.Process, known: set[psutil.Process]) -> psutil.Process:
    found: list[psutil.Process] = until(lambda: [o for o in answering(serve) if o not in known])
    return found[0]


def test_the_same_process_killed_again_and_again_is_there_again_and_again(mortal: Live) -> None:
    serve = served_by(mortal)
    kept = a_new_one(serve, set())
    known = {kept}
    for _ in range(5):  # the server's own rule gave up at the second within 5.5 s
        victim = a_new_one(serve, known)
        known.add(victim)
        with suppress(psutil.NoSuchProcess):  # that rule stops what it has just begun
            victim.kill()

    assert kept.is_running()
    assert mortal.processes["serve"].poll() is None
    assert send(mortal, report(communes_of(mortal, 1)[0])).status == 201


def test_all_web_processes_killed_at_once_come_back(mortal: Live) -> None:
    serve = served_by(mortal)
    until(lambda: len(web_processes(serve)) == WHOLE)
    for one in web_processes(serve):
        with suppress(psutil.NoSuchProcess):
            one.kill()

    until(lambda: answers(mortal))
    until(lambda: len(web_processes(serve)) == WHOLE)
    assert mortal.processes["serve"].poll() is None


def test_reports_survive_kills_at_random_moments(mortal: Live) -> None:
    communes = list(communes_of(mortal, 8))
    found = submit_under_kills(mortal, served_by(mortal), communes, 100, kills=20, clients=8)

    assert (found.acknowledged, found.kept, found.unreadable) == (100, 100, 0)


def test_the_worker_comes_back_and_its_jobs_with_it(mortal: Live) -> None:
    mortal.start("worker")
    worker = served_by(mortal, "worker")
    # Not one of the short-lived helpers of its start.
    until(lambda: any(time.time() - one.create_time() > 2 for one in worker.children()))
    first = worker.children()[0]

    first.kill()

    until(lambda: any(one.pid != first.pid for one in worker.children()))
    mortal.connect().execute(
        "update procrastinate_workers set last_heartbeat = now() - '1h'::interval"
    )
    until(lambda: call(mortal, "GET", "/readyz").json()["worker"])
    mortal.stop("worker")


def test_a_process_whose_watcher_was_killed_at_once_does_not_stay(mortal: Live) -> None:
    """A signal may come before the process listens to it: what it was to end goes all the same."""
    serve, seen = served_by(mortal), set()
    for _ in range(12):
        watchers = serve.children()
        seen |= set(web_processes(serve))
        for one in watchers[:1]:
            one.kill()
        time.sleep(0.15)
        seen |= set(web_processes(serve))

    until(lambda: {one for one in seen if lives(one)} <= set(web_processes(serve)))


def test_nothing_is_left_when_the_watcher_itself_is_killed(mortal: Live) -> None:
    family = web_processes(served_by(mortal))
    mortal.processes.pop("serve").kill()

    _gone, left = psutil.wait_procs(family, timeout=20)

    assert left == []
    mortal.start("serve")
    assert answers(mortal)
