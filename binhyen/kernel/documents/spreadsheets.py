"""Read an XLSX that somebody uploads: never in the web's own process, never more than it may be."""

import json
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from binhyen.lib.verdict import Refused, Unavailable, no

SECONDS = 60
_PATIENCE = 30
_turns = threading.BoundedSemaphore(2)
Cell = str | int | float | dict[str, str]


@dataclass(frozen=True)
class Table:
    """One sheet. ``rows``: [row number as the office program shows it, cell, cell, …]; a moment is
    {"at": ISO}; rows without anything are left out."""

    name: str
    rows: list[list[Any]]


def read_spreadsheet(path: Path) -> list[Table]:
    """The sheets that hold anything. Raises ``Refused`` with a sentence."""
    if not _turns.acquire(timeout=_PATIENCE):
        raise Unavailable(no(_("Máy chủ đang xử lý nhiều tệp. Bạn thử lại sau ít phút.")))
    try:
        answer = _run(path)
    finally:
        _turns.release()
    if reason := answer.get("refused"):
        raise Refused(no(_sentence(str(reason), int(answer.get("rows", 0)))))
    tables = [Table(sheet["name"], sheet["rows"]) for sheet in answer["sheets"]]
    if not tables:
        raise Refused(no(_("Tệp không có dòng nào. Bạn kiểm tra lại tệp vừa chọn.")))
    return tables


def _run(path: Path) -> dict[str, Any]:
    try:
        done = subprocess.run(  # noqa: S603 (our own module; the file is only its argument)
            [sys.executable, "-s", "-m", "binhyen.kernel.documents.table", str(path)],
            env={"PYTHONPATH": str(settings.BASE_DIR), "PYTHONDONTWRITEBYTECODE": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            check=False,
        )
        answer = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, json.JSONDecodeError):
        return {"refused": "heavy"}
    return answer if isinstance(answer, dict) else {"refused": "heavy"}


def _sentence(reason: str, rows: int) -> str:
    return {
        "unknown": _(
            "Đây không phải tệp XLSX. Bạn mở bằng phần mềm bảng tính rồi lưu lại với dạng “Excel "
            "Workbook (.xlsx)”."
        ),
        "locked": _("Tệp đặt mật khẩu. Bạn bỏ mật khẩu rồi gửi lại."),
        "many_rows": _(
            "Tệp có khoảng %(rows)d dòng; mỗi lần nhập được nhiều nhất 10.000 dòng. Bạn tách thành "
            "nhiều tệp, ví dụ mỗi năm một tệp."
        )
        % {"rows": rows},
        "heavy": _(
            "Tệp quá nặng để đọc an toàn. Bạn chép các ô cần nhập sang một tệp mới rồi gửi tệp ấy."
        ),
    }.get(reason, _("Tệp bị hỏng hoặc chưa tải lên hết. Bạn mở thử trên máy mình rồi gửi lại."))
