"""Start the parsing process, wait for its answer, and take nothing for an answer from it but that.

About 0.3 s of CPU for a photograph of a telephone. At most two at once in a server process, so
that a flood of files leaves room for pages.
"""

import json
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from binhyen.kernel.documents.parse.parts import Part
from binhyen.kernel.documents.parse.unfit import Reason, Unfit
from binhyen.lib.verdict import Unavailable, no

SECONDS = 60  # by the wall clock; CPU time and memory are limited inside
SECONDS_TO_CONVERT = 1800
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
    to_convert: bool = False  # a film that browsers do not play as it is


def parse(source: Path, folder: Path) -> Parsed:
    """What ``source`` is; its working copy is then in ``folder``. Raises ``Unfit``."""
    return Parsed(**_in_turn("parse", source, folder))


def cover(source: Path, folder: Path, parts: Sequence[Part]) -> tuple[str, str]:
    """The picture ``source`` drawn anew without its ``parts``, and its small one: their names in
    ``folder``. Raises ``Unfit``."""
    answer = _in_turn("parse.cover", source, folder, json.dumps([list(part) for part in parts]))
    return str(answer["working"]), str(answer["thumbnail"])


def convert(source: Path, folder: Path) -> str:
    """A film as browsers play it: its name in ``folder``. Minutes; not for a page. Raises
    ``Unfit``."""
    answer = _run("parse.convert", source, folder, seconds=SECONDS_TO_CONVERT)
    return str(answer["working"])


def _in_turn(module: str, source: Path, folder: Path, *more: str) -> dict[str, Any]:
    if not _turns.acquire(timeout=_PATIENCE):
        raise Unavailable(no(_("Máy chủ đang xử lý nhiều tệp. Bạn thử lại sau ít phút.")))
    try:
        return _run(module, source, folder, *more, seconds=SECONDS)
    finally:
        _turns.release()


def _run(module: str, source: Path, folder: Path, *more: str, seconds: float) -> dict[str, Any]:
    name = f"binhyen.kernel.documents.{module}"
    try:
        done = subprocess.run(  # noqa: S603 (our own module; the file is only its argument)
            [sys.executable, "-s", "-m", name, str(source), str(folder), *more],
            env={"PYTHONPATH": str(settings.BASE_DIR), "PYTHONDONTWRITEBYTECODE": "1"},
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=seconds,
            check=False,
        )
        answer = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, json.JSONDecodeError):
        raise Unfit(Reason.HEAVY) from None
    if not isinstance(answer, dict):
        raise Unfit(Reason.HEAVY)
    if reason := answer.get("refused"):
        raise Unfit(Reason(str(reason)))
    return answer
