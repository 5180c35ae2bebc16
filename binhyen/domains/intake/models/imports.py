"""A unit's old register, typed into a spreadsheet once and taken over here.

The spreadsheet names people, so it lies sealed until it is taken over; what stands here in clear
are headings, positions and what was wrong with which line.
"""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from binhyen.domains.intake.models.tips import Tip
from binhyen.kernel.org.models import Unit
from binhyen.kernel.people.models import User


class RegisterImport(models.Model):
    """One spreadsheet of one unit on its way into the register.

    ``sealed`` is packed JSON of all sheets (``spreadsheets.Table``), encrypted to the worker's
    recipient ``kid`` and emptied when nothing more is to be taken from it. ``position`` counts the
    lines dealt with and moves in the transaction that deals with them: a stop at any moment loses
    and doubles nothing. ``counters``: by year the unit's last number before and after.
    """

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("Chờ ghép cột")
        CHECKING = "checking", _("Đang kiểm tra")
        CHECKED = "checked", _("Đã kiểm tra, chờ nhập")
        RUNNING = "running", _("Đang nhập")
        DONE = "done", _("Đã nhập xong")
        UNDOING = "undoing", _("Đang hoàn tác")
        UNDONE = "undone", _("Đã hoàn tác")

    ref = models.UUIDField(_("định danh"), default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("đơn vị"))
    user = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("người nhập"),
    )
    state = models.CharField(
        _("trạng thái"), max_length=10, choices=State.choices, default=State.UPLOADED
    )
    sealed = models.BinaryField(_("nội dung niêm phong"), blank=True, default=b"")
    kid = models.CharField(_("khóa niêm phong"), max_length=40)
    sheets = models.JSONField(_("các trang tính và tiêu đề cột"))
    sheet = models.PositiveSmallIntegerField(_("trang tính"), default=0)
    columns = models.JSONField(_("ghép cột"), default=dict)
    total = models.PositiveIntegerField(_("số dòng"), default=0)
    position = models.PositiveIntegerField(_("đã xử lý"), default=0)
    made = models.PositiveIntegerField(_("đã nhập"), default=0)
    known = models.PositiveIntegerField(_("đã có từ trước"), default=0)
    faulty = models.PositiveIntegerField(_("chưa nhập được"), default=0)
    counters = models.JSONField(_("số cuối trước khi nhập"), default=dict)
    uploaded_at = models.DateTimeField(_("tải lên lúc"))
    done_at = models.DateTimeField(_("xong lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("lượt nhập sổ cũ")
        constraints = [
            models.CheckConstraint(
                name="register_import_adds_up",
                condition=Q(position__lte=F("total")),
                violation_error_message=_("Số dòng đã xử lý không thể quá số dòng của tệp."),
            ),
        ]
        indexes = [models.Index(fields=["unit", "-id"], name="register_import_unit")]

    def __str__(self) -> str:
        return f"{self.unit} {self.uploaded_at:%d/%m/%Y}"

    @property
    def is_working(self) -> bool:
        """Whether the worker has it in hand: the page looks again by itself."""
        return self.state in (self.State.CHECKING, self.State.RUNNING, self.State.UNDOING)

    @property
    def lock(self) -> str:
        """Under which its jobs run, one at a time."""
        return f"register-import-{self.pk}"

    @property
    def share(self) -> int:
        """Hundredths of the lines dealt with."""
        return 100 * self.position // self.total if self.total else 0


class ImportedLine(models.Model):
    """Which line of which import a tip came from: the mark of an imported tip."""

    register_import = models.ForeignKey(
        RegisterImport, models.PROTECT, related_name="lines", verbose_name=_("lượt nhập")
    )
    tip = models.OneToOneField(
        Tip, models.CASCADE, related_name="imported_line", verbose_name=_("tin")
    )
    row = models.PositiveIntegerField(_("dòng trong tệp"))

    class Meta:
        verbose_name = _("dòng đã nhập từ sổ cũ")

    def __str__(self) -> str:
        return f"{self.register_import_id}:{self.row}"


class ImportFault(models.Model):
    """What is wrong with a line and what to do, in a sentence. Quotes dates and numbers, never
    what the line says of people."""

    register_import = models.ForeignKey(
        RegisterImport, models.CASCADE, related_name="faults", verbose_name=_("lượt nhập")
    )
    row = models.PositiveIntegerField(_("dòng trong tệp"))
    heading = models.CharField(_("cột"), max_length=120, blank=True)
    sentence = models.CharField(_("điều cần sửa"), max_length=400)
    # A note that does not keep the line out (a name of a place read as the commune's).
    is_note = models.BooleanField(_("chỉ lưu ý"), default=False)

    class Meta:
        verbose_name = _("điều cần sửa khi nhập sổ cũ")
        indexes = [models.Index(fields=["register_import", "row", "id"], name="import_fault_row")]

    def __str__(self) -> str:
        return f"{self.row}: {self.sentence}"


class ColumnMemory(models.Model):
    """Which heading of a unit's own spreadsheets means what: asked once, then remembered."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+", verbose_name=_("đơn vị"))
    heading = models.CharField(_("tiêu đề, không dấu"), max_length=120)
    field = models.CharField(_("là"), max_length=20, blank=True)

    class Meta:
        verbose_name = _("cách ghép cột đã nhớ")
        constraints = [
            models.UniqueConstraint(fields=["unit", "heading"], name="column_memory_once")
        ]

    def __str__(self) -> str:
        return f"{self.heading} → {self.field}"
