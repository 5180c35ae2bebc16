"""`binhyen create-admin`."""

from datetime import date
from typing import TYPE_CHECKING

from binhyen.cli.terminal import Exit, say, stop

if TYPE_CHECKING:
    from binhyen.kernel.org.models import Unit


def make_administrator(email: str, full_name: str, password: str) -> int:
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError
    from django.utils import timezone

    from binhyen.kernel.people.actions import create_admin
    from binhyen.kernel.people.actor import SYSTEM
    from binhyen.lib.verdict import Refused

    today = timezone.localdate()
    try:
        validate_password(password)
        user = create_admin(
            actor=SYSTEM,
            email=email,
            full_name=full_name,
            unit=_province_police(today),
            password=password,
            today=today,
        )
    except ValidationError as error:
        stop(" ".join(error.messages), " ".join(error.messages), Exit.USAGE)
    except Refused as refusal:
        stop(refusal.verdict.reason, refusal.verdict.reason, Exit.FINDING)
    say(f"Đã lập tài khoản quản trị cho {user}.", f"Administrator account made for {user}.")
    return Exit.OK


def _province_police(today: date) -> "Unit":
    from django.conf import settings

    from binhyen.kernel.org.models import Unit, UnitKind

    unit: Unit | None = (
        Unit.objects.on(today)
        .filter(kind=UnitKind.POLICE_PROVINCE, place__code=settings.PROVINCE)
        .order_by("pk")
        .first()
    )
    if unit is None:
        stop(
            "Chưa có đơn vị nào: hãy chạy `binhyen load-reference` trước.",
            "There are no units yet: run `binhyen load-reference` first.",
        )
    return unit
