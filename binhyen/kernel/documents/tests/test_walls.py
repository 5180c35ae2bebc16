"""What the parsing process can no longer do once its walls stand: each tried by a real process."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ATTEMPTS = {
    "reads the list of users": "open('/etc/passwd')",
    "reads another's file": "open(sys.argv[3])",
    "lists the folder above": "os.listdir(os.path.dirname(sys.argv[2]))",
    "writes elsewhere": "open('/tmp/binhyen-wall', 'w')",
    "changes what it was given": "open(sys.argv[1], 'w')",
    "opens a socket": "socket.socket()",
    "opens a local socket": "socket.socket(socket.AF_UNIX)",
    "starts a program": "os.execv(sys.executable, [sys.executable, '-c', ''])",
    "starts a process": "os.fork()",
    "starts a process by subprocess": "subprocess.run([sys.executable, '-c', ''], check=True)",
    "signals its parent": "os.kill(os.getppid(), 0)",
}
SCRIPT = """
import os, socket, subprocess, sys, threading
from pathlib import Path
from binhyen.kernel.documents.parse.limits import take_limits
walls = take_limits([Path(sys.argv[1])], [Path(sys.argv[2])])
if not {{"files", "calls"}} <= set(walls):
    print("walls", walls)
    sys.exit()
try:
    {attempt}
    print("done")
except (OSError, RuntimeError) as error:
    print("refused" if getattr(error, "errno", 0) in (1, 13, 38) else error)
"""


def attempt(what: str, tmp_path: Path) -> str:
    given, folder, other = tmp_path / "given", tmp_path / "folder", tmp_path / "other"
    folder.mkdir()
    given.write_text("given")
    other.write_text("somebody else's")
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT.format(attempt=what), str(given), str(folder), str(other)],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    said = done.stdout.strip()
    if said.startswith("walls"):
        pytest.skip(f"this kernel has no Landlock or seccomp for us: {said}")
    assert done.stderr == ""
    return said


@pytest.mark.parametrize("what", ATTEMPTS.values(), ids=ATTEMPTS)
def test_behind_the_walls_nothing_else_is_reached(what: str, tmp_path: Path) -> None:
    assert attempt(what, tmp_path) == "refused"


@pytest.mark.parametrize(
    "what",
    [
        "open(sys.argv[1]).read()",
        "Path(sys.argv[2], 'copy').write_text('x'); os.remove(Path(sys.argv[2], 'copy'))",
        "t = threading.Thread(target=print); t.start(); t.join()",
        "import av, PIL.Image, pikepdf, pillow_heif, python_calamine, typst",
    ],
    ids=["reads its file", "writes into its folder", "starts threads", "loads the libraries"],
)
def test_behind_the_walls_the_work_goes_on(what: str, tmp_path: Path) -> None:
    assert attempt(what, tmp_path) == "done"
