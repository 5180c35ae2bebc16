"""The cells of an uploaded list (XLSX or CSV) as lines of text, one row a line."""

import csv
import io
import tempfile
from pathlib import Path
from typing import IO, Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from binhyen.kernel.documents.spreadsheets import read_spreadsheet
from binhyen.kernel.places.hamlet_lists import MOST_LINES
from binhyen.lib.verdict import Refused, no

LARGEST = 5_000_000


def lines_of(upload: "UploadedFile[Any]") -> str:
    """Line n is row n of the file (of a workbook's first sheet that holds anything), its cells
    parted by "; ". Raises ``Refused`` with a sentence."""
    if (upload.size or 0) > LARGEST or getattr(upload, "disk_full", False):
        raise Refused(no(_("Tệp nặng quá 5 MB. Hãy chép các dòng cần nhập sang một tệp mới.")))
    start = upload.read(4)
    upload.seek(0)
    rows = _workbook(upload) if start.startswith(b"PK") else _text(upload)
    if len(rows) > MOST_LINES:
        sentence = _("Tệp có %(rows)d dòng; mỗi lần nhập nhiều nhất %(most)d dòng của một xã.")
        raise Refused(no(sentence % {"rows": len(rows), "most": MOST_LINES}))
    return "\n".join("; ".join(cell.replace(";", ",") for cell in row) for row in rows)


def _workbook(upload: IO[Any]) -> list[list[str]]:
    """Read by a process of its own, from a file that is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.xlsx"
        path.write_bytes(upload.read())
        table = read_spreadsheet(path)[0]
    rows: list[list[str]] = []
    for number, *cells in table.rows:
        # Rows without anything are left out of the table; here they keep the numbers right.
        rows += [[] for _empty in range(min(number - len(rows) - 1, MOST_LINES))]
        rows.append([_told(cell) for cell in cells])
    return rows


def _told(cell: object) -> str:
    if isinstance(cell, dict):
        return str(cell.get("at", ""))
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(str(cell).split())


def _text(upload: IO[Any]) -> list[list[str]]:
    body = upload.read()
    try:
        is_wide = body[:2] in (b"\xff\xfe", b"\xfe\xff")
        text = body.decode("utf-16" if is_wide else "utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise Refused(
            no(
                _(
                    "Không đọc được tệp này. Hãy lưu danh sách thành XLSX, hoặc CSV với bảng mã "
                    "UTF-8."
                )
            )
        )
    first = text.partition("\n")[0]
    delimiter = max("\t;,", key=first.count)
    try:
        return [
            [" ".join(cell.split()) for cell in row]
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        ]
    except csv.Error:
        raise Refused(no(_("Tệp CSV bị hỏng. Hãy lưu lại từ bảng tính rồi gửi lại."))) from None
