"""One page on which an officer takes down a report: in the order in which people tell it."""

from collections.abc import Iterator
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from binhyen.domains.intake import assisted_rules as rules
from binhyen.domains.intake import queries, steering
from binhyen.domains.intake.actions import Arrival, Assistance, Reporter
from binhyen.domains.intake.models import Bringer, Category, Channel, Kind
from binhyen.domains.intake.typed_places import Typed, typed_place
from binhyen.kernel.org.models import Unit
from binhyen.kernel.places.models import Place
from binhyen.kernel.places.queries import place_on
from binhyen.lib.form_fields import DayField, long_text
from binhyen.lib.phones import normal_phone
from binhyen.lib.verdict import Verdict

CHANNELS = [
    (value, label)
    for value, label in Channel.choices
    if value in (Channel.IN_PERSON, Channel.PHONE, Channel.LETTER, Channel.BODY)
]


def _categories() -> Iterator[tuple[str, Any]]:
    rows = Category.objects.filter(is_active=True, parent__isnull=False).select_related("parent")
    groups: dict[str, list[tuple[str, str]]] = {}
    for row in rows.order_by("parent__order", "order", "code"):
        groups.setdefault(row.parent.name if row.parent else "", []).append((row.code, row.name))
    yield "", _("Chọn lĩnh vực")
    yield from groups.items()


class ClockField(forms.TimeField):
    """An hour as people write it: 8:30, 8h30, 0830, 14 giờ 05."""

    default_error_messages = {"invalid": _("Hãy ghi giờ và phút, ví dụ 08:30.")}

    def to_python(self, value: Any) -> time | None:
        digits = "".join(c if c.isdigit() else " " for c in str(value or "")).split()
        if not digits and not str(value or "").strip():
            return None
        if len(digits) == 1 and len(digits[0]) in (3, 4):
            digits = [digits[0][:-2], digits[0][-2:]]
        try:
            return time(int(digits[0]), int(digits[1]) if len(digits) > 1 else 0)
        except (ValueError, IndexError):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None


class FirstByKey(forms.RadioSelect):
    """Its access key leads to the first choice: on each of them it would choose the last."""

    def create_option(self, name: str, value: Any, *more: Any, **named: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *more, **named)
        if option["index"] != "0":
            option["attrs"].pop("accesskey", None)
        return option


def _line(label: Any, most: int, help_text: Any = "", **attrs: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=most,
        help_text=help_text,
        widget=forms.TextInput(attrs={"autocomplete": "off", **attrs}),
        error_messages={"max_length": _("Dài quá %(limit_value)d ký tự; hãy rút gọn.")},
    )


class AssistedForm(forms.Form):
    """``unit``: of those whose register the officer keeps. What is typed wrong stays typed."""

    idempotency_key = forms.UUIDField(widget=forms.HiddenInput)
    unit = forms.ModelChoiceField(
        label=_("Vào sổ của"), queryset=Unit.objects.none(), empty_label=None
    )
    channel = forms.ChoiceField(
        label=_("Cách tiếp nhận"),
        choices=CHANNELS,
        widget=FirstByKey(attrs={"accesskey": "1"}),
        error_messages={"required": _("Hãy chọn cách tiếp nhận.")},
    )
    received_on = DayField(
        label=_("Tiếp nhận ngày"),
        required=False,
        help_text=_("Để trống ngày và giờ nếu là lúc này."),
        widget=forms.DateInput(
            format="%d/%m/%Y", attrs={"inputmode": "numeric", "size": 12, "accesskey": "2"}
        ),
    )
    received_time = ClockField(
        label=_("Giờ"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 6, "autocomplete": "off"}),
    )
    late_reason = _line(
        _("Vì sao bây giờ mới vào sổ"), 300, _("Chỉ khi tiếp nhận từ hơn một giờ trước.")
    )
    category = forms.ChoiceField(
        label=_("Lĩnh vực"),
        choices=_categories,
        widget=forms.Select(attrs={"accesskey": "3"}),
        error_messages={"required": _("Hãy chọn lĩnh vực gần nhất với việc này.")},
    )
    kind = forms.ChoiceField(
        label=_("Loại tin"),
        required=False,
        choices=[("", _("Theo lĩnh vực và người báo")), *Kind.choices],
    )
    text = long_text(_("Nội dung được báo"), rows=7)
    is_report = forms.BooleanField(
        label=_("Đã đọc lời nhắc; đây là nguồn tin về tội phạm hoặc phản ánh"), required=False
    )
    place = _line(
        _("Nơi xảy ra"),
        160,
        _("Gõ xã, phường, hoặc “thôn, xã”; không cần dấu; tên cũ cũng được."),
        accesskey="5",
        list="noi-da-biet",
    )
    place_chosen = forms.CharField(required=False, max_length=12, widget=forms.HiddenInput)
    place_note = _line(_("Chỗ nào"), 300, _("Ví dụ: ngõ cạnh nhà văn hóa thôn."))
    occurred_on = DayField(
        label=_("Xảy ra ngày"), required=False, help_text=_("Ví dụ: 05/07/2024, 5/7, hôm qua.")
    )
    is_unnamed = forms.BooleanField(label=_("Người báo không nêu tên"), required=False)
    name = _line(_("Họ và tên người báo"), 120, accesskey="6")
    born = _line(_("Năm sinh"), 4, inputmode="numeric", size="6")
    address = _line(_("Nơi ở"), 200)
    phone = _line(_("Điện thoại"), 30, inputmode="tel")
    email = forms.EmailField(
        label=_("Thư điện tử"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"invalid": _("Địa chỉ thư chưa đúng; ví dụ đúng: ten@vidu.vn.")},
    )
    may_contact = forms.BooleanField(
        label=_("Người báo đồng ý nhận thư khi tin có cập nhật"), required=False
    )
    brought_by = _line(_("Người đưa tin hộ"), 120, _("Tên người này cũng được niêm phong."))
    paper_number = _line(_("Số văn bản"), 80, accesskey="7")
    paper_date = DayField(label=_("Ngày văn bản"), required=False)
    sender_body = _line(_("Cơ quan gửi"), 200)
    items = _line(_("Tài liệu, đồ vật kèm theo"), 500)

    text.widget.attrs["accesskey"] = "4"

    def __init__(self, *args: Any, units: list[Unit], now: datetime, **more: Any) -> None:
        super().__init__(*args, **more)
        self.units, self.now = units, now
        self.candidates: list[Place] = []
        self.steered: steering.Steering | None = None
        self.where = Typed()
        field: Any = self.fields["unit"]
        field.queryset = Unit.objects.filter(pk__in=[unit.pk for unit in units]).order_by("name")
        if len(units) == 1:
            field.widget = forms.HiddenInput()
            self.initial["unit"] = units[0].pk

    # --- each field's own ---

    def clean_born(self) -> str:
        born = str(self.cleaned_data["born"]).strip()
        if born and not (born.isdigit() and 1900 <= int(born) <= self.now.year):
            raise forms.ValidationError(_("Hãy ghi năm sinh đủ bốn số, ví dụ 1984."))
        return born

    def clean_phone(self) -> str:
        typed = str(self.cleaned_data["phone"]).strip()
        phone = normal_phone(typed) if typed else ""
        if phone is None:
            raise forms.ValidationError(
                _("Số điện thoại chưa đúng; ví dụ đúng: 0912 345 678 hoặc 0221 3862 345.")
            )
        return phone

    def clean_text(self) -> str:
        text = str(self.cleaned_data["text"]).strip()
        self.steered = steering.steer(text)
        if self.steered and self.steered.door == steering.EMERGENCY:
            self.steered = None  # who takes it down is already the one to act
        if self.steered and (self.steered.is_certain or not self.data.get("is_report")):
            door = self.steered.door
            raise forms.ValidationError(f"{steering.TITLES[door]}. {steering.DOORS[door]}")
        return text

    # --- what hangs together ---

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        unit = data.get("unit")
        if unit is None:
            return data
        data["received_at"] = self._received_at(data, unit)
        self._clean_place(data, unit)
        self._clean_reporter(data)
        self._clean_paper(data)
        anonymous = bool(data.get("is_unnamed"))
        self._say(
            "kind", rules.may_be_kind(data.get("kind", ""), _bringer(data), anonymous=anonymous)
        )
        return data

    def _say(self, field: str, verdict: Verdict) -> None:
        if not verdict:
            self.add_error(field, verdict.reason)

    def _received_at(self, data: dict[str, Any], unit: Unit) -> datetime | None:
        """None: now."""
        day, hour = data.get("received_on"), data.get("received_time")
        if self.errors.keys() & {"received_on", "received_time"} or (day is None and hour is None):
            return None
        today = timezone.localdate(self.now)
        if hour is None and (day is None or day == today):
            return None
        if hour is None:
            self.add_error("received_time", _("Hãy ghi cả giờ tiếp nhận, ví dụ 08:30."))
            return None
        at = timezone.make_aware(datetime.combine(day or today, hour))
        may = rules.may_be_received_at(at, data.get("late_reason", ""), unit, self.now)
        late = at <= self.now and unit.holds_on(timezone.localdate(at))
        self._say("late_reason" if late else "received_on", may)
        return at

    def _clean_place(self, data: dict[str, Any], unit: Unit) -> None:
        day = timezone.localdate(data["received_at"] or self.now)
        typed, chosen = str(data.get("place") or "").strip(), data.get("place_chosen")
        picked = place_on(chosen, day) if chosen else None
        if picked is not None:
            self.where = Typed(picked)
        elif not typed:
            self.where = Typed(unit.place)
        else:
            self.where = typed_place(typed, unit.place, day)
        self.candidates = self.where.candidates
        if self.where.place is None and self.candidates:
            self.add_error("place", _("Có vài nơi giống tên này; hãy chọn một nơi bên dưới."))
        elif self.where.place is None:
            self.add_error(
                "place",
                _("Không tìm thấy xã, phường nào tên như vậy; hãy xem lại, hoặc để trống."),
            )

    def _clean_reporter(self, data: dict[str, Any]) -> None:
        named = [data.get(key) for key in ("name", "born", "address", "phone", "email")]
        if data.get("is_unnamed"):
            if any(named):
                self.add_error(
                    "is_unnamed",
                    _("Đã ghi thông tin về người báo; hãy xóa đi, hoặc bỏ dấu “không nêu tên”."),
                )
        elif not data.get("name") and data.get("channel") != Channel.BODY:
            self.add_error("name", _("Hãy ghi họ và tên, hoặc đánh dấu “Người báo không nêu tên”."))
        if data.get("may_contact") and not data.get("email") and "email" not in self.errors:
            self.add_error("email", _("Hãy ghi địa chỉ thư để nhận cập nhật."))

    def _clean_paper(self, data: dict[str, Any]) -> None:
        if data.get("channel") != Channel.BODY:
            return
        for field, sentence in (
            ("paper_number", _("Hãy ghi số văn bản của cơ quan gửi đến.")),
            ("paper_date", _("Hãy ghi ngày văn bản.")),
            ("sender_body", _("Hãy ghi tên cơ quan gửi.")),
        ):
            if not data.get(field) and field not in self.errors:
                self.add_error(field, sentence)

    # --- what it says ---

    def arrival(self, held_for: bytes) -> Arrival:
        """Call after ``is_valid``. ``held_for``: under which the files of this form were kept."""
        data = self.cleaned_data
        assert self.where.place is not None  # noqa: S101 (clean refuses a form without one)
        category = queries.category_called(data["category"])
        assert category is not None  # noqa: S101 (one of the choices)
        return Arrival(
            category=category,
            text=data["text"],
            place=self.where.place,
            stated_place=self.where.stated,
            place_note=data["place_note"],
            unit=data["unit"],
            anonymous=data["is_unnamed"],
            idempotency_key=UUID(str(data["idempotency_key"])),
            occurred_on=data["occurred_on"],
            reporter=None if data["is_unnamed"] else _reporter(data),
            channel=data["channel"],
            received_at=data["received_at"],
            kind=_kind(data, category),
            held_for=held_for,
        )

    def assistance(self) -> Assistance:
        data = self.cleaned_data
        return Assistance(
            bringer=_bringer(data),
            late_reason=data["late_reason"] if data["received_at"] else "",
            paper_number=data["paper_number"],
            paper_date=data["paper_date"],
            sender_body=data["sender_body"],
            items=data["items"],
        )


def _bringer(data: dict[str, Any]) -> str:
    if data.get("channel") == Channel.BODY:
        return Bringer.BODY
    if data.get("brought_by"):
        return Bringer.OTHER
    return Bringer.POST if data.get("channel") == Channel.LETTER else Bringer.SELF


def _kind(data: dict[str, Any], category: Category) -> str:
    """A body's paper about a crime is "tin báo": a "tố giác" is a person's (Art. 144 CPC)."""
    if data["kind"] or data["channel"] != Channel.BODY:
        return str(data["kind"])
    is_crime = category.kind != Kind.CITIZEN_FEEDBACK
    return Kind.CRIME_INFORMATION if is_crime else category.kind


def _reporter(data: dict[str, Any]) -> Reporter:
    return Reporter(
        name=data["name"] or data["sender_body"],
        phone=data["phone"],
        email=data["email"],
        may_contact=data["may_contact"],
        born=data["born"],
        address=data["address"],
        brought_by=data["brought_by"],
    )
