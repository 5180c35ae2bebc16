"""What people type about a tip: the citizen's steps, the follow-up, the officer's acts."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from binhyen.domains.intake import queries, rules, steering
from binhyen.domains.intake.models import (
    Category,
    Decider,
    Kind,
    Outcome,
    SuspensionGround,
    Tip,
)
from binhyen.kernel.org.models import Unit
from binhyen.kernel.people.actor import Actor
from binhyen.kernel.people.models import User
from binhyen.lib.phones import normal_phone

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


def _text(label: Any, help_text: Any = "", *, required: bool = True, rows: int = 4) -> Any:
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
    text = _text(
        _("Chuyện gì đã xảy ra?"),
        _("Kể theo cách của bạn: ai, làm gì, xe hay số điện thoại nào bạn nhớ được."),
        rows=8,
    )

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
    text = _text(_("Viết cho đơn vị"))
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
    text = _text(_("Vì sao bạn đề nghị xem lại?"))


# --- the officer's acts --------------------------------------------------------------------------


class ActForm(forms.Form):
    """A form of one act: it knows the tip and the actor, to offer only what the law allows."""

    def __init__(self, *args: Any, tip: Tip, actor: Actor, **more: Any) -> None:
        super().__init__(*args, **more)
        self.tip, self.actor = tip, actor
        self.prepare()

    def prepare(self) -> None:
        """Fill choices that depend on the tip."""


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


class AskForm(ActForm):
    text = _text(_("Hỏi hoặc báo cho người báo tin"), _("Người báo tin đọc được nội dung này."))


class NoteForm(ActForm):
    text = _text(_("Ghi chú nội bộ"), _("Chỉ cán bộ đơn vị đọc được."))


class TransferForm(ActForm):
    to = forms.ModelChoiceField(
        label=_("Chuyển đến"),
        queryset=Unit.objects.none(),
        error_messages={
            "required": _("Hãy chọn đơn vị nhận."),
            "invalid_choice": _("Đơn vị này không còn hoạt động; hãy chọn đơn vị khác."),
        },
    )
    reason = _text(_("Lý do"), rows=3)

    def prepare(self) -> None:
        rows = Unit.objects.on(timezone.localdate()).exclude(pk=self.tip.unit_id)
        if self.tip.is_crime:
            rows = rows.filter(kind__in=rules.POLICE)
        self.fields["to"].queryset = rows.order_by("kind", "name")  # type: ignore[attr-defined]


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
    reason = _text(_("Lý do kéo dài, gia hạn"), rows=3)
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


class CloseForm(ActForm):
    outcome = forms.ChoiceField(label=_("Kết quả"), widget=forms.RadioSelect)
    answer = _text(
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
    answer = _text(_("Trả lời người báo tin"))


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
    unit_id: int
    year: int
    form: forms.Form


class RegisterForm(forms.Form):
    donvi = forms.ModelChoiceField(
        label=_("Đơn vị"), required=False, queryset=Unit.objects.none(), empty_label=None
    )
    nam = forms.TypedChoiceField(label=_("Năm"), required=False, coerce=int)


def asked_register(given: Any, actor: Actor, today: date) -> AskedRegister:
    """Which register was asked for; by default that of the unit served now, this year."""
    serves = actor.duties[0].unit_id if actor.duties else 0
    asked = {"donvi": str(serves), "nam": str(today.year)} | given.dict()
    form = RegisterForm(asked)
    form.fields["donvi"].queryset = queries.units_with_register(actor)  # type: ignore[attr-defined]
    years = [(year, str(year)) for year in range(today.year, 2020, -1)]
    form.fields["nam"].choices = years  # type: ignore[attr-defined]
    form.is_valid()
    chosen = form.cleaned_data.get("donvi")
    return AskedRegister(
        chosen.pk if chosen else serves, form.cleaned_data.get("nam") or today.year, form
    )
