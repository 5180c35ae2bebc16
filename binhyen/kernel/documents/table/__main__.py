"""``python -m binhyen.kernel.documents.table FILE``: the sheets of an XLSX as one line of JSON.

A cell is a text, a number, or {"at": ISO date and hour}; empty rows are left out, a merged cell
says the same in all its rows. Formulas are never run: what counts is the value that was saved.
"""

import json
import sys
import zipfile
from datetime import date, datetime
from datetime import time as hour
from pathlib import Path
from typing import Any

from binhyen.kernel.documents.parse.limits import take_limits

MOST_ROWS = 10_000
MOST_COLUMNS = 60
MOST_SHEETS = 20
LONGEST = 10_000
# An honest register of 10,000 rows is about 20 MB unpacked.
UNPACKED = 150_000_000
MOST_PARTS = 300


def main(source: Path) -> dict[str, Any]:
    try:
        if fault := _unfit(source):
            return {"refused": fault}
        return _read(source)
    except (MemoryError, RecursionError):
        return {"refused": "heavy"}
    except Exception:  # a library's fault over a stranger's file: here it ends, as a sentence
        return {"refused": "damaged"}


def _unfit(source: Path) -> str:
    if not zipfile.is_zipfile(source):
        return "unknown"
    with zipfile.ZipFile(source) as packed:
        parts = packed.infolist()
        if "xl/workbook.xml" not in packed.namelist():
            return "unknown"
        if any(part.flag_bits & 1 for part in parts):
            return "locked"
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > UNPACKED:
            return "heavy"
        return _lying(packed)


def _lying(packed: zipfile.ZipFile) -> str:
    """Sizes are what the file says of itself: unpack, counting, and keep nothing."""
    left = UNPACKED
    for part in packed.infolist():
        with packed.open(part) as reader:
            while chunk := reader.read(1 << 20):
                left -= len(chunk)
                if left < 0:
                    return "heavy"
    return ""


def _read(source: Path) -> dict[str, Any]:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(str(source))
    sheets = []
    for name in book.sheet_names[:MOST_SHEETS]:
        sheet = book.get_sheet_by_name(name)
        if sheet.total_width > 5 * MOST_COLUMNS * 10 or sheet.total_height > 200_000:
            return {"refused": "heavy"}
        rows = _rows(sheet)
        if len(rows) > MOST_ROWS + 20:
            return {"refused": "many_rows", "rows": len(rows)}
        if rows:
            sheets.append({"name": name[:80], "rows": rows})
    return {"sheets": sheets}


def _rows(sheet: Any) -> list[list[Any]]:
    """[row number as the office program shows it, cell, …] for each row that says anything."""
    whole = sheet.to_python(skip_empty_area=False)
    _fill_merged(whole, sheet.merged_cell_ranges or [])
    found = []
    for number, row in enumerate(whole, start=1):
        cells = [_plain(cell) for cell in row[:MOST_COLUMNS]]
        if any(cell != "" for cell in cells):
            found.append([number, *cells])
    return found


def _fill_merged(rows: list[list[Any]], ranges: list[Any]) -> None:
    """Down the rows only: a title across all columns is no value of each."""
    for (top, left), (bottom, right) in ranges[:20_000]:
        if left == right and top < len(rows) and left < len(rows[top]):
            for row in rows[top + 1 : bottom + 1]:
                row[left] = rows[top][left]


def _plain(cell: Any) -> Any:
    if isinstance(cell, datetime):
        return {"at": cell.isoformat()}
    if isinstance(cell, date):
        return {"at": f"{cell.isoformat()}T00:00:00"}
    if isinstance(cell, hour):
        return f"{cell:%H:%M}"
    if isinstance(cell, bool):
        return str(cell)
    if isinstance(cell, int | float):
        return int(cell) if float(cell).is_integer() else float(cell)
    return str(cell or "").replace("\0", "").strip()[:LONGEST]


if __name__ == "__main__":
    take_limits([Path(sys.argv[1])])
    print(json.dumps(main(Path(sys.argv[1]))))  # noqa: T201
