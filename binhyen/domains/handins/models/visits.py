"""A time booked at a unit, without a name."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from binhyen.kernel.org.models import Unit

if TYPE_CHECKING:
    from binhyen.kernel.people.actor import Actor


class VisitHours(models.Model):
    """When a unit receives hand-ins: one stretch of a weekday. Without a unit: wherever a unit has
    set no hours of its own (data/handins/hours.toml)."""

    unit = models.ForeignKey(
        Unit,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("đơn vị"),
    )
    # Monday is 0, as in Python.
    weekday = models.PositiveSmallIntegerField(_("thứ (thứ hai là 0)"))
    opens = models.TimeField(_("giờ mở"))
    closes = models.TimeField(_("giờ đóng"))
    minutes = models.PositiveSmallIntegerField(_("mỗi lượt (phút)"), default=30)
    seats = models.PositiveSmallIntegerField(_("số lượt cùng giờ"), default=1)

    class Meta:
        verbose_name = _("giờ nhận giao nộp")
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "weekday", "opens"],
                name="visit_hours_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="visit_hours_forward",
                condition=Q(closes__gt=F("opens")) & Q(weekday__lte=6),
                violation_error_message=_("Giờ kết thúc phải sau giờ bắt đầu."),
            ),
            models.CheckConstraint(
                name="visit_hours_sensible",
                condition=Q(minutes__range=(10, 240)) & Q(seats__range=(1, 20)),
                violation_error_message=_("Mỗi lượt từ 10 đến 240 phút, từ 1 đến 20 lượt."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.opens:%H:%M}–{self.closes:%H:%M}"


class VisitQuerySet(models.QuerySet["Visit"]):
    def visible_to(self, actor: "Actor") -> "VisitQuerySet":
        if actor.is_system:
            return self
        return self.filter(unit_id__in=actor.reads())

    def taken(self) -> "VisitQuerySet":
        return self.exclude(state=Visit.State.CANCELLED)


class Visit(models.Model):
    """Lịch hẹn. The code alone opens it: nothing else is known of whoever booked."""

    class State(models.TextChoices):
        BOOKED = "booked", _("Đã hẹn")
        CAME = "came", _("Đã đến")
        MISSED = "missed", _("Không đến")
        CANCELLED = "cancelled", _("Đã hủy hẹn")

    class About(models.TextChoices):
        WEAPON = "weapon", _("Súng, dao, kiếm, vũ khí khác")
        FIREWORKS = "fireworks", _("Pháo")
        SUPPORT = "support", _("Công cụ hỗ trợ (bình xịt, dùi cui, roi điện)")
        OTHER = "other", _("Không chắc là loại nào")

    code = models.CharField(_("mã hẹn"), max_length=10, unique=True)
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", db_index=False, verbose_name=_("đơn vị")
    )
    starts_at = models.DateTimeField(_("giờ hẹn"))
    seat = models.PositiveSmallIntegerField(_("lượt thứ mấy của giờ đó"))
    about = models.CharField(_("định nộp"), max_length=10, choices=About.choices)
    state = models.CharField(
        _("trạng thái"), max_length=10, choices=State.choices, default=State.BOOKED
    )
    is_demo = models.BooleanField(_("minh họa"), default=False)

    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = _("lịch hẹn giao nộp")
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "starts_at", "seat"],
                condition=~Q(state="cancelled"),
                name="visit_seat_once",
                violation_error_message=_("Giờ này đã có người hẹn."),
            )
        ]
        indexes = [
            models.Index(fields=["unit", "starts_at", "id"], name="visit_unit_day"),
            models.Index(
                fields=["starts_at", "id"], condition=Q(state="booked"), name="visit_booked"
            ),
        ]

    def __str__(self) -> str:
        return self.code
