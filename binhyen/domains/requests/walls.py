"""A request follows the wall of the record that it is about."""

from django.db.models import Model

from binhyen.domains.requests.models import DataRequest
from binhyen.kernel.people.walls import follows_walls, walls_of
from binhyen.kernel.workflow.deadlines import wall_off_deadlines


@follows_walls
def wall_off_requests(record: Model) -> None:
    """Called in the act that raises the wall, which leaves the trace."""
    ref = getattr(record, "ref", None)
    if ref is None:
        return
    for request in DataRequest.objects.filter(subject_ref=ref).order_by("pk"):
        request.walled = walls_of(record)
        request.save(update_fields=["walled"])
        wall_off_deadlines(request)
