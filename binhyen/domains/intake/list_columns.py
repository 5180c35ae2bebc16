"""What stands in the columns of the officer's lists: the desk, the register, appeals."""

from collections.abc import Callable

from django.urls import reverse
from django.utils.translation import gettext as _

from binhyen.domains.intake.models import Appeal, Kind, Outcome, RegisterEntry, Status, Tip
from binhyen.domains.intake.queries import DeskFilter
from binhyen.lib import words
from binhyen.lib.listing import Column, address_of
from binhyen.lib.marks import Shown, badge, due, joined, link, moment, soft


def desk_columns(filters: DeskFilter) -> list[Column[Tip]]:
    """``filters``: by deadline or not, one unit or those below too."""
    wrote_more, example = badge("info", _("viết thêm")), soft(_("minh họa"), "small")
    nobody = soft(_("chưa phân công"))
    kinds, outcomes, states = _labels(Kind), _labels(Outcome), _labels(Status)
    below = filters.scope == "below"

    def what(tip: Tip) -> Shown:
        return joined(
            link(address_of("intake:record", tip.ref), tip.category.title),
            wrote_more if tip.waits_for_unit else "",
            example if tip.is_demo else "",
        )

    def until(tip: Tip) -> Shown:
        if tip.due_at:
            return due(tip.due_on)
        if tip.status == Status.CLOSED:
            return badge("done", outcomes.get(tip.outcome, ""))
        return badge("plain", states[tip.status])

    def who(tip: Tip) -> Shown:
        holder = tip.assignee.full_name if tip.assignee else nobody
        return joined(holder, soft(tip.unit.name, "small"), between="<br>") if below else holder

    return [
        Column("viec", _("Việc"), what),
        Column("noi", _("Nơi xảy ra"), lambda tip: tip.place.name),
        Column("nhan", _("Tiếp nhận"), lambda tip: moment(tip.received_at), sort="received_at"),
        Column("han", _("Hạn"), until, sort="due_at" if filters.by_deadline else ""),
        Column("loai", _("Loại"), lambda tip: kinds[tip.kind]),
        Column("thuly", _("Thụ lý"), who),
    ]


def register_columns() -> list[Column[RegisterEntry]]:
    """A line whose tip the reader may not read has number and time, whyever that is."""
    unnamed, named = _("ẩn danh"), _("có tên (niêm phong)")
    kinds, outcomes, states = _labels(Kind), _labels(Outcome), _labels(Status)
    closed = soft(_("ngoài phạm vi xem"))

    def ended(tip: Tip, row: RegisterEntry) -> Shown:
        if row.left_to and row.left_at:
            gone = {"unit": row.left_to.name, "day": words.day(row.left_at)}
            return _("chuyển %(unit)s ngày %(day)s") % gone
        if tip.outcome and tip.closed_on:
            return f"{outcomes[tip.outcome]} ({words.day(tip.closed_on)})"
        return states[tip.status]

    def of_tip(
        cell: Callable[[Tip, RegisterEntry], Shown], instead: Shown = ""
    ) -> Callable[[RegisterEntry], Shown]:
        return lambda row: cell(row.shown, row) if row.shown else instead

    def what(tip: Tip, row: RegisterEntry) -> Shown:
        return link(address_of("intake:record", tip.ref), tip.category.title)

    return [
        Column("so", _("Số"), lambda row: row.number, numeric=True),
        Column("luc", _("Vào sổ lúc"), lambda row: moment(row.entered_at)),
        Column(
            "nguoi",
            _("Người cung cấp"),
            of_tip(lambda tip, row: unnamed if tip.is_anonymous else named),
        ),
        Column("viec", _("Việc"), of_tip(what, closed)),
        Column("noi", _("Nơi xảy ra"), of_tip(lambda tip, row: tip.place.name)),
        Column("loai", _("Loại"), of_tip(lambda tip, row: kinds[tip.kind])),
        Column("ketqua", _("Kết quả"), of_tip(ended)),
    ]


def appeal_columns() -> list[Column[Appeal]]:
    return [
        Column(
            "viec",
            _("Việc"),
            lambda row: link(reverse("intake:appeal", args=[row.pk]), row.tip.category.title),
        ),
        Column("donvi", _("Đơn vị đã giải quyết"), lambda row: row.tip.unit.name),
        Column("luc", _("Gửi lúc"), lambda row: moment(row.at)),
    ]


def _labels(choices: "type[Kind | Outcome | Status]") -> dict[str, str]:
    """In the reader's language, once for all rows."""
    return {str(value): str(label) for value, label in choices.choices}
