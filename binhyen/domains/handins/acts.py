"""The verbs on a hand-in's record, each with its button, its rule, its form and its action."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from binhyen.domains.handins import actions, forms, rules
from binhyen.domains.handins.actions import Signing
from binhyen.domains.handins.models import Deed, HandIn, HandInItem, Stage
from binhyen.kernel.documents.actions import keep_upload
from binhyen.kernel.people.actor import Actor, acting
from binhyen.lib.verdict import Verdict, no

Items = list[HandInItem]
Given = dict[str, Any]


@dataclass(frozen=True)
class Act:
    """``stage``: that of the lines it is done on."""

    label: Any
    form: type[forms.ActForm]
    stage: str
    may: Callable[[Actor, HandIn, Items, date], Verdict]
    do: Callable[[HttpRequest, HandIn, Given, datetime], Any]
    help: Any = ""


def signing(request: HttpRequest, given: Given) -> Signing:
    """The officer at the keyboard signs first."""
    user, upload = acting(request).user, given.get("scan")
    scan = [keep_upload(actor=acting(request), upload=upload, held_for=None)] if upload else []
    return Signing(
        first_name=user.full_name if user else "",
        first_user=user,
        second_name=given["second_name"],
        document_number=given["document_number"],
        document_on=given.get("document_on"),
        note=given.get("note", ""),
        files=scan,
    )


def _chain(deed: Deed) -> Callable[[Actor, HandIn, Items, date], Verdict]:
    return lambda actor, handin, items, today: rules.may_start(actor, deed, items, today)


def _may_correct(actor: Actor, handin: HandIn, items: Items, today: date) -> Verdict:
    ready = [item for item in items if item.stage == Stage.RECEIVED]
    if not ready:
        return no(_("Không có hiện vật nào đang ở bước “%(stage)s”.") % {"stage": _("Đã nhận")})
    return rules.may_correct(actor, ready[0])


def _correct(request: HttpRequest, handin: HandIn, given: Given, now: datetime) -> Any:
    item = handin.items.select_related("handin").get(line=given.pop("line"))
    return actions.correct_item(actor=acting(request), item=item, now=now, **given)


ACTS: dict[str, Act] = {
    "nhap-kho": Act(
        gettext_lazy("Nhập kho"),
        forms.SignedForm,
        Stage.RECEIVED,
        _chain(Deed.STORE),
        lambda r, handin, d, now: actions.store_items(
            actor=acting(r), handin=handin, lines=d["lines"], signing=signing(r, d), now=now
        ),
    ),
    "chuyen": Act(
        gettext_lazy("Chuyển để phân loại"),
        forms.TransferForm,
        Stage.STORED,
        _chain(Deed.TRANSFER),
        lambda r, handin, d, now: actions.transfer_items(
            actor=acting(r),
            handin=handin,
            lines=d["lines"],
            to=d["to"],
            signing=signing(r, d),
            now=now,
        ),
        gettext_lazy("Người ký thứ hai là người nhận ở đơn vị phân loại."),
    ),
    "phan-loai": Act(
        gettext_lazy("Phân loại"),
        forms.ExamineForm,
        Stage.TRANSFERRED,
        _chain(Deed.EXAMINE),
        lambda r, handin, d, now: actions.examine_items(
            actor=acting(r),
            handin=handin,
            lines=d["lines"],
            category=d["category"],
            signing=signing(r, d),
            now=now,
        ),
    ),
    "tieu-huy": Act(
        gettext_lazy("Tiêu hủy"),
        forms.DecidedForm,
        Stage.EXAMINED,
        _chain(Deed.DESTROY),
        lambda r, handin, d, now: actions.destroy_items(
            actor=acting(r), handin=handin, lines=d["lines"], signing=signing(r, d), now=now
        ),
    ),
    "ban-giao": Act(
        gettext_lazy("Bàn giao quân đội"),
        forms.MilitaryForm,
        Stage.EXAMINED,
        _chain(Deed.TO_MILITARY),
        lambda r, handin, d, now: actions.hand_to_military(
            actor=acting(r),
            handin=handin,
            lines=d["lines"],
            body=d["body"],
            signing=signing(r, d),
            now=now,
        ),
    ),
    "tang-qua": Act(
        gettext_lazy("Tặng bình chữa cháy"),
        forms.GiftForm,
        "",
        lambda actor, handin, items, today: rules.may_give_gift(actor, handin),
        lambda r, handin, d, now: actions.give_gift(
            actor=acting(r), handin=handin, extinguishers=d["extinguishers"], now=now
        ),
    ),
    "sua-dong": Act(
        gettext_lazy("Sửa dòng ghi nhầm"),
        forms.CorrectForm,
        Stage.RECEIVED,
        _may_correct,
        _correct,
    ),
}
