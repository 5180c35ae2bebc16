"""What narrows the lists of places and units, and what dissolving a unit asks."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from binhyen.kernel.org.models import Unit, UnitKind
from binhyen.kernel.places.history import KNOWN_SINCE
from binhyen.kernel.places.models import Level

DAYS = ["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d"]


class AnyDay(forms.DateField):
    """A day of the known history, also one to come: an order may name tomorrow."""

    def __init__(self, **more: Any) -> None:
        super().__init__(
            input_formats=DAYS,
            widget=forms.DateInput(format="%d/%m/%Y", attrs={"inputmode": "numeric", "size": 12}),
            error_messages={
                "invalid": _("Hãy ghi ngày theo thứ tự ngày/tháng/năm, ví dụ 05/07/2024."),
                "required": _("Hãy ghi ngày."),
            },
            **more,
        )

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value and not KNOWN_SINCE <= value < date(2100, 1, 1):
            raise forms.ValidationError(_("Dữ liệu có từ ngày 01/01/2020; hãy chọn ngày sau đó."))


class PlaceFilterForm(forms.Form):
    tu = forms.CharField(label=_("Tên, cũ hay mới"), required=False, max_length=80)
    cap = forms.ChoiceField(
        label=_("Cấp"),
        required=False,
        choices=[
            (Level.COMMUNE, _("Xã, phường")),
            (Level.DISTRICT, _("Huyện (trước 01/07/2025)")),
            (Level.HAMLET, _("Thôn, tổ dân phố")),
            (Level.PROVINCE, _("Tỉnh, thành phố cả nước")),
        ],
    )
    ngay = AnyDay(label=_("Vào ngày"), required=False)


class UnitFilterForm(forms.Form):
    tu = forms.CharField(label=_("Tên đơn vị"), required=False, max_length=80)
    loai = forms.ChoiceField(
        label=_("Loại đơn vị"), required=False, choices=[("", _("Tất cả")), *UnitKind.choices]
    )
    ngay = AnyDay(label=_("Vào ngày"), required=False)


class DissolveForm(forms.Form):
    heir = forms.ModelChoiceField(
        label=_("Đơn vị kế thừa"),
        help_text=_("Nhận hồ sơ, việc đang làm và các đơn vị cấp dưới."),
        queryset=Unit.objects.none(),
        error_messages={
            "required": _("Hãy chọn đơn vị kế thừa."),
            "invalid_choice": _("Đơn vị này không còn hoạt động; hãy chọn đơn vị khác."),
        },
    )
    on = AnyDay(label=_("Giải thể từ ngày"))
    basis = forms.CharField(
        label=_("Căn cứ (số, ngày quyết định)"),
        max_length=200,
        error_messages={"required": _("Hãy ghi căn cứ.")},
    )

    def __init__(self, *args: Any, unit: Unit, today: date) -> None:
        super().__init__(*args)
        others = Unit.objects.on(today).filter(kind=unit.kind).exclude(pk=unit.pk)
        heir = self.fields["heir"]
        assert isinstance(heir, forms.ModelChoiceField)  # noqa: S101 (as declared above)
        heir.queryset = others.order_by("name", "pk")


class HamletsForm(forms.Form):
    """``unread``: why the file could not be read; the box then stays as it was."""

    sheet = forms.FileField(
        label=_("Tệp XLSX hoặc CSV"),
        help_text=_("Cột thứ nhất là tên, cột thứ hai là loại: thôn hoặc tổ dân phố."),
        required=False,
        error_messages={"empty": _("Tệp trống; hãy chọn tệp khác.")},
    )
    lines = forms.CharField(
        label=_("Danh sách, mỗi dòng một thôn"),
        help_text=_("Ví dụ: Thôn Đông; hoặc: Đông; thôn. Nội dung tệp hiện ở đây để sửa."),
        required=False,
        max_length=100_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12}),
        error_messages={"max_length": _("Danh sách quá dài; mỗi lần nhập một xã.")},
    )
    on = AnyDay(label=_("Có từ ngày"))
    source = forms.CharField(
        label=_("Nguồn của danh sách"),
        help_text=_("Ví dụ: Nghị quyết 12/NQ-HĐND, hoặc danh sách của Ủy ban nhân dân xã."),
        max_length=120,
        error_messages={
            "required": _("Hãy ghi nguồn."),
            "max_length": _("Nguồn dài nhất 120 ký tự."),
        },
    )

    def __init__(self, *args: Any, unread: str = "", **more: Any) -> None:
        super().__init__(*args, **more)
        self.unread = unread

    def clean(self) -> dict[str, Any]:
        asked = super().clean() or {}
        if self.unread:
            self.add_error("sheet", self.unread)
        elif "lines" in asked and not asked["lines"].strip():
            self.add_error("lines", _("Hãy chọn tệp, hoặc gõ danh sách vào ô này."))
        return asked
