"""What officers and citizens type about hand-ins."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from binhyen.domains.handins import queries, rules
from binhyen.domains.handins.models import Campaign, HandIn, HandInItem, ItemCategory, Visit, Way
from binhyen.kernel.org.models import Unit
from binhyen.kernel.people.actor import Actor
from binhyen.kernel.places.models import Level, Place
from binhyen.lib import words
from binhyen.lib.form_fields import DayField
from binhyen.lib.phones import normal_phone

MOST_LINES = 30
BLANK_LINES = 2
MOST = 1_000_000


def _asked_for(label: Any) -> Any:
    """ "Hãy ghi số quyết định.": the field by its name, for the list of faults."""

    def sentence() -> str:
        name = str(label)
        return gettext("Hãy ghi %(what)s.") % {"what": name[:1].lower() + name[1:]}

    return lazy(sentence, str)()


def _short(label: Any, *, required: bool = True, most: int = 120, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=most,
        error_messages={"required": _asked_for(label)},
        **more,
    )


def second_name() -> forms.CharField:
    return _short(
        _("Người ký thứ hai"),
        help_text=_(
            "Họ tên cán bộ hoặc người chứng kiến. Không ghi tên người giao nộp ở đây: tên của họ "
            "nằm trong phần niêm phong."
        ),
        widget=forms.TextInput(attrs={"list": "dong-nghiep", "autocomplete": "off"}),
    )


# --- registering ---------------------------------------------------------------------------------


class LineForm(forms.Form):
    category = forms.ModelChoiceField(
        label=_("Loại (tạm ghi)"), queryset=ItemCategory.objects.none(), empty_label="–"
    )
    quantity = forms.IntegerField(
        label=_("Số lượng"),
        min_value=1,
        max_value=MOST,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 6}),
        error_messages={
            "required": _("Hãy ghi số lượng."),
            "min_value": _("Số lượng từ 1 trở lên."),
            "invalid": _("Hãy ghi một số, ví dụ 3."),
        },
    )
    description = _short(_("Mô tả, đặc điểm, số hiệu"), most=300)
    seal = _short(_("Số niêm phong"), required=False, most=60)
    purpose = _short(
        _("Mục đích sử dụng"), required=False, most=200, help_text=_("Với dao: dùng để làm gì.")
    )

    def __init__(self, *args: Any, today: date, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["category"].queryset = queries.categories_on(today)  # type: ignore[attr-defined]
        self.fields["category"].error_messages["required"] = _("Hãy chọn loại.")


class LinesFormSet(forms.BaseFormSet):  # type: ignore[type-arg]  # no generic when it runs
    """At least one line; those left blank are no lines."""

    def clean(self) -> None:
        if any(form.errors for form in self.forms):
            return
        if not any(form.cleaned_data for form in self.forms):
            raise forms.ValidationError(_("Hãy ghi ít nhất một hiện vật."))

    def given(self) -> list[dict[str, Any]]:
        return [form.cleaned_data for form in self.forms if form.cleaned_data]


_Lines = forms.formset_factory(
    LineForm, formset=LinesFormSet, extra=BLANK_LINES, max_num=MOST_LINES
)


def lines_form(given: Any, today: date) -> LinesFormSet:
    made = _Lines(given, prefix="dong", form_kwargs={"today": today})
    assert isinstance(made, LinesFormSet)  # noqa: S101 (what the factory was given)
    return made


class RegisterForm(forms.Form):
    """One hand-in at the counter. The name is optional, and sealed when given."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    unit = forms.ModelChoiceField(
        label=_("Đơn vị tiếp nhận"), queryset=Unit.objects.none(), empty_label=None
    )
    way = forms.ChoiceField(label=_("Cách nhận"), choices=Way.choices, initial=Way.BROUGHT)
    place = forms.ModelChoiceField(
        label=_("Nơi có đồ"), queryset=Place.objects.none(), required=False
    )
    campaign = forms.ModelChoiceField(
        label=_("Đợt vận động"), queryset=Campaign.objects.none(), required=False
    )
    visit_code = _short(_("Mã hẹn, nếu có"), required=False, most=20)
    name = _short(
        _("Họ tên người giao nộp"),
        required=False,
        help_text=_("Không bắt buộc. Ghi rồi thì niêm phong ngay, không ai ở đơn vị đọc lại được."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    phone = _short(
        _("Điện thoại"),
        required=False,
        most=30,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    note = _short(
        _("Tình trạng, ghi chú"),
        required=False,
        most=1000,
        help_text=_("Không ghi tên người giao nộp."),
    )
    extinguishers = forms.IntegerField(
        label=_("Bình chữa cháy tặng lại"),
        min_value=0,
        max_value=20,
        required=False,
        initial=0,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 3}),
    )
    second_name = second_name()
    document_number = _short(_("Số biên bản"), required=False, most=80)

    def __init__(self, *args: Any, actor: Actor, today: date, **more: Any) -> None:
        super().__init__(*args, **more)
        units = queries.receiving_units(actor, today)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        first = units.first()
        here = first.place if first else None
        self.fields["place"].queryset = _corners(here, today)  # type: ignore[attr-defined]
        self.fields["place"].empty_label = here.name if here else "–"  # type: ignore[attr-defined]
        running = queries.campaigns_for(first.pk, today) if first else Campaign.objects.none()
        self.fields["campaign"].queryset = running  # type: ignore[attr-defined]
        self.fields["campaign"].empty_label = _("Ngoài đợt vận động")  # type: ignore[attr-defined]

    def clean_phone(self) -> str:
        typed = self.cleaned_data["phone"].strip()
        phone = normal_phone(typed) if typed else ""
        if phone is None:
            raise forms.ValidationError(_("Số điện thoại chưa đúng; ví dụ đúng: 0912 345 678."))
        return phone

    def clean_visit_code(self) -> Visit | None:
        typed = self.cleaned_data["visit_code"].strip()
        visit = queries.visit_by_code(typed) if typed else None
        if typed and (visit is None or visit.state != Visit.State.BOOKED):
            raise forms.ValidationError(_("Không có lịch hẹn nào đang chờ mang mã này."))
        return visit

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("phone") and not data.get("name"):
            self.add_error("name", _("Có số điện thoại thì ghi cả họ tên, hoặc bỏ trống cả hai."))
        return data


def _corners(place: Place | None, today: date) -> Any:
    """The hamlets of the unit's commune."""
    if place is None:
        return Place.objects.none()
    return Place.objects.below(place, today, Level.HAMLET).order_by("sort_key", "pk")


# --- acts on a record ----------------------------------------------------------------------------


class ActForm(forms.Form):
    """A form of one act: it knows the hand-in and the actor, to offer only what may be chosen."""

    def __init__(
        self, *args: Any, handin: HandIn, actor: Actor, stage: str = "", **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.handin, self.actor, self.stage = handin, actor, stage
        self.today = timezone.localdate()
        self.prepare()

    def prepare(self) -> None:
        """Fill choices that depend on the hand-in."""


class SignedForm(ActForm):
    """A step of custody: which lines, who signs, by which paper."""

    lines = forms.TypedMultipleChoiceField(
        label=_("Hiện vật"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Hãy chọn ít nhất một hiện vật.")},
    )
    second_name = second_name()
    document_number = _short(_("Số biên bản"), required=False, most=80)
    document_on = DayField(label=_("Ngày biên bản"), required=False)
    scan = forms.FileField(label=_("Bản chụp biên bản (PDF hoặc ảnh)"), required=False)
    note = _short(_("Ghi chú"), required=False, most=500)

    def prepare(self) -> None:
        rows = self.handin.items.filter(stage=self.stage).select_related("category")
        ready = [item for item in rows.order_by("line") if self._mine(item)]
        self.fields["lines"].choices = [  # type: ignore[attr-defined]
            (item.line, f"{item} – {item.description}") for item in ready
        ]
        self.initial.setdefault("lines", [item.line for item in ready])

    def _mine(self, item: HandInItem) -> bool:
        return item.holder_id in self.actor.unit_ids


class TransferForm(SignedForm):
    to = forms.ModelChoiceField(
        label=_("Chuyển đến"),
        queryset=Unit.objects.none(),
        error_messages={"required": _("Hãy chọn đơn vị nhận.")},
    )
    field_order = ("lines", "to")

    def prepare(self) -> None:
        super().prepare()
        units = queries.examining_units(self.today, self.actor.unit_ids)
        self.fields["to"].queryset = units  # type: ignore[attr-defined]


class ExamineForm(SignedForm):
    category = forms.ModelChoiceField(
        label=_("Kết quả phân loại"),
        queryset=ItemCategory.objects.none(),
        error_messages={"required": _("Hãy chọn loại đã xác định.")},
    )
    field_order = ("lines", "category")

    def prepare(self) -> None:
        super().prepare()
        self.fields["category"].queryset = queries.categories_on(self.today)  # type: ignore[attr-defined]


class DecidedForm(SignedForm):
    document_number = _short(_("Số quyết định"), most=80)
    document_on = DayField(
        label=_("Ngày quyết định"), error_messages={"required": _("Hãy ghi ngày quyết định.")}
    )


class MilitaryForm(DecidedForm):
    body = _short(_("Cơ quan quân sự nhận"), most=200)
    field_order = ("lines", "body")


class GiftForm(ActForm):
    extinguishers = forms.IntegerField(
        label=_("Số bình chữa cháy"), min_value=1, max_value=20, initial=1
    )


class CorrectForm(ActForm):
    line = forms.TypedChoiceField(label=_("Dòng ghi nhầm"), coerce=int)
    quantity = forms.IntegerField(label=_("Số lượng đúng"), min_value=1, max_value=MOST)
    description = _short(_("Mô tả đúng"), most=300)
    reason = _short(_("Lý do sửa"), most=300)

    def prepare(self) -> None:
        rows = self.handin.items.filter(stage=self.stage).select_related("category")
        self.fields["line"].choices = [  # type: ignore[attr-defined]
            (item.line, f"{item.line}. {item} – {item.description}") for item in rows
        ]


# --- lists, campaigns, stock, visits -------------------------------------------------------------


class FilterForm(forms.Form):
    """What narrows the list; the tab and scope asked for are kept."""

    muc = forms.CharField(required=False, widget=forms.HiddenInput)
    cua = forms.CharField(required=False, widget=forms.HiddenInput)
    dot = forms.ChoiceField(label=_("Đợt vận động"), required=False)
    loai = forms.ChoiceField(label=_("Loại"), required=False)
    so_thu_tu = forms.IntegerField(
        label=_("Số trong sổ"),
        required=False,
        min_value=1,
        max_value=MOST,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 6}),
    )

    def __init__(
        self,
        given: Any,
        *,
        campaigns: list[tuple[str, str]],
        categories: list[tuple[str, str]],
    ) -> None:
        super().__init__(given)
        every = ("", _("Tất cả"))
        self.fields["dot"].choices = [every, *campaigns]  # type: ignore[attr-defined]
        self.fields["loai"].choices = [every, *categories]  # type: ignore[attr-defined]


class CampaignForm(forms.Form):
    host = forms.ModelChoiceField(
        label=_("Đơn vị phát động"), queryset=Unit.objects.none(), empty_label=None
    )
    name = _short(_("Tên đợt vận động"), most=160)
    directive_number = _short(_("Số văn bản chỉ đạo"), most=80)
    directive_on = DayField(
        label=_("Ngày văn bản"), error_messages={"required": _("Hãy ghi ngày văn bản.")}
    )
    first_day = forms.DateField(
        label=_("Từ ngày"),
        input_formats=["%d/%m/%Y", "%Y-%m-%d"],
        widget=forms.DateInput(format="%d/%m/%Y", attrs={"inputmode": "numeric", "size": 12}),
    )
    last_day = forms.DateField(
        label=_("Đến hết ngày"),
        required=False,
        input_formats=["%d/%m/%Y", "%Y-%m-%d"],
        widget=forms.DateInput(format="%d/%m/%Y", attrs={"inputmode": "numeric", "size": 12}),
    )
    units = forms.ModelMultipleChoiceField(
        label=_("Đơn vị tham gia"),
        help_text=_("Không chọn đơn vị nào: tất cả các đơn vị."),
        queryset=Unit.objects.none(),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}),
    )

    def __init__(self, *args: Any, actor: Actor, today: date, **more: Any) -> None:
        super().__init__(*args, **more)
        hosts = Unit.objects.on(today).filter(pk__in=actor.unit_ids).order_by("name", "pk")
        below = Unit.objects.on(today).filter(pk__in=actor.reads(), kind__in=rules.RECEIVERS)
        self.fields["host"].queryset = hosts  # type: ignore[attr-defined]
        self.fields["units"].queryset = below.order_by("name", "pk")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("first_day"), data.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("Ngày cuối phải từ ngày đầu trở đi."))
        return data


class EndForm(forms.Form):
    last_day = DayField(label=_("Ngày cuối"), error_messages={"required": _("Hãy ghi ngày.")})


class CountForm(forms.Form):
    """A stocktake: one pair of fields for each category that the book has."""

    second_name = second_name()
    document_number = _short(_("Số biên bản"), required=False, most=80)

    def __init__(self, *args: Any, stock: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.stock = list(stock)
        for row in self.stock:
            self.fields[f"counted-{row.category_id}"] = forms.IntegerField(
                label=_("%(name)s – đếm được") % {"name": row.category},
                min_value=0,
                max_value=MOST,
                widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 6}),
                error_messages={"required": _("Hãy ghi số đếm được.")},
            )
            self.fields[f"why-{row.category_id}"] = _short(
                _("Giải trình nếu lệch"), required=False, most=500
            )


class HoursForm(forms.Form):
    """Morning and afternoon of the days ticked. Nothing ticked: the usual hours."""

    days = forms.TypedMultipleChoiceField(
        label=_("Ngày nhận"),
        coerce=int,
        required=False,
        choices=list(
            enumerate(
                [
                    _("Thứ hai"),
                    _("Thứ ba"),
                    _("Thứ tư"),
                    _("Thứ năm"),
                    _("Thứ sáu"),
                    _("Thứ bảy"),
                    _("Chủ nhật"),
                ]
            )
        ),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Không chọn ngày nào: theo giờ chung. Ngày nghỉ lễ không nhận hẹn."),
    )
    opens = forms.TimeField(label=_("Sáng từ"), required=False)
    closes = forms.TimeField(label=_("Sáng đến"), required=False)
    reopens = forms.TimeField(label=_("Chiều từ"), required=False)
    recloses = forms.TimeField(label=_("Chiều đến"), required=False)
    minutes = forms.IntegerField(
        label=_("Mỗi lượt (phút)"), min_value=10, max_value=240, initial=30
    )
    seats = forms.IntegerField(label=_("Số lượt cùng giờ"), min_value=1, max_value=20, initial=1)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for first, last in (("opens", "closes"), ("reopens", "recloses")):
            if bool(data.get(first)) != bool(data.get(last)):
                self.add_error(last, _("Hãy ghi cả giờ bắt đầu và giờ kết thúc."))
            elif data.get(first) and data[last] <= data[first]:
                self.add_error(last, _("Giờ kết thúc phải sau giờ bắt đầu."))
        if data.get("days") and not data.get("opens") and not data.get("reopens"):
            self.add_error("opens", _("Hãy ghi giờ nhận buổi sáng hoặc buổi chiều."))
        return data


# --- the citizen ---------------------------------------------------------------------------------


class BookForm(forms.Form):
    about = forms.ChoiceField(
        label=_("Bạn định giao nộp gì?"),
        choices=Visit.About.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Hãy chọn một dòng gần đúng nhất.")},
    )
    at = forms.ChoiceField(
        label=_("Giờ đến"), error_messages={"required": _("Hãy chọn một giờ còn trống.")}
    )

    def __init__(self, *args: Any, days: list[queries.FreeDay], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["at"].choices = [  # type: ignore[attr-defined]
            # The day again in each line: a closed list shows the chosen line alone.
            (words.day(one.day), [(at.isoformat(), words.moment(at)) for at in one.times])
            for one in days
        ]
        self.fields["at"].error_messages["invalid_choice"] = _(
            "Giờ này vừa có người hẹn hoặc đơn vị không tiếp; hãy chọn giờ khác."
        )

    def clean_at(self) -> datetime:
        return datetime.fromisoformat(self.cleaned_data["at"])


class MoveForm(BookForm):
    about = None  # type: ignore[assignment]  # it stays as it was


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Mã"),
        max_length=40,
        error_messages={"required": _("Hãy nhập mã.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
