"""A real clamd for tests: Debian's, on a private socket, with a database of one signature that is
written here, so that nothing is fetched."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

CLAMD = shutil.which("clamd", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
WHY_NOT = "clamd is not installed (Debian: apt-get install --no-install-recommends clamav-daemon)"
# The test file that all scanners know, found wherever it stands in a file (type 0, any place).
SIGNATURE = "BinhYen.Eicar:0:*:" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE".hex()
# A word that only our own look does not know, in a file that is otherwise a good picture.
HARM = b"BINH-YEN-HARM-IN-A-PICTURE"
SECONDS_TO_ANSWER = 60


@contextmanager
def scanning(folder: Path) -> Iterator[str]:
    """The path of a clamd's socket. ``folder`` is short: a socket's path has 107 bytes."""
    assert CLAMD, WHY_NOT
    (folder / "db").mkdir(parents=True, exist_ok=True)
    (folder / "db" / "test.ndb").write_text(f"{SIGNATURE}\nBinhYen.Harm:0:*:{HARM.hex()}\n")
    where = folder / "clamd.sock"
    (folder / "clamd.conf").write_text(
        f"LocalSocket {where}\nDatabaseDirectory {folder / 'db'}\nForeground yes\n"
        f"TemporaryDirectory {folder}\nStreamMaxLength 1M\nMaxThreads 2\n"
    )
    process = subprocess.Popen(
        [CLAMD, "--config-file", str(folder / "clamd.conf")],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        _wait(process, where)
        yield str(where)
    finally:
        process.terminate()
        process.wait(SECONDS_TO_ANSWER)


def _wait(process: "subprocess.Popen[str]", where: Path) -> None:
    patience = time.monotonic() + SECONDS_TO_ANSWER
    while time.monotonic() < patience and process.poll() is None:
        with suppress(OSError), socket.socket(socket.AF_UNIX) as probe:
            probe.settimeout(2)
            probe.connect(str(where))
            probe.sendall(b"zPING\0")
            if probe.recv(16) == b"PONG\0":
                return
        time.sleep(0.1)
    process.kill()
    raise AssertionError(f"clamd does not answer: {process.communicate()[1]}")
