"""Dated legal rules, the working-day calendar, and deadlines with the rule that gave them."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from binhyen.kernel.org.models import Unit
from binhyen.kernel.people.actor import Actor
from binhyen.kernel.people.models import User
from binhyen.kernel.people.walls import walled_field
from binhyen.kernel.places.spans import DateSpan, Span, SpanQuerySet, span_forward
from binhyen.lib.among import among


class LegalRule(Span):
    """One number of the law during one span: a time limit, with its basis and source.

    ``variant`` keeps readings of the same article apart ("strict" is the default reading)."""

    class Measure(models.TextChoices):
        HOUR = "hour", _("giờ")
        DAY = "day", _("ngày")
        WORKING_DAY = "workday", _("ngày làm việc")
        MONTH = "month", _("tháng")
        NOW = "now", _("ngay")

    key = models.CharField(_("khóa"), max_length=40)
    variant = models.CharField(_("cách hiểu"), max_length=20, default="strict")
    title = models.CharField(_("tên thời hạn"), max_length=200)
    amount = models.PositiveIntegerField(_("số lượng"))
    measure = models.CharField(_("đơn vị tính"), max_length=8, choices=Measure.choices)
    basis = models.CharField(_("căn cứ"), max_length=300)
    source = models.CharField(_("nguồn đã xem"), max_length=400)
    note = models.TextField(_("ghi chú"), blank=True)
    # "received", "suspended", "reason_ended", "decided", or the key of another rule.
    counts_from = models.CharField(_("tính từ"), max_length=40, default="received")
    counts_back = models.BooleanField(_("phải làm trước mốc"), default=False)
    # Set by the place that runs the system, not by the law.
    is_internal = models.BooleanField(_("quy định nội bộ"), default=False)
    edited_at = models.DateTimeField(_("quản trị viên sửa lúc"), null=True, blank=True)
    verified_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("người kiểm chứng"),
    )
    verified_at = models.DateTimeField(_("kiểm chứng lúc"), null=True, blank=True)

    objects = SpanQuerySet.as_manager()

    class Meta:
        verbose_name = _("quy định thời hạn")
        constraints = [
            span_forward("legal_rule_forward"),
            ExclusionConstraint(
                name="legal_rule_one_at_a_time",
                expressions=[
                    ("key", RangeOperators.EQUAL),
                    ("variant", RangeOperators.EQUAL),
                    (DateSpan(), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("Thời hạn này đã có quy định trong khoảng ngày đó."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_verified(self) -> bool:
        return self.verified_at is not None

    @property
    def is_ours(self) -> bool:
        """Verified or edited by an administrator: loading reference data leaves it alone."""
        return self.verified_at is not None or self.edited_at is not None

    @property
    def length(self) -> str:
        """The limit in words, as the law writes it: "03 ngày làm việc", "ngay"."""
        words = {
            self.Measure.HOUR: ngettext("%(n)s giờ", "%(n)s giờ", self.amount),
            self.Measure.DAY: ngettext("%(n)s ngày", "%(n)s ngày", self.amount),
            self.Measure.WORKING_DAY: ngettext(
                "%(n)s ngày làm việc", "%(n)s ngày làm việc", self.amount
            ),
            self.Measure.MONTH: ngettext("%(n)s tháng", "%(n)s tháng", self.amount),
            self.Measure.NOW: str(self.Measure.NOW.label),
        }[self.Measure(self.measure)]
        number = f"{self.amount:02d}" if get_language() == "vi" else str(self.amount)
        return words % {"n": number} if "%" in words else words


class CalendarYear(models.Model):
    """The calendar of one year; every change raises ``version``, which deadlines note."""

    year = models.PositiveSmallIntegerField(_("năm"), primary_key=True)
    version = models.PositiveIntegerField(_("phiên bản"), default=1)
    source = models.CharField(_("căn cứ"), max_length=300, blank=True)
    verified = models.BooleanField(_("đã kiểm chứng"), default=False)
    edited_at = models.DateTimeField(_("quản trị viên sửa lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("lịch năm")

    def __str__(self) -> str:
        return str(self.year)


class CalendarDay(models.Model):
    """A day that differs from the week's rule: a weekday off, or a weekend day worked (làm bù)."""

    date = models.DateField(_("ngày"), unique=True)
    is_working = models.BooleanField(_("là ngày làm việc"))
    name = models.CharField(_("tên"), max_length=120)

    class Meta:
        verbose_name = _("ngày đặc biệt trong lịch")

    def __str__(self) -> str:
        return f"{self.date:%d/%m/%Y} {self.name}"


class DeadlineQuerySet(models.QuerySet["Deadline"]):
    def running(self) -> "DeadlineQuerySet":
        return self.filter(state=Deadline.State.RUNNING)


class Deadline(models.Model):
    """One duty of one record: what, by when, by which rule and calendar, and what became of it.

    ``due_at`` is the moment the stricter reading gives (end of ``due_on`` for days and months);
    ``last_on`` the last possible day when a day off moves the end (Art. 134 CPC).
    """

    class State(models.TextChoices):
        RUNNING = "running", _("Đang chạy")
        PAUSED = "paused", _("Tạm dừng")
        DONE = "done", _("Đã làm")
        LATE_DONE = "late_done", _("Đã làm, quá hạn")
        CANCELLED = "cancelled", _("Không còn áp dụng")

    subject_kind = models.CharField(_("loại hồ sơ"), max_length=60)
    subject_id = models.BigIntegerField(_("hồ sơ"))
    rule = models.ForeignKey(
        LegalRule, models.PROTECT, related_name="+", verbose_name=_("quy định")
    )
    calendar_version = models.CharField(_("phiên bản lịch"), max_length=40)
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", verbose_name=_("đơn vị phải làm")
    )
    starts_at = models.DateTimeField(_("tính từ"))
    due_on = models.DateField(_("hạn"))
    due_at = models.DateTimeField(_("thời điểm hết hạn"))
    last_on = models.DateField(_("ngày cuối có thể"))
    state = models.CharField(
        _("trạng thái"), max_length=10, choices=State.choices, default=State.RUNNING
    )
    ended_at = models.DateTimeField(_("kết thúc lúc"), null=True, blank=True)
    # While paused ``due_on`` stays as it was: what was left is counted from here on resuming.
    paused_at = models.DateTimeField(_("tạm dừng lúc"), null=True, blank=True)
    walled = walled_field()
    # True for the deadline by which the record itself must be decided (shown first on lists).
    is_decisive = models.BooleanField(_("hạn giải quyết"), default=False)
    # How far up the chain the clock told of it: reminding.STEPS; 0: nobody yet.
    told = models.PositiveSmallIntegerField(_("đã nhắc đến bước"), default=0)

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        verbose_name = _("thời hạn")
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="deadline_subject"),
            models.Index(
                fields=["unit", "due_at", "id"],
                condition=Q(state="running"),
                name="deadline_running_unit",
            ),
            models.Index(
                fields=["due_at", "id"], condition=Q(state="running"), name="deadline_running"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule} – {self.due_on:%d/%m/%Y}"


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def visible_to(self, actor: Actor) -> "SavedViewQuerySet":
        """One's own, and what colleagues share within the units one serves."""
        return self.filter(Q(owner_id=actor.user_id) | among("unit_id", actor.unit_ids))


class SavedView(models.Model):
    """A list's filters and order under a name: one's own, or shared within a unit.

    ``page`` is the route of the list, ``query`` what its address asks for; a view shows nothing
    that the list itself would not show to whoever opens it.
    """

    page = models.CharField(_("trang"), max_length=60)
    name = models.CharField(_("tên"), max_length=60)
    query = models.CharField(_("bộ lọc, cách sắp"), max_length=300)
    owner = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name=_("người lưu"))
    unit = models.ForeignKey(
        Unit,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("dùng chung trong đơn vị"),
    )

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("cách xem đã lưu")
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "page", "name"],
                name="saved_view_name_once",
                violation_error_message=_("Bạn đã có một cách xem tên này; hãy đặt tên khác."),
            )
        ]
        indexes = [models.Index(fields=["unit", "page"], name="saved_view_shared")]

    def __str__(self) -> str:
        return self.name


class BookCounter(models.Model):
    """The last number given in a unit's book (register) of a year: see ``numbers.next_number``."""

    book = models.CharField(_("sổ"), max_length=40)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("đơn vị"))
    year = models.PositiveSmallIntegerField(_("năm"))
    last = models.PositiveIntegerField(_("số cuối"), default=0)

    class Meta:
        verbose_name = _("bộ đếm số trong sổ")
        constraints = [
            models.UniqueConstraint(fields=["book", "unit", "year"], name="book_counter_once")
        ]

    def __str__(self) -> str:
        return f"{self.book} {self.last}/{self.year}"
