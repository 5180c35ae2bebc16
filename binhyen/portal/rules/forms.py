"""Forms of the rules, the calendar and the public calculator."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from binhyen.kernel.workflow.actions import RuleText
from binhyen.kernel.workflow.models import LegalRule
from binhyen.kernel.workflow.rules import makes_sense
from binhyen.kernel.workflow.timeline import KIND_NAMES
from binhyen.portal.rules.calculator import may_ask

_DATES = ["%Y-%m-%d", "%d/%m/%Y"]
_MOMENTS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%d/%m/%Y %H:%M", "%H:%M %d/%m/%Y"]
_DATE_ERRORS = {
    "required": gettext_lazy("Ghi ngày, ví dụ 05/07/2026."),
    "invalid": gettext_lazy("Ngày chưa đúng. Ghi ngày, tháng, năm, ví dụ 05/07/2026."),
}


def _date_field(label: Any, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        input_formats=_DATES,
        error_messages=_DATE_ERRORS,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


def _text_field(label: Any, missing: Any, longest: int, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, max_length=longest, help_text=help_text, error_messages={"required": missing}
    )


class CalculatorForm(forms.Form):
    """GET form: what was sent, when, where. The same names as the API's."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Loại tin"),
        choices=list(KIND_NAMES.items()),
        initial="crime_information",
        error_messages={
            "required": gettext_lazy("Chọn loại tin."),
            "invalid_choice": gettext_lazy("Chọn một loại tin trong danh sách."),
        },
    )
    received_at = forms.DateTimeField(
        label=gettext_lazy("Tiếp nhận lúc"),
        input_formats=_MOMENTS,
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
        error_messages={
            "required": gettext_lazy("Ghi ngày giờ tiếp nhận, ví dụ 05/07/2026 14:30."),
            "invalid": gettext_lazy(
                "Ngày giờ chưa đúng. Ghi ngày, tháng, năm và giờ, ví dụ 05/07/2026 14:30."
            ),
        },
    )
    place = forms.CharField(
        label=gettext_lazy("Xã, phường nơi xảy ra"),
        help_text=gettext_lazy("Tên cũ hay tên mới, có dấu hay không dấu đều được."),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    remote = forms.BooleanField(label=gettext_lazy("Nơi xa xôi, đi lại khó khăn"), required=False)

    def clean_received_at(self) -> datetime:
        moment: datetime = self.cleaned_data["received_at"]
        if not (verdict := may_ask(moment, timezone.now())):
            raise forms.ValidationError(verdict.reason)
        return moment


class RuleForm(forms.Form):
    """The new text of a rule and the day from which it holds."""

    valid_from = _date_field(
        gettext_lazy("Có hiệu lực từ ngày"),
        gettext_lazy("Bản hiện hành hết hiệu lực đúng ngày này."),
    )
    title = _text_field(gettext_lazy("Tên thời hạn"), gettext_lazy("Ghi tên thời hạn."), 200)
    amount = forms.IntegerField(
        label=gettext_lazy("Số lượng"),
        min_value=0,
        max_value=1000,
        error_messages={
            "required": gettext_lazy("Ghi số lượng, ví dụ 20."),
            "invalid": gettext_lazy("Số lượng phải là số nguyên, ví dụ 20."),
            "min_value": gettext_lazy("Số lượng không được âm."),
            "max_value": gettext_lazy("Số lượng không quá 1.000."),
        },
    )
    measure = forms.ChoiceField(
        label=gettext_lazy("Đơn vị tính"), choices=LegalRule.Measure.choices
    )
    basis = _text_field(
        gettext_lazy("Căn cứ"),
        gettext_lazy("Ghi điều, khoản và văn bản."),
        300,
        gettext_lazy("Điều, khoản, tên văn bản."),
    )
    source = _text_field(gettext_lazy("Nguồn đã xem"), gettext_lazy("Ghi nơi đã đọc văn bản."), 400)
    note = forms.CharField(
        label=gettext_lazy("Ghi chú"), required=False, max_length=1000, widget=forms.Textarea
    )

    def __init__(self, *args: Any, counts_back: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.counts_back = counts_back

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if "amount" in data and "measure" in data:
            verdict = makes_sense(data["amount"], data["measure"], self.counts_back)
            if not verdict:
                self.add_error("amount", verdict.reason)
        return data

    def text(self) -> RuleText:
        names = ("title", "amount", "measure", "basis", "source", "note")
        return RuleText(**{name: self.cleaned_data[name] for name in names})


class VerifyForm(forms.Form):
    compared = _text_field(
        gettext_lazy("Đã đối chiếu với văn bản nào"),
        gettext_lazy("Ghi văn bản đã đối chiếu, ví dụ: Công báo số 1189+1190, ngày 29/12/2015."),
        400,
        gettext_lazy("Số, ngày, nơi đăng của bản gốc. Tên người kiểm chứng được lưu cùng."),
    )


class WithdrawForm(forms.Form):
    reason = _text_field(
        gettext_lazy("Vì sao bỏ dấu đã kiểm chứng"), gettext_lazy("Ghi lý do."), 300
    )


class DayForm(forms.Form):
    OFF, WORKED = "off", "worked"

    on = _date_field(gettext_lazy("Ngày"))
    kind = forms.ChoiceField(
        label=gettext_lazy("Là"),
        choices=[(OFF, gettext_lazy("ngày nghỉ")), (WORKED, gettext_lazy("ngày làm bù"))],
    )
    name = _text_field(
        gettext_lazy("Tên ngày, căn cứ"),
        gettext_lazy("Ghi tên ngày, ví dụ: Nghỉ hoán đổi (làm bù 10/01)."),
        120,
    )

    def __init__(self, *args: Any, year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.year = year

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if on.year != self.year:
            raise forms.ValidationError(
                _("Ngày này thuộc năm %(other)s. Mở lịch năm %(other)s để ghi.")
                % {"other": on.year}
            )
        return on


class VerifyYearForm(forms.Form):
    source = _text_field(
        gettext_lazy("Đã đối chiếu với thông báo nào"),
        gettext_lazy("Ghi thông báo nghỉ lễ, Tết đã đối chiếu."),
        300,
    )
