"""What is kept how long, what is held back, what was proposed, approved and erased.

Nothing here says what a record told: kinds, public ids, days, and who decided.
"""

import uuid
from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from binhyen.kernel.org.models import Unit
from binhyen.kernel.people.models import User
from binhyen.kernel.people.walls import open_to, walled_field
from binhyen.kernel.workflow.models import LegalRule

if TYPE_CHECKING:
    from binhyen.kernel.people.actor import Actor


class HoldQuerySet(models.QuerySet["Hold"]):
    def visible_to(self, actor: "Actor") -> "HoldQuerySet":
        if actor.is_system:
            return self
        return self.filter(open_to(actor), unit_id__in=actor.reads())

    def running(self, today: date) -> "HoldQuerySet":
        return self.filter(Q(until=None) | Q(until__gte=today), lifted_at=None)


class Hold(models.Model):
    """Đóng băng: nobody erases this record until ``until`` (that day included) or until lifted."""

    subject_kind = models.CharField(_("loại hồ sơ"), max_length=60)
    subject_id = models.BigIntegerField(_("hồ sơ"))
    subject_ref = models.UUIDField(_("định danh hồ sơ"))
    label = models.CharField(_("hồ sơ nào"), max_length=200)
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", verbose_name=_("đơn vị giữ hồ sơ")
    )
    reason = models.CharField(_("lý do giữ lại"), max_length=500)
    placed_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("người yêu cầu giữ")
    )
    placed_at = models.DateTimeField(_("giữ từ lúc"))
    until = models.DateField(_("giữ đến hết ngày"), null=True, blank=True)
    lifted_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("người bỏ lệnh giữ"),
    )
    lifted_at = models.DateTimeField(_("bỏ lúc"), null=True, blank=True)
    lift_reason = models.CharField(_("lý do bỏ"), max_length=500, blank=True)
    walled = walled_field()

    objects = HoldQuerySet.as_manager()

    class Meta:
        verbose_name = _("lệnh giữ hồ sơ")
        constraints = [
            models.CheckConstraint(
                name="hold_lifted_by_somebody_for_a_reason",
                condition=Q(lifted_at=None) | (Q(lifted_by__isnull=False) & ~Q(lift_reason="")),
                violation_error_message=_("Bỏ lệnh giữ phải ghi ai bỏ và vì sao."),
            )
        ]
        indexes = [
            models.Index(
                fields=["subject_kind", "subject_id"],
                condition=Q(lifted_at=None),
                name="hold_running",
            ),
            models.Index(fields=["subject_ref"], name="hold_of_record"),
        ]

    def __str__(self) -> str:
        return self.label


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def visible_to(self, actor: "Actor") -> "ProposalQuerySet":
        if actor.is_system:
            return self
        return self.filter(open_to(actor), unit_id__in=actor.reads())


class Proposal(models.Model):
    """A list of records of one class whose time has run out. Made by the clock, or by an officer
    for a data subject's request; two others approve it before anything is erased."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Chờ duyệt")
        APPROVED = "approved", _("Đã duyệt, đang xóa")
        DONE = "done", _("Đã xóa")
        DECLINED = "declined", _("Không duyệt")

    ref = models.UUIDField(_("định danh"), default=uuid.uuid4, unique=True, editable=False)
    record_class = models.CharField(_("nhóm hồ sơ"), max_length=40)
    rule = models.ForeignKey(
        LegalRule,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("quy định bảo quản"),
    )
    ground = models.CharField(_("căn cứ đề nghị"), max_length=500)
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", verbose_name=_("đơn vị quyết định")
    )
    made_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("người đề nghị"),
    )
    made_at = models.DateTimeField(_("đề nghị lúc"))
    state = models.CharField(
        _("trạng thái"), max_length=10, choices=State.choices, default=State.WAITING
    )
    decided_at = models.DateTimeField(_("quyết định lúc"), null=True, blank=True)
    # Whom its records name: one list holds only records with the same walls.
    walled = walled_field()

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("đề nghị xóa hồ sơ")
        indexes = [models.Index(fields=["unit", "state", "-id"], name="proposal_of_unit")]

    def __str__(self) -> str:
        return f"{self.record_class} {self.made_at:%d/%m/%Y}"


class ProposalItemQuerySet(models.QuerySet["ProposalItem"]):
    def visible_to(self, actor: "Actor") -> "ProposalItemQuerySet":
        """Of lists that are shown; never one about the actor."""
        return self.filter(open_to(actor))


class ProposalItem(models.Model):
    class State(models.TextChoices):
        LISTED = "listed", _("Trong danh sách")
        LEFT_OUT = "left_out", _("Để lại")
        ERASED = "erased", _("Đã xóa")

    proposal = models.ForeignKey(
        Proposal, models.PROTECT, related_name="items", verbose_name=_("đề nghị")
    )
    subject_kind = models.CharField(_("loại hồ sơ"), max_length=60)
    subject_id = models.BigIntegerField(_("hồ sơ"))
    subject_ref = models.UUIDField(_("định danh hồ sơ"))
    label = models.CharField(_("hồ sơ nào"), max_length=200)
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", verbose_name=_("đơn vị giữ hồ sơ")
    )
    ended_on = models.DateField(_("kết thúc ngày"))
    state = models.CharField(
        _("trạng thái"), max_length=10, choices=State.choices, default=State.LISTED
    )
    note = models.CharField(_("vì sao để lại"), max_length=500, blank=True)
    walled = walled_field()

    objects = ProposalItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("hồ sơ trong đề nghị xóa")
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id"],
                condition=Q(state="listed"),
                name="item_listed_once",
                violation_error_message=_("Hồ sơ này đang nằm trong một đề nghị xóa khác."),
            )
        ]
        indexes = [models.Index(fields=["proposal", "id"], name="item_of_proposal")]

    def __str__(self) -> str:
        return self.label


class Approval(models.Model):
    """One person's yes or no, with a sentence. Nobody has two for one proposal."""

    proposal = models.ForeignKey(
        Proposal, models.PROTECT, related_name="approvals", verbose_name=_("đề nghị")
    )
    user = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("người quyết định")
    )
    approves = models.BooleanField(_("đồng ý"))
    sentence = models.CharField(_("ý kiến"), max_length=500)
    at = models.DateTimeField(_("lúc"))

    class Meta:
        verbose_name = _("ý kiến về đề nghị xóa")
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "user"],
                name="approval_once",
                violation_error_message=_("Mỗi người chỉ cho ý kiến một lần."),
            )
        ]

    def __str__(self) -> str:
        return self.sentence


class Tombstone(models.Model):
    """That a record was erased: what kind, which public id, which class, when, by which proposal.
    Also a line of a file outside the database (tombstones.py), which a restore replays."""

    subject_kind = models.CharField(_("loại hồ sơ"), max_length=60)
    subject_ref = models.UUIDField(_("định danh hồ sơ"))
    record_class = models.CharField(_("nhóm hồ sơ"), max_length=40)
    erased_at = models.DateTimeField(_("xóa lúc"))
    proposal_ref = models.UUIDField(_("theo đề nghị"))
    # Names of the keys whose seals went with it, so that a later loss of a key can be judged.
    kids = models.CharField(_("khóa của các niêm phong đã xóa"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("dấu hồ sơ đã xóa")
        constraints = [
            models.UniqueConstraint(fields=["subject_kind", "subject_ref"], name="tombstone_once")
        ]

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.subject_ref}"
