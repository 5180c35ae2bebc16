"""What officers type with prepared texts, and what leaders type into the library."""

import hashlib
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from binhyen.domains.intake import response_rules, responses
from binhyen.domains.intake.act_form import ActForm
from binhyen.domains.intake.models import Category, ResponseText, ResponseVersion, Status
from binhyen.kernel.org.models import Unit
from binhyen.kernel.people.actor import Actor
from binhyen.kernel.people.models import Role
from binhyen.lib import filling
from binhyen.lib.form_fields import long_text

FILL, LOOK = "dien-mau", "xem-truoc"


class AnswersWithTexts(ActForm):
    """Part of a form whose words go to the reporter: choose a text, fill it in, look, send.

    ``words`` names the field of the words; ``state`` says for which state texts are offered.
    """

    words = "text"
    state = ""

    def offer_texts(self) -> None:
        """Add the choice of prepared texts; none to offer, no question."""
        day = timezone.localdate()
        self.versions = {
            str(version.pk): version
            for version in responses.fitting(self.tip, self.state or self.tip.status, day)
        }
        if self.versions:
            choices = [("", _now("Không dùng mẫu"))]
            choices += [(key, version.response.title) for key, version in self.versions.items()]
            self.fields["response"] = forms.ChoiceField(
                label=_("Mẫu trả lời"),
                required=False,
                choices=choices,
                help_text=_(
                    "Chọn mẫu rồi bấm “Điền mẫu”, viết việc cụ thể vào chỗ […], xem trước, gửi."
                ),
            )
            self.order_fields(["response"])

    def fill_chosen(self) -> None:
        """The words become those of the chosen text, its fields filled; the rest stays as typed."""
        version = self.versions.get(self.data.get("response", ""))
        if version is not None:
            wording = version.wording(self.tip.language)
            words = filling.fill(wording, self.values())
            self.data = MultiValueDict({**dict(self.data.lists()), self.words: [words]})  # type: ignore[attr-defined]
        self._errors = ErrorDict()  # nobody said yet that it is finished

    def values(self) -> dict[str, str]:
        return responses.values_for(self.tip, self.tip.language)

    def look(self) -> None:
        self.preview = self.cleaned_data[self.words]
        self.seen = _mark(self.preview)

    def was_seen(self) -> bool:
        """Words that rest on a prepared text go only as they were looked at."""
        if not self.cleaned_data.get("response"):
            return True
        return self.data.get("da-xem") == _mark(self.cleaned_data[self.words])

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if text := found.get(self.words):
            if gap := responses.gaps_in(text):
                self.add_error(self.words, gap)
            else:
                found[self.words] = filling.fill(text, self.values())
        found["response"] = self.versions.get(found.get("response", ""))
        return found


def _mark(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


class ResponseForm(forms.Form):
    """A prepared text. Whose it is and when it is used are settled when it is first written."""

    unit = forms.ChoiceField(label=_("Dùng cho"), required=False)
    state = forms.ChoiceField(label=_("Khi tin ở trạng thái"), choices=Status.choices)
    category = forms.ChoiceField(label=_("Lĩnh vực"), required=False)
    is_automatic = forms.BooleanField(
        label=_("Tự gửi ngay khi tin đến (chỉ với “Đã tiếp nhận”)"), required=False
    )
    title = forms.CharField(
        label=_("Tên mẫu"),
        max_length=120,
        error_messages={"required": _("Hãy đặt tên để cán bộ chọn.")},
    )
    text = long_text(_("Nội dung"), rows=8)
    text_en = long_text(
        _("Nội dung tiếng Anh"),
        _("Cho người báo đọc trang bằng tiếng Anh. Trống thì họ nhận tiếng Việt."),
        required=False,
        rows=6,
    )
    valid_from = forms.DateField(
        label=_("Dùng từ ngày"),
        input_formats=["%d/%m/%Y", "%Y-%m-%d"],
        widget=forms.DateInput(format="%d/%m/%Y", attrs={"inputmode": "numeric", "size": 12}),
        error_messages={"required": _("Hãy ghi ngày."), "invalid": _("Hãy ghi ngày/tháng/năm.")},
    )
    settled = ("unit", "state", "category", "is_automatic")

    def __init__(
        self, *args: Any, actor: Actor, today: date, response: ResponseText | None, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.today = today
        self.fields["text"].help_text = _now(
            "Trường do hệ thống điền: %(fields)s. Chỗ cán bộ viết: […]"
        ) % {"fields": ", ".join(f"{{{name}}}" for name in responses.FIELDS)}
        if response is not None:
            for name in self.settled:
                del self.fields[name]
            return
        led = [held.unit_id for held in actor.duties if held.role == Role.LEADER]
        own = [
            (str(unit.pk), unit.name) for unit in Unit.objects.filter(pk__in=led).order_by("name")
        ]
        whole = [("", _now("Cả tỉnh"))] if response_rules.leads_province(actor) else []
        self.fields["unit"].choices = own + whole  # type: ignore[attr-defined]
        self.fields["category"].choices = [("", _now("Mọi lĩnh vực")), *_categories()]  # type: ignore[attr-defined]

    def clean_valid_from(self) -> date:
        day: date = self.cleaned_data["valid_from"]
        if day < self.today:
            raise ValidationError(_("Ngày bắt đầu dùng không thể trước hôm nay."))
        return day

    def clean_text(self) -> str:
        return self._known("text")

    def clean_text_en(self) -> str:
        return self._known("text_en")

    def _known(self, name: str) -> str:
        text: str = self.cleaned_data[name]
        if filling.unknown_fields(text, responses.FIELDS):
            raise ValidationError(responses.gaps_in(text))
        return text

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if found.get("is_automatic") and found.get("state") != Status.RECEIVED:
            self.add_error(
                "is_automatic", _("Chỉ mẫu cho tin “Đã tiếp nhận” mới tự gửi khi tin đến.")
            )
        return found


def _categories() -> list[tuple[str, str]]:
    english = get_language() == "en"
    rows = Category.objects.filter(is_active=True).select_related("parent").order_by("order", "pk")
    return [
        (str(row.pk), f"{'– ' if row.parent_id else ''}{row.name_en if english else row.name}")
        for row in rows
    ]


class LookForm(forms.Form):
    note = forms.CharField(
        label=_("Ý kiến của chỉ huy"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


def version_of(response: ResponseText, today: date) -> ResponseVersion | None:
    """Today's wording, else the one to come."""
    past = response.versions.filter(valid_from__lte=today).order_by("-valid_from", "-number")
    return past.first() or response.versions.order_by("valid_from", "number").first()
