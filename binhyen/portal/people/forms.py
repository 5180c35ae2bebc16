"""Forms on people and one's own account. Labels are sentences' worth of help where needed."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from binhyen.kernel.org.models import Unit
from binhyen.kernel.people.models import Role, User
from binhyen.kernel.people.tokens import SCOPES
from binhyen.portal.people.adapters import PhoneField


def _day(**kwargs: Any) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}), **kwargs)


class PersonForm(forms.Form):
    full_name = forms.CharField(label=_("Họ và tên"), max_length=120)
    title = forms.CharField(
        label=_("Cấp bậc, chức danh"),
        max_length=80,
        required=False,
        help_text=_("Ví dụ: Trung úy, Phó Trưởng Công an xã."),
    )
    email = forms.EmailField(
        label=_("Thư điện tử"),
        required=False,
        help_text=_("Dùng để đăng nhập và nhận liên kết đặt mật khẩu."),
    )
    phone = PhoneField(label=_("Số điện thoại"), required=False)

    def clean_full_name(self) -> str:
        name = " ".join(self.cleaned_data["full_name"].split())
        if len(name.split()) < 2:
            raise ValidationError(_("Hãy nhập đủ họ và tên."))
        return name

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not data.get("email") and not data.get("phone"):
            raise ValidationError(_("Cần thư điện tử hoặc số điện thoại để đăng nhập."))
        return data

    @classmethod
    def of(cls, user: User) -> "PersonForm":
        return cls(
            initial={
                "full_name": user.full_name,
                "title": user.title,
                "email": user.email or "",
                "phone": user.phone or "",
            }
        )


class UnitChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One of the units that the administrator looks after, in force on the day."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            queryset=Unit.objects.none(),
            label=_("Đơn vị"),
            error_messages={"invalid_choice": _("Hãy chọn một đơn vị trong danh sách.")},
            **{"empty_label": _("Chọn đơn vị"), **kwargs},
        )


class DutyForm(forms.Form):
    unit = UnitChoice()
    role = forms.ChoiceField(label=_("Vai trò"), choices=[("", _("Chọn vai trò")), *Role.choices])
    start = _day(label=_("Từ ngày"))
    basis = forms.CharField(
        label=_("Quyết định phân công"),
        max_length=200,
        required=False,
        help_text=_("Số, ngày của quyết định, nếu có."),
    )

    def __init__(self, *args: Any, units: "Any", today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["start"].initial = today


class InviteForm(DutyForm, PersonForm):
    field_order = ["full_name", "title", "email", "phone", "unit", "role", "start", "basis"]


class EndDutyForm(forms.Form):
    on = _day(label=_("Thôi nhiệm vụ từ ngày"))
    reason = forms.CharField(label=_("Lý do, căn cứ"), max_length=200)


class HandOverForm(forms.Form):
    to = forms.ModelChoiceField(
        queryset=User.objects.none(),
        label=_("Người nhận nhiệm vụ"),
        error_messages={"invalid_choice": _("Hãy chọn một người trong danh sách.")},
    )
    on = _day(label=_("Từ ngày"))
    basis = forms.CharField(label=_("Quyết định bàn giao"), max_length=200, required=False)

    def __init__(self, *args: Any, people: "Any", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = people  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Lý do"), max_length=200)


class PeopleFilterForm(forms.Form):
    STATES = (
        ("active", _("Đang dùng")),
        ("closed", _("Đã ngừng")),
        ("all", _("Tất cả")),
    )
    ten = forms.CharField(label=_("Tên"), required=False, max_length=80)
    # Choices, not a queryset: Django would read one anew for each use of the field.
    don_vi = forms.TypedChoiceField(label=_("Đơn vị"), required=False, coerce=int)
    vai_tro = forms.ChoiceField(
        label=_("Vai trò"), required=False, choices=[("", _("Mọi vai trò")), *Role.choices]
    )
    trang_thai = forms.ChoiceField(label=_("Tài khoản"), required=False, choices=STATES)

    def __init__(self, *args: Any, units: "Any", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [("", _("Mọi đơn vị")), *((unit.pk, unit.name) for unit in units)]
        self.fields["don_vi"].choices = known  # type: ignore[attr-defined]


class TokenForm(forms.Form):
    LIVES = ((30, _("30 ngày")), (90, _("90 ngày")), (365, _("1 năm")))
    name = forms.CharField(
        label=_("Tên gợi nhớ"), max_length=80, help_text=_("Ví dụ: bảng số liệu của phòng.")
    )
    scopes = forms.MultipleChoiceField(
        label=_("Phạm vi"),
        choices=lambda: list(SCOPES.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    days = forms.TypedChoiceField(label=_("Hạn dùng"), choices=LIVES, coerce=int, initial=90)

    def expires_at(self, today: date) -> datetime:
        """The midnight after the last day on which the key is taken."""
        last = today + timedelta(days=self.cleaned_data["days"])
        return timezone.make_aware(datetime.combine(last, time.min))
