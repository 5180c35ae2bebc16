"""Every try to open a sealed identity, and how many an officer may make.

Rows of ``Opening`` come from the reveal process alone: the role of the pages may read them only.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from binhyen.kernel.org.models import Unit
from binhyen.kernel.people.actor import Actor
from binhyen.kernel.people.models import User
from binhyen.kernel.people.walls import open_to, walled_field
from binhyen.kernel.places.spans import Span, SpanQuerySet, span_forward


class Reason(models.TextChoices):
    """Why an identity is opened: the reporter reads these words."""

    ASK = "ask", _("Cần hỏi trực tiếp để xác minh nội dung tin")
    PROTECT = "protect", _("Bảo vệ người báo tin")
    DANGER = "danger", _("Tính mạng, sức khỏe của ai đó đang nguy cấp")
    PROCEEDINGS = "proceedings", _("Yêu cầu bằng văn bản của cơ quan tiến hành tố tụng")
    ANSWER = "answer", _("Giao kết quả hoặc văn bản cho người báo tin")
    REWARD = "reward", _("Khen thưởng theo nguyện vọng của người báo tin")


class OpeningQuerySet(models.QuerySet["Opening"]):
    def visible_to(self, actor: Actor) -> "OpeningQuerySet":
        if actor.is_system:
            return self
        return self.filter(open_to(actor), unit_id__in=actor.reads())

    def opened(self) -> "OpeningQuerySet":
        return self.filter(outcome=Opening.Outcome.OPENED)

    def refused(self) -> "OpeningQuerySet":
        return self.exclude(outcome=Opening.Outcome.OPENED)


class Opening(models.Model):
    """One try. ``case_…`` is the record the identity belongs to (a tip), ``unit`` the unit that
    held it at that moment. Of a record that the officer may not even see neither is kept, and
    ``unit`` is the officer's own."""

    class Outcome(models.TextChoices):
        OPENED = "opened", _("Đã mở")
        SESSION = "session", _("Từ chối: phiên làm việc đã kết thúc")
        STALE = "stale", _("Từ chối: chưa xác nhận lại yếu tố thứ hai")
        UNSEEN = "unseen", _("Từ chối: không thấy hồ sơ")
        RIGHT = "right", _("Từ chối: không có quyền mở")
        REASON = "reason", _("Từ chối: thiếu lý do")
        LIMIT = "limit", _("Từ chối: quá giới hạn trong ngày")
        UNOPENABLE = "unopenable", _("Không mở được: thiếu khóa hoặc niêm phong hỏng")

    at = models.DateTimeField(_("lúc"))
    user = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("cán bộ")
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("đơn vị")
    )
    case_kind = models.CharField(_("loại hồ sơ"), max_length=60, blank=True)
    case_id = models.BigIntegerField(_("hồ sơ"), null=True)
    sealed_kind = models.CharField(_("nơi giữ danh tính"), max_length=60)
    reason = models.CharField(_("lý do"), max_length=16, choices=Reason.choices, blank=True)
    note = models.CharField(_("lý do cụ thể"), max_length=500, blank=True)
    outcome = models.CharField(_("kết quả"), max_length=12, choices=Outcome.choices)
    walled = walled_field()

    objects = OpeningQuerySet.as_manager()

    class Meta:
        verbose_name = _("lần mở danh tính")
        indexes = [
            models.Index(fields=["user", "at"], name="opening_by_officer"),
            models.Index(fields=["case_kind", "case_id", "id"], name="opening_of_case"),
            models.Index(fields=["unit", "-id"], name="opening_of_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()} {self.at:%d/%m/%Y}"


class OpeningLimit(Span):
    """How many identities an officer may open in a day, and after how many refusals within an
    hour the province is told. Set by the province: data/reveal/limits.toml."""

    per_day = models.PositiveSmallIntegerField(_("số lần mở trong một ngày"))
    refusals_per_hour = models.PositiveSmallIntegerField(_("số lần bị từ chối trong một giờ"))
    basis = models.CharField(_("căn cứ"), max_length=300)

    objects = SpanQuerySet.as_manager()

    class Meta:
        verbose_name = _("giới hạn mở danh tính")
        constraints = [
            span_forward("opening_limit_forward"),
            models.UniqueConstraint(fields=["valid_from"], name="opening_limit_once"),
        ]

    def __str__(self) -> str:
        return f"{self.per_day}"
