"""An old register of 10,000 lines is taken over among a million reports, by the worker's own code.

The lines are drawn by a fixed seed (half of them closed, two thirds with a name, which is sealed);
read from a real XLSX by the reading process, tried, then taken in on a database of its own as the
role of the pages, with deadlines, figures, numbers and one link of the audit trail each.
"""

import random
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from bench.database import working_on
from bench.million import written
from bench.run import Row, is_quick

LINES = 10_000
FIRST = 100_000  # above every number that the unit's book already gave
HEADS = [
    *("Số vào sổ", "Ngày tiếp nhận", "Người cung cấp", "Điện thoại", "Nội dung", "Nơi xảy ra"),
    *("Phân loại", "Kết quả", "Ngày kết quả"),
]


def measure() -> Iterator[Row]:
    lines = LINES // 10 if is_quick() else LINES
    with written("bench_import") as name, tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "so.xlsx"
        _write(path, lines)
        with working_on(name):
            yield from _take_over(path, lines)


def _take_over(path: Path, lines: int) -> Iterator[Row]:
    from django.utils import timezone

    from binhyen.domains.intake.actions import importing
    from binhyen.domains.intake.import_work import work
    from binhyen.domains.intake.models import RegisterEntry
    from binhyen.kernel.audit.action import in_scope
    from binhyen.kernel.documents.spreadsheets import read_spreadsheet
    from binhyen.kernel.org.models import Unit
    from binhyen.kernel.people.actor import SYSTEM

    now, began = timezone.now(), time.perf_counter()
    tables = read_spreadsheet(path)
    yield Row("đọc tệp / file read", time.perf_counter() - began, "s")
    with in_scope(SYSTEM):
        unit = Unit.objects.filter(kind="police_commune", valid_to=None).order_by("pk")[0]
        row = importing.upload_register(actor=SYSTEM, unit=unit, tables=tables, now=now)
        columns = {int(column): field for column, field in row.columns.items()}
        row = importing.match_columns(
            actor=SYSTEM, register_import=row, sheet=0, columns=columns, now=now
        )
    rows: list[list[Any]] = tables[0].rows[1:]
    began = time.perf_counter()
    work(row, SYSTEM, now, rows)
    yield Row(f"{lines:,} dòng kiểm tra / tried", time.perf_counter() - began, "s")
    row = importing.start_import(actor=SYSTEM, register_import=row, now=now)
    began = time.perf_counter()
    work(row, SYSTEM, now, rows)
    took = time.perf_counter() - began
    with in_scope(SYSTEM):
        if RegisterEntry.objects.filter(unit=unit, number__gt=FIRST).count() != lines:
            raise RuntimeError("lines are missing")
    yield Row(f"{lines:,} dòng nhập / taken over", took, "s", lines / 500)
    yield Row("mỗi giây / a second (≥ 500)", lines / took, "dòng / lines")


def _write(path: Path, lines: int) -> None:
    import xlsxwriter
    from django.utils import timezone

    draw, today = random.Random(7), timezone.localdate()
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Sổ")
        sheet.write_row(0, 0, HEADS)
        for n in range(1, lines + 1):
            day = today - timedelta(days=225 - n * 180 // lines)
            closed = n % 2 == 0
            sheet.write_row(
                n,
                0,
                [
                    FIRST + n,
                    f"{day:%d/%m/%Y}",
                    f"Nguyễn Văn {n}" if n % 3 else "",
                    f"09{draw.randrange(10_000_000, 99_999_999)}" if n % 3 else "",
                    "Mất trộm một xe máy để trước cửa nhà lúc nửa đêm.",
                    "",
                    "Tin báo",
                    "Xử phạt hành chính" if closed else "",
                    f"{day + timedelta(days=draw.randrange(3, 40)):%d/%m/%Y}" if closed else "",
                ],
            )
