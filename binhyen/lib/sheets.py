"""Rows as an XLSX or CSV answer. Cells that a spreadsheet would run as a formula are written as
text (OWASP: CSV injection). Rows go to a file of their own as they come: memory does not grow."""

import csv
import io
import tempfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import IO, Any

import xlsxwriter
from django.http import FileResponse, Http404

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_RUNS = ("=", "+", "-", "@", "\t", "\r")
_WIDEST = 60
Rows = Iterable[list[Any]]


def sheet_response(
    form: str, name: str, heads: list[str], rows: Rows, foot: Sequence[list[Any]] = ()
) -> FileResponse:
    """``form``: "xlsx" or "csv", as it stands in the address; anything else is no page. ``foot``:
    lines below the rows, to be signed on paper."""
    if form == "xlsx":
        return xlsx_response(name, heads, rows, foot)
    if form == "csv":
        return csv_response(name, heads, rows)
    raise Http404


def xlsx_response(
    name: str, heads: list[str], rows: Rows, foot: Sequence[list[Any]] = ()
) -> FileResponse:
    body = tempfile.TemporaryFile()  # noqa: SIM115 (closed with the answer)
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(body, options) as book:
        sheet = book.add_worksheet()
        formats: dict[type, Any] = {
            datetime: book.add_format({"num_format": "dd/mm/yyyy hh:mm"}),
            date: book.add_format({"num_format": "dd/mm/yyyy"}),
            # Opened, edited and saved as text again it still is no formula.
            str: book.add_format({"quote_prefix": True}),
        }
        sheet.freeze_panes(1, 0)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.write_row(0, 0, heads, book.add_format({"bold": True, "bottom": 1}))
        widths = [len(head) for head in heads]
        number = 0
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                _write(sheet, number, column, value, formats)
                widths[column] = max(widths[column], _width(value))
        for below, row in enumerate(foot, start=1):
            for column, value in enumerate(row):
                _write(sheet, number + below, column, value, formats)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width + 2)
    return _answer(body, XLSX, f"{name}.xlsx")


def _width(value: Any) -> int:
    return 16 if isinstance(value, date) else min(len(str(value or "")), _WIDEST)


def _write(sheet: Any, row: int, column: int, value: Any, formats: dict[type, Any]) -> None:
    if isinstance(value, date):
        sheet.write_datetime(row, column, value, formats[type(value)])
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value)
    elif value is not None:
        text = str(value)
        sheet.write_string(row, column, text, formats[str] if text.startswith(_RUNS) else None)


def csv_response(name: str, heads: list[str], rows: Rows) -> FileResponse:
    body = tempfile.TemporaryFile()  # noqa: SIM115 (closed with the answer)
    # The mark lets spreadsheets see that it is UTF-8.
    text = io.TextIOWrapper(body, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow(heads)
    for row in rows:
        writer.writerow([_safe(value) for value in row])
    text.flush()
    text.detach()
    return _answer(body, "text/csv", f"{name}.csv")


def _safe(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_RUNS) else text


def _answer(body: IO[bytes], kind: str, name: str) -> FileResponse:
    body.seek(0)
    response = FileResponse(body, as_attachment=True, filename=name, content_type=kind)
    response["Cache-Control"] = "no-store"
    return response
