"""What the top bar of staff pages shows: the units served and the number of unread messages."""

from dataclasses import dataclass

from binhyen.kernel.notify.models import Message
from binhyen.kernel.org.models import Unit
from binhyen.kernel.people.actor import Actor
from binhyen.kernel.people.models import Role
from binhyen.lib.keeping import kept


@dataclass(frozen=True)
class DeskFrame:
    units: tuple[tuple[str, str], ...]  # name of the unit, role held in it
    unread: int


@kept
def _unit_name(pk: int) -> str:
    """Every page of staff shows it."""
    return Unit.objects.values_list("name", flat=True).get(pk=pk)


def desk_frame(actor: Actor | None) -> DeskFrame:
    if actor is None or actor.user is None:
        return DeskFrame((), 0)
    units = tuple((_unit_name(held.unit_id), str(Role(held.role).label)) for held in actor.duties)
    unread = Message.objects.filter(
        user=actor.user, channel=Message.Channel.INBOX, read_at__isnull=True
    )[:100].count()
    return DeskFrame(units, unread)
