"""Administrative units (đơn vị hành chính) as spans in time.

A code or a name is not a key: the key is (code, valid_from). Names, types and parents are dated
rows of their own; reforms are acts with succession edges; the closure is derived from parents.
"""

from datetime import date
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from binhyen.kernel.places.spans import DateSpan, Span, SpanQuerySet, span_forward


class Level(models.TextChoices):
    NATION = "nation", _("cả nước")
    PROVINCE = "province", _("cấp tỉnh")
    DISTRICT = "district", _("cấp huyện")
    COMMUNE = "commune", _("cấp xã")
    HAMLET = "hamlet", _("thôn, tổ dân phố")


class PlaceType(models.TextChoices):
    NATION = "nation", _("Nước")
    PROVINCE = "tinh", _("Tỉnh")
    CITY = "thanh-pho", _("Thành phố trực thuộc trung ương")
    DISTRICT = "huyen", _("Huyện")
    URBAN_DISTRICT = "quan", _("Quận")
    TOWN = "thi-xa", _("Thị xã")
    PROVINCIAL_CITY = "thanh-pho-thuoc-tinh", _("Thành phố thuộc tỉnh")
    COMMUNE = "xa", _("Xã")
    WARD = "phuong", _("Phường")
    TOWNSHIP = "thi-tran", _("Thị trấn")
    SPECIAL_ZONE = "dac-khu", _("Đặc khu")
    HAMLET = "thon", _("Thôn")
    RESIDENTIAL_GROUP = "to-dan-pho", _("Tổ dân phố")


class ReformAct(models.Model):
    """The resolution (nghị quyết) that made, merged, renamed or ended units."""

    number = models.CharField(_("số, ký hiệu"), max_length=120, unique=True)
    signed_on = models.DateField(_("ngày ban hành"), null=True, blank=True)
    effective_on = models.DateField(_("ngày có hiệu lực"))
    title = models.CharField(_("trích yếu"), max_length=400, blank=True)
    source = models.CharField(_("nguồn"), max_length=200)
    verified = models.BooleanField(_("đã kiểm chứng"), default=False)

    class Meta:
        verbose_name = _("nghị quyết sắp xếp")

    def __str__(self) -> str:
        return self.number


class PlaceQuerySet(SpanQuerySet):
    def below(self, ancestor: "Place", day: date, level: str | None = None) -> Self:
        """Units under ``ancestor`` (itself included) on ``day``, by the dated closure."""
        links = PlaceClosure.objects.on(day).filter(ancestor=ancestor).values("descendant_id")
        found = self.on(day).filter(pk__in=links)
        return found.filter(level=level) if level else found


class Place(Span):
    """One administrative unit during one span of its life. ``name`` and ``kind`` repeat the last
    dated name, so that lists need no join; history is in PlaceName."""

    level = models.CharField(_("cấp"), max_length=10, choices=Level.choices)
    code = models.CharField(_("mã"), max_length=12)
    name = models.CharField(_("tên đầy đủ"), max_length=160)
    kind = models.CharField(_("loại"), max_length=24, choices=PlaceType.choices)
    sort_key = models.BinaryField(_("khóa sắp xếp tiếng Việt"), max_length=400, default=b"")
    fold = models.CharField(_("tên không dấu"), max_length=160, default="")
    made_by = models.ForeignKey(
        ReformAct,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("lập theo"),
    )
    ended_by = models.ForeignKey(
        ReformAct,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("kết thúc theo"),
    )
    lat = models.FloatField(_("vĩ độ"), null=True, blank=True)
    lon = models.FloatField(_("kinh độ"), null=True, blank=True)
    source = models.CharField(_("nguồn"), max_length=120)
    verified = models.BooleanField(_("đã kiểm chứng"), default=True)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("đơn vị hành chính")
        constraints = [
            span_forward("place_span_forward"),
            ExclusionConstraint(
                name="place_code_once_at_a_time",
                expressions=[
                    ("level", RangeOperators.EQUAL),
                    ("code", RangeOperators.EQUAL),
                    (DateSpan(), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("Mã này đã có đơn vị khác dùng trong khoảng ngày đó."),
            ),
        ]
        indexes = [
            models.Index(fields=["level", "code", "valid_from"], name="place_code"),
            GinIndex(fields=["fold"], name="place_fold_trgm", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return self.name


class PlaceName(Span):
    place = models.ForeignKey(
        Place, models.CASCADE, related_name="names", verbose_name=_("đơn vị hành chính")
    )
    name = models.CharField(_("tên đầy đủ"), max_length=160)
    kind = models.CharField(_("loại"), max_length=24, choices=PlaceType.choices)
    canon = models.CharField(_("tên chuẩn dấu"), max_length=160)
    fold = models.CharField(_("tên không dấu"), max_length=160)
    act = models.ForeignKey(
        ReformAct,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("nghị quyết"),
    )

    objects = SpanQuerySet.as_manager()

    class Meta:
        verbose_name = _("tên theo thời gian")
        constraints = [
            span_forward("place_name_forward"),
            ExclusionConstraint(
                name="place_one_name_at_a_time",
                expressions=[
                    ("place", RangeOperators.EQUAL),
                    (DateSpan(), RangeOperators.OVERLAPS),
                ],
            ),
        ]
        indexes = [
            GinIndex(fields=["fold"], name="place_name_fold_trgm", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return self.name


class PlaceParent(Span):
    place = models.ForeignKey(
        Place, models.CASCADE, related_name="parents", verbose_name=_("đơn vị hành chính")
    )
    parent = models.ForeignKey(
        Place, models.PROTECT, related_name="children", verbose_name=_("trực thuộc")
    )

    objects = SpanQuerySet.as_manager()

    class Meta:
        verbose_name = _("trực thuộc theo thời gian")
        constraints = [
            span_forward("place_parent_forward"),
            ExclusionConstraint(
                name="place_one_parent_at_a_time",
                expressions=[
                    ("place", RangeOperators.EQUAL),
                    (DateSpan(), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place} – {self.parent}"


class PlaceClosure(Span):
    """Derived from PlaceParent by ``closure.rebuild``: who stood under whom, when."""

    ancestor = models.ForeignKey(
        Place, models.CASCADE, related_name="+", verbose_name=_("đơn vị trên")
    )
    descendant = models.ForeignKey(
        Place, models.CASCADE, related_name="+", verbose_name=_("đơn vị dưới")
    )
    distance = models.PositiveSmallIntegerField(_("số bậc"))

    objects = SpanQuerySet.as_manager()

    class Meta:
        verbose_name = _("quan hệ trên dưới")
        constraints = [span_forward("place_closure_forward")]
        indexes = [
            models.Index(
                fields=["ancestor", "distance", "valid_from", "valid_to"],
                include=["descendant"],
                name="place_closure_down",
            ),
            models.Index(
                fields=["descendant", "distance", "valid_from", "valid_to"],
                include=["ancestor"],
                name="place_closure_up",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ancestor_id} > {self.descendant_id}"


class Succession(models.Model):
    """An edge of a reform: ``share_num/share_den`` of ``old`` became part of ``new``.

    Going forward the shares of one ``old`` add up to 1; ``back_num/back_den`` say which part of
    ``new`` came from ``old`` (for showing new figures on old units). The remainder of an integer
    split goes to the edge with ``is_last``.
    """

    act = models.ForeignKey(
        ReformAct, models.PROTECT, related_name="successions", verbose_name=_("nghị quyết")
    )
    old = models.ForeignKey(
        Place, models.PROTECT, related_name="heirs", verbose_name=_("đơn vị cũ")
    )
    new = models.ForeignKey(
        Place, models.PROTECT, related_name="forebears", verbose_name=_("đơn vị mới")
    )
    on = models.DateField(_("ngày"))
    share_num = models.PositiveIntegerField(_("phần"), default=1)
    share_den = models.PositiveIntegerField(_("trên"), default=1)
    back_num = models.PositiveIntegerField(_("phần ngược"), default=1)
    back_den = models.PositiveIntegerField(_("trên ngược"), default=1)
    basis = models.CharField(_("căn cứ của tỷ lệ"), max_length=200)
    is_default = models.BooleanField(_("nơi nhận chính"), default=True)
    is_last = models.BooleanField(_("nhận phần dư"), default=True)
    verified = models.BooleanField(_("đã kiểm chứng"), default=False)

    class Meta:
        verbose_name = _("kế thừa")
        constraints = [
            models.UniqueConstraint(fields=["old", "new", "on"], name="succession_once"),
            models.UniqueConstraint(
                fields=["old", "on"],
                condition=Q(is_default=True),
                name="succession_one_default",
                violation_error_message=_("Mỗi đơn vị cũ chỉ có một nơi nhận chính."),
            ),
            models.CheckConstraint(
                name="succession_share",
                condition=Q(share_num__gt=0, share_den__gte=models.F("share_num"))
                & Q(back_num__gt=0, back_den__gte=models.F("back_num")),
                violation_error_message=_("Tỷ lệ phải lớn hơn 0 và không quá 1."),
            ),
        ]
        indexes = [models.Index(fields=["on"], name="succession_on")]

    def __str__(self) -> str:
        return f"{self.old} → {self.new}"


class Boundary(models.Model):
    """The polygon of a unit, as imported. The product ships none (docs/decisions/0005)."""

    place = models.OneToOneField(
        Place, models.CASCADE, related_name="boundary", verbose_name=_("đơn vị hành chính")
    )
    wkb = models.BinaryField(_("đường ranh (WKB, WGS 84)"))
    is_approximate = models.BooleanField(_("gần đúng"), default=False)
    attribution = models.CharField(_("nguồn"), max_length=300)
    loaded_at = models.DateTimeField(_("nạp lúc"), auto_now_add=True)

    class Meta:
        verbose_name = _("ranh giới")

    def __str__(self) -> str:
        return str(self.place)
