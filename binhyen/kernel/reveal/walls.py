"""Tries at an identity follow the wall of the record that it belongs to."""

from django.db.models import Model

from binhyen.kernel.people.walls import follows_walls, walls_of
from binhyen.kernel.reveal.models import Opening


@follows_walls
def wall_off_openings(record: Model) -> None:
    """Called in the act that raises the wall, which leaves the trace."""
    tries = Opening.objects.filter(case_kind=record._meta.label_lower, case_id=record.pk)
    tries.update(walled=walls_of(record))
