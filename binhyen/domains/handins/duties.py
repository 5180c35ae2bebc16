"""How a visit and a thing that waits for examiners stand in the list of what is due today."""

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils import timezone

from binhyen.domains.handins.models import HandInItem, Visit
from binhyen.kernel.people.actor import Actor
from binhyen.kernel.workflow.today import Described, describes


@describes("handins.handinitem")
def describe_items(ids: Sequence[int], actor: Actor) -> Mapping[int, Described]:
    rows = (
        HandInItem.objects.visible_to(actor)
        .filter(pk__in=ids)
        .select_related("category", "handin__place", "holder")
    )
    return {
        item.pk: Described(
            title=str(item),
            url=reverse("handins:record", args=[item.handin.ref]),
            place=item.handin.place.name,
            since=item.handin.received_at,
            holder=item.holder.name,
        )
        for item in rows
    }


@describes("handins.visit")
def describe_visits(ids: Sequence[int], actor: Actor) -> Mapping[int, Described]:
    rows = Visit.objects.visible_to(actor).filter(pk__in=ids).select_related("unit__place")
    return {
        visit.pk: Described(
            title=str(visit.get_about_display()),
            url=f"{reverse('handins:visits')}?ngay={timezone.localdate(visit.starts_at):%Y-%m-%d}",
            place=visit.unit.place.name,
            since=visit.starts_at,
            holder=visit.unit.name,
        )
        for visit in rows
    }
