"""What the citizen types: the steps of a report, and following it."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from binhyen.domains.intake import steering
from binhyen.domains.intake.conflicts import nameable_units
from binhyen.kernel.org.models import Unit
from binhyen.lib.form_fields import DayField, long_text
from binhyen.lib.phones import normal_phone


class WhereForm(forms.Form):
    """Where and when. The commune comes as the code of a unit in force today, or unknown."""

    place = forms.CharField(required=False, max_length=12, widget=forms.HiddenInput)
    hamlet = forms.CharField(required=False, max_length=12)
    unknown = forms.BooleanField(required=False, label=_("Không nhớ rõ xã, phường"))
    lat = forms.FloatField(required=False, widget=forms.HiddenInput)
    lon = forms.FloatField(required=False, widget=forms.HiddenInput)
    place_note = forms.CharField(
        label=_("Chỗ nào, nếu bạn biết"),
        help_text=_("Ví dụ: ngõ cạnh nhà văn hóa thôn, gần chợ."),
        required=False,
        max_length=300,
    )
    when = forms.ChoiceField(
        label=_("Việc xảy ra khi nào?"),
        choices=[
            ("today", _("Hôm nay")),
            ("yesterday", _("Hôm qua")),
            ("day", _("Ngày khác")),
            ("going_on", _("Nhiều ngày nay, vẫn đang tiếp diễn")),
            ("unknown", _("Không nhớ rõ")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Hãy chọn một thời điểm, hoặc “Không nhớ rõ”.")},
    )
    day = DayField(label=_("Ngày"), required=False, help_text=_("Ví dụ: 05/07/2024"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("place") and not data.get("unknown"):
            self.add_error("place", _("Hãy chọn xã, phường nơi xảy ra, hoặc chọn “Không nhớ rõ”."))
        if data.get("when") != "day":
            data["day"] = None
            self.errors.pop("day", None)
        elif not data.get("day") and "day" not in self.errors:
            self.add_error("day", _("Hãy ghi ngày xảy ra, hoặc chọn “Không nhớ rõ”."))
        return data

    def occurred(self, today: date) -> tuple[date | None, str]:
        """The day and, when there is none, what the reporter said instead."""
        when = self.cleaned_data["when"]
        if when == "today":
            return today, ""
        if when == "yesterday":
            return today - timedelta(days=1), ""
        if when == "day":
            return self.cleaned_data["day"], ""
        return None, when


class WhatForm(forms.Form):
    text = long_text(
        _("Chuyện gì đã xảy ra?"),
        _("Kể theo cách của bạn: ai, làm gì, xe hay số điện thoại nào bạn nhớ được."),
        rows=8,
    )

    about_police = forms.BooleanField(
        label=_("Tin này nói về cán bộ hoặc đơn vị công an"),
        help_text=_("Tin sẽ đến cấp trên của đơn vị đó; đơn vị và cán bộ đó không thấy tin."),
        required=False,
    )
    police_unit = forms.ModelChoiceField(
        label=_("Đơn vị công an nào?"),
        help_text=_("Tên cán bộ, nếu biết, bạn ghi ở phần kể trên."),
        queryset=Unit.objects.none(),
        required=False,
        empty_label=_("Công an nơi xảy ra việc, hoặc không rõ"),
        error_messages={"invalid_choice": _("Đơn vị này không có trong danh sách; hãy chọn lại.")},
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        rows = nameable_units(timezone.localdate())
        self.fields["police_unit"].queryset = rows  # type: ignore[attr-defined]

    def answers(self) -> dict[str, Any]:
        """What a draft keeps; naming a unit says that it is about the police."""
        data = self.cleaned_data
        unit = data["police_unit"]
        return {
            "text": data["text"],
            "about_police": data["about_police"] or unit is not None,
            "police_unit": unit.pk if unit else None,
        }

    def clean_text(self) -> str:
        text = str(self.cleaned_data["text"]).strip()
        if len(text) < 10:
            raise forms.ValidationError(
                _("Hãy kể thêm một chút (ít nhất 10 ký tự) để đơn vị hiểu được việc.")
            )
        return text

    def steering(self) -> steering.Steering | None:
        return steering.steer(self.cleaned_data["text"])


WHO_HELPS = {
    "named": _(
        "Tên được niêm phong riêng; cán bộ chỉ mở được khi có quyền, có lý do, và mỗi lần mở đều "
        "được ghi lại."
    ),
    "anonymous": _(
        "Không lưu gì về bạn. Bạn vẫn trao đổi được với đơn vị bằng mã bí mật nhận sau khi gửi."
    ),
}


class WhoForm(forms.Form):
    how = forms.ChoiceField(
        label=_("Bạn muốn báo tin thế nào?"),
        choices=[("named", _("Có tên tôi")), ("anonymous", _("Ẩn danh"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Hãy chọn “Có tên tôi” hoặc “Ẩn danh”.")},
    )
    name = forms.CharField(
        label=_("Họ và tên"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    phone = forms.CharField(
        label=_("Số điện thoại"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    email = forms.EmailField(
        label=_("Thư điện tử (không bắt buộc)"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": _("Địa chỉ thư chưa đúng; ví dụ đúng: ten@vidu.vn.")},
    )
    may_contact = forms.BooleanField(label=_("Gửi thư cho tôi khi tin có cập nhật"), required=False)

    def clean_phone(self) -> str:
        typed = self.cleaned_data["phone"].strip()
        if not typed:
            return ""
        phone = normal_phone(typed)
        if phone is None:
            raise forms.ValidationError(
                _("Số điện thoại chưa đúng; ví dụ đúng: 0912 345 678 hoặc 0221 3862 345.")
            )
        return phone

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("how") == "named":
            if not data.get("name"):
                self.add_error("name", _("Hãy ghi họ và tên, hoặc chọn “Ẩn danh”."))
            if not data.get("phone") and not data.get("email") and not self.errors:
                self.add_error(
                    "phone", _("Hãy ghi số điện thoại hoặc thư điện tử để đơn vị liên hệ được.")
                )
            if data.get("may_contact") and not data.get("email") and "email" not in self.errors:
                self.add_error("email", _("Hãy ghi địa chỉ thư để nhận cập nhật."))
        return data


class FollowForm(forms.Form):
    code = forms.CharField(
        label=_("Mã tra cứu"),
        help_text=_("Ví dụ: HY-7F3K9-QTD4X"),
        max_length=40,
        error_messages={"required": _("Hãy nhập mã tra cứu ghi trên biên nhận.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class SecretForm(forms.Form):
    secret = forms.CharField(
        label=_("Mã bí mật"),
        help_text=_("25 ký tự, 5 nhóm, ghi trên biên nhận."),
        max_length=60,
        error_messages={"required": _("Hãy nhập mã bí mật ghi trên biên nhận.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class GroupForm(forms.Form):
    group = forms.CharField(
        label=_("Nhóm ký tự"),
        max_length=12,
        error_messages={"required": _("Hãy nhập lại nhóm ký tự được hỏi.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class MessageForm(forms.Form):
    text = long_text(_("Viết cho đơn vị"))
    idempotency_key = forms.UUIDField(widget=forms.HiddenInput, required=False)


class RateForm(forms.Form):
    rating = forms.TypedChoiceField(
        label=_("Bạn hài lòng với cách giải quyết không?"),
        coerce=int,
        choices=[
            (5, _("Rất hài lòng")),
            (4, _("Hài lòng")),
            (3, _("Bình thường")),
            (2, _("Chưa hài lòng")),
            (1, _("Rất chưa hài lòng")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Hãy chọn một mức.")},
    )
    note = forms.CharField(
        label=_("Vì sao (không bắt buộc)"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AppealForm(forms.Form):
    text = long_text(_("Vì sao bạn đề nghị xem lại?"))
