"""Accounts and duties. What a person may do comes from duties, never from flags on the account."""

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from binhyen.kernel.org.models import Unit
from binhyen.kernel.places.spans import DateSpan, Span, SpanQuerySet, span_forward


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
            )
        ]

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
