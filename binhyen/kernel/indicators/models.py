"""Figures: fact → a ±n row in the same transaction (Delta) → cells (Cell), by the worker.

A part is a count or a sum that a domain publishes (``tips_received``); a cell is one part at the
lowest unit known, one month, and up to two small dimensions. Everything shown is derived: over
units by the dated closure or by succession shares, over periods by months, rates from their parts.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from binhyen.kernel.places.models import Place
from binhyen.kernel.places.spans import Span, SpanQuerySet


class IndicatorVersion(Span):
    """The published definition of an indicator at a time; reports cite code and version."""

    code = models.CharField(_("mã chỉ tiêu"), max_length=60)
    version = models.PositiveSmallIntegerField(_("phiên bản"))
    definition = models.JSONField(_("định nghĩa"))
    published_at = models.DateTimeField(_("công bố lúc"), auto_now_add=True)

    objects = SpanQuerySet.as_manager()

    class Meta:
        verbose_name = _("phiên bản chỉ tiêu")
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="indicator_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"


class Delta(models.Model):
    """A change not yet in the cells. ``day`` is the fact's own day, so late facts land in their
    own period."""

    part = models.CharField(_("thành phần"), max_length=40)
    place = models.ForeignKey(
        Place, models.PROTECT, related_name="+", db_index=False, verbose_name=_("địa bàn")
    )
    day = models.DateField(_("ngày"))
    dim1 = models.CharField(_("chiều 1"), max_length=40, default="")
    dim2 = models.CharField(_("chiều 2"), max_length=40, default="")
    n = models.BigIntegerField(_("thay đổi"))

    class Meta:
        verbose_name = _("thay đổi chờ cộng")

    def __str__(self) -> str:
        return f"{self.part} {self.n:+d}"


# What a rolled-up dimension holds.
ALL = "*"


class Slice(models.IntegerChoices):
    """Which dimensions a cell keeps: without the roll-ups, a page of totals would add up every
    combination of kind and category each time (80 cells where one will do)."""

    DETAIL = 0, _("cả hai chiều")
    FIRST = 1, _("chiều 1")
    SECOND = 2, _("chiều 2")
    TOTAL = 3, _("tổng")


class Cell(models.Model):
    part = models.CharField(_("thành phần"), max_length=40)
    slice = models.PositiveSmallIntegerField(_("lát cắt"), choices=Slice.choices)
    place = models.ForeignKey(
        Place, models.PROTECT, related_name="+", db_index=False, verbose_name=_("địa bàn")
    )
    month = models.DateField(_("tháng (ngày đầu)"))
    dim1 = models.CharField(_("chiều 1"), max_length=40, default="")
    dim2 = models.CharField(_("chiều 2"), max_length=40, default="")
    value = models.BigIntegerField(_("giá trị"))

    class Meta:
        verbose_name = _("ô số liệu")
        constraints = [
            models.UniqueConstraint(
                fields=["part", "place", "month", "dim1", "dim2"], name="cell_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["part", "slice", "month", "place"],
                include=["dim1", "dim2", "value"],
                name="cell_read",
            )
        ]

    def __str__(self) -> str:
        return f"{self.part} {self.month:%m/%Y} = {self.value}"


class Reconciliation(models.Model):
    """One nightly (or asked-for) comparison of the cells with the facts."""

    at = models.DateTimeField(_("lúc"), auto_now_add=True)
    part = models.CharField(_("thành phần"), max_length=40)
    checked = models.PositiveIntegerField(_("số ô đã so"))
    differences = models.PositiveIntegerField(_("số ô lệch"))
    detail = models.JSONField(_("chi tiết lệch"), default=list)

    class Meta:
        verbose_name = _("đối chiếu số liệu")
        indexes = [models.Index(fields=["part", "-at"], name="reconciliation_last")]

    def __str__(self) -> str:
        return f"{self.part}: {self.differences}"
