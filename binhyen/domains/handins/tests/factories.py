"""The least valid rows for stories about hand-ins, made by the acts themselves."""

from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django.utils import timezone

from binhyen.domains.handins import actions
from binhyen.domains.handins.actions import Giving, Line, Signing
from binhyen.domains.handins.models import HandIn, ItemCategory
from binhyen.kernel.org.models import Unit
from binhyen.kernel.people.actor import SYSTEM, Actor

NOW = timezone.make_aware(datetime(2026, 8, 10, 9, 30))
TODAY = date(2026, 8, 10)
SIGNED = Signing("Nguyễn Văn An", "Trần Thị Bình", document_number="12/BB")


def category(code: str, day: date = TODAY) -> ItemCategory:
    found: ItemCategory = ItemCategory.objects.on(day).get(code=code)
    return found


def giving(unit: Unit, *codes: str, **more: Any) -> Giving:
    """A hand-in of three of each category named; of a pig-killing pike when none is."""
    day = more.pop("day", TODAY)
    lines = [Line(category(code, day), 3, f"mô tả {code}") for code in codes or ("primitive",)]
    return Giving(unit=unit, place=unit.place, lines=lines, key=uuid4(), **more)


def handed_in(unit: Unit, *codes: str, actor: Actor = SYSTEM, **more: Any) -> HandIn:
    now = more.pop("now", NOW)
    return actions.receive_handin(
        actor=actor, giving=giving(unit, *codes, **more), signing=SIGNED, now=now
    )
