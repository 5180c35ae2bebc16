"""What the reveal process knows of this domain: where reporters' identities are, who may open one,
and who still wants letters."""

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from binhyen.domains.intake.actions.common import IDENTITY
from binhyen.domains.intake.models import ReporterIdentity, Tip
from binhyen.domains.intake.rules import may_open_identity
from binhyen.kernel.people.actor import Actor
from binhyen.kernel.reveal.registry import Case, SealedKind, seals
from binhyen.lib import codes
from binhyen.lib.verdict import Verdict


def _rows(actor: Actor) -> QuerySet[ReporterIdentity]:
    rows = ReporterIdentity.objects.select_related("tip__unit", "tip__category")
    return rows.filter(tip__in=Tip.objects.visible_to(actor))


def _case(row: ReporterIdentity) -> Case:
    tip = row.tip
    return Case(
        tip,
        tip.unit_id,
        f"{codes.show(tip.code, settings.CODE_PREFIX)} – {tip.category.name}",
        reverse("intake:record", args=[tip.ref]),
    )


def _may_open(actor: Actor, row: ReporterIdentity) -> Verdict:
    return may_open_identity(actor, row.tip)


seals(
    SealedKind(
        label=IDENTITY,
        slug="tin",
        by="tip__ref",
        fields={
            "name": _("Họ và tên"),
            "phone": _("Số điện thoại"),
            "email": _("Thư điện tử"),
            "born": _("Năm sinh"),
            "address": _("Địa chỉ"),
            "brought_by": _("Người đưa tin hộ"),
        },
        rows=_rows,
        case_of=_case,
        may_open=_may_open,
        address="email",
        wants_letters=lambda row: bool(row.may_contact),
    )
)
