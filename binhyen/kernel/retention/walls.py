"""Holds and lines of lists follow the wall of the record that they are about."""

from django.db.models import Model
from django.utils.translation import gettext as _

from binhyen.kernel.people.walls import follows_walls, walls_of
from binhyen.kernel.retention.models import Hold, ProposalItem

State = ProposalItem.State


@follows_walls
def wall_off_keeping(record: Model) -> None:
    """Called in the act that raises the wall, which leaves the trace. A line that waits is taken
    off its list: it is proposed again, on one that nobody whom it names reads or decides."""
    about = {"subject_kind": record._meta.label_lower, "subject_id": record.pk}
    Hold.objects.filter(**about).update(walled=walls_of(record))
    lines = ProposalItem.objects.filter(**about)
    lines.update(walled=walls_of(record))
    lines.filter(state=State.LISTED).update(
        state=State.LEFT_OUT, note=_("Nói về cán bộ, đơn vị có thể đọc danh sách này.")
    )
