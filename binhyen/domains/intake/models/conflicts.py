"""Whom a report names among those who would have to deal with it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from binhyen.domains.intake.models.tips import Tip
from binhyen.kernel.org.models import Unit
from binhyen.kernel.people.models import User


class Conflict(models.Model):
    """A unit or an account that a tip is about: it went one level up, and they never see it.

    ``declared_by`` is the officer who read it so; none when the reporter said it on sending.
    ``Tip.walled`` is made of these rows.
    """

    tip = models.ForeignKey(Tip, models.CASCADE, related_name="conflicts", verbose_name=_("tin"))
    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("đơn vị được nêu"),
    )
    user = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("cán bộ được nêu"),
    )
    declared_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("cán bộ khai báo"),
    )
    reason = models.CharField(_("lý do"), max_length=500, blank=True)
    at = models.DateTimeField(_("lúc"))

    class Meta:
        verbose_name = _("xung đột lợi ích")
        constraints = [
            models.CheckConstraint(
                name="conflict_names_somebody",
                condition=Q(unit__isnull=False) | Q(user__isnull=False),
                violation_error_message=_("Hãy chọn đơn vị hoặc cán bộ được nêu trong tin."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.tip_id}"
