"""A worker that test_worker starts and kills: its one job hangs the first time it runs."""

import os
import sys
import time
from datetime import datetime
from pathlib import Path

import django

django.setup()

from django.db import connection, transaction  # noqa: E402

from binhyen.kernel.notify import jobs  # noqa: E402

LOG = Path(sys.argv[2])


def write(line: str) -> None:
    with LOG.open("a") as file:
        file.write(line + "\n")


@jobs.job()
def errand(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select current_user, current_setting('app.unit_ids', true)", [])
        role, units = cursor.fetchone()
    seen = LOG.read_text() if LOG.exists() else ""
    write(f"{name} as {role} for {units}")
    if name == "hangs" and name not in seen:
        time.sleep(600)
    write(f"{name} done")


@jobs.every("* * * * * *")
def tick(now: datetime) -> None:
    write("tick")


if sys.argv[1] == "work":
    jobs.run_worker(concurrency=2)
else:
    with transaction.atomic():
        errand.defer(name="hangs")
        errand.defer(name="passes")
    with transaction.atomic():
        errand.defer(name="never")
        transaction.set_rollback(True)
    print(os.environ["BINHYEN_DB_ROLE"], jobs.worker_alive())  # noqa: T201
