"""The lists of places, units and resolutions: columns, order, and the same rows as a file."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from binhyen.kernel.org.models import Unit
from binhyen.kernel.places.models import Place, ReformAct
from binhyen.lib import words
from binhyen.lib.listing import Column
from binhyen.lib.marks import Shown, joined, link, soft, unverified

MOST_ROWS = 20_000
# What a list can be sorted by (``xep``) → the order of its rows, unique to the last.
PLACE_ORDERS = {
    "sort_key": ("sort_key", "pk"),
    "code": ("code", "pk"),
    "valid_from": ("valid_from", "sort_key", "pk"),
}
UNIT_ORDERS = {
    "kind": ("kind", "name", "pk"),
    "name": ("name", "pk"),
    "valid_from": ("valid_from", "name", "pk"),
}
ACT_ORDERS = {
    "-effective_on": ("-effective_on", "number", "pk"),
    "number": ("number", "pk"),
}


def ordered(orders: dict[str, tuple[str, ...]], asked: str) -> tuple[str, tuple[str, ...]]:
    """The field asked for (either way round) and the whole order; else the first of ``orders``."""
    for field, order in orders.items():
        if asked == field:
            return field, order
        if asked and asked == _turned(field):
            return asked, tuple(_turned(name) for name in order)
    return next(iter(orders.items()))


def _turned(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"


def span(row: Any) -> Shown:
    since = soft(_("từ %(day)s") % {"day": words.day(row.valid_from)})
    if row.valid_to is None:
        return since
    return joined(since, soft(_("đến trước %(day)s") % {"day": words.day(row.valid_to)}))


def _place(pk: int, name: str) -> Shown:
    return link(reverse("portal:place", args=[pk]), name)


def _unit(pk: int, name: str) -> Shown:
    return link(reverse("portal:unit", args=[pk]), name)


def place_columns() -> list[Column[Any]]:
    """Of places with their superiors on the day as ``above``."""
    return [
        Column("ten", _("Tên"), lambda row: _place(row.pk, row.name), "sort_key"),
        Column("ma", _("Mã"), lambda row: row.code, "code"),
        Column("loai", _("Loại"), lambda row: row.get_kind_display()),
        Column("thuoc", _("Trực thuộc"), _superiors),
        Column("hieu-luc", _("Hiệu lực"), span, "valid_from"),
    ]


def _superiors(row: Any) -> Shown:
    return joined(*(_place(at.parent_id, at.parent.name) for at in row.above)) or "–"


def place_heads() -> list[str]:
    return [
        *(_("Mã"), _("Tên"), _("Loại"), _("Cấp"), _("Mã đơn vị cấp trên"), _("Đơn vị cấp trên")),
        *(_("Hiệu lực từ"), _("Hiệu lực đến trước"), _("Nguồn")),
    ]


def place_cells(rows: Iterable[Any]) -> Iterator[list[Any]]:
    for row in rows:
        above = row.above[0].parent if row.above else None
        yield [
            *(row.code, row.name, str(row.get_kind_display()), str(row.get_level_display())),
            *((above.code, above.name) if above else ("", "")),
            *(row.valid_from, row.valid_to, row.source),
        ]


def found_heads() -> list[str]:
    return [
        _("Tên tìm thấy"),
        _("Mã"),
        _("Cấp"),
        _("Hiệu lực từ"),
        _("Hiệu lực đến trước"),
        _("Nay là"),
    ]


def found_cells(rows: Iterable[Any]) -> Iterator[list[Any]]:
    for row in rows:
        place: Place = row.place
        became = ", ".join(heir.name for heir in row.became)
        yield [
            *(row.matched_name, place.code, str(place.get_level_display())),
            *(place.valid_from, place.valid_to, became),
        ]


def unit_columns() -> list[Column[Any]]:
    """Of units with their superiors on the day as ``above``."""

    def superiors(row: Any) -> Shown:
        return joined(*(_unit(at.parent_id, at.parent.name) for at in row.above)) or "–"

    return [
        Column("ten", _("Tên"), lambda row: _unit(row.pk, row.name), "name"),
        Column("loai", _("Loại"), lambda row: row.get_kind_display(), "kind"),
        Column("cap-tren", _("Cấp trên trực tiếp"), superiors),
        Column("dia-ban", _("Địa bàn"), lambda row: _place(row.place_id, row.place.name)),
        Column("hieu-luc", _("Hiệu lực"), span, "valid_from"),
    ]


def unit_heads() -> list[str]:
    return [
        *(_("Tên"), _("Loại"), _("Cấp trên trực tiếp"), _("Mã địa bàn"), _("Địa bàn")),
        *(_("Địa chỉ"), _("Điện thoại"), _("Hiệu lực từ"), _("Hiệu lực đến trước")),
    ]


def unit_cells(rows: Iterable[Any]) -> Iterator[list[Any]]:
    for row in rows:
        unit: Unit = row
        yield [
            *(unit.name, str(unit.get_kind_display())),
            ", ".join(at.parent.name for at in row.above),
            *(unit.place.code, unit.place.name, unit.address, unit.phone),
            *(unit.valid_from, unit.valid_to),
        ]


def act_columns() -> list[Column[ReformAct]]:
    def number(row: ReformAct) -> Shown:
        shown = link(reverse("portal:reform_act", args=[row.pk]), row.number)
        return shown if row.verified else joined(shown, unverified())

    return [
        Column("so", _("Số, ký hiệu"), number, "number"),
        Column("trich-yeu", _("Trích yếu"), lambda row: row.title or "–"),
        Column(
            "hieu-luc", _("Có hiệu lực"), lambda row: words.day(row.effective_on), "effective_on"
        ),
        Column("nguon", _("Nguồn"), lambda row: row.source),
    ]


def act_heads() -> list[str]:
    return [
        *(_("Số, ký hiệu"), _("Trích yếu"), _("Ngày ban hành"), _("Có hiệu lực"), _("Nguồn")),
        _("Đã kiểm chứng"),
    ]


def act_cells(rows: Iterable[ReformAct]) -> Iterator[list[Any]]:
    for row in rows:
        checked = _("có") if row.verified else _("chưa")
        yield [row.number, row.title, row.signed_on, row.effective_on, row.source, checked]
