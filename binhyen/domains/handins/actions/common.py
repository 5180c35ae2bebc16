"""What several deeds share: signing, moving stock, counting."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db import IntegrityError, connection

from binhyen.domains.handins.models import (
    CustodyStep,
    Deed,
    HandIn,
    HandInItem,
    Handover,
    HandoverFile,
    Measure,
)
from binhyen.domains.handins.rules import TRANSITIONS
from binhyen.kernel.audit.action import in_scope
from binhyen.kernel.documents.models import File
from binhyen.kernel.indicators.counting import Change, count_many
from binhyen.kernel.people.actor import SYSTEM
from binhyen.kernel.people.models import User

# How figures name hand-ins outside any campaign.
NO_CAMPAIGN = "none"
PARTS = {Measure.PIECE: "handin_items", Measure.GRAM: "handin_grams"}

_ADD = """
insert into handins_stock (unit_id, category_id, quantity) values (%s, %s, %s)
on conflict (unit_id, category_id) do update set quantity = handins_stock.quantity + %s
"""
_TAKE = "update handins_stock set quantity = quantity - %s where unit_id = %s and category_id = %s"


@dataclass(frozen=True)
class Signing:
    """Two people sign each step. ``first_user``: the account of the first, when they have one.
    Never the name of whoever handed in."""

    first_name: str
    second_name: str
    first_user: User | None = None
    document_number: str = ""
    document_on: date | None = None
    note: str = ""
    files: list[File] = field(default_factory=list)


# (unit, category) → by how much what the unit answers for changes.
Moves = dict[tuple[int, int], int]


def move_stock(moves: Mapping[tuple[int, int], int]) -> None:
    """In one order for all, so that two transfers in opposite directions never wait for each
    other. The table refuses to fall below zero."""
    with in_scope(SYSTEM), connection.cursor() as cursor:  # of the unit that takes over, too
        for (unit, category), n in sorted(moves.items()):
            if n > 0:
                cursor.execute(_ADD, [unit, category, n, n])
            elif n < 0:
                cursor.execute(_TAKE, [-n, unit, category])
                if cursor.rowcount != 1:
                    raise IntegrityError(f"no stock of {category} at unit {unit}")


def note_holders(handin: HandIn) -> None:
    """Who reads it from here on; perhaps no longer whoever hands things over."""
    with in_scope(SYSTEM):
        handin.holders = sorted(set(handin.items.values_list("holder_id", flat=True)))
        handin.save(update_fields=["holders"])


def moves_of(items: Iterable[HandInItem], unit_id: int, sign: int) -> Moves:
    moves: Moves = {}
    for item in items:
        key = (unit_id, item.category_id)
        moves[key] = moves.get(key, 0) + sign * item.quantity
    return moves


def together(*many: Moves) -> Moves:
    total: Moves = {}
    for moves in many:
        for key, n in moves.items():
            total[key] = total.get(key, 0) + n
    return total


def campaign_dim(handin: HandIn) -> str:
    return handin.campaign.code if handin.campaign else NO_CAMPAIGN


def count_items(handin: HandIn, items: Iterable[HandInItem], sign: int = 1) -> None:
    """On the day of receipt, whatever the examiners found later: a figure of May stays in May."""
    changes: list[Change] = [
        (
            PARTS[Measure(item.category.measure)],
            handin.place_id,
            handin.received_on,
            sign * item.quantity,
            item.category.code,
            campaign_dim(handin),
        )
        for item in items
    ]
    count_many(changes)


def write_handover(handover: Handover, items: Iterable[HandInItem], files: Iterable[File]) -> None:
    """The paper of one deed, and the step that each line takes by it."""
    came_from, went_to = TRANSITIONS[Deed(handover.deed)]
    handover.save(force_insert=True)
    CustodyStep.objects.bulk_create(
        [
            CustodyStep(handover=handover, item=item, from_stage=came_from, to_stage=went_to)
            for item in items
        ]
    )
    HandoverFile.objects.bulk_create([HandoverFile(handover=handover, file=one) for one in files])
