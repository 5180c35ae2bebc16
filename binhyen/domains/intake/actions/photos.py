"""What the desk does with a reporter's photographs before others see them."""

from collections.abc import Sequence
from datetime import datetime

from binhyen.domains.intake import rules
from binhyen.domains.intake.actions.common import locked
from binhyen.domains.intake.models import Tip, TipFile
from binhyen.kernel.audit.action import action, record
from binhyen.kernel.documents.actions import cover_parts
from binhyen.kernel.documents.parse.parts import Part
from binhyen.kernel.people.actor import Actor


@action
def cover_photo(
    *, actor: Actor, tip: Tip, row: TipFile, parts: Sequence[Part], now: datetime
) -> None:
    """Parts of the copy that people see are destroyed; also after others have seen it."""
    tip = locked(tip)
    rules.may_write(actor, tip).require()
    cover_parts(actor=actor, file=row.file, parts=parts)
    record(
        actor,
        "intake.photo_covered",
        tip,
        unit_id=tip.unit_id,
        at=now,
        file=row.file_id,
        parts=len(parts),
    )


@action
def show_photos(*, actor: Actor, tip: Tip, rows: Sequence[TipFile], now: datetime) -> int:
    """From now on whoever reads the tip sees these photographs; how many that is news for."""
    tip = locked(tip)
    rules.may_write(actor, tip).require()
    waiting = TipFile.objects.filter(tip=tip, pk__in=[row.pk for row in rows], shown_at=None)
    count = waiting.update(shown_at=now)
    files = [row.file_id for row in rows]
    record(actor, "intake.photos_shown", tip, unit_id=tip.unit_id, at=now, files=files)
    return count
