"""How a proposal stands in the list of what is due today."""

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from binhyen.kernel.people.actor import Actor
from binhyen.kernel.retention.classes import class_called
from binhyen.kernel.retention.models import Proposal
from binhyen.kernel.workflow.today import Described, describes


@describes("retention.proposal")
def describe(ids: Sequence[int], actor: Actor) -> Mapping[int, Described]:
    rows = Proposal.objects.visible_to(actor).filter(pk__in=ids)
    return {
        one.pk: Described(
            title=_("Đề nghị xóa: %(what)s") % {"what": class_called(one.record_class).title},
            url=reverse("portal:proposal", args=[one.ref]),
            since=one.made_at,
        )
        for one in rows
    }
