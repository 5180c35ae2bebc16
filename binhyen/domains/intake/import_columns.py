"""Which column of an old register means what: known headings, and what the unit said before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from binhyen.lib.text import fold

# A title and the name of the unit often stand above the headings.
HEADINGS_WITHIN = 20


@dataclass(frozen=True)
class Field:
    """``words``: how registers head this column, without marks; the first that fits wins."""

    key: str
    label: Any
    words: tuple[str, ...]
    is_needed: bool = False


FIELDS = (
    Field("number", _("Số vào sổ"), ("so vao so", "so thu tu", "stt", "so tt", "so"), True),
    Field("year", _("Năm của sổ"), ("nam", "nam so")),
    Field("received", _("Ngày tiếp nhận"), (
        "ngay gio tiep nhan", "gio ngay nhan", "ngay tiep nhan", "ngay nhan", "thoi gian tiep nhan",
        "ngay thang",
    ), True),
    Field("hour", _("Giờ tiếp nhận"), ("gio tiep nhan", "gio nhan", "gio")),
    Field("channel", _("Cách tiếp nhận"), ("hinh thuc tiep nhan", "hinh thuc", "cach tiep nhan")),
    Field("name", _("Họ tên người báo"), (
        "ho ten nguoi bao", "nguoi cung cap", "ho va ten", "ho ten", "nguoi bao tin",
        "nguoi to giac", "nguoi bao",
    )),
    Field("born", _("Năm sinh người báo"), ("nam sinh",)),
    Field("address", _("Nơi ở người báo"), ("dia chi", "noi o", "cho o")),
    Field("phone", _("Điện thoại người báo"), ("dien thoai", "so dien thoai", "sdt")),
    Field("text", _("Nội dung"), ("tom tat noi dung", "noi dung", "trich yeu"), True),
    Field("place", _("Nơi xảy ra"), ("noi xay ra", "dia diem xay ra", "dia diem", "dia ban")),
    Field("occurred", _("Ngày xảy ra"), ("ngay xay ra", "thoi gian xay ra")),
    Field("kind", _("Loại tin"), ("phan loai", "loai tin", "loai")),
    Field("category", _("Lĩnh vực"), ("linh vuc", "toi danh", "loai viec")),
    Field("accepted", _("Ngày thụ lý"), ("ngay thu ly", "ngay phan cong")),
    Field("procuracy", _("Ngày thông báo Viện kiểm sát"), (
        "ngay thong bao vks", "thong bao vks", "ngay thong bao vien kiem sat",
    )),
    Field("outcome", _("Kết quả"), ("ket qua giai quyet", "ket qua")),
    Field("closed", _("Ngày có kết quả"), ("ngay ket qua", "ngay giai quyet", "ngay co ket qua")),
    Field("decision", _("Số quyết định"), ("so quyet dinh", "quyet dinh so")),
    Field("body", _("Chuyển đến"), ("chuyen den", "noi chuyen", "don vi nhan")),
)  # fmt: skip
NAMES = tuple(field.key for field in FIELDS)
NEEDED = tuple(field for field in FIELDS if field.is_needed)


def heading_row(rows: Sequence[list[Any]]) -> int:
    """The index of the row that looks most like headings; 0 when none does."""
    scores = [len(set(guess(row[1:], {}).values())) for row in rows[:HEADINGS_WITHIN]]
    return scores.index(max(scores)) if scores and max(scores) >= 2 else 0


def heading_words(cell: object) -> str:
    return " ".join(fold(str(cell)).replace(",", " ").replace("/", " ").split())[:120]


def guess(headings: Sequence[object], memory: Mapping[str, str]) -> dict[int, str]:
    """Column → field. What the unit said of a heading before counts first ("" means: left out)."""
    found: dict[int, str] = {}
    plain = [heading_words(cell) for cell in headings]
    for column, words in enumerate(plain):
        if words in memory and memory[words] not in found.values():
            if memory[words]:
                found[column] = memory[words]
    for exact in (True, False):
        for field in FIELDS:
            if field.key in found.values():
                continue
            for column, words in enumerate(plain):
                taken = column in found or words in memory
                if not taken and words and _fits(words, field, exact=exact):
                    found[column] = field.key
                    break
    return found


def _fits(words: str, field: Field, *, exact: bool) -> bool:
    if exact:
        return words in field.words
    return any(len(known) > 4 and known in words for known in field.words)
