"""Papers as PDF: minutes, registers, reports. One process for each, with limits and no network.

About 0.4 s for a page, 1 s for a register of 2,000 lines.
"""

import importlib.util
import json
import logging
import subprocess
import sys
import threading
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from binhyen.lib.verdict import Unavailable, no

log = logging.getLogger("binhyen.papers")
SECONDS = 40  # by the wall clock; CPU time and memory are limited inside
_PATIENCE = 20
_turns = threading.BoundedSemaphore(2)


def set_paper(template: str, data: Mapping[str, Any]) -> bytes:
    """The PDF of ``template`` (a .typ file, its path below ``binhyen/``) filled with ``data``.

    ``data`` may name people: it goes through a pipe and never touches the disk. Raises
    ``Unavailable`` (503, with a sentence) when the machine is too busy or the paper cannot be set.
    """
    if not _turns.acquire(timeout=_PATIENCE):
        raise Unavailable(no(_("Máy chủ đang lập nhiều giấy tờ. Bạn thử lại sau ít phút.")))
    try:
        return _run(template, data)
    finally:
        _turns.release()


def _run(template: str, data: Mapping[str, Any]) -> bytes:
    module = "binhyen.kernel.documents.render"
    root = settings.BASE_DIR / "binhyen"
    try:
        done = subprocess.run(  # noqa: S603 (our own module and templates)
            [sys.executable, "-s", "-m", module, template, str(root), *_fonts()],
            # Nothing is to be fetched; where the network cannot be left, it leads nowhere.
            env={
                "PYTHONPATH": str(settings.BASE_DIR),
                "PYTHONDONTWRITEBYTECODE": "1",
                "HTTPS_PROXY": "http://127.0.0.1:9",
            },
            cwd=root,
            input=json.dumps(data, ensure_ascii=False).encode(),
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _unset(template, "timeout") from None
    if not done.stdout.startswith(b"%PDF"):
        # The last line names the fault; what stands above may quote the data.
        raise _unset(template, f"status {done.returncode}")
    return done.stdout


def _unset(template: str, why: str) -> Unavailable:
    log.error("paper_not_set", extra={"template": template, "why": why})
    return Unavailable(no(_("Chưa lập được tệp PDF này. Bạn thử lại sau, hoặc lấy tệp XLSX.")))


@cache
def _fonts() -> list[str]:
    """Our own typeface and what the operator adds; the setter brings a serif for Vietnamese."""
    spec = importlib.util.find_spec("fontpkg_be_vietnam_pro")
    ours = (
        [str(Path(place) / "files") for place in (spec.submodule_search_locations or [])]
        if spec
        else []
    )
    return [*ours, settings.PAPER_FONTS] if settings.PAPER_FONTS else ours


def pdf_response(body: bytes, name: str, *, as_download: bool = False) -> HttpResponse:
    """``name`` without its ending. Shown in the browser's own viewer unless it is to be saved."""
    response = HttpResponse(body, content_type="application/pdf")
    response["Content-Disposition"] = (
        content_disposition_header(as_download, f"{name}.pdf") or "inline"
    )
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
