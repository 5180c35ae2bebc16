"""Work that outlives a request: enqueued in the transaction of the fact, run by the worker.

``task.defer(…)`` writes on Django's own connection, so a job exists if and only if what caused it
was committed. A worker that dies leaves its jobs "doing"; ``rerun_stalled`` gives them to a living
one within ``STALLED_AFTER + _SWEEP_EVERY`` seconds.
"""

import asyncio
import functools
import logging
import os
import signal
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, ParamSpec

from django.conf import settings
from django.db import connection
from procrastinate import App, JobContext, RetryStrategy, exceptions
from procrastinate.connector import BaseConnector
from procrastinate.contrib.django import app as _app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.utils import connector_params
from procrastinate.jobs import DeleteJobCondition, Status
from procrastinate.psycopg_connector import PsycopgConnector
from procrastinate.tasks import Task

from binhyen.kernel.audit.action import in_scope
from binhyen.kernel.documents.keys import PROCESS_VARIABLE
from binhyen.kernel.people.actor import SYSTEM

log = logging.getLogger("binhyen.jobs")
P = ParamSpec("P")
Clockwork = Callable[[datetime], None]
app: App = _app

HEARTBEAT = 5.0  # seconds
STALLED_AFTER = 20.0  # seconds without a heartbeat
SECONDS_TO_FINISH = 30  # for jobs under way when the worker is told to stop
_SWEEP_EVERY = "* * * * * */10"  # the sixth field is seconds
_MOST_RUNS = 10  # a job that kills its worker every time is given up
# 3, 9, 27 … 6,561 seconds: eight tries over about three hours.
BACK_OFF = RetryStrategy(max_attempts=8, exponential_wait=3)


def job(
    *, lock: str | None = None, own_scope: bool = False
) -> Callable[[Callable[P, None]], Task[P, None, P]]:
    """Make a function a job: tried again with back-off, in a transaction of the system's scope.

    ``own_scope``: the function opens its own (it waits for a network, which no transaction may).
    """

    def wrap(function: Callable[P, None]) -> Task[P, None, P]:
        run = function if own_scope else _scoped(function)
        name = f"{function.__module__}.{function.__qualname__}"
        return app.task(name=name, lock=lock, retry=BACK_OFF)(_reported(name, run))

    return wrap


def every(cron: str, *, own_scope: bool = False) -> Callable[[Clockwork], Clockwork]:
    """Run ``function(now)`` by the clock (``cron`` in UTC; a sixth field is seconds).

    Never twice at once, and not queued behind itself: the next tick is the next try.
    """

    def wrap(function: Clockwork) -> Clockwork:
        name = f"{function.__module__}.{function.__qualname__}"

        def tick(timestamp: int) -> None:
            run = _reported(name, function if own_scope else _scoped(function))
            run(datetime.fromtimestamp(timestamp, UTC))

        task = app.task(name=name, lock=name, queueing_lock=name)(tick)
        app.periodic(cron=cron)(task)
        return function

    return wrap


def _reported(name: str, function: Callable[P, None]) -> Callable[P, None]:
    """A line in the log at the first failure: the queue itself would stay silent for hours, until
    it gives up."""

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            function(*args, **kwargs)
        except Exception as error:
            log.warning("job_failed", extra={"job": name}, exc_info=error)
            raise

    return run


def _scoped(function: Callable[P, None]) -> Callable[P, None]:
    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        with in_scope(SYSTEM):
            function(*args, **kwargs)

    return run


@app.periodic(cron=_SWEEP_EVERY)
@app.task(name="binhyen.jobs.rerun_stalled", queueing_lock="rerun_stalled", pass_context=True)
async def rerun_stalled(context: JobContext, timestamp: int) -> None:
    """Give the jobs of workers that died to the living. Without a lock: a lock held by a dead
    sweep would stop all sweeps."""
    manager = context.app.job_manager
    for stalled in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER):
        if stalled.attempts >= _MOST_RUNS:
            await manager.finish_job(stalled, Status.FAILED, delete_job=False)
            continue
        try:
            await manager.retry_job(stalled)
        except exceptions.UniqueViolation:  # a twin already waits (queueing lock)
            await manager.finish_job(stalled, Status.FAILED, delete_job=True)


@app.periodic(cron="17 19 * * *")
@app.task(name="binhyen.jobs.forget_old", queueing_lock="forget_old", pass_context=True)
async def forget_old(context: JobContext, timestamp: int) -> None:
    """Jobs that were given up are kept 30 days for whoever looks into them."""
    await context.app.job_manager.delete_old_jobs(
        nb_hours=30 * 24, include_failed=True, include_cancelled=True, include_aborted=True
    )


def worker_alive() -> bool:
    """Whether any worker gave a sign of life lately. One indexed query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select exists (select 1 from procrastinate_workers"
            " where last_heartbeat > now() - make_interval(secs => %s))",
            [STALLED_AFTER],
        )
        return bool(cursor.fetchone()[0])


def is_to_be_done(lock: str) -> bool:
    """Whether a job under this lock waits (for its first or its next try) or runs; a job that was
    given up does neither."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select exists (select 1 from procrastinate_jobs"
            " where lock = %s and status in ('todo', 'doing'))",
            [lock],
        )
        return bool(cursor.fetchone()[0])


def run_worker(concurrency: int = 4) -> None:
    """Run jobs until SIGINT or SIGTERM; then let those under way end.

    When the database goes away the worker waits for it and starts anew.
    """
    os.environ[PROCESS_VARIABLE] = "worker"
    with app.replace_connector(WorkerConnector(kwargs=_worker_parameters())):
        asyncio.run(_work_until_told_to_stop(concurrency))


class WorkerConnector(PsycopgConnector):
    """The worker's own traffic uses a pool; what a job enqueues goes on Django's connection, and
    so stands or falls with the job's transaction."""

    def get_sync_connector(self) -> BaseConnector:
        return DjangoConnector()


def _worker_parameters() -> dict[str, Any]:
    found = connector_params()
    if role := settings.DB_ROLE:
        found["options"] = f"{found.get('options', '')} -c role={role}".strip()
    return found


async def _work_until_told_to_stop(concurrency: int) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    while not stop.is_set():
        try:
            async with app.open_async():
                await _work(concurrency, stop)
        except exceptions.ConnectorException:
            log.warning("worker_waits_for_database")
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), timeout=2)


async def _work(concurrency: int, stop: asyncio.Event) -> None:
    working = asyncio.create_task(
        app.run_worker_async(
            concurrency=concurrency,
            install_signal_handlers=False,
            shutdown_graceful_timeout=SECONDS_TO_FINISH,
            delete_jobs=DeleteJobCondition.SUCCESSFUL,
            update_heartbeat_interval=HEARTBEAT,
            stalled_worker_timeout=STALLED_AFTER,
        )
    )
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if not working.done():
        working.cancel()
    with suppress(asyncio.CancelledError):
        await working
