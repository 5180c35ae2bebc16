"""Accounts to look around with, in demonstrations only: each labelled "minh họa".

They share one password, printed by `make demo`, and each has a code application whose codes of the
moment stand on the sign-in page: so the second factor is really asked for, and anybody can give it.
"""

import hashlib
import random
from base64 import b32encode
from dataclasses import dataclass
from datetime import date, datetime

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from binhyen.kernel.org.models import Unit, UnitKind
from binhyen.kernel.people.actions import create_account, give_duty
from binhyen.kernel.people.actor import SYSTEM
from binhyen.kernel.people.models import Duty, Role, User
from binhyen.lib.names import person_name
from binhyen.lib.progress import Progress, quiet
from binhyen.lib.text import fold

PASSWORD = "binh-yen-minh-hoa"  # noqa: S105 (printed by `make demo`; refused outside it)
MARK = "minh họa"


@dataclass(frozen=True)
class Part:
    """One demonstration account: e-mail name, rank, where and as what it serves."""

    login: str
    title: str
    kind: str
    unit: str  # name of the unit, or short name of a department
    roles: tuple[str, ...]


PARTS = (
    Part("truc-ban", "Thượng úy", UnitKind.POLICE_COMMUNE, "Phố Hiến", (Role.DUTY_OFFICER,)),
    Part("can-bo", "Trung úy", UnitKind.POLICE_COMMUNE, "Phố Hiến", (Role.HANDLER,)),
    Part("chi-huy", "Thiếu tá", UnitKind.POLICE_COMMUNE, "Phố Hiến", (Role.LEADER,)),
    Part("quan-tri-xa", "Đại úy", UnitKind.POLICE_COMMUNE, "Phố Hiến", (Role.ADMINISTRATOR,)),
    Part(
        "an-thi",
        "Đại úy",
        UnitKind.POLICE_COMMUNE,
        "Ân Thi",
        (Role.DUTY_OFFICER, Role.HANDLER, Role.LEADER),
    ),
    Part("pv05", "Thiếu tá", UnitKind.POLICE_DEPARTMENT, "PV05", (Role.HANDLER, Role.SUPERVISOR)),
    Part("cong-an-tinh", "Đại tá", UnitKind.POLICE_PROVINCE, "", (Role.LEADER,)),
    Part("tong-hop", "Thiếu tá", UnitKind.POLICE_PROVINCE, "", (Role.SUPERVISOR,)),
    Part("quan-tri", "Đại úy", UnitKind.POLICE_PROVINCE, "", (Role.ADMINISTRATOR,)),
    Part("uy-ban", "Chuyên viên", UnitKind.COMMITTEE_COMMUNE, "Phố Hiến", (Role.SUPERVISOR,)),
    Part("can-bo-tinh", "Đại úy", UnitKind.POLICE_PROVINCE, "", (Role.HANDLER,)),
)


@dataclass(frozen=True)
class DemoAccount:
    name: str
    email: str
    duties: str
    code: str


def make_demo(progress: Progress | None = None) -> None:
    """What `binhyen demo` calls: the accounts, with the published password and codes."""
    (progress or quiet)(_("Lập tài khoản minh họa"))
    make_demo_people(PASSWORD, timezone.localdate())


def make_demo_people(password: str, today: date) -> list[User]:
    """The accounts of PARTS whose unit exists; those that are there already are left alone."""
    made = []
    for number, part in enumerate(PARTS):
        unit = _unit(part, today)
        if unit and not User.objects.filter(email=_email(part.login)).exists():
            made.append(_make(number, part, unit, password, today))
    return made


def _make(number: int, part: Part, unit: Unit, password: str, today: date) -> User:
    first, *more = part.roles
    user = create_account(
        actor=SYSTEM,
        full_name=person_name(random.Random(number)),  # noqa: S311 (a name, no secret)
        title=part.title,
        email=_email(part.login),
        unit=unit,
        role=first,
        today=today,
        start=max(unit.valid_from, date(2025, 7, 1)),
        basis=MARK,
    )
    for role in more:
        give_duty(actor=SYSTEM, user=user, unit=unit, role=role, start=today, basis=MARK)
    user.is_demo = True
    user.set_password(password)
    user.save()
    Authenticator.objects.create(
        user=user,
        type=Authenticator.Type.TOTP,
        data={"secret": get_adapter().encrypt(secret_of(part.login))},
    )
    return user


def secret_of(login: str) -> str:
    """Published on purpose: the seed of a demonstration account's codes."""
    return b32encode(hashlib.sha256(f"binhyen:{login}".encode()).digest()[:20]).decode()


def code_of(login: str, seconds: float) -> str:
    return str(format_hotp_value(hotp_value(secret_of(login), int(seconds) // 30)))


def demo_accounts(now: datetime) -> list[DemoAccount]:
    """Who can be tried, with the code of the moment. Only in a demonstration."""
    if not settings.DEMO:
        return []
    users = {user.email: user for user in User.objects.filter(is_demo=True)}
    duties: dict[int, list[str]] = {}
    for duty in (
        Duty.objects.on(timezone.localdate(now))
        .filter(user__is_demo=True)
        .select_related("unit")
        .order_by("pk")
    ):
        duties.setdefault(duty.user_id, []).append(str(duty))
    return [
        DemoAccount(
            f"{user.title} {user.full_name}",
            _email(part.login),
            "; ".join(duties.get(user.pk, [])),
            code_of(part.login, now.timestamp()),
        )
        for part in PARTS
        if (user := users.get(_email(part.login)))
    ]


def accounts_text() -> str:
    """For the terminal, after `make demo`."""
    lines = [f"  {one.email:<30} {one.duties}" for one in demo_accounts(timezone.now())]
    head = _("Tài khoản minh họa – mật khẩu chung: %(password)s") % {"password": PASSWORD}
    foot = _("Mã sáu số của từng người hiện ở trang đăng nhập.")
    return "\n".join([head, *lines, foot]) if lines else ""


def _email(login: str) -> str:
    return f"{login}@minhhoa.example"


def _unit(part: Part, today: date) -> Unit | None:
    found = Unit.objects.on(today).filter(kind=part.kind)
    if part.kind == UnitKind.POLICE_DEPARTMENT:
        found = found.filter(short_name=part.unit)
    units = [unit for unit in found.order_by("pk") if fold(unit.name).endswith(fold(part.unit))]
    if part.kind in (UnitKind.POLICE_DEPARTMENT, UnitKind.POLICE_PROVINCE):
        units = list(found.order_by("pk")[:1])
    return units[0] if units else None
