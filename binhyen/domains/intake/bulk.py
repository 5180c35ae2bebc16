"""Acts on several reports at once: which there are, what they ask, and who may be chosen."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from binhyen.domains.intake import actions, rules
from binhyen.domains.intake.models import Tip
from binhyen.kernel.people.actor import Actor
from binhyen.kernel.people.models import Duty, Role, User
from binhyen.lib.form_fields import DayField
from binhyen.lib.verdict import Verdict


class BulkForm(forms.Form):
    """What an act asks once for all rows."""

    def __init__(self, *args: Any, tips: Sequence[Tip], today: date, **more: Any) -> None:
        super().__init__(*args, **more)
        self.prepare(tips, today)

    def prepare(self, tips: Sequence[Tip], today: date) -> None:
        """Fill choices that depend on the rows."""


class AssignForm(BulkForm):
    assignee = forms.ModelChoiceField(
        label=_("Cán bộ thụ lý"),
        queryset=User.objects.none(),
        error_messages={"required": _("Hãy chọn một cán bộ của đơn vị.")},
    )

    def prepare(self, tips: Sequence[Tip], today: date) -> None:
        serving = Duty.objects.on(today).filter(
            unit_id__in={tip.unit_id for tip in tips}, role__in=(Role.HANDLER, Role.LEADER)
        )
        people = User.objects.filter(pk__in=serving.values("user_id"), is_active=True)
        self.fields["assignee"].queryset = people.order_by("sort_key", "pk")  # type: ignore[attr-defined]


class ProcuracyForm(BulkForm):
    number = forms.CharField(
        label=_("Số văn bản thông báo"),
        max_length=80,
        error_messages={"required": _("Hãy ghi số văn bản.")},
    )
    notified_on = DayField(label=_("Ngày gửi"), error_messages={"required": _("Hãy ghi ngày gửi.")})


class ValuableForm(BulkForm):
    reason = forms.CharField(
        label=_("Vì sao thông tin này có giá trị"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Hãy ghi lý do.")},
    )


@dataclass(frozen=True)
class BulkAct:
    """One verb: its words, what it asks, its rule (row by row) and the action it calls."""

    label: Any
    form: type[BulkForm]
    may: Callable[[Actor, Tip], Verdict]
    do: Callable[[Actor, Tip, dict[str, Any], datetime], Any]


# Each may be sent twice: what was done is refused the second time by its own rule.
BULK: dict[str, BulkAct] = {
    "thu-ly": BulkAct(
        _("Thụ lý"),
        BulkForm,
        rules.may_accept,
        lambda actor, tip, d, now: actions.accept_tip(actor=actor, tip=tip, now=now),
    ),
    "phan-cong": BulkAct(
        _("Phân công"),
        AssignForm,
        rules.may_assign,
        lambda actor, tip, d, now: actions.assign_tip(actor=actor, tip=tip, now=now, **d),
    ),
    "bao-vks": BulkAct(
        _("Báo Viện kiểm sát"),
        ProcuracyForm,
        rules.may_notify_procuracy,
        lambda actor, tip, d, now: actions.notify_procuracy(actor=actor, tip=tip, now=now, **d),
    ),
    "co-gia-tri": BulkAct(
        _("Ghi nhận có giá trị"),
        ValuableForm,
        rules.may_mark_valuable,
        lambda actor, tip, d, now: actions.mark_valuable(actor=actor, tip=tip, now=now, **d),
    ),
}
