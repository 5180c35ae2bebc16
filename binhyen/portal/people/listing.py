"""The list of people: its columns, and the same rows as a file."""

import csv
import io
from typing import Any

import xlsxwriter
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from binhyen.kernel.people.models import Role, User
from binhyen.lib.listing import Column, address_of
from binhyen.lib.marks import Shown, badge, joined, link, moment, soft
from binhyen.lib.phones import spoken_phone

MOST_ROWS = 20_000
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def columns() -> list[Column[Any]]:
    """Of people with their duties in force as ``current`` (kernel.people.queries.people_under)."""
    nothing, never = soft(_("không có")), soft(_("chưa lần nào"))
    roles = {str(value): str(label) for value, label in Role.choices}
    states = {True: badge("done", _("Đang dùng")), False: badge("plain", _("Đã ngừng"))}
    example = badge("info", _("minh họa"))

    def name(user: Any) -> Shown:
        title = soft(user.title, "small") if user.title else ""
        address = address_of("people:person", user.ref)
        return joined(link(address, user.full_name), title, between="<br>")

    def duties(user: Any) -> Shown:
        held = (
            joined(roles[duty.role], soft(duty.unit.name, "small"), between="<br>")
            for duty in user.current
        )
        return joined(*held, between="<br>") or nothing

    return [
        Column("ten", _("Họ và tên"), name),
        Column("nhiem-vu", _("Nhiệm vụ đang giữ"), duties),
        Column("dang-nhap", _("Đăng nhập bằng"), lambda user: user.email or user.phone or ""),
        Column("lan-cuoi", _("Vào lần cuối"), lambda user: moment(user.last_login) or never),
        Column(
            "trang-thai",
            _("Tài khoản"),
            lambda user: joined(states[user.is_active], example if user.is_demo else ""),
        ),
    ]


def exports_of(found: QuerySet[User], kind: str) -> HttpResponse:
    rows = [_head(), *(_row(user) for user in found[:MOST_ROWS])]
    if kind == "csv":
        text = io.StringIO()
        csv.writer(text).writerows([_harmless(cell) for cell in row] for row in rows)
        # The mark tells spreadsheets that the text is UTF-8.
        return _file("\ufeff" + text.getvalue(), "text/csv; charset=utf-8", kind)
    if kind == "xlsx":
        return _file(_workbook(rows), _XLSX, kind)
    raise Http404


def _head() -> list[str]:
    return [
        _("Họ và tên"),
        _("Cấp bậc, chức danh"),
        _("Nhiệm vụ đang giữ"),
        _("Thư điện tử"),
        _("Số điện thoại"),
        _("Tài khoản"),
    ]


def _row(user: Any) -> list[str]:
    return [
        user.full_name,
        user.title,
        "; ".join(str(duty) for duty in user.current),
        user.email or "",
        spoken_phone(user.phone) if user.phone else "",
        str(_("Đang dùng") if user.is_active else _("Đã ngừng")),
    ]


def _harmless(cell: str) -> str:
    """A spreadsheet would run a cell that begins like a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t") else cell


def _workbook(rows: list[list[str]]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet(_("Tài khoản"))
    bold = book.add_format({"bold": True})
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row, bold if number == 0 else None)
    sheet.autofit()
    sheet.freeze_panes(1, 0)
    book.close()
    return out.getvalue()


def _file(content: str | bytes, kind: str, suffix: str) -> HttpResponse:
    disposition = f'attachment; filename="nhan-su.{suffix}"'
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": disposition})
