"""How a tip stands in the list of what is due today."""

from collections.abc import Mapping, Sequence

from django.db.models import QuerySet
from django.urls import reverse

from binhyen.domains.intake.models import Tip
from binhyen.kernel.people.actor import Actor
from binhyen.kernel.people.walls import open_to
from binhyen.kernel.workflow.today import Described, describes


def _mine(actor: Actor) -> QuerySet[Tip]:
    return Tip.objects.filter(open_to(actor), assignee_id=actor.user_id)


@describes("intake.tip", mine=_mine)
def describe(ids: Sequence[int], actor: Actor) -> Mapping[int, Described]:
    rows = (
        Tip.objects.visible_to(actor)
        .filter(pk__in=ids)
        .select_related("category", "place", "unit", "assignee")
    )
    return {
        tip.pk: Described(
            title=tip.category.title,
            url=reverse("intake:record", args=[tip.ref]),
            place=tip.place.name,
            since=tip.received_at,
            holder=tip.assignee.full_name if tip.assignee else "",
        )
        for tip in rows
    }
