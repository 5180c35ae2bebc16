"""What is asked when a resolution, or a change of a unit that rests on one, is entered."""

from datetime import date
from fractions import Fraction
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from binhyen.kernel.places.actions import Share
from binhyen.kernel.places.hamlet_lists import HAMLET_KINDS
from binhyen.kernel.places.models import Level, Place, PlaceType, ReformAct
from binhyen.kernel.places.queries import place_on
from binhyen.lib.text import fold
from binhyen.portal.ground.forms import AnyDay

MOST_NAMED = 5
# The steps that a unit can be begun at under another, each with the types it can have.
KINDS_OF = {
    Level.PROVINCE: (PlaceType.PROVINCE, PlaceType.CITY),
    Level.COMMUNE: (
        *(PlaceType.COMMUNE, PlaceType.WARD, PlaceType.TOWNSHIP, PlaceType.SPECIAL_ZONE),
    ),
    Level.HAMLET: tuple(HAMLET_KINDS),
}


class ActFilterForm(forms.Form):
    tu = forms.CharField(label=_("Số hoặc trích yếu"), required=False, max_length=80)
    nam = forms.IntegerField(
        label=_("Năm có hiệu lực"),
        required=False,
        min_value=1990,
        max_value=2100,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 6}),
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), _("Hãy ghi năm bằng bốn chữ số, ví dụ 2025.")
        ),
    )


class EnactForm(forms.Form):
    number = forms.CharField(
        label=_("Số, ký hiệu"),
        help_text=_("Ví dụ: 1666/NQ-UBTVQH15."),
        max_length=120,
        error_messages={"required": _("Hãy ghi số, ký hiệu của nghị quyết.")},
    )
    title = forms.CharField(label=_("Trích yếu"), required=False, max_length=400)
    signed_on = AnyDay(label=_("Ngày ban hành"), required=False)
    effective_on = AnyDay(label=_("Ngày có hiệu lực"))
    source = forms.CharField(
        label=_("Nguồn"),
        help_text=_("Nơi đọc được toàn văn, ví dụ Công báo số 123."),
        required=False,
        max_length=200,
    )

    def clean_number(self) -> str:
        number: str = self.cleaned_data["number"].strip()
        if ReformAct.objects.filter(number__iexact=number).exists():
            raise forms.ValidationError(_("Nghị quyết số này đã có trong danh mục."))
        return number

    def clean(self) -> dict[str, Any]:
        asked = super().clean() or {}
        signed, effective = asked.get("signed_on"), asked.get("effective_on")
        if signed and effective and effective < signed:
            self.add_error("effective_on", _("Ngày có hiệu lực không thể trước ngày ban hành."))
        return asked


class PlaceText(forms.CharField):
    """A unit by its code, or by its name where only one in the province has it; ``Form.clean``
    turns it into a ``Place`` by ``the_place``."""

    def __init__(self, label: Any, *, required: bool = True) -> None:
        super().__init__(
            label=label,
            help_text=_("Mã, hoặc tên nếu cả tỉnh chỉ có một nơi mang tên đó."),
            required=required,
            max_length=160,
            error_messages={"required": _("Hãy ghi mã hoặc tên đơn vị.")},
        )


def the_place(text: str, day: date) -> Place:
    """Raises ``ValidationError`` with a sentence: none, or which ones."""
    text = " ".join(text.split())
    if place := place_on(text, day):
        return place
    province = place_on(settings.PROVINCE, day, Level.PROVINCE)
    rows = Place.objects.below(province, day) if province else Place.objects.none()
    found: list[Place] = list(rows.filter(fold=fold(text)).order_by("code")[: MOST_NAMED + 1])
    if len(found) == 1:
        return found[0]
    shown = {"text": text[:60], "day": f"{day:%d/%m/%Y}"}
    if not found:
        raise forms.ValidationError(
            _("Ngày %(day)s không có đơn vị nào mang mã hoặc tên “%(text)s”."), params=shown
        )
    named = ", ".join(f"{one.name} ({one.code})" for one in found[:MOST_NAMED])
    raise forms.ValidationError(
        _("Có nhiều nơi tên này: %(named)s. Hãy ghi mã."), params={"named": named}
    )


class _ChangeForm(forms.Form):
    """``act`` and ``on`` of every change; ``PlaceText`` fields become places of that day."""

    act = forms.ModelChoiceField(
        label=_("Theo nghị quyết"),
        queryset=ReformAct.objects.order_by("-effective_on", "number"),
        empty_label=_("Chọn nghị quyết"),
        error_messages={
            "required": _("Hãy chọn nghị quyết; chưa có thì ghi nghị quyết trước."),
            "invalid_choice": _("Hãy chọn một nghị quyết trong danh sách."),
        },
    )
    on = AnyDay(label=_("Có hiệu lực từ ngày"))

    def __init__(self, *args: Any, place: Place, **more: Any) -> None:
        super().__init__(*args, **more)
        self.place = place

    def clean(self) -> dict[str, Any]:
        asked = super().clean() or {}
        for name, field in self.fields.items():
            if isinstance(field, PlaceText) and asked.get(name) and asked.get("on"):
                try:
                    asked[name] = the_place(asked[name], asked["on"])
                except forms.ValidationError as error:
                    self.add_error(name, error)
        return asked


def _kinds(level: str) -> list[tuple[str, Any]]:
    return [(kind.value, kind.label) for kind in KINDS_OF.get(Level(level), ())]


class RenameForm(_ChangeForm):
    name = forms.CharField(
        label=_("Tên mới, đầy đủ"),
        help_text=_("Kèm loại: Phường Phố Hiến, Thôn Đông."),
        max_length=160,
        error_messages={"required": _("Hãy ghi tên mới.")},
    )
    kind = forms.ChoiceField(label=_("Loại"))
    field_order = ("name", "kind", "act", "on")

    def __init__(self, *args: Any, place: Place, **more: Any) -> None:
        super().__init__(*args, place=place, **more)
        kinds = self.fields["kind"]
        assert isinstance(kinds, forms.ChoiceField)  # noqa: S101 (as declared above)
        kinds.choices = _kinds(place.level)
        self.fields["act"].required = False


class MoveForm(_ChangeForm):
    to = PlaceText(_("Cấp trên mới"))
    act = None  # type: ignore[assignment]  # the act of a move is not kept
    field_order = ("to", "on")


class BeginForm(_ChangeForm):
    """A new unit under ``place``."""

    name = forms.CharField(
        label=_("Tên đầy đủ"),
        help_text=_("Kèm loại: Phường Phố Hiến, Thôn Đông."),
        max_length=160,
        error_messages={"required": _("Hãy ghi tên.")},
    )
    kind = forms.ChoiceField(label=_("Loại"))
    code = forms.RegexField(
        r"[0-9]{2,5}(-[0-9]{3,4})?",
        label=_("Mã"),
        help_text=_("Theo danh mục của Cục Thống kê; thôn: mã xã, gạch ngang, ba chữ số."),
        error_messages={
            "required": _("Hãy ghi mã."),
            "invalid": _("Mã gồm chữ số, ví dụ 12349; thôn ví dụ 12349-012."),
        },
    )
    field_order = ("name", "kind", "code", "act", "on")

    def __init__(self, *args: Any, place: Place, **more: Any) -> None:
        super().__init__(*args, place=place, **more)
        kinds = self.fields["kind"]
        assert isinstance(kinds, forms.ChoiceField)  # noqa: S101 (as declared above)
        self.level = level_below(place)
        kinds.choices = _kinds(self.level)

    def clean(self) -> dict[str, Any]:
        asked = super().clean()
        if asked.get("code") and asked.get("on"):
            taken = Place.objects.filter(level=self.level, code=asked["code"])
            if any(one.valid_to is None or one.valid_to > asked["on"] for one in taken):
                self.add_error("code", _("Mã này đã có đơn vị khác dùng trong khoảng ngày đó."))
        return asked


class EndForm(_ChangeForm):
    """Up to three heirs; the first is the main one and takes what the others leave."""

    heir = PlaceText(_("Nơi nhận chính"))
    heir2 = PlaceText(_("Nơi nhận thứ hai"), required=False)
    share2 = forms.CharField(
        label=_("Phần của nơi thứ hai, ví dụ 1/3"), required=False, max_length=9
    )
    heir3 = PlaceText(_("Nơi nhận thứ ba"), required=False)
    share3 = forms.CharField(
        label=_("Phần của nơi thứ ba, ví dụ 1/3"), required=False, max_length=9
    )
    basis = forms.CharField(
        label=_("Căn cứ chia phần"), required=False, max_length=200, initial="theo nghị quyết"
    )
    field_order = ("heir", "heir2", "share2", "heir3", "share3", "basis", "act", "on")

    def clean(self) -> dict[str, Any]:
        asked = super().clean()
        left, others = Fraction(1), list[tuple[Place, Fraction]]()
        for place, share in (("heir2", "share2"), ("heir3", "share3")):
            if bool(asked.get(place)) != bool(asked.get(share)) and place not in self.errors:
                missing = share if asked.get(place) else place
                self.add_error(missing, _("Ghi cả nơi nhận và phần của nơi đó."))
            elif asked.get(place) and (part := self._part(share, asked[share])):
                left -= part
                others.append((asked[place], part))
        if left <= 0:
            self.add_error(
                "share2", _("Các phần cộng lại phải nhỏ hơn 1; nơi chính nhận phần còn lại.")
            )
        if not self.errors:
            asked["heirs"] = self._heirs(asked, left, others)
        return asked

    def _part(self, name: str, text: str) -> Fraction | None:
        try:
            part = Fraction(text.replace(" ", "").replace(",", "."))
        except (ValueError, ZeroDivisionError):
            part = Fraction(0)
        if 0 < part < 1 and part.denominator <= 100_000:
            return part
        self.add_error(name, _("Phần viết như 1/3, lớn hơn 0 và nhỏ hơn 1."))
        return None

    def _heirs(
        self, asked: dict[str, Any], left: Fraction, others: list[tuple[Place, Fraction]]
    ) -> list[Share]:
        places = [asked["heir"], *(place for place, _part in others)]
        if self.place in places or len(set(places)) < len(places):
            self.add_error("heir", _("Các nơi nhận phải khác nhau và khác đơn vị kết thúc."))
        basis = asked["basis"] or "theo nghị quyết"
        return [
            Share(asked["heir"], *left.as_integer_ratio(), basis=basis),
            *(Share(place, *part.as_integer_ratio(), False, basis) for place, part in others),
        ]


def level_below(place: Place) -> Level:
    """Which level is begun under a unit here: two tiers since 1 July 2025, hamlets below them."""
    if place.level == Level.NATION:
        return Level.PROVINCE
    return Level.COMMUNE if place.level == Level.PROVINCE else Level.HAMLET
