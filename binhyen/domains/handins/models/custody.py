"""Who held what, when, and who signed for it; what each unit answers for."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from binhyen.domains.handins.models.handins import HandIn, HandInItem, Stage
from binhyen.domains.handins.models.things import ItemCategory
from binhyen.kernel.documents.models import File
from binhyen.kernel.org.models import Unit
from binhyen.kernel.people.models import User


class Deed(models.TextChoices):
    """The verbs of the chain; ``rules.TRANSITIONS`` says from which stage to which."""

    RECEIVE = "receive", _("Tiếp nhận")
    STORE = "store", _("Nhập kho")
    TRANSFER = "transfer", _("Chuyển để phân loại")
    EXAMINE = "examine", _("Phân loại")
    DESTROY = "destroy", _("Tiêu hủy")
    TO_MILITARY = "to_military", _("Bàn giao quân đội")


class Handover(models.Model):
    """Biên bản: one deed on some lines of a hand-in, signed by two. A name of whoever handed in
    never stands here: the sealed identity holds it."""

    handin = models.ForeignKey(
        HandIn, models.PROTECT, related_name="handovers", verbose_name=_("lượt giao nộp")
    )
    deed = models.CharField(_("việc"), max_length=12, choices=Deed.choices)
    at = models.DateTimeField(_("lúc"))
    unit_from = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", verbose_name=_("bên giao")
    )
    unit_to = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("bên nhận"),
    )
    body_to = models.CharField(_("cơ quan nhận ngoài hệ thống"), max_length=200, blank=True)
    first_name = models.CharField(_("người ký thứ nhất"), max_length=120)
    first_user = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("tài khoản người ký thứ nhất"),
    )
    second_name = models.CharField(_("người ký thứ hai"), max_length=120)
    document_number = models.CharField(_("số biên bản, quyết định"), max_length=80, blank=True)
    document_on = models.DateField(_("ngày biên bản, quyết định"), null=True, blank=True)
    note = models.CharField(_("ghi chú"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("biên bản giao nhận")
        constraints = [
            models.CheckConstraint(
                name="handover_two_signatories",
                condition=~Q(first_name="") & ~Q(second_name="") & ~Q(first_name=F("second_name")),
                violation_error_message=_("Mỗi bước phải có hai người ký khác nhau."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_deed_display()} {self.document_number}".strip()


_NEXT = (
    ("", Stage.RECEIVED),
    (Stage.RECEIVED, Stage.STORED),
    (Stage.STORED, Stage.TRANSFERRED),
    (Stage.TRANSFERRED, Stage.EXAMINED),
    (Stage.EXAMINED, Stage.DESTROYED),
    (Stage.EXAMINED, Stage.TO_MILITARY),
)


def _one_after_another() -> Q:
    allowed = Q()
    for came_from, went_to in _NEXT:
        allowed |= Q(from_stage=came_from, to_stage=went_to)
    return allowed


class CustodyStep(models.Model):
    """One line took one step. The database itself refuses a step that skips one, and a second
    step from the same stage."""

    handover = models.ForeignKey(
        Handover, models.PROTECT, related_name="steps", verbose_name=_("biên bản")
    )
    item = models.ForeignKey(
        HandInItem, models.PROTECT, related_name="steps", verbose_name=_("hiện vật")
    )
    from_stage = models.CharField(_("từ bước"), max_length=12, choices=Stage.choices, blank=True)
    to_stage = models.CharField(_("đến bước"), max_length=12, choices=Stage.choices)

    class Meta:
        verbose_name = _("bước quản lý hiện vật")
        constraints = [
            models.CheckConstraint(
                name="custody_one_after_another",
                condition=_one_after_another(),
                violation_error_message=_("Không được bỏ qua bước nào của hiện vật."),
            ),
            models.UniqueConstraint(fields=["item", "from_stage"], name="custody_each_step_once"),
        ]

    def __str__(self) -> str:
        return f"{self.from_stage} → {self.to_stage}"


class HandoverFile(models.Model):
    """The signed paper, scanned."""

    handover = models.ForeignKey(
        Handover, models.CASCADE, related_name="files", verbose_name=_("biên bản")
    )
    file = models.OneToOneField(File, models.PROTECT, related_name="+", verbose_name=_("tệp"))

    class Meta:
        verbose_name = _("bản chụp biên bản")

    def __str__(self) -> str:
        return str(self.file_id)


class Stock(models.Model):
    """What a unit answers for, by category: derived from the lines it holds, kept in the same
    transaction (pieces, or grams where the category is weighed)."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("đơn vị"))
    category = models.ForeignKey(
        ItemCategory, models.PROTECT, related_name="+", verbose_name=_("loại")
    )
    quantity = models.IntegerField(_("số lượng"), default=0)

    class Meta:
        verbose_name = _("tồn kho hiện vật")
        constraints = [
            models.UniqueConstraint(fields=["unit", "category"], name="stock_once"),
            models.CheckConstraint(
                name="stock_never_negative",
                condition=Q(quantity__gte=0),
                violation_error_message=_("Không thể xuất nhiều hơn số đang giữ."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category} × {self.quantity}"


class Stocktake(models.Model):
    """Kiểm kê: what two people counted. It changes no stock: a difference is explained and looked
    into, for nothing may be lost by writing it off."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("đơn vị"))
    at = models.DateTimeField(_("kiểm kê lúc"))
    first_name = models.CharField(_("người ký thứ nhất"), max_length=120)
    second_name = models.CharField(_("người ký thứ hai"), max_length=120)
    document_number = models.CharField(_("số biên bản"), max_length=80, blank=True)
    differences = models.PositiveSmallIntegerField(_("số loại lệch"), default=0)

    class Meta:
        verbose_name = _("kiểm kê")
        constraints = [
            models.CheckConstraint(
                name="stocktake_two_signatories",
                condition=~Q(first_name="") & ~Q(second_name="") & ~Q(first_name=F("second_name")),
                violation_error_message=_("Kiểm kê phải có hai người ký khác nhau."),
            )
        ]
        indexes = [models.Index(fields=["unit", "-at"], name="stocktake_last")]

    def __str__(self) -> str:
        return f"{self.at:%d/%m/%Y}"


class StocktakeLine(models.Model):
    stocktake = models.ForeignKey(
        Stocktake, models.CASCADE, related_name="lines", verbose_name=_("kiểm kê")
    )
    category = models.ForeignKey(
        ItemCategory, models.PROTECT, related_name="+", verbose_name=_("loại")
    )
    booked = models.PositiveIntegerField(_("theo sổ"))
    counted = models.PositiveIntegerField(_("đếm được"))
    explanation = models.CharField(_("giải trình"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("dòng kiểm kê")
        constraints = [
            models.UniqueConstraint(fields=["stocktake", "category"], name="stocktake_line_once"),
            models.CheckConstraint(
                name="stocktake_difference_explained",
                condition=Q(booked=F("counted")) | ~Q(explanation=""),
                violation_error_message=_("Đếm lệch với sổ thì phải giải trình."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category}: {self.booked} / {self.counted}"
