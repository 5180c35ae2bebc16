"""Biên bản bàn giao ca trực: lines that its reader may see, by their numbers in the register."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from binhyen.domains.intake.minutes import long_day
from binhyen.domains.intake.models import RegisterEntry, ShiftHandover, ShiftHandoverLine
from binhyen.kernel.documents.papers import set_paper
from binhyen.kernel.org.queries import parent_of
from binhyen.lib import words

MARK = (
    "Bản hỗ trợ do phần mềm Bình Yên lập. Thể thức theo Nghị định 30/2020/NĐ-CP (chưa kiểm chứng)."
)


def set_shift(handover: ShiftHandover, lines: Sequence[ShiftHandoverLine]) -> bytes:
    """As PDF. Names no reporter."""
    return set_paper("domains/intake/papers/shift.typ", paper_of(handover, lines))


def paper_of(handover: ShiftHandover, lines: Sequence[ShiftHandoverLine]) -> dict[str, Any]:
    day = timezone.localdate(handover.at)
    above = parent_of(handover.unit, day)
    numbers = _numbers(handover, lines)
    return {
        "parent": above.name if above else "",
        "unit": handover.unit.name,
        "dated": f"{handover.unit.place.name.split(' ', 1)[-1]}, {long_day(day)}",
        "mark": MARK,
        "number": f"Số: {_count(handover)}/BB-GC",
        "giver": f"{handover.giver.title} {handover.giver.full_name}".strip(),
        "taker": f"{handover.taker.title} {handover.taker.full_name}".strip(),
        "at": words.moment(handover.at),
        "settled": words.moment(handover.settled_at) if handover.settled_at else "",
        "state": str(handover.get_state_display()),
        "note": handover.note,
        "lines": [
            {
                "number": numbers.get(line.tip_id, ""),
                "what": line.tip.category.name,
                "place": line.tip.place.name,
                "due": words.day(line.tip.due_on) if line.tip.due_on else "",
                "became": str(line.get_became_display()),
                "note": line.note,
            }
            for line in lines
        ],
    }


def _count(handover: ShiftHandover) -> int:
    """How many the unit had in that year, up to this one."""
    year = timezone.localtime(handover.at).year
    rows = ShiftHandover.objects.filter(unit=handover.unit, pk__lte=handover.pk, at__year=year)
    return rows.count()


def _numbers(handover: ShiftHandover, lines: Sequence[ShiftHandoverLine]) -> dict[int, str]:
    entries = RegisterEntry.objects.filter(
        unit_id=handover.unit_id, tip_id__in=[line.tip_id for line in lines]
    ).order_by("id")
    return {entry.tip_id: f"{entry.number}/{entry.year}" for entry in entries}
