"""The same again: noted by the clock, answered by the unit that has it now."""

from datetime import datetime

from binhyen.domains.intake import rules
from binhyen.domains.intake.actions.common import count_recurred, is_counted_as_recurred
from binhyen.domains.intake.models import Tip, TipRecurrence
from binhyen.kernel.audit.action import action, record
from binhyen.kernel.people.actor import Actor


@action
def note_recurrence(*, actor: Actor, later: Tip, earlier: Tip, now: datetime) -> None:
    """The question stands on both tips; the earlier one counts as come back, once. A tip that was
    reopened meanwhile is left alone."""
    earlier = (
        Tip.objects.select_for_update(of=("self",)).select_related("category").get(pk=earlier.pk)
    )
    if earlier.closed_on is not None:
        first = not is_counted_as_recurred(earlier)
        TipRecurrence.objects.get_or_create(
            earlier=earlier, later=later, defaults={"closed_on": earlier.closed_on, "noted_at": now}
        )
        if first:
            count_recurred(earlier, 1)
    record(actor, "intake.recurred", earlier, unit_id=earlier.unit_id, at=now, by=later.pk)
    record(actor, "intake.recurs", later, unit_id=later.unit_id, at=now, of=earlier.pk)


@action
def answer_recurrence(
    *, actor: Actor, recurrence: TipRecurrence, same: bool, reason: str, now: datetime
) -> TipRecurrence:
    """Đúng là lặp lại, or việc khác: then it no longer counts, and the reason stays."""
    earlier = (
        Tip.objects.select_for_update(of=("self",))
        .select_related("category")
        .get(pk=recurrence.earlier_id)
    )
    recurrence = (
        TipRecurrence.objects.select_for_update(of=("self",))
        .select_related("later__unit")
        .get(pk=recurrence.pk)
    )
    later = recurrence.later
    rules.may_answer_recurrence(actor, recurrence, same=same, reason=reason).require()
    counted = is_counted_as_recurred(earlier)
    state = TipRecurrence.State
    recurrence.state = state.SAME if same else state.DIFFERENT
    recurrence.stands = recurrence.stands and same
    recurrence.reason, recurrence.user, recurrence.answered_at = reason, actor.user, now
    recurrence.save()
    if counted and not is_counted_as_recurred(earlier):
        count_recurred(earlier, -1)
    for row in (earlier, later):
        record(
            actor,
            "intake.recurrence_answered",
            row,
            unit_id=row.unit_id,
            at=now,
            recurrence=recurrence.pk,
            same=same,
        )
    return recurrence
