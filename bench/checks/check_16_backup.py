"""Check 16: backup while reports come in, restore on a clean machine (a new home with an embedded
PostgreSQL of its own), start it. Counts and audit heads are the manifest's; what was erased after
the backup is erased again; the restored product answers.
"""

import json
import os
import subprocess
import sys
import tarfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.request import urlopen

from bench.database import ROOT, copied, prepared, url_of
from bench.product import Served, free_port, serving
from bench.run import Row, is_quick
from tests.hard.callers import communes_of, report, send

REPORTS_BEFORE = 400


def measure() -> Iterator[Row]:
    with copied("check_16") as name, TemporaryDirectory(dir=prepared()) as folder:
        room = Path(folder)
        ours = _environment(name, room / "home")
        _run(ours, "migrate")
        with serving(name, BINHYEN_HOME=str(room / "home")) as served:
            communes = list(communes_of(served, 20))
            before = REPORTS_BEFORE // (10 if is_quick() else 1)
            first = [send(served, report(communes[n % 20])).json()["code"] for n in range(before)]
            with _reports_coming_in(served, communes) as taken:
                while len(taken) < 10:
                    time.sleep(0.05)
                began = time.monotonic()
                _run(ours, "backup", str(room / "kept"))
                seconds = time.monotonic() - began
                during = len(taken)
                while len(taken) < during + 5:
                    time.sleep(0.05)
        made = next((room / "kept").glob("binhyen-*.tar"))
        manifest = _manifest(made)
        erased = _erase(ours, first[0])
        clean = ours | {"BINHYEN_HOME": str(room / "clean")}
        clean.pop("DATABASE_URL")
        began = time.monotonic()
        _run(clean, "restore", str(made), "--tombstones", str(room / "home" / "tombstones.jsonl"))
        back = time.monotonic() - began
        yield Row("16 · tin đến trong lúc sao lưu / reports during the backup", during, "")
        yield Row("16 · sao lưu / backup", seconds, "s")
        yield Row("16 · dung lượng / archive", made.stat().st_size / 1e6, "MB")
        yield Row("16 · khôi phục trên máy trống / restore", back, "s")
        yield from _compare(clean, manifest, first, erased, room)


def _compare(
    clean: dict[str, str], manifest: dict[str, Any], first: list[str], erased: str, room: Path
) -> Iterator[Row]:
    heads = room / "heads.json"
    heads.write_text(json.dumps({"heads": manifest["heads"]}))
    trail, said = _told(clean, "verify-audit", "--heads", str(heads))
    if trail:
        print(said, file=sys.stderr)
    whole, _said = _told(clean, "verify")
    asked = _asked(clean)
    lost = {_bare(code) for code in first} - set(asked["codes"])
    yield Row(
        "16 · tin lệch bản kê / tips off the manifest",
        abs(len(asked["codes"]) - manifest["tables"]["intake_tip"]),
        "",
        0,
    )
    yield Row("16 · tin đã nhận bị mất / acknowledged reports lost", len(lost), "", 0)
    yield Row("16 · đầu chuỗi lệch / verify-audit --heads", trail, "", 0)
    yield Row("16 · kiểm toàn bộ / verify", whole, "", 0)
    back = asked["texts"].get(erased, "") != "–"
    yield Row("16 · tin đã xóa sống lại / erased came back", int(back), "", 0)
    yield Row("16 · máy mới không trả lời / restored product is silent", _silent(clean), "", 0)


def _bare(shown: str) -> str:
    """``HY-7F3K9-QTD4X`` as it stands in the table."""
    return shown.split("-", 1)[1].replace("-", "")


def _environment(name: str, home: Path) -> dict[str, str]:
    return os.environ | {
        "DATABASE_URL": url_of(name),
        "BINHYEN_HOME": str(home),
        "BINHYEN_DB_ROLE": "binhyen_app",
        "BINHYEN_LANG": "vi",
    }


def _run(environment: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "binhyen.cli", *arguments],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)
    return done.stdout


def _told(environment: dict[str, str], *arguments: str) -> tuple[int, str]:
    command = [sys.executable, "-m", "binhyen.cli", *arguments]
    done = subprocess.run(
        command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


@contextmanager
def _reports_coming_in(served: Served, communes: list[str]) -> Iterator[list[str]]:
    over, taken = threading.Event(), []

    def go_on(commune: str) -> None:
        while not over.is_set():
            answer = send(served, report(commune))
            if answer.status == 201:
                taken.append(answer.json()["code"])

    threads = [threading.Thread(target=go_on, args=(one,)) for one in communes[:3]]
    for thread in threads:
        thread.start()
    try:
        yield taken
    finally:
        over.set()
        for thread in threads:
            thread.join()


def _manifest(made: Path) -> dict[str, Any]:
    with tarfile.open(made) as tar:
        content = tar.extractfile("manifest.json")
        assert content is not None
        return json.loads(content.read())


# Erased as two people would have it, after the backup was made.
_ERASE = """
import django, sys; django.setup()
from uuid import uuid4
from django.utils import timezone
from binhyen.domains.intake.models import Tip
from binhyen.kernel.audit.action import in_scope
from binhyen.kernel.people.actor import SYSTEM
from binhyen.kernel.retention import actions
from binhyen.kernel.retention.tombstones import Line
with in_scope(SYSTEM):
    tip = Tip.objects.get(code=sys.argv[1])
now = timezone.now()
line = Line("intake.tip", tip.ref, "tip_crime", now, uuid4())
actions.erase_again(actor=SYSTEM, line=line, pk=tip.pk, now=now)
"""
_ASK = """
import django, json; django.setup()
from binhyen.domains.intake.models import Tip
from binhyen.kernel.audit.action import in_scope
from binhyen.kernel.people.actor import SYSTEM
with in_scope(SYSTEM):
    rows = dict(Tip.objects.values_list("code", "text"))
print(json.dumps({"codes": list(rows), "texts": rows}))
"""


def _erase(environment: dict[str, str], shown: str) -> str:
    code = _bare(shown)
    _python(environment, _ERASE, code)
    return code


def _asked(environment: dict[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(_python(environment, _ASK).splitlines()[-1])
    return found


def _python(environment: dict[str, str], program: str, *arguments: str) -> str:
    start = (
        "import os; from pathlib import Path; from binhyen.lib import embedded\n"
        "kept = None if os.environ.get('DATABASE_URL') else"
        " embedded.start(Path(os.environ['BINHYEN_HOME']))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", start + program, *arguments],
        env=environment | {"DJANGO_SETTINGS_MODULE": "config.settings", "PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    return done.stdout


def _silent(clean: dict[str, str]) -> int:
    """1 when the restored product does not answer its health page within a minute."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "binhyen.cli", "serve"],
        env=clean | {"PORT": str(port)},
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(240):
            try:
                with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2):
                    return 0
            except OSError:
                time.sleep(0.25)
        return 1
    finally:
        process.terminate()
        process.wait(30)
