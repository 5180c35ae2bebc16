"""`binhyen reveal`: the one process that reads the private key; or the same as a child."""

import ctypes
import os
import pwd
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from binhyen.cli import boot
from binhyen.cli.terminal import Exit, err, say, stop

if TYPE_CHECKING:
    from binhyen.kernel.reveal.service import Doorkeeper

THREADS = 8
SECONDS_TO_STOP = 10
# "apart": somebody else starts it (`binhyen demo`, a service manager); `serve` does not.
APART = "BINHYEN_REVEAL"
_PR_SET_DUMPABLE = 4


def run_reveal() -> int:
    os.environ.setdefault("BINHYEN_DB_ROLE", "binhyen_reveal")
    os.environ["BINHYEN_PROCESS"] = "reveal"
    _keep_to_itself()
    boot.ready()
    from django.conf import settings

    from binhyen.kernel.documents.keys import KeyOutOfReach, keyring
    from binhyen.kernel.reveal.service import Doorkeeper

    try:
        kids = list(keyring())
    except KeyOutOfReach:
        stop(
            f"Người dùng này không đọc được khóa riêng {settings.IDENTITY_PRIVATE_KEY_FILE}: chạy "
            "`binhyen keys create`, hoặc chạy lệnh dưới người dùng giữ khóa.",
            f"This user cannot read the private key {settings.IDENTITY_PRIVATE_KEY_FILE}: run "
            "`binhyen keys create`, or this command as the user who holds the key.",
        )
    web, worker = _uid_of(settings.REVEAL_WEB_USER), _uid_of(settings.REVEAL_WORKER_USER)
    if settings.PRODUCTION and not _is_safe(web, worker, settings.IDENTITY_PRIVATE_KEY_FILE):
        return Exit.NOT_READY
    _wait_no_longer_than_a_page_does()
    _serve(settings.REVEAL_SOCKET, Doorkeeper(web, worker), shared=settings.PRODUCTION, keys=kids)
    return Exit.OK


def _serve(path: Path, doorkeeper: "Doorkeeper", *, shared: bool, keys: list[str]) -> None:
    import structlog
    from django.db import close_old_connections

    from binhyen.lib.doorway import Doorway, Peer, Question

    def answer(question: Question, peer: Peer) -> Question:
        close_old_connections()  # one that broke is replaced, one that is too old renewed
        return doorkeeper(question, peer)

    log = structlog.get_logger("binhyen.reveal")
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        doorway = Doorway(
            path,
            answer,
            mode=0o660 if shared else 0o600,
            threads=THREADS,
            failed=lambda error: log.error("reveal_failed", exc_info=error),
        )
    except FileExistsError:
        stop(f"Đã có một `binhyen reveal` ở {path}.", f"A `binhyen reveal` is already at {path}.")
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    doorway.open()
    say(
        f"Bộ phận giữ khóa nghe ở {path} ({len(keys)} khóa).",
        f"The keeper of the keys listens at {path} ({len(keys)} keys).",
    )
    ended.wait()
    doorway.close()


def _uid_of(user: str) -> int:
    """Of a name or a number; of this process when nothing is said."""
    if not user:
        return os.getuid()
    try:
        return int(user) if user.isdigit() else pwd.getpwnam(user).pw_uid
    except KeyError:
        stop(f"Không có người dùng {user} trên máy này.", f"There is no user {user} here.")


def _is_safe(web: int, worker: int, key: Path) -> bool:
    """Every fault at once, a sentence each."""
    faults = []
    if os.getuid() in (web, worker):
        faults.append(
            (
                "`binhyen reveal` phải chạy dưới người dùng riêng: đặt BINHYEN_REVEAL_WEB_USER và "
                "BINHYEN_REVEAL_WORKER_USER là người dùng của `serve` và của `worker`.",
                "`binhyen reveal` must run as a user of its own: set BINHYEN_REVEAL_WEB_USER and "
                "BINHYEN_REVEAL_WORKER_USER to the users of `serve` and `worker`.",
            )
        )
    if key.stat().st_mode & 0o077:
        faults.append(
            (
                f"Người khác đọc được {key}: đặt quyền 600.",
                f"Others can read {key}: set its mode to 600.",
            )
        )
    from binhyen.cli.terminal import words

    for vi, en in faults:
        err.print("✗ " + words(vi, en), markup=False)
    return not faults


def _keep_to_itself() -> None:
    """Files for its owner only, no core files, no reading of this memory by another process."""
    os.umask(0o077)  # letters kept as files, too
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def _wait_no_longer_than_a_page_does() -> None:
    from django.db import connection

    connection.close()
    options = connection.settings_dict["OPTIONS"]
    options["options"] = "-c lock_timeout=5s -c statement_timeout=10s"
    options["application_name"] = "binhyen-reveal"


# --- as a child of `binhyen serve`, where nobody else starts it ----------------------------------


@contextmanager
def beside() -> Iterator[None]:
    """For trying things out: one command starts both. In production each has its own user."""
    from django.conf import settings

    if settings.PRODUCTION or os.environ.get(APART) == "apart":
        yield
        return
    child = subprocess.Popen(
        [sys.executable, "-m", "binhyen.cli", "reveal"],
        env=os.environ | {"BINHYEN_LEASH": "1", "BINHYEN_DB_ROLE": "binhyen_reveal"},
        stdin=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        yield
    finally:
        child.terminate()
        try:
            child.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            child.kill()
