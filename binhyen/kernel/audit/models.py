"""The trail: one hash chain per unit, written by the database itself, only ever added to.

``hash = SHA-256(prev || body)``. ``body`` is the canonical JSON of the event (keys sorted, no
spaces, UTF-8) with shard and number in front, kept as written, so that the chain can be checked
without this program. Rows come only from the SQL function ``audit_append`` (migration 0002), which
runs as the owner: the role of the pages can neither change nor delete a row or a head.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Head(models.Model):
    """The last link of a shard. Shard 0 is for acts outside any unit."""

    shard = models.BigIntegerField(_("chuỗi (đơn vị)"), primary_key=True)
    seq = models.BigIntegerField(_("số cuối"))
    hash = models.BinaryField(_("mã băm cuối"), max_length=32)

    class Meta:
        verbose_name = _("đầu chuỗi nhật ký")
        db_table = "audit_head"

    def __str__(self) -> str:
        return f"{self.shard}:{self.seq}"


class Event(models.Model):
    """Who did what to which row, when. ``subject_kind`` is a table's label (``intake.tip``)."""

    shard = models.BigIntegerField(_("chuỗi (đơn vị)"))
    seq = models.BigIntegerField(_("số thứ tự"))
    at = models.DateTimeField(_("thời điểm"))
    actor_id = models.BigIntegerField(_("người thực hiện"), null=True)
    verb = models.CharField(_("việc"), max_length=60)
    subject_kind = models.CharField(_("loại đối tượng"), max_length=60)
    subject_id = models.BigIntegerField(_("đối tượng"))
    facts = models.JSONField(_("nội dung"), default=dict)
    body = models.TextField(_("bản ghi gốc"))
    hash = models.BinaryField(_("mã băm"), max_length=32)

    class Meta:
        verbose_name = _("nhật ký")
        db_table = "audit_event"
        constraints = [models.UniqueConstraint(fields=["shard", "seq"], name="audit_event_chain")]
        indexes = [models.Index(fields=["subject_kind", "subject_id", "id"], name="audit_subject")]

    def __str__(self) -> str:
        return f"{self.shard}:{self.seq} {self.verb}"
