"""What leaves as a file never acts in the spreadsheet that opens it."""

from datetime import date, datetime
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.http import Http404
from python_calamine import CalamineWorkbook

from binhyen.lib.sheets import sheet_response

EVIL = ["=1+1", "+84912345678", "-2+3", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x","y")']


def rows() -> list[list[object]]:
    return [[text, 7, date(2026, 8, 10), datetime(2026, 8, 10, 9, 30)] for text in EVIL]


def test_no_cell_of_the_workbook_is_a_formula() -> None:
    body = sheet_response("xlsx", "x", ["a", "b", "c", "d"], rows()).getvalue()
    sheet = ZipFile(BytesIO(body)).read("xl/worksheets/sheet1.xml").decode()
    styles = ZipFile(BytesIO(body)).read("xl/styles.xml").decode()
    assert "<f>" not in sheet
    assert 'quotePrefix="1"' in styles
    read = CalamineWorkbook.from_filelike(BytesIO(body)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in read[1:]] == EVIL
    assert read[1][1:] == [7, date(2026, 8, 10), datetime(2026, 8, 10, 9, 30)]


def test_each_such_cell_of_the_csv_begins_with_a_quote() -> None:
    text = sheet_response("csv", "x", ["a", "b", "c", "d"], rows()).getvalue().decode("utf-8-sig")
    assert all(line.lstrip('"').startswith("'") for line in text.splitlines()[1:])


def test_lines_to_be_signed_stand_below_on_paper_only() -> None:
    foot = [["", "KÝ"]]
    body = sheet_response("xlsx", "x", ["a", "b"], [[1, 2]], foot).getvalue()
    read = CalamineWorkbook.from_filelike(BytesIO(body)).get_sheet_by_index(0).to_python()
    assert read[-1][1] == "KÝ"
    assert "KÝ" not in sheet_response("csv", "x", ["a", "b"], [[1, 2]], foot).getvalue().decode()


def test_another_form_is_no_page() -> None:
    with pytest.raises(Http404):
        sheet_response("exe", "x", [], [])
