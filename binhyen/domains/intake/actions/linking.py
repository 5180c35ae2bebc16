"""Two reports of one thing: link them, or say that they are two. Neither is changed by it: both
keep their text, their reporter's rights and their own answer, and no reporter learns of the other.
"""

from datetime import datetime

from binhyen.domains.intake import rules
from binhyen.domains.intake.models import Tip, TipLink
from binhyen.kernel.audit.action import action, record
from binhyen.kernel.people.actor import Actor


@action
def link_tips(*, actor: Actor, tip: Tip, other: Tip, reason: str, now: datetime) -> TipLink:
    """Cùng việc."""
    return _decide(actor, tip, other, TipLink.State.LINKED, reason, now)


@action
def part_tips(*, actor: Actor, tip: Tip, other: Tip, reason: str, now: datetime) -> TipLink:
    """Không cùng việc: undoes a link, and keeps the pair from being suggested again."""
    return _decide(actor, tip, other, TipLink.State.APART, reason, now)


def _decide(
    actor: Actor, tip: Tip, other: Tip, state: TipLink.State, reason: str, now: datetime
) -> TipLink:
    assert actor.user is not None  # noqa: S101 (may_link lets only people through)
    one, two = sorted((tip.pk, other.pk))
    # In one order, whoever decides about the pair from whichever side.
    rows = {row.pk: row for row in Tip.objects.select_for_update().filter(pk__in=(one, two))}
    if len(rows) < len({one, two}):  # the database does not show the actor one of them
        rules.may_link(actor, tip, other, other_seen=False).require()
        raise Tip.DoesNotExist
    tip, other = rows[tip.pk], rows[other.pk]
    other_seen = Tip.objects.visible_to(actor).filter(pk=other.pk).exists()
    rules.may_link(actor, tip, other, other_seen=other_seen).require()
    link, _made = TipLink.objects.update_or_create(
        one_id=one,
        other_id=two,
        defaults={"state": state, "reason": reason, "user": actor.user, "at": now},
    )
    verb = "intake.linked" if state == TipLink.State.LINKED else "intake.parted"
    for row, its_other in ((tip, other), (other, tip)):
        record(actor, verb, row, unit_id=row.unit_id, at=now, other=its_other.pk)
    return link
