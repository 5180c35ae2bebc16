"""Start the parsing process, wait for its answer, and take nothing for an answer from it but that.

About 0.3 s of CPU for a photograph of a telephone. At most two at once in a server process, so
that a flood of files leaves room for pages.
"""

import json
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from binhyen.kernel.documents.parse.unfit import Reason, Unfit
from binhyen.lib.verdict import Unavailable, no

SECONDS = 60  # by the wall clock; CPU time and memory are limited inside
_PATIENCE = 30  # seconds that a file waits for its turn
_turns = threading.BoundedSemaphore(2)


@dataclass(frozen=True)
class Parsed:
    kind: str
    working: str
    working_kind: str
    thumbnail: str = ""
    width: int | None = None
    height: int | None = None
    pages: int | None = None


def parse(source: Path, folder: Path) -> Parsed:
    """What ``source`` is; its working copy is then in ``folder``. Raises ``Unfit``."""
    if not _turns.acquire(timeout=_PATIENCE):
        raise Unavailable(no(_("Máy chủ đang xử lý nhiều tệp. Bạn thử lại sau ít phút.")))
    try:
        answer = _run(source, folder)
    finally:
        _turns.release()
    if reason := answer.get("refused"):
        raise Unfit(Reason(str(reason)))
    return Parsed(**answer)


def _run(source: Path, folder: Path) -> dict[str, Any]:
    module = "binhyen.kernel.documents.parse"
    try:
        done = subprocess.run(  # noqa: S603 (our own module; the file is only its argument)
            [sys.executable, "-s", "-m", module, str(source), str(folder)],
            env={"PYTHONPATH": str(settings.BASE_DIR), "PYTHONDONTWRITEBYTECODE": "1"},
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            check=False,
        )
        answer = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, json.JSONDecodeError):
        raise Unfit(Reason.HEAVY) from None
    if not isinstance(answer, dict):
        raise Unfit(Reason.HEAVY)
    return answer
