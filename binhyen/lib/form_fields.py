"""Fields that several forms share: a day as people write it, a longer text."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

TEXT_LIMIT = 10_000


class DayField(forms.DateField):
    """A day as people write it here: 05/07/2024; not in the future, not before 1990."""

    default_error_messages = {
        "invalid": _("Hãy ghi ngày theo thứ tự ngày/tháng/năm, ví dụ 05/07/2024."),
        "future": _("Ngày này chưa đến; hãy kiểm tra lại."),
        "ancient": _("Hãy ghi một ngày từ năm 1990 trở lại đây."),
    }

    def __init__(self, **more: Any) -> None:
        more.setdefault("input_formats", ["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d"])
        more.setdefault(
            "widget",
            forms.DateInput(format="%d/%m/%Y", attrs={"inputmode": "numeric", "size": 12}),
        )
        super().__init__(**more)

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value and value > timezone.localdate():
            raise forms.ValidationError(self.error_messages["future"], code="future")
        if value and value.year < 1990:
            raise forms.ValidationError(self.error_messages["ancient"], code="ancient")


def long_text(label: Any, help_text: Any = "", *, required: bool = True, rows: int = 4) -> Any:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={
            "required": _("Hãy ghi nội dung."),
            "max_length": _("Nội dung dài quá %(limit_value)d ký tự; hãy rút gọn."),
        },
    )
