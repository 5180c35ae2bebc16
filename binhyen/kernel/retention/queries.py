"""How a record stands with keeping: erased, held back, or neither."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from binhyen.kernel.audit.action import in_scope
from binhyen.kernel.people.actor import SYSTEM
from binhyen.kernel.retention.models import Hold, Tombstone


@dataclass(frozen=True)
class Keeping:
    erased: Tombstone | None
    holds: list[Hold]


def keeping_of(kind: str, ref: UUID, today: date) -> Keeping:
    """For whoever sees the record, whichever unit held it back. Two statements, each on an
    index."""
    stones = Tombstone.objects.filter(subject_kind=kind, subject_ref=ref)
    holds = Hold.objects.running(today).filter(subject_kind=kind, subject_ref=ref)
    with in_scope(SYSTEM):
        return Keeping(stones.first(), list(holds.select_related("placed_by").order_by("id")))
