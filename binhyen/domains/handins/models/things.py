"""What is handed in, as the law of a day sorts it; and the campaigns that ask for it."""

from typing import TYPE_CHECKING

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from binhyen.kernel.org.models import Unit
from binhyen.kernel.places.spans import DateSpan, Span, SpanQuerySet, span_forward

if TYPE_CHECKING:
    from datetime import date

    from binhyen.kernel.people.actor import Actor


class Measure(models.TextChoices):
    """Explosives and firecrackers are weighed; adding grams to pieces would say nothing."""

    PIECE = "piece", _("cái")
    GRAM = "gram", _("gam")


class ItemCategory(Span):
    """A class of things during one law: reference data (data/handins/categories.toml). The same
    ``code`` may mean more under the next law, so an item points to the row of its day."""

    code = models.CharField(_("mã"), max_length=40)
    name = models.CharField(_("tên"), max_length=120)
    name_en = models.CharField(_("tên tiếng Anh"), max_length=120)
    help = models.CharField(_("gồm những gì"), max_length=300, blank=True)
    help_en = models.CharField(_("gồm những gì, tiếng Anh"), max_length=300, blank=True)
    measure = models.CharField(
        _("tính bằng"), max_length=8, choices=Measure.choices, default=Measure.PIECE
    )
    # Bombs, mines, shells: whoever finds one leaves it where it lies.
    never_carried = models.BooleanField(_("tuyệt đối không mang đi"), default=False)
    # Since 2025 a knife is a weapon by what it is for: the officer writes what that was.
    asks_purpose = models.BooleanField(_("phải ghi mục đích sử dụng"), default=False)
    basis = models.CharField(_("căn cứ"), max_length=300)
    source = models.CharField(_("nguồn đã xem"), max_length=300)
    verified = models.BooleanField(_("đã kiểm chứng"), default=False)
    order = models.PositiveSmallIntegerField(_("thứ tự"), default=0)

    objects = SpanQuerySet.as_manager()

    class Meta:
        verbose_name = _("loại vũ khí, vật liệu nổ, công cụ hỗ trợ, pháo")
        ordering = ["order", "code", "valid_from"]
        constraints = [
            span_forward("item_category_forward"),
            ExclusionConstraint(
                name="item_category_one_at_a_time",
                expressions=[("code", RangeOperators.EQUAL), (DateSpan(), RangeOperators.OVERLAPS)],
                violation_error_message=_("Loại này đã có định nghĩa trong khoảng ngày đó."),
            ),
        ]

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name


class CampaignQuerySet(SpanQuerySet):
    def visible_to(self, actor: "Actor") -> "CampaignQuerySet":
        """Campaigns of one's own unit, of those below, and those that one's unit takes part in."""
        if actor.is_system:
            return self
        reads = actor.reads()
        mine = Q(host__in=reads) | Q(units__in=reads) | Q(units=None)
        return self.filter(pk__in=self.model.objects.filter(mine).values("pk"))

    def for_unit(self, unit_id: int, day: "date") -> "CampaignQuerySet":
        """Running on ``day`` and open to that unit."""
        mine = Q(units=unit_id) | Q(units=None)
        return self.on(day).filter(pk__in=self.model.objects.filter(mine).values("pk"))


class Campaign(Span):
    """Đợt vận động: a directive, a span of days, the units that take part (none named: all)."""

    code = models.CharField(_("mã"), max_length=40, unique=True)
    name = models.CharField(_("tên đợt vận động"), max_length=160)
    directive_number = models.CharField(_("số văn bản chỉ đạo"), max_length=80)
    directive_on = models.DateField(_("ngày văn bản"))
    host = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", verbose_name=_("đơn vị phát động")
    )
    units = models.ManyToManyField(
        Unit, related_name="+", blank=True, verbose_name=_("đơn vị tham gia")
    )
    is_demo = models.BooleanField(_("minh họa"), default=False)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = _("đợt vận động giao nộp")
        constraints = [span_forward("campaign_forward")]
        indexes = [models.Index(fields=["-valid_from", "-id"], name="campaign_newest")]

    def __str__(self) -> str:
        return self.name
