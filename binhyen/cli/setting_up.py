"""What must stand before the product can serve; every step may be run again and skips what is done.

A step and its mark are written in one transaction, so a start that was cut off goes on from the
last finished step.
"""

import fcntl
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from io import StringIO
from pathlib import Path

from binhyen.cli import boot
from binhyen.lib.progress import Progress

# The package's own copies of htmx: pages load ours (tools/assets.py).
NOT_SERVED = ["django_htmx"]
ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Two starts on one database wait for one another instead of both loading."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(hashtext('binhyen set-up'))")
        try:
            yield
        finally:
            cursor.execute("select pg_advisory_unlock(hashtext('binhyen set-up'))")


def make_tables() -> None:
    from django.core.management import call_command

    from binhyen.kernel.audit.grants import apply_grants
    from binhyen.kernel.reveal.grants import apply_reveal_grants

    call_command("migrate", interactive=False, verbosity=0)
    apply_grants(boot.APP_ROLE)
    apply_reveal_grants(boot.APP_ROLE)


def make_keys() -> None:
    from binhyen.kernel.documents.keys import ensure_keys
    from binhyen.kernel.documents.worker_keys import worker_recipient

    ensure_keys()
    worker_recipient()


def load_reference_data(progress: Progress, *, again: bool = False) -> None:
    """Load ``data/`` unless just these files and this code were loaded before."""

    def load() -> None:
        import_module("config.reference").load_all(progress)

    _once("reference", load, _digest(), again=again)


def make_demo_people(progress: Progress) -> None:
    from binhyen.kernel.people.demo import make_demo

    _once("demo-people", lambda: make_demo(progress))


def make_demo_hamlets(progress: Progress) -> None:
    from django.conf import settings
    from django.utils import timezone

    from binhyen.cli.hamlets import make_demo_hamlets

    _once(
        "demo-hamlets", lambda: make_demo_hamlets(settings.PROVINCE, timezone.localdate(), progress)
    )


def make_demo_tips(progress: Progress) -> None:
    from binhyen.domains.intake.demo import make_demo

    _once("demo-tips", lambda: make_demo(progress))


def make_demo_requests(progress: Progress) -> None:
    from binhyen.domains.intake.demo_cases import somebody
    from binhyen.domains.requests.demo import make_demo

    _once("demo-requests", lambda: make_demo(progress, somebody()))


def make_demo_handins(progress: Progress) -> None:
    from binhyen.domains.handins.demo import make_demo

    _once("demo-handins", lambda: make_demo(progress))


def let_demo_clocks_tick(progress: Progress) -> None:
    """What the worker would have done by now: first answers, questions whether it is the same
    again, reminders and escalations, lists of what need not be kept any more."""
    from django.utils import timezone

    from binhyen.domains.intake.tasks import note_what_is_late, note_what_recurs, send_first_answers
    from binhyen.kernel.audit.action import in_scope
    from binhyen.kernel.people.actor import SYSTEM
    from binhyen.kernel.retention.demo import make_demo
    from binhyen.portal.tasks import tell_of_duties

    def tick() -> None:
        now = timezone.now()
        with in_scope(SYSTEM):
            for clock in (note_what_is_late, send_first_answers, note_what_recurs, tell_of_duties):
                clock(now)
            make_demo(now)
        progress("nhắc hạn, trả lời đầu tiên, việc lặp lại, đề nghị xóa")

    _once("demo-clocks", tick)


def drain_figures() -> None:
    """Add up what is waiting, so that the first page already shows figures."""
    from binhyen.kernel.indicators.draining import drain

    drain()


def collect_static() -> None:
    """Copy, name by content and compress what browsers load, when a source is newer."""
    from django.conf import settings
    from django.core.management import call_command

    if not settings.PRODUCTION and not settings.DEMO:
        return
    root = Path(settings.STATIC_ROOT)
    root.mkdir(exist_ok=True)
    manifest = root / "staticfiles.json"
    with (root / ".lock").open("w") as lock:  # several copies may start from one folder
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not manifest.exists() or manifest.stat().st_mtime < _newest_static():
            call_command(
                "collectstatic",
                interactive=False,
                verbosity=0,
                stdout=StringIO(),
                ignore_patterns=NOT_SERVED,
            )


def _newest_static() -> float:
    from django.contrib.staticfiles.finders import get_finders

    return max(
        Path(storage.path(name)).stat().st_mtime
        for finder in get_finders()
        for name, storage in finder.list([])
    )


def _once(
    name: str, make: Callable[[], object], made_from: str = "", *, again: bool = False
) -> None:
    from django.db import transaction

    from binhyen.portal.models import SetUpStep

    known = SetUpStep.objects.filter(pk=name, made_from=made_from).exists()
    if known and not again:
        return
    with transaction.atomic():
        make()
        SetUpStep.objects.update_or_create(name=name, defaults={"made_from": made_from})


def _digest() -> str:
    """Of the reference files: a new release that brings new ones loads them at its first start."""
    digest = hashlib.sha256()
    for path in sorted((ROOT / "data").rglob("*")):
        if path.is_file():
            digest.update(str(path.relative_to(ROOT)).encode() + b"\0")
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
