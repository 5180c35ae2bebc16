"""What stands in the columns of the officer's lists."""

from datetime import date

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from binhyen.domains.handins import queries
from binhyen.domains.handins.models import Campaign, HandIn, Stage, Stock, Visit
from binhyen.lib import words
from binhyen.lib.listing import Column, address_of
from binhyen.lib.marks import Shown, badge, joined, link, moment, soft

ENDS = (Stage.DESTROYED, Stage.TO_MILITARY)


def amount(quantity: int, measure: str) -> str:
    return f"{words.number(quantity)}{words.NBSP}{measure}"


def handin_columns(*, below: bool) -> list[Column[HandIn]]:
    """``below``: whether the list holds several units."""
    example, language = soft(_("minh họa"), "small"), (get_language() or "vi")[:2]
    marks = {str(stage): badge("done" if stage in ENDS else "info", stage.label) for stage in Stage}

    def number(row: HandIn) -> Shown:
        return joined(
            link(address_of("handins:record", row.ref), f"{row.number}/{row.year}"),
            example if row.is_demo else "",
        )

    def things(row: HandIn) -> Shown:
        told = queries.things_of(row, language)
        lines = (f"{one.name}: {amount(one.quantity, one.measure)}" for one in told)
        return joined(*lines, between="<br>")

    def stages(row: HandIn) -> Shown:
        stages = {one.stage for one in queries.things_of(row, language)}
        return joined(*(mark for stage, mark in marks.items() if stage in stages))

    def where(row: HandIn) -> Shown:
        return joined(row.place.name, soft(row.unit.name, "small") if below else "", between="<br>")

    return [
        Column("so", _("Số"), number),
        Column("nhan", _("Nhận lúc"), lambda row: moment(row.received_at), sort="received_at"),
        Column("hienvat", _("Hiện vật"), things),
        Column("buoc", _("Bước"), stages),
        Column("noi", _("Nơi có đồ"), where),
        Column("dot", _("Đợt vận động"), lambda row: row.campaign.name if row.campaign else ""),
        Column("qua", _("Bình tặng"), lambda row: row.extinguishers or "", numeric=True),
    ]


def stock_columns(by_stage: dict[int, dict[str, int]]) -> list[Column[Stock]]:
    labels = {str(stage): str(stage.label) for stage in Stage}

    def stages(row: Stock) -> Shown:
        found = by_stage.get(row.category_id, {})
        told = [f"{labels[s]}: {words.number(found[s])}" for s in Stage.values if s in found]
        return ", ".join(told)

    return [
        Column("loai", _("Loại"), lambda row: str(row.category)),
        Column(
            "soluong",
            _("Số đang giữ"),
            lambda row: amount(row.quantity, row.category.get_measure_display()),
            numeric=True,
        ),
        Column("buoc", _("Ở bước"), stages),
    ]


def campaign_columns() -> list[Column[Campaign]]:
    def until(row: Campaign) -> str:
        first = words.day(row.valid_from)
        return (
            f"{first} – {words.day(last_day(row))}"
            if row.valid_to
            else _("từ %(day)s") % {"day": first}
        )

    return [
        Column(
            "ten",
            _("Đợt vận động"),
            lambda row: link(reverse("handins:campaign", args=[row.pk]), row.name),
        ),
        Column("vanban", _("Văn bản"), lambda row: row.directive_number),
        Column("ngay", _("Thời gian"), until),
        Column("donvi", _("Phát động"), lambda row: row.host.name),
    ]


def last_day(campaign: Campaign) -> date:
    """The day before the one on which it no longer holds."""
    assert campaign.valid_to is not None  # noqa: S101 (the caller has looked)
    return date.fromordinal(campaign.valid_to.toordinal() - 1)


def visit_columns(*, below: bool) -> list[Column[Visit]]:
    states = {str(value): str(label) for value, label in Visit.State.choices}
    about = {str(value): str(label) for value, label in Visit.About.choices}
    looks = {Visit.State.BOOKED: "info", Visit.State.CAME: "done"}

    def deeds(row: Visit) -> Shown:
        if row.state != Visit.State.BOOKED:
            return ""
        register = f"{reverse('handins:register')}?hen={row.code}"
        return joined(
            link(register, _("Ghi giao nộp")),
            link(reverse("handins:visit", args=[row.pk]), _("Đến, không đến")),
            between=" · ",
        )

    return [
        Column("gio", _("Giờ hẹn"), lambda row: words.clock(row.starts_at)),
        Column("nop", _("Định nộp"), lambda row: about[row.about]),
        Column(
            "trangthai",
            _("Trạng thái"),
            lambda row: badge(looks.get(Visit.State(row.state), "plain"), states[row.state]),
        ),
        Column("viec", _("Việc"), deeds),
        *([Column("donvi", _("Đơn vị"), lambda row: row.unit.name)] if below else []),
    ]
