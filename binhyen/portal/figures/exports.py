"""The table as a file, with what is needed to read it alone: definition, period, units, notes."""

import csv
import io

import xlsxwriter
from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from binhyen.kernel.indicators import registry
from binhyen.kernel.indicators.reading import Answer, Row
from binhyen.lib import words
from binhyen.portal.figures.asking import Asked

Line = list[str | float | None]


def file(form: str, asked: Asked, answer: Answer) -> HttpResponse:
    if form == "csv":
        return _csv(asked, answer)
    if form == "xlsx":
        return _xlsx(asked, answer)
    raise Http404


def _about(asked: Asked, answer: Answer) -> list[Line]:
    question = asked.question
    lines: list[Line] = [
        [_("Đơn vị"), question.place.name],
        [_("Kỳ"), question.period.label],
        [_("Theo đơn vị hành chính ngày"), words.day(question.units_as_of)],
    ]
    if answer.basis:
        lines.append([_("Căn cứ chia tỷ lệ"), "; ".join(answer.basis)])
    if settings.DEMO:
        lines.append([_("Dữ liệu minh họa"), _("Không phải số liệu thật.")])
    return lines


def _table(answer: Answer) -> tuple[list[str], list[Line]]:
    codes = answer.question.indicators
    heads = [_("Mã"), _("Tên")]
    for code in codes:
        one = registry.indicator(code)
        heads.append(f"{one.title} ({one.unit})")
        heads.append(_("Ghi chú"))
    return heads, [_line(row, codes) for row in (*answer.rows, answer.total)]


def _line(row: Row, codes: tuple[str, ...]) -> Line:
    line: Line = [row.key if row.key != "*" else "", row.label if row.key != "*" else _("Tổng")]
    for code in codes:
        value = row.values[code]
        note = _("không công bố") if value.suppressed else _("ước tính") if value.estimated else ""
        line += [None if value.value is None else round(value.value, 4), note]
    return line


def _safe(cell: str | float | None) -> str | float | None:
    """A text that a spreadsheet would run as a formula is written as text."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in "=+-@\t\r" else cell


def _csv(asked: Asked, answer: Answer) -> HttpResponse:
    out = io.StringIO()
    writer = csv.writer(out)
    heads, lines = _table(answer)
    writer.writerow(heads)
    writer.writerows([[_safe(cell) for cell in line] for line in lines])
    writer.writerow([])
    writer.writerows(_about(asked, answer))
    # The mark at the front tells spreadsheets that this is UTF-8.
    return _answer(out.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8", asked, "csv")


def _xlsx(asked: Asked, answer: Answer) -> HttpResponse:
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        strong = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet(_("Số liệu"))
        heads, lines = _table(answer)
        sheet.write_row(0, 0, heads, strong)
        for at, line in enumerate(lines, 1):
            sheet.write_row(at, 0, line, strong if at == len(lines) else None)
        sheet.set_column(0, 0, 10)
        sheet.set_column(1, 1, 32)
        sheet.set_column(2, len(heads), 14)
        sheet.freeze_panes(1, 2)
        notes = book.add_worksheet(_("Giải thích"))
        for at, line in enumerate(_about(asked, answer)):
            notes.write_row(at, 0, line)
        start = len(_about(asked, answer)) + 1
        for at, code in enumerate(answer.question.indicators, start):
            one = registry.indicator(code)
            notes.write_row(at, 0, [str(one.title), str(one.meaning), f"v{one.version}"])
        notes.set_column(0, 1, 40)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return _answer(out.getvalue(), kind, asked, "xlsx")


def _answer(body: bytes, kind: str, asked: Asked, ending: str) -> HttpResponse:
    question = asked.question
    name = f"so-lieu-{question.place.code}-{question.period.code}.{ending}"
    response = HttpResponse(body, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
