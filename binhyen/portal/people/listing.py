"""The list of people: pages by key, and the same rows as a file."""

import csv
import io
from typing import Any
from urllib.parse import urlencode

import xlsxwriter
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from binhyen.kernel.people.models import User
from binhyen.lib.phones import spoken_phone

MOST_ROWS = 20_000
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def key_of(user: User) -> str:
    """Where a page ends: sort key and id, so that the next one needs no look-up."""
    return f"{bytes(user.sort_key).hex()}-{user.pk}"


def after(key: str) -> Q:
    """People behind ``key``; a key that is none begins from the start."""
    sort, dash, pk = key.partition("-")
    try:
        place, number = bytes.fromhex(sort), int(pk)
    except ValueError:
        return Q()
    return Q(sort_key__gt=place) | Q(sort_key=place, pk__gt=number) if dash else Q()


def pager_of(batch: list[User], size: int, kept: dict[str, str], here: str) -> dict[str, str]:
    shown = len(batch[:size])
    more = len(batch) > size
    if not more and not here:
        return {}
    return {
        "first": "?" + urlencode(kept) if here else "",
        "previous": "",
        "next": "?" + urlencode({**kept, "sau": key_of(batch[size - 1])}) if more else "",
        "last": "",
        "words": ngettext("%(count)s người", "%(count)s người", shown) % {"count": shown},
    }


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
