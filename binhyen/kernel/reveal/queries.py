"""How often an identity was opened, for its owner; how many wait under which key."""

from django.apps import apps
from django.db.models import Count, Model

from binhyen.kernel.audit.action import in_scope, open_door
from binhyen.kernel.people.actor import SYSTEM
from binhyen.kernel.reveal.models import Opening, OpeningQuerySet
from binhyen.kernel.reveal.registry import all_kinds


def openings_of(record: Model) -> OpeningQuerySet:
    """When, why and by which unit the identity behind ``record`` was opened. The officer's name
    is not for its owner: pages show what they select here. Whoever asks was shown the record: a
    door to these is opened."""
    open_door(subject=f"{record._meta.label_lower}:{record.pk}")
    found = Opening.objects.opened().filter(case_kind=record._meta.label_lower, case_id=record.pk)
    return found.select_related("unit").order_by("id")


def sealed_by_key() -> dict[str, int]:
    """kid -> how many identities it sealed, over all tables."""
    counts: dict[str, int] = {}
    with in_scope(SYSTEM):
        for kind in all_kinds():
            rows = apps.get_model(kind.label)._default_manager.order_by("kid").values_list("kid")
            for kid, count in rows.annotate(n=Count("pk")):
                counts[kid] = counts.get(kid, 0) + count
    return counts
