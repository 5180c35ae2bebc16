"""What an officer took down for somebody who came, called or wrote."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from binhyen.domains.intake.models.tips import Tip
from binhyen.kernel.people.models import User


class Bringer(models.TextChoices):
    """By whose hand a report came; a name, if any, is sealed with the reporter's."""

    SELF = "self", _("Chính người báo tin")
    OTHER = "other", _("Người khác đưa tin hộ")
    POST = "post", _("Bưu điện")
    BODY = "body", _("Cơ quan, tổ chức gửi văn bản")


class AssistedIntake(models.Model):
    """Tiếp nhận hộ: who registered it, when, from which paper. Nothing here names the reporter.

    ``registered_at`` is the moment of typing; the tip's ``received_at`` the moment from which the
    law counts, never later. ``late_reason`` says why they lie apart.
    """

    tip = models.OneToOneField(Tip, models.CASCADE, related_name="assisted", verbose_name=_("tin"))
    registered_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("cán bộ vào sổ")
    )
    registered_at = models.DateTimeField(_("vào sổ lúc"))
    bringer = models.CharField(_("ai đưa đến"), max_length=8, choices=Bringer.choices)
    late_reason = models.CharField(_("lý do vào sổ muộn"), max_length=300, blank=True)
    paper_number = models.CharField(_("số văn bản"), max_length=80, blank=True)
    paper_date = models.DateField(_("ngày văn bản"), null=True, blank=True)
    sender_body = models.CharField(_("cơ quan gửi"), max_length=200, blank=True)
    items = models.CharField(_("tài liệu, đồ vật kèm theo"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("tiếp nhận hộ")
        constraints = [
            models.CheckConstraint(
                name="assisted_body_has_paper",
                condition=~Q(bringer=Bringer.BODY)
                | (~Q(paper_number="") & ~Q(sender_body="") & Q(paper_date__isnull=False)),
                violation_error_message=_(
                    "Văn bản của cơ quan gửi đến phải có số, ngày và tên cơ quan."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tip_id} {self.get_bringer_display()}"
