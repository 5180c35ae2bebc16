"""Messages to tell, and the worker that sends them, for the checks of the outbox."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

from bench.checks.mailbox import Mailbox
from bench.database import APP_ROLE, ROOT, connect, prepared, url_of, working_on


def a_receiver(database: str) -> int:
    """The key of somebody with an address."""
    with working_on(database, role=""):
        from binhyen.kernel.people.models import User

        return User.objects.create_user(f"{uuid4().hex}@vidu.vn", full_name="Nguyễn Văn An").pk


def tell_news(database: str, receiver: int, keys: list[str]) -> None:
    """One message a key, each in the transaction of an act, as all news is told."""
    with working_on(database):
        from binhyen.kernel.audit.action import action, record
        from binhyen.kernel.notify.actions import tell
        from binhyen.kernel.people.actor import SYSTEM, Actor
        from binhyen.kernel.people.models import User

        user = User.objects.get(pk=receiver)

        @action
        def happen(*, actor: Actor, key: str) -> None:
            tell(actor=actor, user=user, subject="Tin mới", text=key, link="/", dedupe_key=key)
            record(actor, "notify.retried", user)

        for key in keys:
            happen(actor=SYSTEM, key=key)


@contextmanager
def working(database: str, box: Mailbox) -> Iterator[Any]:
    """Workers: ``start()`` one, ``kill()`` it as a power cut would."""
    environment = os.environ | {
        "DATABASE_URL": url_of(database),
        "BINHYEN_DB_ROLE": APP_ROLE,
        "BINHYEN_MAIL_URL": box.url,
        "BINHYEN_LANG": "vi",
    }
    workers = Workers(environment)
    try:
        yield workers
    finally:
        workers.kill()


class Workers:
    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with (prepared() / "worker.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "binhyen.cli", "worker"],
                env=self.environment,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def kill(self) -> None:
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(30)
            self.process = None


def states(database: str) -> dict[str, int]:
    """How many e-mails are in each state."""
    with connect(database) as owner:
        rows = owner.execute(
            "select state, count(*) from notify_message where channel = 'email' group by state"
        )
        return dict(rows.fetchall())


def wait_until_sent(database: str, count: int, seconds: float) -> float:
    """Until ``count`` e-mails are marked as sent, or ``seconds`` are over; how long it took."""
    began = time.monotonic()
    while time.monotonic() - began < seconds and states(database).get("sent", 0) < count:
        time.sleep(0.5)
    return time.monotonic() - began
