"""Rows as an XLSX or CSV answer. Cells that a spreadsheet would run as a formula are written as
text (OWASP: CSV injection)."""

import csv
import io
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import xlsxwriter
from django.http import Http404, HttpResponse

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def sheet_response(
    form: str, name: str, heads: list[str], rows: Iterable[list[Any]]
) -> HttpResponse:
    """``form``: "xlsx" or "csv", as it stands in the address; anything else is no page."""
    if form == "xlsx":
        return xlsx_response(name, heads, rows)
    if form == "csv":
        return csv_response(name, heads, rows)
    raise Http404


def xlsx_response(name: str, heads: list[str], rows: Iterable[list[Any]]) -> HttpResponse:
    body = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(body, options) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True, "bottom": 1})
        formats: dict[type, Any] = {
            datetime: book.add_format({"num_format": "dd/mm/yyyy hh:mm"}),
            date: book.add_format({"num_format": "dd/mm/yyyy"}),
        }
        sheet.write_row(0, 0, heads, bold)
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                _write(sheet, number, column, value, formats)
        sheet.autofit()
    return _answer(body.getvalue(), XLSX, f"{name}.xlsx")


def _write(sheet: Any, row: int, column: int, value: Any, formats: dict[type, Any]) -> None:
    if isinstance(value, date):
        sheet.write_datetime(row, column, value, formats[type(value)])
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value)
    elif value is not None:
        sheet.write_string(row, column, str(value))


def csv_response(name: str, heads: list[str], rows: Iterable[list[Any]]) -> HttpResponse:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(heads)
    for row in rows:
        writer.writerow([_safe(value) for value in row])
    # The mark lets spreadsheets see that it is UTF-8.
    return _answer("\ufeff".encode() + text.getvalue().encode(), "text/csv", f"{name}.csv")


def _safe(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    text = "" if value is None else str(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _answer(body: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(body, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response
