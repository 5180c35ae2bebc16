"""Bodies that can be given work: police units, people's committees, fronts, partners."""

from datetime import date
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _

from binhyen.kernel.places.models import Place
from binhyen.kernel.places.spans import DateSpan, Span, SpanQuerySet, span_forward


class UnitKind(models.TextChoices):
    POLICE_PROVINCE = "police_province", _("Công an tỉnh")
    POLICE_DEPARTMENT = "police_department", _("Phòng thuộc Công an tỉnh")
    POLICE_DISTRICT = "police_district", _("Công an cấp huyện (đến 28/02/2025)")
    POLICE_COMMUNE = "police_commune", _("Công an cấp xã")
    COMMITTEE_PROVINCE = "committee_province", _("Ủy ban nhân dân tỉnh")
    COMMITTEE_DISTRICT = "committee_district", _("Ủy ban nhân dân cấp huyện (đến 30/06/2025)")
    COMMITTEE_COMMUNE = "committee_commune", _("Ủy ban nhân dân cấp xã")
    FRONT = "front", _("Ủy ban Mặt trận Tổ quốc")
    PROCURACY = "procuracy", _("Viện kiểm sát nhân dân")
    PARTNER = "partner", _("Cơ quan, tổ chức phối hợp")


class UnitQuerySet(SpanQuerySet):
    def of_kind(self, kind: str, place: Place, day: date) -> Self:
        return self.on(day).filter(kind=kind, place=place)


class Unit(Span):
    """A body during the span of its life. Its area (``place``) may be any level."""

    kind = models.CharField(_("loại đơn vị"), max_length=24, choices=UnitKind.choices)
    name = models.CharField(_("tên đơn vị"), max_length=200)
    short_name = models.CharField(_("tên gọi tắt"), max_length=40, blank=True)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("địa bàn"))
    address = models.CharField(_("địa chỉ"), max_length=300, blank=True)
    phone = models.CharField(_("điện thoại trực ban"), max_length=40, blank=True)
    is_demo = models.BooleanField(_("minh họa"), default=False)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("đơn vị")
        constraints = [
            span_forward("unit_span_forward"),
            ExclusionConstraint(
                name="unit_one_of_a_kind_per_place",
                expressions=[
                    ("kind", RangeOperators.EQUAL),
                    ("place", RangeOperators.EQUAL),
                    ("short_name", RangeOperators.EQUAL),
                    (DateSpan(), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("Địa bàn này đã có đơn vị cùng loại."),
            ),
        ]
        indexes = [models.Index(fields=["place", "kind"], name="unit_place_kind")]

    def __str__(self) -> str:
        return self.name


class UnitParent(Span):
    """Chain of command (đơn vị cấp trên trực tiếp) through time."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="parents", verbose_name=_("đơn vị"))
    parent = models.ForeignKey(
        Unit, models.PROTECT, related_name="children", verbose_name=_("cấp trên trực tiếp")
    )

    objects = SpanQuerySet.as_manager()

    class Meta:
        verbose_name = _("cấp trên theo thời gian")
        constraints = [
            span_forward("unit_parent_forward"),
            ExclusionConstraint(
                name="unit_one_parent_at_a_time",
                expressions=[
                    ("unit", RangeOperators.EQUAL),
                    (DateSpan(), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} – {self.parent}"


class UnitSuccession(models.Model):
    """Who takes over the records and the open work of a dissolved unit."""

    old = models.ForeignKey(
        Unit, models.PROTECT, related_name="heirs", verbose_name=_("đơn vị giải thể")
    )
    new = models.ForeignKey(
        Unit, models.PROTECT, related_name="forebears", verbose_name=_("đơn vị kế thừa")
    )
    on = models.DateField(_("ngày"))
    is_default = models.BooleanField(_("nhận hồ sơ và việc đang làm"), default=True)
    basis = models.CharField(_("căn cứ"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("kế thừa đơn vị")
        constraints = [
            models.UniqueConstraint(fields=["old", "new", "on"], name="unit_succession_once"),
            models.UniqueConstraint(
                fields=["old"],
                condition=models.Q(is_default=True),
                name="unit_succession_one_default",
                violation_error_message=_("Mỗi đơn vị chỉ có một nơi nhận hồ sơ."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old} → {self.new}"
