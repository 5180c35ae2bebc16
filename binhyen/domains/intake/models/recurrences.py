"""The same thing again after it was settled: a question to the unit, and a mark on its figures."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from binhyen.domains.intake.models.tips import Tip
from binhyen.kernel.people.models import User

if TYPE_CHECKING:
    from binhyen.kernel.people.actor import Actor


class TipRecurrenceQuerySet(models.QuerySet["TipRecurrence"]):
    def visible_to(self, actor: "Actor") -> "TipRecurrenceQuerySet":
        """Between two tips that the actor may both see."""
        tips = Tip.objects.visible_to(actor).values("pk")
        return self.filter(earlier__in=tips, later__in=tips)

    def waiting(self) -> "TipRecurrenceQuerySet":
        return self.filter(state=TipRecurrence.State.WAITING)


class TipRecurrence(models.Model):
    """``later`` came from the place of ``earlier``, in its category, within the time that the rule
    ``recurs_within`` sets after ``closed_on``. It ``stands`` (counts against the lasting rate)
    until a leader says that it was another matter, or the earlier tip is reopened."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Chờ trả lời")
        SAME = "same", _("Đúng là lặp lại")
        DIFFERENT = "different", _("Là việc khác")

    earlier = models.ForeignKey(
        Tip, models.CASCADE, related_name="recurrences", verbose_name=_("tin đã có kết quả")
    )
    later = models.ForeignKey(
        Tip, models.CASCADE, related_name="recurrence_of", verbose_name=_("tin mới")
    )
    closed_on = models.DateField(_("ngày có kết quả khi ấy"))
    noted_at = models.DateTimeField(_("nhận ra lúc"))
    stands = models.BooleanField(_("còn tính"), default=True)
    state = models.CharField(
        _("trả lời"), max_length=10, choices=State.choices, default=State.WAITING
    )
    reason = models.CharField(_("vì sao"), max_length=500, blank=True)
    user = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("người trả lời"),
    )
    answered_at = models.DateTimeField(_("trả lời lúc"), null=True, blank=True)

    objects = TipRecurrenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("việc lặp lại")
        constraints = [
            models.UniqueConstraint(fields=["earlier", "later"], name="recurrence_once"),
            models.CheckConstraint(
                name="recurrence_different_has_reason",
                condition=~Q(state="different") | (~Q(reason="") & Q(stands=False)),
                violation_error_message=_("Nói là việc khác thì phải ghi vì sao."),
            ),
        ]
        indexes = [
            models.Index(fields=["later"], condition=Q(state="waiting"), name="recurrence_waiting")
        ]

    def __str__(self) -> str:
        return f"{self.earlier_id} → {self.later_id}"
