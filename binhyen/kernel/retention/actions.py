"""Propose, approve, hold, erase. Nothing is erased but by ``erase_item`` after two approvals."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from binhyen.kernel.audit.action import action, in_scope, record
from binhyen.kernel.org.models import Unit
from binhyen.kernel.people.actor import SYSTEM, Actor
from binhyen.kernel.retention import rules
from binhyen.kernel.retention.classes import Found, Passing, RecordClass, class_called
from binhyen.kernel.retention.models import Approval, Hold, Proposal, ProposalItem, Tombstone
from binhyen.kernel.retention.tombstones import Line, keep_in_file
from binhyen.kernel.search.models import SearchEntry
from binhyen.kernel.workflow.deadlines import end_deadlines, open_deadlines
from binhyen.kernel.workflow.models import LegalRule
from binhyen.kernel.workflow.rulebook import rulebook

DECIDE = "retention_decide"
State = Proposal.State


@action
def propose(
    *,
    actor: Actor,
    record_class: RecordClass,
    found: Sequence[Found],
    unit: Unit,
    ground: str,
    rule: LegalRule | None = None,
    now: datetime,
) -> Proposal:
    """Put records on a list for two people of ``unit`` to look at. Nothing else happens yet.
    Whoever one of them names sees nothing of the list."""
    proposal = Proposal.objects.create(
        record_class=record_class.key,
        rule=rule,
        ground=ground,
        unit=unit,
        made_by=actor.user,
        made_at=now,
        walled=sorted({mark for one in found for mark in one.walled or ()}) or None,
    )
    ProposalItem.objects.bulk_create(
        [
            ProposalItem(
                proposal=proposal,
                subject_kind=record_class.kind,
                subject_id=one.pk,
                subject_ref=one.ref,
                label=one.label[:200],
                unit_id=one.unit_id,
                ended_on=one.ended_on,
                walled=proposal.walled,
            )
            for one in found
        ]
    )
    decide = rulebook(timezone.localdate(now)).find(DECIDE)
    if decide is not None:
        open_deadlines(proposal, unit, [(decide, now, True)])
    record(
        actor,
        "retention.proposed",
        proposal,
        unit_id=unit.pk,
        at=now,
        record_class=record_class.key,
        records=len(found),
    )
    return proposal


@action
def decide(
    *, actor: Actor, proposal: Proposal, approves: bool, sentence: str, now: datetime
) -> Proposal:
    """One person's yes or no. The second yes lets the worker erase; one no ends the proposal."""
    proposal = _locked(proposal)
    said = list(proposal.approvals.order_by("id"))
    rules.may_decide(actor, proposal, said, worked_on(proposal)).require()
    assert actor.user is not None  # noqa: S101 (may_decide)
    Approval.objects.create(
        proposal=proposal, user=actor.user, approves=approves, sentence=sentence, at=now
    )
    if not approves:
        proposal.state = State.DECLINED
        proposal.items.filter(state=ProposalItem.State.LISTED).update(
            state=ProposalItem.State.LEFT_OUT, note=sentence
        )
    elif sum(one.approves for one in said) + 1 >= rules.NEEDED:
        proposal.state = State.APPROVED
    if proposal.state != State.WAITING:
        proposal.decided_at = now
        end_deadlines(proposal, at=now)
    proposal.save(update_fields=["state", "decided_at"])
    verb = "retention.approved" if approves else "retention.declined"
    record(actor, verb, proposal, unit_id=proposal.unit_id, at=now, sentence=sentence)
    return proposal


def worked_on(proposal: Proposal) -> set[int]:
    """Who worked on the listed records."""
    with in_scope(SYSTEM):
        listed = proposal.items.filter(state=ProposalItem.State.LISTED)
        ids = list(listed.values_list("subject_id", flat=True))
        return class_called(proposal.record_class).worked_on(ids)


@action
def leave_out(*, actor: Actor, item: ProposalItem, reason: str, now: datetime) -> ProposalItem:
    """Take one record off a list: it is proposed again another night."""
    proposal = _locked(item.proposal)
    rules.may_leave_out(actor, proposal).require()
    _leave_out(item, reason)
    record(
        actor,
        "retention.left_out",
        proposal,
        unit_id=proposal.unit_id,
        at=now,
        record=str(item.subject_ref),
        reason=reason,
    )
    return item


@action
def place_hold(
    *,
    actor: Actor,
    kind: str,
    found: Found,
    reason: str,
    until: date | None,
    now: datetime,
) -> Hold:
    """Đóng băng: whatever list the record stands on, it is not erased while this runs."""
    rules.may_hold(actor, found.unit_id).require()
    assert actor.user is not None  # noqa: S101 (holds are people's)
    hold = Hold.objects.create(
        subject_kind=kind,
        subject_id=found.pk,
        subject_ref=found.ref,
        label=found.label[:200],
        unit_id=found.unit_id,
        reason=reason,
        placed_by=actor.user,
        placed_at=now,
        until=until,
        walled=found.walled,
    )
    with in_scope(SYSTEM):  # lists of the province, whichever unit holds the record back
        for item in ProposalItem.objects.filter(
            subject_kind=kind, subject_id=found.pk, state=ProposalItem.State.LISTED
        ).order_by("id"):
            _leave_out(item, _("Có lệnh giữ: %(reason)s") % {"reason": reason})
    record(actor, "retention.held", hold, unit_id=found.unit_id, at=now, until=until, reason=reason)
    return hold


@action
def lift_hold(*, actor: Actor, hold: Hold, reason: str, now: datetime) -> Hold:
    hold = Hold.objects.select_for_update(of=("self",)).get(pk=hold.pk)
    rules.may_lift(actor, hold).require()
    hold.lifted_by, hold.lifted_at, hold.lift_reason = actor.user, now, reason
    hold.save(update_fields=["lifted_by", "lifted_at", "lift_reason"])
    record(actor, "retention.lifted", hold, unit_id=hold.unit_id, at=now, reason=reason)
    return hold


@action
def erase_item(*, actor: Actor, item: ProposalItem, now: datetime) -> ProposalItem:
    """Erase one record of an approved proposal, or leave it when somebody holds it by now."""
    proposal = _locked(item.proposal)
    item = ProposalItem.objects.select_for_update().get(pk=item.pk)
    if item.state == ProposalItem.State.LISTED and proposal.state == State.APPROVED:
        today = timezone.localdate(now)
        held = Hold.objects.running(today).filter(
            subject_kind=item.subject_kind, subject_id=item.subject_id
        )
        if hold := held.order_by("id").first():
            _leave_out(item, _("Có lệnh giữ: %(reason)s") % {"reason": hold.reason})
        else:
            _erase(
                actor, proposal.record_class, item.subject_id, item.subject_ref, proposal.ref, now
            )
            item.state = ProposalItem.State.ERASED
            item.save(update_fields=["state"])
    record(
        actor,
        "retention.erased" if item.state == ProposalItem.State.ERASED else "retention.left_out",
        proposal,
        unit_id=item.unit_id,
        at=now,
        record=str(item.subject_ref),
        reason=item.note,
    )
    return item


@action
def finish(*, actor: Actor, proposal: Proposal, now: datetime) -> Proposal:
    """Everything on the list is erased or left."""
    proposal = _locked(proposal)
    proposal.state = State.DONE
    proposal.save(update_fields=["state"])
    erased = proposal.items.filter(state=ProposalItem.State.ERASED).count()
    record(actor, "retention.finished", proposal, unit_id=proposal.unit_id, at=now, erased=erased)
    return proposal


@action
def erase_again(*, actor: Actor, line: Line, pk: int, now: datetime) -> None:
    """After a restore: what was erased since the backup goes again."""
    _erase(actor, line.record_class, pk, line.ref, line.proposal, now, erased_at=line.erased_at)
    stone = Tombstone.objects.get(subject_kind=line.kind, subject_ref=line.ref)
    record(actor, "retention.erased_again", stone, at=now, record=str(line.ref))


@action
def forget_passing(*, actor: Actor, passing: Passing, rule: LegalRule, before: datetime) -> int:
    """Remove what was there for a while only and is older than its rule says."""
    assert passing.forget is not None  # noqa: S101 (the caller asks only for those)
    count = passing.forget(before)
    record(actor, "retention.forgotten", rule, what=passing.key, count=count)
    return count


def _erase(
    actor: Actor,
    class_key: str,
    pk: int,
    ref: UUID,
    proposal_ref: UUID,
    now: datetime,
    *,
    erased_at: datetime | None = None,
) -> None:
    """The domain clears its rows and files; the search forgets; a tombstone stands."""
    declared = class_called(class_key)
    kids = declared.erase(actor=actor, pk=pk, now=now)
    SearchEntry.objects.filter(kind=declared.kind, object_id=pk).delete()
    Tombstone.objects.get_or_create(
        subject_kind=declared.kind,
        subject_ref=ref,
        defaults={
            "record_class": class_key,
            "erased_at": erased_at or now,
            "proposal_ref": proposal_ref,
            "kids": ",".join(sorted(set(kids)))[:200],
        },
    )
    transaction.on_commit(keep_in_file)


def _leave_out(item: ProposalItem, note: str) -> None:
    item.state, item.note = ProposalItem.State.LEFT_OUT, note[:500]
    item.save(update_fields=["state", "note"])


def _locked(proposal: Proposal) -> Proposal:
    return (
        Proposal.objects.select_for_update(of=("self",)).select_related("unit").get(pk=proposal.pk)
    )
