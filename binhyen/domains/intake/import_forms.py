"""What is asked when an old register is taken over: the file, then which column means what."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from binhyen.domains.intake.import_columns import FIELDS, NEEDED
from binhyen.domains.intake.models import RegisterImport
from binhyen.kernel.org.models import Unit


class UploadForm(forms.Form):
    unit = forms.ModelChoiceField(
        label=_("Sổ của đơn vị"),
        queryset=Unit.objects.none(),
        empty_label=None,
        help_text=_("Sổ trước ngày thành lập đơn vị hiện nay thì chọn đơn vị cũ."),
        error_messages={"required": _("Hãy chọn đơn vị."), "invalid_choice": _("Hãy chọn đơn vị.")},
    )
    sheet = forms.FileField(
        label=_("Tệp XLSX"),
        help_text=_("Nhiều nhất 10.000 dòng. Tên người báo được niêm phong ngay khi tải lên."),
        error_messages={"required": _("Hãy chọn tệp sổ cũ.")},
    )

    def __init__(self, *args: Any, units: list[Unit], **more: Any) -> None:
        super().__init__(*args, **more)
        found = Unit.objects.filter(pk__in=[unit.pk for unit in units])
        self.fields["unit"].queryset = found.order_by("-valid_from", "name")  # type: ignore[attr-defined]


class ColumnsForm(forms.Form):
    """One choice for each column of a sheet; what is left out is not taken over."""

    def __init__(self, *args: Any, row: RegisterImport, sheet: int, **more: Any) -> None:
        super().__init__(*args, **more)
        self.row, self.sheet = row, sheet
        choices = [("", _("Không nhập")), *((field.key, field.label) for field in FIELDS)]
        chosen = row.columns if sheet == row.sheet else {}
        for place, heading in enumerate(row.sheets[sheet]["headings"]):
            if not heading:
                continue
            self.fields[f"cot{place}"] = forms.ChoiceField(
                label=heading,
                choices=choices,
                required=False,
                initial=chosen.get(str(place), ""),
            )

    def columns(self) -> dict[int, str]:
        """Column → field, of what was chosen."""
        return {
            int(name.removeprefix("cot")): value
            for name, value in self.cleaned_data.items()
            if value
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        said: dict[str, str] = {}
        labels = {field.key: field.label for field in FIELDS}
        for name, value in data.items():
            if value and value in said:
                sentence = _("“%(field)s” đã chọn cho cột khác; mỗi điều chỉ lấy từ một cột.")
                self.add_error(name, sentence % {"field": labels[value]})
            said.setdefault(value, name)
        missing = [str(field.label) for field in NEEDED if field.key not in data.values()]
        if missing:
            raise forms.ValidationError(
                _("Còn thiếu cột: %(fields)s.") % {"fields": ", ".join(missing)}
            )
        return data
