"""`binhyen demo`: everything from nothing, then web server, worker and keeper of the keys."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from binhyen.cli import boot
from binhyen.cli.server import port_must_be_free
from binhyen.cli.supervision import BackOff
from binhyen.cli.terminal import Exit, Steps, out, say, steps, stop, words

SECONDS_TO_ANSWER = 60
SECONDS_TO_STOP = 15


def run_demo() -> int:
    os.environ["BINHYEN_MODE"] = "demo"
    port = int(os.environ.get("PORT", "8000"))
    port_must_be_free("127.0.0.1", port)
    with steps(8) as progress:
        with progress.step("Cơ sở dữ liệu PostgreSQL", "PostgreSQL database"):
            boot.ready(as_owner=True)
        _set_up(progress)
    return _serve_until_stopped(port)


def _set_up(progress: Steps) -> None:
    from binhyen.cli import setting_up

    with setting_up.one_at_a_time():
        with progress.step("Bảng dữ liệu và quyền", "Tables and rights"):
            setting_up.make_tables()
        with progress.step("Khóa niêm phong danh tính", "Keys that seal identities"):
            setting_up.make_keys()
        with progress.step("Dữ liệu tham chiếu cả nước", "Reference data of all Vietnam"):
            setting_up.load_reference_data(progress)
        with progress.step("Tài khoản minh họa", "Demonstration accounts"):
            setting_up.make_demo_hamlets(progress)
            setting_up.make_demo_people(progress)
        with progress.step("Tin minh họa", "Demonstration reports"):
            setting_up.make_demo_tips(progress)
            setting_up.make_demo_requests(progress)
            setting_up.make_demo_handins(progress)
            setting_up.let_demo_clocks_tick(progress)
        with progress.step("Cộng số liệu", "Add up the figures"):
            setting_up.drain_figures()
        with progress.step("Tệp giao diện", "Browser files"):
            setting_up.collect_static()


def _serve_until_stopped(port: int) -> int:
    logs = boot.home() / "log"
    logs.mkdir(parents=True, exist_ok=True)
    children = {name: _child(name, logs) for name in ("serve", "worker", "reveal")}
    try:
        _wait_until_it_answers(port, children, logs)
        _welcome(port)
        _watch(children, logs)
    finally:
        _end(children)
    return Exit.OK


def _child(name: str, logs: Path) -> "subprocess.Popen[bytes]":
    """A process in its own session, so that Ctrl-C reaches only us and we stop it in order."""
    role = "binhyen_reveal" if name == "reveal" else boot.APP_ROLE
    environment = os.environ | {
        "BINHYEN_DB_ROLE": role,
        "BINHYEN_LEASH": "1",
        "BINHYEN_REVEAL": "apart",
    }
    with (logs / f"{name}.log").open("ab") as log:
        return subprocess.Popen(  # noqa: S603 (our own interpreter and command)
            [sys.executable, "-m", "binhyen.cli", name],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _wait_until_it_answers(
    port: int, children: dict[str, "subprocess.Popen[bytes]"], logs: Path
) -> None:
    patience = time.monotonic() + SECONDS_TO_ANSWER
    while time.monotonic() < patience:
        _stop_if_one_died(children, logs)
        with (
            suppress(URLError, OSError),
            urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2),
        ):
            return
        time.sleep(0.2)
    _say_why("serve", logs)


def _watch(children: dict[str, "subprocess.Popen[bytes]"], logs: Path) -> None:
    """Start again whoever was killed: by then it is known that it can start."""
    back_offs = {name: BackOff() for name in children}
    began = dict.fromkeys(children, time.monotonic())
    with suppress(KeyboardInterrupt):
        while True:
            for name, child in children.items():
                if child.poll() is not None:
                    time.sleep(back_offs[name].after(time.monotonic() - began[name]))
                    children[name], began[name] = _child(name, logs), time.monotonic()
            time.sleep(0.5)
    say("Đang dừng…", "Stopping…")


def _stop_if_one_died(children: dict[str, "subprocess.Popen[bytes]"], logs: Path) -> None:
    for name, child in children.items():
        if child.poll() is not None:
            _say_why(name, logs)


def _say_why(name: str, logs: Path) -> None:
    log = logs / f"{name}.log"
    last = "\n".join(log.read_text(errors="replace").splitlines()[-15:])
    stop(
        f"Tiến trình “{name}” đã dừng. Những dòng cuối của {log}:\n{last}",
        f"The process “{name}” has ended. The last lines of {log}:\n{last}",
    )


def _end(children: dict[str, "subprocess.Popen[bytes]"]) -> None:
    """Web first, then the worker; whoever does not go in time is killed."""
    for late in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(late, signal.SIG_IGN)
    for child in children.values():
        child.terminate()
    for child in children.values():
        try:
            child.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def _welcome(port: int) -> None:
    from binhyen.kernel.people.demo import accounts_text

    line = "─" * 72
    out.print(line, style="green")
    out.print(
        words("Bình Yên (bản minh họa) đang chạy tại", "Bình Yên (demonstration) is running at"),
        f"[bold green]http://127.0.0.1:{port}/[/]",
    )
    out.print(accounts_text(), markup=False)
    say(
        "Nhấn Ctrl-C để dừng. Dữ liệu được giữ cho lần sau.",
        "Ctrl-C stops it. The data is kept for next time.",
    )
    out.print(line, style="green")
