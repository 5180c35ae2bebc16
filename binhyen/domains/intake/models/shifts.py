"""Bàn giao ca trực: what an officer leaves open is handed to the next one, who confirms."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from binhyen.domains.intake.models.tips import Tip
from binhyen.kernel.org.models import Unit
from binhyen.kernel.people.models import User
from binhyen.lib.among import among

if TYPE_CHECKING:
    from binhyen.kernel.people.actor import Actor


class ShiftQuerySet(models.QuerySet["ShiftHandover"]):
    def visible_to(self, actor: "Actor") -> "ShiftQuerySet":
        if actor.is_system:
            return self
        return self.filter(among("unit_id", actor.reads()))


class ShiftHandover(models.Model):
    class State(models.TextChoices):
        WAITING = "waiting", _("Chờ nhận")
        CONFIRMED = "confirmed", _("Đã nhận")
        WITHDRAWN = "withdrawn", _("Đã rút lại")

    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", db_index=False, verbose_name=_("đơn vị")
    )
    giver = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("người giao ca")
    )
    taker = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("người nhận ca")
    )
    note = models.TextField(_("lời dặn chung"), blank=True)
    at = models.DateTimeField(_("giao lúc"))
    state = models.CharField(
        _("trạng thái"), max_length=10, choices=State.choices, default=State.WAITING
    )
    settled_at = models.DateTimeField(_("nhận hoặc rút lúc"), null=True, blank=True)

    objects = ShiftQuerySet.as_manager()

    class Meta:
        verbose_name = _("bàn giao ca trực")
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "giver"],
                condition=Q(state="waiting"),
                name="shift_one_waiting",
                violation_error_message=_("Lần bàn giao trước của bạn còn chờ người nhận."),
            )
        ]
        indexes = [models.Index(fields=["unit", "-id"], name="shift_of_unit")]

    def __str__(self) -> str:
        return f"{self.giver} → {self.taker}"


class ShiftHandoverLine(models.Model):
    """One report of the handover. ``moves``: the assignment goes to the taker; else it is told."""

    class Became(models.TextChoices):
        WAITING = "", _("chờ nhận")
        MOVED = "moved", _("đã chuyển sang người nhận")
        KNOWN = "known", _("đã biết")
        STAYED = "stayed", _("giữ nguyên")

    handover = models.ForeignKey(
        ShiftHandover, models.CASCADE, related_name="lines", verbose_name=_("bàn giao")
    )
    tip = models.ForeignKey(Tip, models.CASCADE, related_name="+", verbose_name=_("tin"))
    note = models.CharField(_("lời dặn"), max_length=500, blank=True)
    moves = models.BooleanField(_("chuyển người thụ lý"))
    became = models.CharField(
        _("kết quả"), max_length=8, choices=Became.choices, blank=True, default=""
    )
    why = models.CharField(_("vì sao giữ nguyên"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("dòng bàn giao ca")
        constraints = [models.UniqueConstraint(fields=["handover", "tip"], name="shift_line_once")]

    def __str__(self) -> str:
        return f"{self.handover_id} {self.tip_id}"
