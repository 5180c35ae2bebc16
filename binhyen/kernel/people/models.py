"""Accounts and duties. What a person may do comes from duties, never from flags on the account."""

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from binhyen.kernel.org.models import Unit
from binhyen.kernel.places.spans import DateSpan, Span, SpanQuerySet, span_forward
from binhyen.lib.text import fold, given_name_key


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str | None, password: str | None = None, **more: Any) -> "User":
        user = self.model(email=self.normalize_email(email) or None if email else None, **more)
        user.set_password(password)
        user.save()
        return user


class User(AbstractBaseUser):
    """An account: e-mail or phone, and a password. ``last_login`` is kept by Django."""

    ref = models.UUIDField(_("định danh"), default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("thư điện tử"), max_length=254, null=True, blank=True, unique=True)
    phone = models.CharField(_("số điện thoại"), max_length=20, null=True, blank=True, unique=True)
    phone_verified = models.BooleanField(_("số điện thoại đã xác nhận"), default=False)
    full_name = models.CharField(_("họ và tên"), max_length=120)
    fold = models.CharField(_("họ và tên không dấu"), max_length=120, default="", editable=False)
    sort_key = models.BinaryField(_("khóa sắp xếp theo tên"), max_length=400, default=b"")
    title = models.CharField(_("cấp bậc, chức danh"), max_length=80, blank=True)
    is_active = models.BooleanField(_("đang dùng"), default=True)
    is_demo = models.BooleanField(_("minh họa"), default=False)
    created_at = models.DateTimeField(_("lập lúc"), auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    class Meta:
        verbose_name = _("tài khoản")
        constraints = [
            models.CheckConstraint(
                name="user_reachable",
                condition=Q(email__isnull=False) | Q(phone__isnull=False),
                violation_error_message=_("Cần thư điện tử hoặc số điện thoại."),
            ),
            models.CheckConstraint(
                name="user_email_lower_case",
                condition=Q(email=None) | Q(email=Lower("email")),
                violation_error_message=_("Thư điện tử được ghi bằng chữ thường."),
            ),
        ]
        indexes = [
            # The list of people, read by key: (sort_key, pk).
            models.Index(fields=["sort_key", "id"], name="user_by_name"),
            GinIndex(fields=["fold"], name="user_fold_trgm", opclasses=["gin_trgm_ops"]),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """The keys to sort and find by follow the name, whoever writes it."""
        self.fold = fold(self.full_name)[:120]
        self.sort_key = given_name_key(self.full_name)[:400]
        if (fields := kwargs.get("update_fields")) and "full_name" in fields:
            kwargs["update_fields"] = [*fields, "fold", "sort_key"]
        super().save(*args, **kwargs)

    def __str__(self) -> str:
        return self.full_name

    def get_full_name(self) -> str:
        return self.full_name


class Role(models.TextChoices):
    DUTY_OFFICER = "duty_officer", _("Trực ban tiếp nhận")
    HANDLER = "handler", _("Cán bộ thụ lý")
    LEADER = "leader", _("Chỉ huy")
    SUPERVISOR = "supervisor", _("Theo dõi, tổng hợp cấp trên")
    ADMINISTRATOR = "administrator", _("Quản trị hệ thống")


# Roles that read reports: a second factor is required of them.
READING_ROLES = frozenset({Role.DUTY_OFFICER, Role.HANDLER, Role.LEADER, Role.SUPERVISOR})


class Duty(Span):
    """A person holds a role in a unit during a span: the only source of rights."""

    user = models.ForeignKey(
        User, models.PROTECT, related_name="duties", verbose_name=_("tài khoản")
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("đơn vị"))
    role = models.CharField(_("vai trò"), max_length=20, choices=Role.choices)
    handed_over_to = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="taken_over_from",
        verbose_name=_("bàn giao cho"),
    )
    basis = models.CharField(_("quyết định phân công"), max_length=200, blank=True)

    objects = SpanQuerySet.as_manager()

    class Meta:
        verbose_name = _("nhiệm vụ")
        constraints = [
            span_forward("duty_span_forward"),
            ExclusionConstraint(
                name="duty_held_once",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("unit", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (DateSpan(), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("Người này đã giữ nhiệm vụ đó trong khoảng ngày này."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} – {self.unit}"


class ApiToken(models.Model):
    """A staff member's key to the API: only its SHA-256 is kept; scopes narrow, never widen."""

    user = models.ForeignKey(
        User, models.CASCADE, related_name="api_tokens", verbose_name=_("tài khoản")
    )
    name = models.CharField(_("tên gợi nhớ"), max_length=80)
    digest = models.BinaryField(_("dấu vân tay"), max_length=32, unique=True)
    scopes = models.JSONField(_("phạm vi"), default=list)
    created_at = models.DateTimeField(_("lập lúc"), auto_now_add=True)
    expires_at = models.DateTimeField(_("hết hạn lúc"))
    last_used_on = models.DateField(_("dùng lần cuối ngày"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("thu hồi lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("khóa API")

    def __str__(self) -> str:
        return self.name


class Session(models.Model):
    """A browser that is signed in, or about to be. The key is kept as its SHA-256 only, so that a
    copy of the table opens no session; no network address is kept, only the device in words."""

    session_key = models.CharField(_("dấu vân tay của khóa"), max_length=64, primary_key=True)
    session_data = models.TextField(_("dữ liệu phiên"))
    expire_date = models.DateTimeField(_("hết hạn lúc"), db_index=True)
    user = models.ForeignKey(
        User,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="sessions",
        verbose_name=_("tài khoản"),
    )
    device = models.CharField(_("thiết bị"), max_length=80, blank=True)
    started_at = models.DateTimeField(_("đăng nhập lúc"), null=True, blank=True)
    seen_at = models.DateTimeField(_("hoạt động gần nhất"), null=True, blank=True)

    class Meta:
        verbose_name = _("phiên đăng nhập")

    def __str__(self) -> str:
        return self.device


class Remembered(models.Model):
    """Short-lived counters shared by all server processes (Django's database cache): failures
    per account and bucket, one-time codes already used. Keys are hashed before they get here."""

    cache_key = models.CharField(_("khóa"), max_length=255, primary_key=True)
    value = models.TextField(_("giá trị"))
    expires = models.DateTimeField(_("hết hạn lúc"), db_index=True)

    class Meta:
        verbose_name = _("bộ đếm ngắn hạn")
        db_table = "people_remembered"

    def __str__(self) -> str:
        return self.cache_key
