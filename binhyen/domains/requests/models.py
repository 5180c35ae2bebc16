"""Yêu cầu của chủ thể dữ liệu: from its arrival to its answer (Decree 356/2025, Art. 5)."""

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from binhyen.kernel.org.models import Unit
from binhyen.kernel.people.models import User
from binhyen.kernel.people.walls import open_to, walled_field

if TYPE_CHECKING:
    from datetime import date

    from binhyen.kernel.people.actor import Actor


class Asks(models.TextChoices):
    ACCESS = "access", _("Xem, nhận bản sao dữ liệu của tôi")
    CORRECTION = "correction", _("Sửa dữ liệu chưa đúng")
    WITHDRAWAL = "withdrawal", _("Rút sự đồng ý")
    RESTRICTION = "restriction", _("Hạn chế hoặc phản đối việc xử lý")
    DELETION = "deletion", _("Xóa dữ liệu của tôi")
    COMPLAINT = "complaint", _("Khiếu nại về cách xử lý dữ liệu")


class DataRequestQuerySet(models.QuerySet["DataRequest"]):
    def visible_to(self, actor: "Actor") -> "DataRequestQuerySet":
        """Requests to units that the actor reads; none about a record that names them."""
        if actor.is_system:
            return self
        return self.filter(open_to(actor), unit_id__in=actor.reads())


class DataRequest(models.Model):
    """Nobody is asked for a name: ``proof`` says how the asker showed that the data are theirs."""

    class Proof(models.TextChoices):
        NONE = "none", _("Chưa chứng minh")
        SECRET = "secret", _("Bằng mã bí mật của tin")
        IN_PERSON = "in_person", _("Đến trực tiếp, cán bộ đã đối chiếu giấy tờ")

    class State(models.TextChoices):
        RECEIVED = "received", _("Đã tiếp nhận")
        REPLIED = "replied", _("Đang giải quyết")
        CLOSED = "closed", _("Đã có kết quả")

    class Outcome(models.TextChoices):
        DONE = "done", _("Đã làm theo yêu cầu")
        PARTLY = "partly", _("Làm một phần; phần còn lại luật cho giữ")
        NOT_ALLOWED = "not_allowed", _("Luật không cho phép làm theo yêu cầu")
        NOT_PROVEN = "not_proven", _("Chưa chứng minh được là dữ liệu của người yêu cầu")

    ref = models.UUIDField(_("định danh"), default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(_("mã tra cứu"), max_length=10, unique=True)
    secret_digest = models.BinaryField(_("dấu vân tay mã bí mật"), max_length=32)
    sender_digest = models.BinaryField(_("dấu vân tay lần gửi"), max_length=32, unique=True)
    asks = models.CharField(_("yêu cầu"), max_length=12, choices=Asks.choices)
    text = models.TextField(_("nội dung"))
    proof = models.CharField(
        _("chứng minh"), max_length=10, choices=Proof.choices, default=Proof.NONE
    )
    subject_slug = models.CharField(_("loại hồ sơ liên quan"), max_length=20, blank=True)
    subject_ref = models.UUIDField(_("hồ sơ liên quan"), null=True, blank=True)
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", verbose_name=_("đơn vị giải quyết")
    )
    handler = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("cán bộ giải quyết"),
    )
    state = models.CharField(
        _("trạng thái"), max_length=10, choices=State.choices, default=State.RECEIVED
    )
    received_at = models.DateTimeField(_("tiếp nhận lúc"))
    due_at = models.DateTimeField(_("hạn giải quyết"), null=True, blank=True)
    reply = models.TextField(_("trả lời tiếp nhận"), blank=True)
    replied_at = models.DateTimeField(_("trả lời tiếp nhận lúc"), null=True, blank=True)
    third_party = models.CharField(_("bên thứ ba phải làm cùng"), max_length=200, blank=True)
    extension_reason = models.CharField(_("lý do gia hạn"), max_length=500, blank=True)
    outcome = models.CharField(_("kết quả"), max_length=12, choices=Outcome.choices, blank=True)
    answer = models.TextField(_("trả lời"), blank=True)
    closed_at = models.DateTimeField(_("trả lời lúc"), null=True, blank=True)
    proposal_ref = models.UUIDField(_("đề nghị xóa"), null=True, blank=True)
    # Whom the record names that it is about.
    walled = walled_field()

    objects = DataRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("yêu cầu của chủ thể dữ liệu")
        constraints = [
            models.CheckConstraint(
                name="data_request_closed_has_answer",
                condition=~Q(state="closed")
                | (Q(closed_at__isnull=False) & ~Q(outcome="") & ~Q(answer="")),
                violation_error_message=_("Yêu cầu đã có kết quả phải ghi kết quả và trả lời."),
            )
        ]
        indexes = [
            models.Index(fields=["unit", "state", "due_at", "id"], name="data_request_due"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def due_on(self) -> "date | None":
        return timezone.localdate(self.due_at) if self.due_at else None
