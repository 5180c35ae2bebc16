"""One hand-in at a unit, its lines, and whoever handed in (sealed, apart)."""

import uuid
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from binhyen.domains.handins.models.things import Campaign, ItemCategory
from binhyen.domains.handins.models.visits import Visit
from binhyen.kernel.documents.models import File
from binhyen.kernel.org.models import Unit
from binhyen.kernel.people.models import User
from binhyen.kernel.places.models import Place

if TYPE_CHECKING:
    from binhyen.kernel.people.actor import Actor


class Stage(models.TextChoices):
    """The chain of custody, in its one order; the last two are its ends."""

    RECEIVED = "received", _("Đã nhận")
    STORED = "stored", _("Đã nhập kho")
    TRANSFERRED = "transferred", _("Đã chuyển để phân loại")
    EXAMINED = "examined", _("Đã phân loại")
    DESTROYED = "destroyed", _("Đã tiêu hủy")
    TO_MILITARY = "to_military", _("Đã bàn giao quân đội")


# A unit answers for what is in one of these stages: it counts in its stock.
HELD = (Stage.RECEIVED, Stage.STORED, Stage.TRANSFERRED, Stage.EXAMINED)
BEFORE_EXAMINED = (Stage.RECEIVED, Stage.STORED, Stage.TRANSFERRED)


class Way(models.TextChoices):
    BROUGHT = "brought", _("Người dân mang đến")
    COLLECTED = "collected", _("Lực lượng chuyên môn thu gom tại chỗ")


class HandInQuerySet(models.QuerySet["HandIn"]):
    def visible_to(self, actor: "Actor") -> "HandInQuerySet":
        """The only way pages reach hand-ins: those registered at a unit that the actor reads, and
        those of which such a unit holds something."""
        if actor.is_system:
            return self
        reads = actor.reads()
        held = HandInItem.objects.filter(handin=OuterRef("pk"), holder_id__in=reads)
        return self.filter(Q(unit_id__in=reads) | Exists(held))


class HandIn(models.Model):
    """Một lượt giao nộp, numbered in the unit's book of the year. ``place``: where the things come
    from, the lowest unit known, in force that day."""

    ref = models.UUIDField(_("định danh"), default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(_("mã biên nhận"), max_length=10, unique=True)
    sender_digest = models.BinaryField(
        _("dấu vân tay lần ghi"), max_length=32, null=True, unique=True
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", db_index=False, verbose_name=_("đơn vị tiếp nhận")
    )
    year = models.PositiveSmallIntegerField(_("năm"))
    number = models.PositiveIntegerField(_("số"))
    campaign = models.ForeignKey(
        Campaign,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="handins",
        verbose_name=_("đợt vận động"),
    )
    visit = models.OneToOneField(
        Visit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="handin",
        verbose_name=_("theo lịch hẹn"),
    )
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("nơi có đồ"))
    way = models.CharField(_("cách nhận"), max_length=10, choices=Way.choices, default=Way.BROUGHT)
    received_at = models.DateTimeField(_("nhận lúc"))
    received_on = models.DateField(_("ngày nhận"))
    received_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("người nhận"),
    )
    is_anonymous = models.BooleanField(_("không nêu tên"))
    note = models.TextField(_("tình trạng, ghi chú"), blank=True)
    extinguishers = models.PositiveSmallIntegerField(_("số bình chữa cháy đã tặng"), default=0)
    gift_on = models.DateField(_("ngày tặng"), null=True, blank=True)
    is_demo = models.BooleanField(_("minh họa"), default=False)
    # Units that hold one of its things now: they read it, too. For row-level security, which asks
    # no other table about a row.
    holders = ArrayField(
        models.BigIntegerField(), verbose_name=_("các đơn vị đang giữ hiện vật"), default=list
    )

    objects = HandInQuerySet.as_manager()

    class Meta:
        verbose_name = _("lượt giao nộp")
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year", "number"],
                name="handin_number_once",
                violation_error_message=_("Số này đã có trong sổ."),
            ),
            models.CheckConstraint(
                name="handin_gift_has_its_day",
                condition=Q(extinguishers=0, gift_on=None)
                | Q(extinguishers__gt=0, gift_on__isnull=False),
                violation_error_message=_("Đã tặng quà thì phải ghi ngày tặng."),
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "received_at", "id"], name="handin_unit_received"),
            models.Index(fields=["received_at", "id"], name="handin_received"),
            models.Index(fields=["received_on"], name="handin_received_on"),
            models.Index(
                fields=["gift_on"], condition=Q(gift_on__isnull=False), name="handin_gift_on"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}/{self.year}"


class HandInItemQuerySet(models.QuerySet["HandInItem"]):
    def visible_to(self, actor: "Actor") -> "HandInItemQuerySet":
        if actor.is_system:
            return self
        return self.filter(holder_id__in=actor.reads())

    def held(self) -> "HandInItemQuerySet":
        return self.filter(stage__in=HELD)


class HandInItem(models.Model):
    """One line: it moves through the chain of custody as a whole. ``given_category`` is what the
    officer took it for; ``category`` becomes the examiners' answer."""

    handin = models.ForeignKey(
        HandIn, models.PROTECT, related_name="items", verbose_name=_("lượt giao nộp")
    )
    line = models.PositiveSmallIntegerField(_("dòng"))
    category = models.ForeignKey(
        ItemCategory, models.PROTECT, related_name="+", verbose_name=_("loại")
    )
    given_category = models.ForeignKey(
        ItemCategory,
        models.PROTECT,
        related_name="+",
        db_index=False,
        verbose_name=_("loại tạm ghi khi nhận"),
    )
    quantity = models.PositiveIntegerField(_("số lượng"))
    description = models.CharField(_("mô tả, đặc điểm, số hiệu"), max_length=300)
    purpose = models.CharField(_("mục đích sử dụng"), max_length=200, blank=True)
    seal = models.CharField(_("số niêm phong"), max_length=60, blank=True)
    stage = models.CharField(
        _("bước"), max_length=12, choices=Stage.choices, default=Stage.RECEIVED
    )
    holder = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", db_index=False, verbose_name=_("đơn vị đang giữ")
    )
    since = models.DateTimeField(_("ở bước này từ"))

    objects = HandInItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("hiện vật giao nộp")
        ordering = ["handin", "line"]
        constraints = [
            models.UniqueConstraint(fields=["handin", "line"], name="handin_line_once"),
            models.CheckConstraint(
                name="handin_item_some",
                condition=Q(quantity__gt=0),
                violation_error_message=_("Số lượng phải từ 1 trở lên."),
            ),
        ]
        indexes = [models.Index(fields=["holder", "stage", "since"], name="handin_item_held")]

    def __str__(self) -> str:
        return f"{self.category} × {self.quantity}"

    @property
    def is_held(self) -> bool:
        """Whether a unit still answers for it: neither destroyed nor handed to the military."""
        return self.stage in HELD

    @property
    def is_confirmed(self) -> bool:
        return self.stage not in BEFORE_EXAMINED


class GiverIdentity(models.Model):
    """Who handed in, when they gave a name: sealed like a reporter's identity. ``sealed`` is JSON
    {name, phone} encrypted to the recipient ``kid``."""

    handin = models.OneToOneField(
        HandIn, models.CASCADE, related_name="identity", verbose_name=_("lượt giao nộp")
    )
    sealed = models.BinaryField(_("danh tính niêm phong"))
    kid = models.CharField(_("khóa niêm phong"), max_length=40)

    class Meta:
        verbose_name = _("danh tính người giao nộp")

    def __str__(self) -> str:
        return str(self.handin_id)


class HandInFile(models.Model):
    """A photo taken when the things were received."""

    handin = models.ForeignKey(
        HandIn, models.CASCADE, related_name="files", verbose_name=_("lượt giao nộp")
    )
    file = models.OneToOneField(File, models.PROTECT, related_name="+", verbose_name=_("tệp"))
    added_at = models.DateTimeField(_("thêm lúc"))

    class Meta:
        verbose_name = _("ảnh hiện vật")

    def __str__(self) -> str:
        return str(self.file_id)
