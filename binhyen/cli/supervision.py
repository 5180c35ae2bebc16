"""Processes that come back: `serve` and `worker` keep what they started running until told to stop.

A child is a fork of the prepared parent, so it is there again within a tenth of a second. It holds
one end of a pipe and ends when its parent is gone, even when that one was killed.
"""

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import wait
from multiprocessing.context import ForkProcess

import structlog

log = structlog.get_logger("binhyen.processes")

# A child that lived this long (seconds) did not end because of how it begins.
SETTLED = 5.0
FIRST_PAUSE, LONGEST_PAUSE = 0.05, 0.5
_FORK = multiprocessing.get_context("fork")


class Leash:
    """A pipe whose far end only its maker holds: who put it on ends when the maker is gone."""

    def __init__(self) -> None:
        self.near, self.far = os.pipe()

    def put_on(self, patience: float) -> None:
        """In the child, at once: let go of the maker's end and watch the other."""
        os.close(self.far)
        threading.Thread(target=end_with, args=[self.near, patience], daemon=True).start()


def end_with(pipe: int, patience: float = 60.0) -> None:
    """Wait until ``pipe`` closes, then end this process as SIGTERM would; after ``patience``
    (seconds) whatever it does. A process that has just begun may still have its parent's handler
    and miss the signal."""
    while os.read(pipe, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(patience)
    os.kill(os.getpid(), signal.SIGKILL)


@dataclass
class BackOff:
    """How long to wait (seconds) before a process is started again: longer each time that it ended
    soon after its start, never so long that a service seems to be gone."""

    pause: float = 0.0

    def after(self, lived: float) -> float:
        if lived >= SETTLED:
            self.pause = 0.0
            return 0.0
        self.pause = min(LONGEST_PAUSE, max(FIRST_PAUSE, self.pause * 2))
        return self.pause


@dataclass
class Kept:
    """One child and when it is to be started (again), by the monotonic clock."""

    run: Callable[[], None]
    due: float = 0.0
    began: float = 0.0
    process: ForkProcess | None = None
    back_off: BackOff = field(default_factory=BackOff)


def keep_running(name: str, run: Callable[[], None], count: int, seconds_to_stop: float) -> None:
    """Run ``run`` in ``count`` processes, each started anew when it ends, until this one is told to
    stop (SIGTERM, Ctrl-C); then they have ``seconds_to_stop`` to end what they are doing."""
    leash = Leash()
    children = [Kept(run) for _ in range(count)]
    with suppress(KeyboardInterrupt):
        try:
            while True:
                _start_the_due(name, children, leash, seconds_to_stop)
                living = [child.process.sentinel for child in children if child.process]
                wait(living, _patience(children))
                _note_the_dead(name, children)
        finally:
            _stop(children, seconds_to_stop)


def _start_the_due(name: str, children: list[Kept], leash: Leash, seconds: float) -> None:
    now = time.monotonic()
    for child in children:
        if child.process is None and child.due <= now:
            child.process = _FORK.Process(target=_live, args=(leash, child.run, seconds), name=name)
            child.process.start()
            child.began = now


def _live(leash: Leash, run: Callable[[], None], seconds: float) -> None:
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    leash.put_on(seconds)
    run()


def _patience(children: list[Kept]) -> float | None:
    """Seconds until the next start, or None when all are running."""
    due = [child.due for child in children if child.process is None]
    return max(0.0, min(due) - time.monotonic()) if due else None


def _note_the_dead(name: str, children: list[Kept]) -> None:
    now = time.monotonic()
    for child in children:
        if child.process is not None and not child.process.is_alive():
            log.warning("process_ended", name=name, code=child.process.exitcode)
            child.process.close()
            child.process = None
            child.due = now + child.back_off.after(now - child.began)


def _stop(children: list[Kept], seconds: float) -> None:
    for late in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(late, signal.SIG_IGN)
    running = [one for one in (child.process for child in children) if one and one.pid]
    for process in running:
        process.terminate()
    until = time.monotonic() + seconds
    for process in running:
        process.join(max(0.0, until - time.monotonic()))
        if process.is_alive():
            process.kill()
            process.join()
