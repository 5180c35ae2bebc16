"""Nguồn tin về tội phạm và phản ánh: a Tip from its arrival to its outcome (Art. 144-149 CPC)."""

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from binhyen.kernel.documents.models import File
from binhyen.kernel.org.models import Unit, UnitKind
from binhyen.kernel.people.models import User
from binhyen.kernel.people.walls import open_to, walled_field
from binhyen.kernel.places.models import Place
from binhyen.lib.among import among

if TYPE_CHECKING:
    from datetime import date, datetime

    from binhyen.kernel.people.actor import Actor


class Kind(models.TextChoices):
    """Art. 144 CPC 2015 for the first three; feedback has a simpler path."""

    CRIME_ACCUSATION = "crime_accusation", _("Tố giác về tội phạm")
    CRIME_INFORMATION = "crime_information", _("Tin báo về tội phạm")
    PROSECUTION_PROPOSAL = "prosecution_proposal", _("Kiến nghị khởi tố")
    CITIZEN_FEEDBACK = "citizen_feedback", _("Phản ánh, kiến nghị")


CRIME_KINDS = (Kind.CRIME_ACCUSATION, Kind.CRIME_INFORMATION, Kind.PROSECUTION_PROPOSAL)


class Status(models.TextChoices):
    RECEIVED = "received", _("Đã tiếp nhận")
    ACCEPTED = "accepted", _("Đang giải quyết")
    SUSPENDED = "suspended", _("Tạm đình chỉ")
    CLOSED = "closed", _("Đã có kết quả")


class Outcome(models.TextChoices):
    INSTITUTED = "instituted", _("Khởi tố vụ án hình sự")
    NOT_INSTITUTED = "not_instituted", _("Không khởi tố vụ án hình sự")
    TRANSFERRED = "transferred", _("Chuyển cơ quan có thẩm quyền ngoài hệ thống")
    ADMINISTRATIVE = "administrative", _("Xử lý vi phạm hành chính")
    MEDIATED = "mediated", _("Hòa giải ở cơ sở")
    ADVISED = "advised", _("Hướng dẫn giải quyết theo pháp luật dân sự hoặc cơ quan khác")
    ANSWERED = "answered", _("Đã trả lời phản ánh, kiến nghị")


class Decider(models.TextChoices):
    """Who may institute or not, by date: data/legal/competence.toml."""

    PROVINCE = "province", _("Cơ quan điều tra Công an cấp tỉnh")
    COMMUNE_ASSIGNED = (
        "commune_assigned",
        _("Trưởng, Phó Trưởng Công an cấp xã được phân công (từ 01/07/2025)"),
    )
    DISTRICT = "district", _("Cơ quan điều tra Công an cấp huyện (đến 28/02/2025)")


class Channel(models.TextChoices):
    WEB = "web", _("Trang báo tin")
    API = "api", _("Ứng dụng liên kết")
    IN_PERSON = "in_person", _("Đến trực tiếp")
    PHONE = "phone", _("Điện thoại")
    LETTER = "letter", _("Thư, đơn")
    BODY = "body", _("Cơ quan khác chuyển đến")


class Category(models.Model):
    """What a report is about: two levels, reference data (data/intake/categories.toml)."""

    code = models.CharField(_("mã"), max_length=40, unique=True)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("nhóm"),
    )
    name = models.CharField(_("tên"), max_length=120)
    name_en = models.CharField(_("tên tiếng Anh"), max_length=120)
    help = models.CharField(_("giải thích"), max_length=300, blank=True)
    help_en = models.CharField(_("giải thích tiếng Anh"), max_length=300, blank=True)
    keywords = models.TextField(_("từ người dân hay dùng"), blank=True)
    fold = models.TextField(_("để tìm không dấu"), blank=True)
    kind = models.CharField(
        _("loại tin mặc định"), max_length=24, choices=Kind.choices, default=Kind.CRIME_INFORMATION
    )
    receiver = models.CharField(
        _("loại đơn vị tiếp nhận"),
        max_length=24,
        choices=UnitKind.choices,
        default=UnitKind.POLICE_COMMUNE,
    )
    safety_note = models.CharField(_("lời dặn an toàn"), max_length=400, blank=True)
    safety_note_en = models.CharField(_("lời dặn an toàn tiếng Anh"), max_length=400, blank=True)
    order = models.PositiveSmallIntegerField(_("thứ tự"), default=0)
    is_active = models.BooleanField(_("đang dùng"), default=True)

    class Meta:
        verbose_name = _("lĩnh vực")
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return self.name

    @property
    def title(self) -> str:
        """``name`` in the reader's language; papers of the office keep the Vietnamese one."""
        return self.name_en if get_language() == "en" else self.name


class TipQuerySet(models.QuerySet["Tip"]):
    def visible_to(self, actor: "Actor") -> "TipQuerySet":
        """The only way pages reach tips: the units whose reports the actor may read, and none
        that names the actor or a unit they serve."""
        if actor.is_system:
            return self
        return self.filter(open_to(actor), among("unit_id", actor.reads()))

    def looked_at_again_by(self, actor: "Actor") -> "TipQuerySet":
        """Tips whose appeal waits for a unit that the actor serves."""
        return self.filter(open_to(actor), among("reviewing_unit_id", actor.unit_ids))

    def open(self) -> "TipQuerySet":
        return self.filter(status__in=(Status.RECEIVED, Status.ACCEPTED))

    def overdue(self, now: "datetime") -> "TipQuerySet":
        return self.open().filter(due_at__lt=now)

    def received_between(self, first: "date", last: "date") -> "TipQuerySet":
        return self.filter(received_on__range=(first, last))


class Tip(models.Model):
    """One report. Its reporter's identity is elsewhere, sealed (ReporterIdentity).

    ``place`` is the lowest unit known, in force when the report came; ``stated_place`` the unit
    as the reporter named it, when that one no longer existed. Neither ever changes.
    """

    ref = models.UUIDField(_("định danh"), default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(_("mã tra cứu"), max_length=10, unique=True)
    secret_digest = models.BinaryField(_("dấu vân tay mã bí mật"), max_length=32)
    sender_digest = models.BinaryField(
        _("dấu vân tay lần gửi"), max_length=32, null=True, unique=True
    )
    content_digest = models.BinaryField(_("dấu vân tay nội dung"), max_length=32, null=True)
    channel = models.CharField(_("cách tiếp nhận"), max_length=12, choices=Channel.choices)
    language = models.CharField(_("ngôn ngữ của người báo"), max_length=5, default="vi")
    kind = models.CharField(_("loại tin"), max_length=24, choices=Kind.choices)
    category = models.ForeignKey(
        Category, models.PROTECT, related_name="+", verbose_name=_("lĩnh vực")
    )
    is_anonymous = models.BooleanField(_("ẩn danh"))
    text = models.TextField(_("nội dung"))
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("nơi xảy ra"))
    stated_place = models.ForeignKey(
        Place,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("nơi người báo nêu (đơn vị cũ)"),
    )
    place_note = models.CharField(_("mô tả địa điểm"), max_length=300, blank=True)
    lat = models.FloatField(_("vĩ độ"), null=True, blank=True)
    lon = models.FloatField(_("kinh độ"), null=True, blank=True)
    occurred_on = models.DateField(_("ngày xảy ra"), null=True, blank=True)
    occurred_note = models.CharField(_("mô tả thời gian"), max_length=120, blank=True)

    received_unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        related_name="+",
        db_index=False,
        verbose_name=_("đơn vị tiếp nhận đầu tiên"),
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", db_index=False, verbose_name=_("đơn vị thụ lý")
    )
    assignee = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("cán bộ thụ lý"),
    )
    # While an appeal waits: the unit one level up, whose desk reads the tip for that time.
    reviewing_unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("đơn vị đang xem xét lại"),
    )
    walled = walled_field()
    # Where figures count it when not where it happened: a unit named would see its figures grow.
    figures_place = models.ForeignKey(
        Place,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("nơi tính vào số liệu (khi khác nơi xảy ra)"),
    )
    status = models.CharField(
        _("trạng thái"), max_length=12, choices=Status.choices, default=Status.RECEIVED
    )
    received_at = models.DateTimeField(_("tiếp nhận lúc"))
    received_on = models.DateField(_("ngày tiếp nhận"))
    accepted_on = models.DateField(_("ngày thụ lý"), null=True, blank=True)
    due_at = models.DateTimeField(_("hạn giải quyết"), null=True, blank=True)
    extensions = models.PositiveSmallIntegerField(_("số lần kéo dài, gia hạn"), default=0)
    late_on = models.DateField(_("quá hạn từ ngày"), null=True, blank=True)
    procuracy_notified_on = models.DateField(
        _("ngày thông báo Viện kiểm sát"), null=True, blank=True
    )
    closed_on = models.DateField(_("ngày có kết quả"), null=True, blank=True)
    outcome = models.CharField(_("kết quả"), max_length=16, choices=Outcome.choices, blank=True)
    decision_number = models.CharField(_("số quyết định"), max_length=80, blank=True)
    decision_on = models.DateField(_("ngày quyết định"), null=True, blank=True)
    decided_by = models.CharField(_("cơ quan ra quyết định"), max_length=200, blank=True)
    answer = models.TextField(_("trả lời người báo tin"), blank=True)
    is_valuable = models.BooleanField(_("thông tin có giá trị"), default=False)
    valuable_reason = models.CharField(_("lý do đánh giá có giá trị"), max_length=500, blank=True)
    rating = models.PositiveSmallIntegerField(_("mức hài lòng (1-5)"), null=True, blank=True)
    rating_note = models.CharField(_("nhận xét"), max_length=1000, blank=True)
    rated_on = models.DateField(_("ngày đánh giá"), null=True, blank=True)
    waits_for_unit = models.BooleanField(_("có tin nhắn mới của người báo"), default=False)
    is_demo = models.BooleanField(_("minh họa"), default=False)

    objects = TipQuerySet.as_manager()

    class Meta:
        verbose_name = _("tin")
        constraints = [
            models.CheckConstraint(
                name="tip_closed_has_answer",
                condition=~Q(status=Status.CLOSED)
                | (Q(closed_on__isnull=False) & ~Q(outcome="") & ~Q(answer="")),
                violation_error_message=_("Tin đã có kết quả phải ghi kết quả và lời trả lời."),
            ),
            models.CheckConstraint(
                name="tip_anonymous_is_no_accusation",
                condition=Q(is_anonymous=False) | ~Q(kind=Kind.CRIME_ACCUSATION),
                violation_error_message=_(
                    "Tin ẩn danh không phải là tố giác (Điều 144 BLTTHS 2015): ghi là tin báo."
                ),
            ),
            models.CheckConstraint(
                name="tip_valuable_has_reason",
                condition=Q(is_valuable=False) | ~Q(valuable_reason=""),
                violation_error_message=_("Cần ghi lý do đánh giá là thông tin có giá trị."),
            ),
            models.CheckConstraint(
                name="tip_rating_one_to_five",
                condition=Q(rating=None) | Q(rating__range=(1, 5)),
                violation_error_message=_("Mức hài lòng từ 1 đến 5."),
            ),
            models.CheckConstraint(
                name="tip_point_in_vietnam",
                condition=Q(lat=None, lon=None)
                | Q(lat__range=(6.0, 24.0), lon__range=(102.0, 118.0)),
                violation_error_message=_("Vị trí nằm ngoài lãnh thổ Việt Nam."),
            ),
        ]
        indexes = [
            # The desk: a unit's open tips by deadline; the province's by deadline alone.
            models.Index(
                fields=["unit", "due_at", "id"],
                condition=Q(status__in=("received", "accepted")),
                name="tip_open_unit_due",
            ),
            models.Index(
                fields=["due_at", "id"],
                condition=Q(status__in=("received", "accepted")),
                name="tip_open_due",
            ),
            models.Index(
                fields=["assignee", "due_at", "id"],
                condition=Q(status__in=("received", "accepted")),
                name="tip_open_mine",
            ),
            models.Index(fields=["unit", "received_at", "id"], name="tip_unit_received"),
            models.Index(fields=["received_at", "id"], name="tip_received"),
            models.Index(
                fields=["unit", "id"],
                condition=Q(waits_for_unit=True),
                name="tip_waits_for_unit",
            ),
            models.Index(fields=["place", "received_on"], name="tip_place_day"),
            models.Index(fields=["received_on"], name="tip_received_on"),
            models.Index(
                fields=["place", "category", "closed_on"],
                condition=Q(closed_on__isnull=False),
                name="tip_settled_where",
            ),
            models.Index(
                fields=["closed_on"], condition=Q(closed_on__isnull=False), name="tip_closed_on"
            ),
            # The few that are new or suspended, from either end, for whoever reads a province.
            models.Index(
                fields=["received_at", "id"], condition=Q(status="received"), name="tip_new"
            ),
            models.Index(
                fields=["received_at", "id"], condition=Q(status="suspended"), name="tip_suspended"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_crime(self) -> bool:
        return self.kind in CRIME_KINDS

    @property
    def counted_place_id(self) -> int:
        """Where figures count it."""
        return self.figures_place_id or self.place_id

    @property
    def due_on(self) -> "date | None":
        return timezone.localdate(self.due_at) if self.due_at else None

    @property
    def is_open(self) -> bool:
        return self.status in (Status.RECEIVED, Status.ACCEPTED)


class ReporterIdentity(models.Model):
    """Who reported, sealed with age on arrival; the web tier holds no key that opens it.

    ``sealed`` is JSON {name, phone, email} encrypted to the recipient ``kid``.
    """

    tip = models.OneToOneField(Tip, models.CASCADE, related_name="identity", verbose_name=_("tin"))
    sealed = models.BinaryField(_("danh tính niêm phong"))
    kid = models.CharField(_("khóa niêm phong"), max_length=40)
    # Whether the reporter wants e-mail when something changes; withdrawn at any time.
    may_contact = models.BooleanField(_("đồng ý nhận thư báo"), default=False)
    withdrawn_on = models.DateField(_("ngày rút đồng ý"), null=True, blank=True)

    class Meta:
        verbose_name = _("danh tính người báo tin")

    def __str__(self) -> str:
        return str(self.tip_id)


class RegisterCounter(models.Model):
    """The last number given in a unit's register of a year: numbers have no gaps."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("đơn vị"))
    year = models.PositiveSmallIntegerField(_("năm"))
    last = models.PositiveIntegerField(_("số cuối"), default=0)

    class Meta:
        verbose_name = _("bộ đếm sổ tiếp nhận")
        constraints = [
            models.UniqueConstraint(fields=["unit", "year"], name="register_counter_once")
        ]

    def __str__(self) -> str:
        return f"{self.last}/{self.year}"


class RegisterEntry(models.Model):
    """One line of an intake register (sổ tiếp nhận): no gaps in numbers per unit and year."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("đơn vị"))
    year = models.PositiveSmallIntegerField(_("năm"))
    number = models.PositiveIntegerField(_("số"))
    tip = models.ForeignKey(
        Tip, models.PROTECT, related_name="register_entries", verbose_name=_("tin")
    )
    entered_at = models.DateTimeField(_("vào sổ lúc"))
    left_at = models.DateTimeField(_("chuyển đi lúc"), null=True, blank=True)
    left_to = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("chuyển đến"),
    )

    # The tip, when whoever looks may read it (book.lines_of).
    shown: "Tip | None" = None

    class Meta:
        verbose_name = _("dòng sổ tiếp nhận")
        constraints = [
            models.UniqueConstraint(fields=["unit", "year", "number"], name="register_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.number}/{self.year}"


class TipMessage(models.Model):
    """The conversation between the reporter (also when anonymous) and the unit."""

    class Author(models.TextChoices):
        REPORTER = "reporter", _("Người báo tin")
        UNIT = "unit", _("Đơn vị")

    tip = models.ForeignKey(Tip, models.CASCADE, related_name="messages", verbose_name=_("tin"))
    author = models.CharField(_("người viết"), max_length=10, choices=Author.choices)
    user = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("cán bộ"),
    )
    text = models.TextField(_("nội dung"))
    at = models.DateTimeField(_("lúc"))
    # The sender's own number of this message, so that a retry adds no second one.
    sender_digest = models.BinaryField(
        _("dấu vân tay lần gửi"), max_length=32, null=True, unique=True
    )

    class Meta:
        verbose_name = _("tin nhắn trao đổi")
        indexes = [models.Index(fields=["tip", "id"], name="tip_message_order")]

    def __str__(self) -> str:
        return f"{self.get_author_display()} {self.at:%d/%m/%Y}"


class TipNote(models.Model):
    """A note of the unit, never shown to the reporter."""

    tip = models.ForeignKey(Tip, models.CASCADE, related_name="notes", verbose_name=_("tin"))
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("cán bộ"))
    text = models.TextField(_("nội dung"))
    at = models.DateTimeField(_("lúc"))

    class Meta:
        verbose_name = _("ghi chú nội bộ")
        indexes = [models.Index(fields=["tip", "id"], name="tip_note_order")]

    def __str__(self) -> str:
        return f"{self.user} {self.at:%d/%m/%Y}"


class TipFile(models.Model):
    tip = models.ForeignKey(Tip, models.CASCADE, related_name="files", verbose_name=_("tin"))
    file = models.OneToOneField(File, models.PROTECT, related_name="+", verbose_name=_("tệp"))
    is_from_reporter = models.BooleanField(_("do người báo tin gửi"), default=True)
    # A decision's scan is paper of the file; it is not shown to the reporter.
    purpose = models.CharField(_("là"), max_length=80, blank=True)
    added_at = models.DateTimeField(_("thêm lúc"))
    # A reporter's photograph: seen by the handling desk alone until it lets others see it.
    shown_at = models.DateTimeField(_("cho người khác xem từ"), null=True, blank=True)

    class Meta:
        verbose_name = _("tệp kèm tin")
        indexes = [models.Index(fields=["tip", "id"], name="tip_file_order")]

    def __str__(self) -> str:
        return str(self.file)


class Extension(models.Model):
    """Kéo dài (Art. 147(2), by the head of the handling body) or gia hạn (by the Procuracy)."""

    tip = models.ForeignKey(
        Tip, models.CASCADE, related_name="extension_rows", verbose_name=_("tin")
    )
    level = models.PositiveSmallIntegerField(_("lần"))
    decision_number = models.CharField(_("số quyết định"), max_length=80)
    decision_on = models.DateField(_("ngày quyết định"))
    decided_by = models.CharField(_("cơ quan quyết định"), max_length=200)
    reason = models.CharField(_("lý do"), max_length=500)
    due_before = models.DateField(_("hạn trước"))
    due_after = models.DateField(_("hạn mới"))
    at = models.DateTimeField(_("ghi lúc"))

    class Meta:
        verbose_name = _("kéo dài, gia hạn")
        constraints = [
            models.UniqueConstraint(fields=["tip", "level"], name="extension_level_once"),
            models.CheckConstraint(
                name="extension_goes_forward",
                condition=Q(due_after__gt=F("due_before")),
                violation_error_message=_("Hạn mới phải sau hạn trước."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decision_number} ({self.level})"


class SuspensionGround(models.TextChoices):
    """Art. 148(1) CPC, as amended by Law 02/2021 (force majeure)."""

    EXPERTISE = "expertise", _("Chờ kết quả giám định, định giá tài sản, nước ngoài tương trợ")
    DOCUMENTS = "documents", _("Chờ tài liệu, đồ vật quan trọng có ý nghĩa quyết định")
    FORCE_MAJEURE = "force_majeure", _("Bất khả kháng do thiên tai, dịch bệnh")


class Suspension(models.Model):
    tip = models.ForeignKey(Tip, models.CASCADE, related_name="suspensions", verbose_name=_("tin"))
    ground = models.CharField(_("căn cứ"), max_length=16, choices=SuspensionGround.choices)
    decision_number = models.CharField(_("số quyết định"), max_length=80)
    decision_on = models.DateField(_("ngày quyết định"))
    started_at = models.DateTimeField(_("tạm đình chỉ từ"))
    resumed_at = models.DateTimeField(_("phục hồi lúc"), null=True, blank=True)
    resume_number = models.CharField(_("số quyết định phục hồi"), max_length=80, blank=True)
    resume_on = models.DateField(_("ngày quyết định phục hồi"), null=True, blank=True)

    class Meta:
        verbose_name = _("tạm đình chỉ")
        constraints = [
            models.UniqueConstraint(
                fields=["tip"],
                condition=Q(resumed_at=None),
                name="suspension_one_running",
                violation_error_message=_("Tin này đang tạm đình chỉ."),
            )
        ]

    def __str__(self) -> str:
        return self.decision_number


class Appeal(models.Model):
    """The reporter asks for another look: it goes one level up, whose leader decides."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Chờ xem xét")
        REOPENED = "reopened", _("Mở lại giải quyết")
        UPHELD = "upheld", _("Giữ nguyên kết quả, có giải thích")

    tip = models.ForeignKey(Tip, models.CASCADE, related_name="appeals", verbose_name=_("tin"))
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", verbose_name=_("đơn vị xem xét")
    )
    text = models.TextField(_("lý do đề nghị"))
    at = models.DateTimeField(_("gửi lúc"))
    state = models.CharField(
        _("trạng thái"), max_length=10, choices=State.choices, default=State.WAITING
    )
    answer = models.TextField(_("trả lời"), blank=True)
    decided_at = models.DateTimeField(_("quyết định lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("đề nghị xem lại")
        constraints = [
            models.UniqueConstraint(
                fields=["tip"],
                condition=Q(state="waiting"),
                name="appeal_one_waiting",
                violation_error_message=_("Đề nghị trước của bạn đang được xem xét."),
            )
        ]
        indexes = [
            models.Index(fields=["unit", "id"], condition=Q(state="waiting"), name="appeal_waiting")
        ]

    def __str__(self) -> str:
        return f"{self.tip_id} {self.get_state_display()}"


class Draft(models.Model):
    """A report not yet sent. ``sealed`` opens only with the key in the reporter's own cookie;
    the row is known by that key's hash and removed after 24 hours."""

    key_digest = models.BinaryField(_("dấu vân tay khóa"), max_length=32, unique=True)
    sealed = models.BinaryField(_("bản nháp niêm phong"))
    touched_on = models.DateTimeField(_("lưu lúc"))

    class Meta:
        verbose_name = _("bản nháp")
        indexes = [models.Index(fields=["touched_on"], name="draft_age")]

    def __str__(self) -> str:
        return str(self.pk)
