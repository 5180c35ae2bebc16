"""Kiểm kê: two people count what stands in the store, and the book is laid beside it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from binhyen.domains.handins import rules
from binhyen.domains.handins.models import ItemCategory, Stock, Stocktake, StocktakeLine
from binhyen.kernel.audit.action import action, record
from binhyen.kernel.org.models import Unit
from binhyen.kernel.people.actor import Actor


@dataclass(frozen=True)
class Counted:
    category: ItemCategory
    counted: int
    explanation: str = ""


@action
def take_stock(
    *,
    actor: Actor,
    unit: Unit,
    counted: list[Counted],
    first_name: str,
    second_name: str,
    document_number: str = "",
    now: datetime,
) -> Stocktake:
    """Write down what was counted beside what the book says at this moment. The stock stays as it
    is: a thing that is missing is looked for, not written off."""
    rules.may_count_stock(actor, unit).require()
    rules.may_sign(first_name, second_name, timezone.localdate(now)).require()
    rows = Stock.objects.select_for_update(of=("self",)).filter(unit=unit).order_by("category_id")
    booked = {row.category_id: row.quantity for row in rows}
    lines = [(one, booked.get(one.category.pk, 0)) for one in counted]
    rules.unexplained(
        (str(one.category), n, one.counted, one.explanation) for one, n in lines
    ).require()
    stocktake = Stocktake.objects.create(
        unit=unit,
        at=now,
        first_name=first_name,
        second_name=second_name,
        document_number=document_number,
        differences=sum(one.counted != n for one, n in lines),
    )
    StocktakeLine.objects.bulk_create(
        [
            StocktakeLine(
                stocktake=stocktake,
                category=one.category,
                booked=n,
                counted=one.counted,
                explanation=one.explanation,
            )
            for one, n in lines
        ]
    )
    record(
        actor,
        "handins.stock_taken",
        stocktake,
        unit_id=unit.pk,
        at=now,
        differences=stocktake.differences,
    )
    return stocktake
