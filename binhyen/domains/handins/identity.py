"""What the reveal process knows of this domain: who handed in, when they gave a name."""

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from binhyen.domains.handins.models import GiverIdentity, HandIn
from binhyen.domains.handins.rules import may_open_identity
from binhyen.kernel.people.actor import Actor
from binhyen.kernel.reveal.registry import Case, SealedKind, seals
from binhyen.lib import codes
from binhyen.lib.verdict import Verdict


def _rows(actor: Actor) -> QuerySet[GiverIdentity]:
    rows = GiverIdentity.objects.select_related("handin__unit")
    return rows.filter(handin__in=HandIn.objects.visible_to(actor))


def _case(row: GiverIdentity) -> Case:
    handin = row.handin
    title = codes.show(handin.code, settings.CODE_PREFIX)
    return Case(handin, handin.unit_id, title, reverse("handins:record", args=[handin.ref]))


def _may_open(actor: Actor, row: GiverIdentity) -> Verdict:
    return may_open_identity(actor, row.handin)


seals(
    SealedKind(
        label="handins.giveridentity",
        slug="giao-nop",
        by="handin__ref",
        fields={"name": _("Họ và tên"), "phone": _("Số điện thoại")},
        rows=_rows,
        case_of=_case,
        may_open=_may_open,
    )
)
