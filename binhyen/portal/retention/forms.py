"""What people write when they decide that something is erased, or is not."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def _sentence(label: Any, help_text: Any, missing: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": missing},
    )


class SentenceForm(forms.Form):
    sentence = _sentence(
        _("Vì sao"),
        _("Một câu, ghi vào nhật ký. Không chép nội dung hồ sơ vào đây."),
        _("Hãy ghi một câu vì sao."),
    )


class HoldForm(forms.Form):
    sentence = _sentence(
        _("Vì sao phải giữ lại"),
        _("Ví dụ: Tòa án đang xem xét, có khiếu nại về kết quả. Không chép nội dung hồ sơ."),
        _("Hãy ghi vì sao phải giữ lại."),
    )
    until = forms.DateField(
        label=_("Giữ đến hết ngày"),
        help_text=_("Để trống: giữ đến khi có người bỏ lệnh."),
        required=False,
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": _("Ghi ngày, tháng, năm, ví dụ 05/07/2027.")},
    )

    def clean_until(self) -> date | None:
        until: date | None = self.cleaned_data["until"]
        if until is not None and until < timezone.localdate():
            raise forms.ValidationError(_("Ngày này đã qua."))
        return until
