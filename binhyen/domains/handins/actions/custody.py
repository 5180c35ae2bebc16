"""The chain of custody: each deed takes one or more lines one step on, signed by two."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from binhyen.domains.handins import rules
from binhyen.domains.handins.actions.common import (
    Moves,
    Signing,
    count_items,
    move_stock,
    moves_of,
    note_holders,
    together,
    write_handover,
)
from binhyen.domains.handins.models import (
    HELD,
    Deed,
    HandIn,
    HandInItem,
    Handover,
    ItemCategory,
    Way,
)
from binhyen.kernel.audit.action import action, record
from binhyen.kernel.org.models import Unit
from binhyen.kernel.people.actor import Actor
from binhyen.kernel.workflow.deadlines import end_deadlines, move_deadlines
from binhyen.lib.verdict import no

Lines = Iterable[int]
# What a deed changes in each line besides its stage; it answers how stock moves.
Change = Callable[[list[HandInItem]], Moves]


def _step(
    actor: Actor,
    handin: HandIn,
    lines: Lines,
    deed: Deed,
    signing: Signing,
    now: datetime,
    change: Change,
    unit_to: Unit | None = None,
    body_to: str = "",
) -> list[HandInItem]:
    """Lock the lines, ask the rules of each, write the paper, move stage and stock."""
    today = timezone.localdate(now)
    items = _locked(handin, lines)
    rules.may_sign(signing.first_name, signing.second_name, today).require()
    for item in items:
        rules.may_do(actor, deed, item, today, decision=signing.document_number).require()
    holder = items[0].holder
    _came_from, went_to = rules.TRANSITIONS[deed]
    moves = change(items)
    for item in items:
        item.stage, item.since = went_to, now
        item.save(update_fields=["stage", "since", "holder", "category"])
    write_handover(
        Handover(
            handin=handin,
            deed=deed,
            at=now,
            unit_from=holder,
            unit_to=unit_to,
            body_to=body_to,
            first_name=signing.first_name,
            first_user=signing.first_user,
            second_name=signing.second_name,
            document_number=signing.document_number,
            document_on=signing.document_on,
            note=signing.note,
        ),
        items,
        signing.files,
    )
    move_stock(moves)
    if any(item.holder != holder for item in items):
        note_holders(handin)
    return items


def _locked(handin: HandIn, lines: Lines) -> list[HandInItem]:
    """The chosen lines, for this transaction alone; all held by one unit."""
    wanted = sorted(set(lines))
    items = list(
        HandInItem.objects.select_for_update(of=("self",))
        .filter(handin=handin, line__in=wanted)
        .select_related("category", "given_category", "holder", "handin__campaign")
        .order_by("pk")
    )
    if not items or len(items) != len(wanted):
        no(_("Hãy chọn ít nhất một hiện vật của lượt giao nộp này.")).require()
    if len({item.holder_id for item in items}) > 1:
        no(_("Các hiện vật này ở nhiều đơn vị; hãy làm riêng cho từng đơn vị.")).require()
    return items


def _same(items: list[HandInItem]) -> Moves:
    return {}


def _numbers(items: list[HandInItem]) -> list[int]:
    return [item.line for item in items]


@action
def store_items(
    *, actor: Actor, handin: HandIn, lines: Lines, signing: Signing, now: datetime
) -> list[HandInItem]:
    items = _step(actor, handin, lines, Deed.STORE, signing, now, _same)
    record(
        actor,
        "handins.stored",
        handin,
        unit_id=items[0].holder_id,
        at=now,
        lines=_numbers(items),
    )
    return items


@action
def transfer_items(
    *, actor: Actor, handin: HandIn, lines: Lines, to: Unit, signing: Signing, now: datetime
) -> list[HandInItem]:
    """To the body that examines: from here on that unit answers for them. The clock runs on."""

    def change(items: list[HandInItem]) -> Moves:
        left = items[0].holder
        rules.may_transfer_to(left, to, timezone.localdate(now)).require()
        for item in items:
            item.holder = to
            move_deadlines(item, to)
        return together(moves_of(items, left.pk, -1), moves_of(items, to.pk, 1))

    before = handin.items.order_by("line").values_list("holder_id", flat=True)[:1]
    left = before[0]
    items = _step(actor, handin, lines, Deed.TRANSFER, signing, now, change, unit_to=to)
    facts = {"lines": _numbers(items), "to": to.pk, "left": left}
    record(actor, "handins.transferred", handin, unit_id=left, at=now, **facts)
    record(actor, "handins.arrived", handin, unit_id=to.pk, at=now, **facts)
    return items


@action
def examine_items(
    *,
    actor: Actor,
    handin: HandIn,
    lines: Lines,
    category: ItemCategory,
    signing: Signing,
    now: datetime,
) -> list[HandInItem]:
    """The category is confirmed, or put right: figures and stock follow it."""
    today = timezone.localdate(now)

    def change(items: list[HandInItem]) -> Moves:
        # Things received under an older law are sorted by the law of the day of sorting.
        rules.may_list(category, Way.COLLECTED, today).require()
        holder = items[0].holder_id
        out = moves_of(items, holder, -1)
        count_items(handin, items, -1)
        for item in items:
            item.category = category
            end_deadlines(item, at=now)
        count_items(handin, items)
        return together(out, moves_of(items, holder, 1))

    items = _step(actor, handin, lines, Deed.EXAMINE, signing, now, change)
    record(
        actor,
        "handins.examined",
        handin,
        unit_id=items[0].holder_id,
        at=now,
        lines=_numbers(items),
        category=category.code,
    )
    return items


def _leaves(items: list[HandInItem]) -> Moves:
    return moves_of(items, items[0].holder_id, -1)


@action
def destroy_items(
    *, actor: Actor, handin: HandIn, lines: Lines, signing: Signing, now: datetime
) -> list[HandInItem]:
    """By a decision, before a council: the end of the way."""
    items = _step(actor, handin, lines, Deed.DESTROY, signing, now, _leaves)
    record(
        actor,
        "handins.destroyed",
        handin,
        unit_id=items[0].holder_id,
        at=now,
        lines=_numbers(items),
        decision=signing.document_number,
    )
    return items


@action
def hand_to_military(
    *, actor: Actor, handin: HandIn, lines: Lines, body: str, signing: Signing, now: datetime
) -> list[HandInItem]:
    items = _step(actor, handin, lines, Deed.TO_MILITARY, signing, now, _leaves, body_to=body)
    record(
        actor,
        "handins.to_military",
        handin,
        unit_id=items[0].holder_id,
        at=now,
        lines=_numbers(items),
        decision=signing.document_number,
    )
    return items


@action
def correct_item(
    *,
    actor: Actor,
    item: HandInItem,
    quantity: int,
    description: str,
    reason: str,
    now: datetime,
) -> HandInItem:
    """A slip of the pen, before the thing is stored; the trail keeps what stood there."""
    item = _locked(item.handin, [item.line])[0]
    rules.may_correct(actor, item).require()
    handin, before = item.handin, item.quantity
    count_items(handin, [item], -1)
    out = moves_of([item], item.holder_id, -1)
    item.quantity, item.description = quantity, description
    item.save(update_fields=["quantity", "description"])
    count_items(handin, [item])
    move_stock(together(out, moves_of([item], item.holder_id, 1)))
    record(
        actor,
        "handins.corrected",
        handin,
        unit_id=item.holder_id,
        at=now,
        line=item.line,
        before=before,
        after=quantity,
        reason=reason,
    )
    return item


@action
def take_over_item(*, actor: Actor, item: HandInItem, to: Unit, now: datetime) -> HandInItem:
    """A unit was dissolved: its heir answers for what it held, in the same stage."""
    item = _locked(item.handin, [item.line])[0]
    left = item.holder_id
    if item.stage in HELD:
        item.holder = to
        item.save(update_fields=["holder"])
        move_stock(together(moves_of([item], left, -1), moves_of([item], to.pk, 1)))
        move_deadlines(item, to)
        note_holders(item.handin)
    record(
        actor, "handins.taken_over", item.handin, unit_id=to.pk, at=now, line=item.line, left=left
    )
    return item
