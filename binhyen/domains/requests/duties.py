"""How a request stands in the list of what is due today."""

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from binhyen.domains.requests.models import DataRequest
from binhyen.kernel.people.actor import Actor
from binhyen.kernel.workflow.today import Described, describes


@describes("requests.datarequest")
def describe(ids: Sequence[int], actor: Actor) -> Mapping[int, Described]:
    rows = DataRequest.objects.visible_to(actor).filter(pk__in=ids).select_related("handler")
    return {
        one.pk: Described(
            title=_("Yêu cầu dữ liệu: %(asks)s") % {"asks": one.get_asks_display()},
            url=reverse("requests:record", args=[one.ref]),
            since=one.received_at,
            holder=one.handler.full_name if one.handler else "",
        )
        for one in rows
    }
