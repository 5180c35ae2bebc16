"""Files that people hand in: a sealed original with its hash, a stripped copy to look at."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class FileKind(models.TextChoices):
    JPEG = "image/jpeg", "JPEG"
    PNG = "image/png", "PNG"
    WEBP = "image/webp", "WebP"
    HEIC = "image/heic", "HEIC"
    PDF = "application/pdf", "PDF"
    MP4 = "video/mp4", "MP4"
    M4A = "audio/mp4", "M4A"
    MP3 = "audio/mpeg", "MP3"
    MOV = "video/quicktime", "MOV"
    GP3 = "video/3gpp", "3GP"
    GP3_SOUND = "audio/3gpp", "3GP"


class File(models.Model):
    """``original`` is age-encrypted (evidence; opened by the reveal rules), ``working`` has no
    metadata and is what screens show, ``thumbnail`` a small WebP. Paths are relative to
    MEDIA_ROOT and made of ``ref``, never of what the sender called the file.

    Only a file that is ``READY`` is shown. ``UNSCANNED``: the scanner could not be reached; a copy
    of the original sealed to the worker lies beside it until the worker has had it scanned."""

    class State(models.TextChoices):
        READY = "ready", _("Sẵn sàng")
        PENDING = "pending", _("Đang xử lý")
        SEALED = "sealed", _("Chỉ lưu bản gốc niêm phong")
        UNSCANNED = "unscanned", _("Chờ quét mã độc")
        INFECTED = "infected", _("Có mã độc, không mở được")

    ref = models.UUIDField(_("định danh"), default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("định dạng"), max_length=20, choices=FileKind.choices)
    size = models.BigIntegerField(_("dung lượng gốc (byte)"))
    sha256 = models.BinaryField(_("SHA-256 bản gốc"), max_length=32)
    original = models.CharField(_("bản gốc niêm phong"), max_length=120)
    kid = models.CharField(_("khóa niêm phong"), max_length=40)
    working = models.CharField(_("bản làm việc"), max_length=120, blank=True)
    working_kind = models.CharField(_("định dạng bản làm việc"), max_length=20, blank=True)
    thumbnail = models.CharField(_("ảnh nhỏ"), max_length=120, blank=True)
    width = models.PositiveIntegerField(_("rộng (điểm ảnh)"), null=True, blank=True)
    height = models.PositiveIntegerField(_("cao (điểm ảnh)"), null=True, blank=True)
    pages = models.PositiveIntegerField(_("số trang"), null=True, blank=True)
    state = models.CharField(
        _("trạng thái"), max_length=10, choices=State.choices, default=State.READY
    )
    to_convert = models.BooleanField(_("chờ chuyển định dạng"), default=False)
    # The key of the draft or form that the file was uploaded for, hashed; emptied when attached.
    held_for = models.BinaryField(_("giữ cho bản nháp"), max_length=32, null=True, blank=True)
    created_on = models.DateField(_("ngày nhận"), auto_now_add=True)

    class Meta:
        verbose_name = _("tệp")
        indexes = [
            models.Index(
                fields=["held_for"],
                condition=models.Q(held_for__isnull=False),
                name="file_held",
            ),
            models.Index(
                fields=["state", "id"],
                condition=models.Q(state__in=["pending", "unscanned"]),
                name="file_waits",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.ref}"

    @property
    def is_ready(self) -> bool:
        return self.state == File.State.READY
