"""What people type about their data, and what officers answer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from binhyen.domains.requests.models import Asks, DataRequest
from binhyen.kernel.retention.subjects import Subject, prove
from binhyen.lib.form_fields import long_text

_CODE = forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"})


class AskForm(forms.Form):
    """``subject`` after ``is_valid``: the report whose secret was given."""

    subject: Subject | None = None
    idempotency_key = forms.UUIDField(widget=forms.HiddenInput)
    asks = forms.ChoiceField(
        label=_("Bạn yêu cầu điều gì?"),
        choices=Asks.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Hãy chọn một yêu cầu.")},
    )
    text = long_text(
        _("Nói rõ thêm"),
        _("Dữ liệu nào, vì sao. Không cần ghi tên, số điện thoại, số căn cước."),
    )
    code = forms.CharField(
        label=_("Mã tra cứu của tin, nếu yêu cầu về một tin bạn đã gửi"),
        required=False,
        max_length=40,
        widget=_CODE,
    )
    secret = forms.CharField(
        label=_("Mã bí mật của tin"),
        help_text=_("Chứng minh tin là của bạn. Không có mã: đến trực tiếp, mang giấy tờ."),
        required=False,
        max_length=60,
        widget=_CODE,
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        code, secret = data.get("code", ""), data.get("secret", "")
        if bool(code) != bool(secret):
            self.add_error(
                "secret" if code else "code", _("Hãy nhập cả hai mã, hoặc để trống cả hai.")
            )
        elif code:
            self.subject = prove(code, secret)
            if self.subject is None:
                self.add_error("secret", _("Hai mã này không khớp; hãy so lại với biên nhận."))
        return data


class FollowForm(forms.Form):
    code = forms.CharField(
        label=_("Mã yêu cầu"),
        max_length=40,
        widget=_CODE,
        error_messages={"required": _("Hãy nhập mã yêu cầu.")},
    )
    secret = forms.CharField(
        label=_("Mã bí mật của yêu cầu"),
        max_length=60,
        widget=_CODE,
        error_messages={"required": _("Hãy nhập mã bí mật.")},
    )


class ReplyForm(forms.Form):
    text = long_text(
        _("Trả lời người yêu cầu"),
        _("Đã nhận gì, làm theo các bước nào, bao giờ xong, cần họ làm gì."),
    )


class ConfirmForm(forms.Form):
    """Nothing to type: the papers were looked at and handed back."""


class ThirdPartyForm(forms.Form):
    third_party = forms.CharField(
        label=_("Bên thứ ba nào phải làm cùng"),
        max_length=200,
        error_messages={"required": _("Hãy ghi tên bên thứ ba.")},
    )


class ExtendForm(forms.Form):
    reason = forms.CharField(
        label=_("Vì sao phải gia hạn"),
        help_text=_("Người yêu cầu đọc được lý do này."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Hãy ghi lý do.")},
    )


class AnswerForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("Kết quả"),
        choices=DataRequest.Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Hãy chọn kết quả.")},
    )
    text = long_text(
        _("Trả lời người yêu cầu"),
        _("Không đưa dữ liệu của người khác vào đây. Phần nào luật cho giữ, nói rõ theo điều nào."),
    )
