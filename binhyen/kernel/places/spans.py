"""Rows that hold during a span of days: from ``valid_from`` up to, not including, ``valid_to``."""

from datetime import date
from typing import Any, Self

from django.contrib.postgres.fields import DateRangeField, RangeBoundary
from django.db import models
from django.db.models import Func, Q
from django.utils.translation import gettext_lazy as _


class DateSpan(Func):
    """``daterange(valid_from, valid_to, '[)')`` for exclusion constraints."""

    function = "daterange"
    output_field = DateRangeField()

    def __init__(self) -> None:
        super().__init__("valid_from", "valid_to", RangeBoundary())


class SpanQuerySet(models.QuerySet[Any]):
    def on(self, day: date, prefix: str = "") -> Self:
        """Rows in force on ``day``; ``prefix`` reaches them over a relation (``"place__"``)."""
        ended = Q(**{f"{prefix}valid_to": None}) | Q(**{f"{prefix}valid_to__gt": day})
        return self.filter(ended, **{f"{prefix}valid_from__lte": day})


class Span(models.Model):
    valid_from = models.DateField(_("hiệu lực từ"))
    valid_to = models.DateField(_("hết hiệu lực từ"), null=True, blank=True)

    class Meta:
        abstract = True

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


def span_forward(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name,
        condition=Q(valid_to=None) | Q(valid_to__gt=models.F("valid_from")),
        violation_error_message=_("Ngày hết hiệu lực phải sau ngày có hiệu lực."),
    )
