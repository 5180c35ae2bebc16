"""What the officer types about a tip: its acts, and what narrows the lists."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from binhyen.domains.intake import conflicts, queries, rules
from binhyen.domains.intake.act_form import ActForm as ActForm
from binhyen.domains.intake.models import (
    Category,
    Decider,
    Kind,
    Outcome,
    Status,
    SuspensionGround,
)
from binhyen.domains.intake.response_forms import AnswersWithTexts
from binhyen.kernel.org.models import Unit
from binhyen.kernel.people.actor import Actor
from binhyen.kernel.people.models import User
from binhyen.lib.form_fields import DayField as DayField
from binhyen.lib.form_fields import long_text as long_text


class ClassifyForm(ActForm):
    kind = forms.ChoiceField(label=_("Loại tin"), choices=Kind.choices)
    category = forms.ModelChoiceField(
        label=_("Lĩnh vực"), queryset=Category.objects.none(), empty_label=None
    )
    document = forms.CharField(
        label=_("Văn bản kiến nghị khởi tố (số, ngày, cơ quan gửi)"),
        required=False,
        max_length=200,
    )

    def prepare(self) -> None:
        rows = Category.objects.filter(is_active=True, parent__isnull=False)
        self.fields["category"].queryset = rows.select_related("parent")  # type: ignore[attr-defined]
        self.initial.setdefault("kind", self.tip.kind)
        self.initial.setdefault("category", self.tip.category_id)


class AssignForm(ActForm):
    assignee = forms.ModelChoiceField(
        label=_("Cán bộ thụ lý"),
        queryset=User.objects.none(),
        error_messages={"required": _("Hãy chọn một cán bộ của đơn vị.")},
    )

    def prepare(self) -> None:
        self.fields["assignee"].queryset = queries.assignees(self.tip, timezone.localdate())  # type: ignore[attr-defined]


class AskForm(AnswersWithTexts):
    text = long_text(_("Hỏi hoặc báo cho người báo tin"), _("Người báo tin đọc được nội dung này."))

    def prepare(self) -> None:
        self.offer_texts()


class NoteForm(ActForm):
    text = long_text(_("Ghi chú nội bộ"), _("Chỉ cán bộ đơn vị đọc được."))


class TransferForm(ActForm):
    to = forms.ModelChoiceField(
        label=_("Chuyển đến"),
        queryset=Unit.objects.none(),
        error_messages={
            "required": _("Hãy chọn đơn vị nhận."),
            "invalid_choice": _("Đơn vị này không còn hoạt động; hãy chọn đơn vị khác."),
        },
    )
    reason = long_text(_("Lý do"), rows=3)

    def prepare(self) -> None:
        rows = Unit.objects.on(timezone.localdate()).exclude(pk=self.tip.unit_id)
        if self.tip.is_crime:
            rows = rows.filter(kind__in=rules.POLICE)
        rows = rows.exclude(pk__in=self.tip.walled or ())
        self.fields["to"].queryset = rows.order_by("kind", "name")  # type: ignore[attr-defined]


class ConflictForm(ActForm):
    """Which police a tip is about; one of both is enough."""

    unit = forms.ModelChoiceField(
        label=_("Đơn vị công an được nêu"),
        queryset=Unit.objects.none(),
        required=False,
        empty_label=_("Không nêu đơn vị"),
    )
    person = forms.ModelChoiceField(
        label=_("Cán bộ được nêu, nếu có tài khoản ở đây"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("Không có trong danh sách"),
        help_text=_("Cán bộ ở đơn vị khác: chọn đơn vị của người đó."),
    )
    reason = forms.CharField(
        label=_("Vì sao"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Hãy ghi lý do.")},
    )

    def prepare(self) -> None:
        day = timezone.localdate()
        self.fields["unit"].queryset = conflicts.nameable_units(day)  # type: ignore[attr-defined]
        people = conflicts.nameable_people(self.tip.unit, day)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not data.get("unit") and not data.get("person"):
            self.add_error("unit", _("Hãy chọn đơn vị hoặc cán bộ được nêu trong tin."))
        return data


class DecisionForm(ActForm):
    """An act that rests on a signed decision."""

    number = forms.CharField(
        label=_("Số quyết định"),
        max_length=80,
        error_messages={"required": _("Hãy ghi số quyết định.")},
    )
    on = DayField(
        label=_("Ngày quyết định"), error_messages={"required": _("Hãy ghi ngày quyết định.")}
    )
    by = forms.CharField(
        label=_("Cơ quan, người ký"),
        max_length=200,
        error_messages={"required": _("Hãy ghi cơ quan, người ký.")},
    )
    scan = forms.FileField(label=_("Bản chụp quyết định (PDF hoặc ảnh)"), required=False)


class ExtendForm(DecisionForm):
    reason = long_text(_("Lý do kéo dài, gia hạn"), rows=3)
    scan = forms.FileField(
        label=_("Bản chụp quyết định (PDF hoặc ảnh)"),
        error_messages={"required": _("Hãy kèm bản chụp quyết định (khoản 2 Điều 147 BLTTHS).")},
    )


class ProcuracyForm(ActForm):
    number = forms.CharField(
        label=_("Số văn bản thông báo"),
        max_length=80,
        error_messages={"required": _("Hãy ghi số văn bản.")},
    )
    on = DayField(label=_("Ngày gửi"), error_messages={"required": _("Hãy ghi ngày gửi.")})


class FulfilForm(ActForm):
    key = forms.ChoiceField(
        label=_("Việc đã làm"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Hãy chọn một việc.")},
    )
    number = forms.CharField(
        label=_("Số văn bản"),
        max_length=80,
        error_messages={"required": _("Hãy ghi số văn bản.")},
    )
    on = DayField(label=_("Ngày gửi"), error_messages={"required": _("Hãy ghi ngày gửi.")})

    def prepare(self) -> None:
        duties = queries.duties_by_paper(self.tip)
        self.fields["key"].choices = [  # type: ignore[attr-defined]
            (row.rule.key, row.rule.title) for row in duties
        ]


class SuspendForm(DecisionForm):
    ground = forms.ChoiceField(label=_("Căn cứ"), choices=SuspensionGround.choices)
    field_order = ("ground", "number", "on", "by", "scan")


class ResumeForm(DecisionForm):
    pass


class CloseForm(AnswersWithTexts):
    words, state = "answer", Status.CLOSED
    outcome = forms.ChoiceField(label=_("Kết quả"), widget=forms.RadioSelect)
    answer = long_text(
        _("Trả lời người báo tin"), _("Người báo tin đọc được nội dung này bằng mã bí mật.")
    )
    number = forms.CharField(label=_("Số quyết định, văn bản"), required=False, max_length=80)
    on = DayField(label=_("Ngày quyết định, văn bản"), required=False)
    decider = forms.ChoiceField(
        label=_("Cơ quan ra quyết định khởi tố, không khởi tố"),
        required=False,
        choices=[("", _("Không áp dụng")), *Decider.choices],
    )
    by = forms.CharField(
        label=_("Cơ quan tiếp nhận, nếu chuyển ra ngoài hệ thống"), required=False, max_length=200
    )
    scan = forms.FileField(label=_("Bản chụp (PDF hoặc ảnh)"), required=False)

    def prepare(self) -> None:
        allowed = rules.outcomes_for(self.tip)
        self.fields["outcome"].choices = [  # type: ignore[attr-defined]
            (value, label) for value, label in Outcome.choices if value in allowed
        ]
        self.offer_texts()
        self.order_fields(["outcome", "response", "answer"])


class ValuableForm(ActForm):
    reason = forms.CharField(
        label=_("Vì sao thông tin này có giá trị"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Hãy ghi lý do.")},
    )


class AppealDecisionForm(forms.Form):
    reopen = forms.TypedChoiceField(
        label=_("Quyết định"),
        coerce=lambda value: value == "yes",
        choices=[
            ("yes", _("Mở lại để giải quyết tiếp")),
            ("no", _("Giữ nguyên kết quả, giải thích cho người báo tin")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Hãy chọn một quyết định.")},
    )
    answer = long_text(_("Trả lời người báo tin"))


class MinutesForm(ActForm):
    scan = forms.FileField(
        label=_("Bản chụp biên bản đã ký (PDF hoặc ảnh)"),
        help_text=_("Có tên người báo nên được niêm phong: không ai xem được trên màn hình."),
        error_messages={"required": _("Hãy chọn tệp bản chụp.")},
    )


class ConfirmForm(ActForm):
    """An act that asks nothing more."""


# --- the lists -----------------------------------------------------------------------------------


def _groups() -> list[tuple[str, Any]]:
    return [("", _("Tất cả")), *queries.category_groups((get_language() or "vi")[:2])]


class DeskFilterForm(forms.Form):
    """What narrows the desk's list; the tab and scope asked for are kept."""

    muc = forms.CharField(required=False, widget=forms.HiddenInput)
    cua = forms.CharField(required=False, widget=forms.HiddenInput)
    loai = forms.ChoiceField(
        label=_("Loại tin"), required=False, choices=[("", _("Tất cả")), *Kind.choices]
    )
    linhvuc = forms.ChoiceField(label=_("Lĩnh vực"), required=False, choices=_groups)


@dataclass(frozen=True)
class AskedRegister:
    """``on``: as the register stood at the end of that day; None: now."""

    unit_id: int
    year: int
    on: date | None
    form: forms.Form


# Older books are kept on paper alone.
FIRST_YEAR = 2010


class RegisterForm(forms.Form):
    """Choices, not a queryset: Django would read one anew for each use of the field."""

    donvi = forms.TypedChoiceField(label=_("Đơn vị"), required=False, coerce=int)
    nam = forms.TypedChoiceField(label=_("Năm"), required=False, coerce=int)
    ngay = DayField(
        label=_("Như ngày"), required=False, help_text=_("Để trống: như lúc này. Ví dụ 30/06/2026.")
    )


def asked_register(given: Any, actor: Actor, today: date) -> AskedRegister:
    """Which register was asked for; by default that of the unit served now, this year."""
    serves = actor.duties[0].unit_id if actor.duties else 0
    asked = {"donvi": str(serves), "nam": str(today.year)} | given.dict()
    form = RegisterForm(asked)
    choices = {
        "donvi": [(unit.pk, unit.name) for unit in queries.units_with_register(actor)],
        "nam": [(year, str(year)) for year in range(today.year, FIRST_YEAR - 1, -1)],
    }
    for name, values in choices.items():
        form.fields[name].choices = values  # type: ignore[attr-defined]
    form.is_valid()
    chosen = form.cleaned_data
    on = chosen.get("ngay")
    return AskedRegister(
        chosen.get("donvi") or serves,
        chosen.get("nam") or today.year,
        on if on and on < today else None,
        form,
    )
