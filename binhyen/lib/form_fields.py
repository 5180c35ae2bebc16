"""Fields that several forms share: a day as people write it, a longer text."""

import re
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from binhyen.lib.text import fold

TEXT_LIMIT = 10_000
_DAYS_AGO = {"hom nay": 0, "hom qua": 1, "hom kia": 2}
_DAY_AND_MONTH = re.compile(r"(\d{1,2})\s*[/.-]\s*(\d{1,2})")


def _date_or_none(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


class DayField(forms.DateField):
    """A day as people write it here: 05/07/2024, 5/7 (the last one), "hôm qua"; not in the future,
    not before 1990."""

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

    def to_python(self, value: Any) -> date | None:
        said = fold(value).strip() if isinstance(value, str) else ""
        today = timezone.localdate()
        if said in _DAYS_AGO:
            return today - timedelta(days=_DAYS_AGO[said])
        if found := _DAY_AND_MONTH.fullmatch(said):
            for year in (today.year, today.year - 1):
                day = _date_or_none(year, int(found[2]), int(found[1]))
                if day is not None and day <= today:
                    return day
        return super().to_python(value)

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
