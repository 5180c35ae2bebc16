"""Prepared texts for answers, in dated versions, and what is known of an answer that was sent."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from binhyen.domains.intake.models.tips import Category, Status, Tip, TipMessage
from binhyen.kernel.org.models import Unit
from binhyen.kernel.people.models import User
from binhyen.lib.among import among

if TYPE_CHECKING:
    from binhyen.kernel.people.actor import Actor


class ResponseQuerySet(models.QuerySet["ResponseText"]):
    def visible_to(self, actor: "Actor") -> "ResponseQuerySet":
        """The province's, and those of the units whose reports the actor may read."""
        if actor.is_system:
            return self
        return self.filter(Q(unit=None) | among("unit_id", actor.reads()))


class ResponseText(models.Model):
    """A prepared text for one state of a report; its wording stands in its versions."""

    key = models.CharField(_("khóa"), max_length=40, null=True, blank=True, unique=True)
    title = models.CharField(_("tên mẫu"), max_length=120)
    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("của đơn vị (trống: cả tỉnh)"),
    )
    category = models.ForeignKey(
        Category,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("lĩnh vực (trống: mọi lĩnh vực)"),
    )
    state = models.CharField(_("dùng khi tin"), max_length=12, choices=Status.choices)
    is_automatic = models.BooleanField(_("tự gửi khi tin đến"), default=False)
    withdrawn_on = models.DateField(_("thôi dùng từ"), null=True, blank=True)

    objects = ResponseQuerySet.as_manager()

    class Meta:
        verbose_name = _("mẫu trả lời")
        constraints = [
            models.CheckConstraint(
                name="response_automatic_is_the_first",
                condition=Q(is_automatic=False) | Q(state=Status.RECEIVED),
                violation_error_message=_("Chỉ mẫu cho tin “Đã tiếp nhận” mới tự gửi khi tin đến."),
            )
        ]

    def __str__(self) -> str:
        return self.title


class ResponseVersion(models.Model):
    """The wording from a day on, until a later version's day; among two of one day the later."""

    response = models.ForeignKey(
        ResponseText, models.CASCADE, related_name="versions", verbose_name=_("mẫu")
    )
    number = models.PositiveIntegerField(_("bản số"))
    text = models.TextField(_("nội dung"))
    text_en = models.TextField(_("nội dung tiếng Anh"), blank=True)
    valid_from = models.DateField(_("dùng từ ngày"))
    author = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("người soạn"),
    )
    written_at = models.DateTimeField(_("soạn lúc"))

    class Meta:
        verbose_name = _("bản của mẫu trả lời")
        constraints = [
            models.UniqueConstraint(fields=["response", "number"], name="response_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.response} ({self.number})"

    def wording(self, language: str) -> str:
        """In the reporter's language where it was written in it."""
        return (self.text_en if language == "en" else "") or self.text


class Flaw(models.TextChoices):
    """Why an answer may lack substance. About the answer, never a score of a person."""

    SHORT = "short", _("Quá ngắn")
    BARE = "bare", _("Chỉ có lời mẫu, chưa nói việc cụ thể")
    COPY = "copy", _("Giống hệt câu trả lời của một tin khác")


class Answer(models.Model):
    """One answer as it was sent: on which prepared text it rests, and whether it lacks substance.

    The words themselves stand in the message or in the tip's result, once."""

    tip = models.ForeignKey(Tip, models.CASCADE, related_name="answers", verbose_name=_("tin"))
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", db_index=False, verbose_name=_("đơn vị trả lời")
    )
    message = models.OneToOneField(
        TipMessage,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("tin nhắn (trống: lời ghi ở kết quả)"),
    )
    version = models.ForeignKey(
        ResponseVersion,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("theo mẫu"),
    )
    is_automatic = models.BooleanField(_("tự gửi"), default=False)
    likeness = models.BinaryField(_("dấu vân tay lời trả lời"), max_length=32, null=True)
    flaw = models.CharField(_("điều cần xem lại"), max_length=8, choices=Flaw.choices, blank=True)
    at = models.DateTimeField(_("gửi lúc"))
    looked_at = models.DateTimeField(_("chỉ huy xem lúc"), null=True, blank=True)
    looked_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("chỉ huy đã xem"),
    )
    looked_note = models.CharField(_("ý kiến"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("lời trả lời đã gửi")
        constraints = [
            models.UniqueConstraint(
                fields=["tip"], condition=Q(is_automatic=True), name="answer_first_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["unit", "likeness"],
                condition=Q(likeness__isnull=False),
                name="answer_likeness",
            ),
            models.Index(
                fields=["unit", "id"],
                condition=~Q(flaw="") & Q(looked_at=None),
                name="answer_to_look_at",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tip_id} {self.at:%d/%m/%Y}"
