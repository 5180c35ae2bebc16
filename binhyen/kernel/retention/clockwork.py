"""What happens at night: lists are proposed, what was approved is erased, what passes goes."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from binhyen.kernel.audit.action import in_scope
from binhyen.kernel.org.models import Unit, UnitKind
from binhyen.kernel.people.actor import SYSTEM
from binhyen.kernel.retention import actions, rules
from binhyen.kernel.retention.classes import (
    Found,
    RecordClass,
    class_called,
    classes,
    classes_of,
    passing,
)
from binhyen.kernel.retention.models import Hold, Proposal, ProposalItem
from binhyen.kernel.retention.tombstones import Line
from binhyen.kernel.workflow.models import LegalRule
from binhyen.kernel.workflow.rulebook import rulebook
from binhyen.lib.workdays import end_of

# A list that two people can read; the rest comes on the following nights.
MOST = 200


def deciding_unit(now: datetime) -> Unit | None:
    """The province's police."""
    return (
        Unit.objects.on(timezone.localdate(now))
        .filter(kind=UnitKind.POLICE_PROVINCE, place__code=settings.PROVINCE)
        .order_by("pk")
        .first()
    )


def propose_what_is_due(now: datetime) -> list[Proposal]:
    """Lists of each class that has records past their time; none is erased by this. Records that
    name somebody stand on lists of their own, which those do not see."""
    unit, book = deciding_unit(now), rulebook(timezone.localdate(now))
    made: list[Proposal] = []
    for declared in classes():
        rule = book.find(declared.rule)
        if unit is not None and rule is not None:
            made += _propose(declared, rule, unit, now)
    return made


def _propose(declared: RecordClass, rule: LegalRule, unit: Unit, now: datetime) -> list[Proposal]:
    today = timezone.localdate(now)
    ended = rules.ended_on_or_before(rule, today)
    if ended is None:
        return []
    listed = ProposalItem.objects.filter(
        subject_kind=declared.kind, state=ProposalItem.State.LISTED
    )
    held = Hold.objects.running(today).filter(subject_kind=declared.kind)
    spared = {
        *listed.values_list("subject_id", flat=True),
        *held.values_list("subject_id", flat=True),
    }
    found = [one for one in declared.ended_by(ended, MOST + len(spared)) if one.pk not in spared][
        :MOST
    ]
    ground = _("Hết thời hạn bảo quản: %(rule)s (%(length)s)") % {
        "rule": rule.title,
        "length": rule.length,
    }
    by_walls: dict[tuple[int, ...], list[Found]] = {}
    for one in found:
        by_walls.setdefault(tuple(one.walled or ()), []).append(one)
    return [
        actions.propose(
            actor=SYSTEM,
            record_class=declared,
            found=alike,
            unit=unit,
            ground=ground[:500],
            rule=rule,
            now=now,
        )
        for alike in by_walls.values()
    ]


def erase_approved(now: datetime) -> int:
    """Erase what two people approved, one record a transaction; how many."""
    erased = 0
    with in_scope(SYSTEM):
        approved = list(Proposal.objects.filter(state=Proposal.State.APPROVED).order_by("id"))
    for proposal in approved:
        with in_scope(SYSTEM):
            listed = proposal.items.filter(state=ProposalItem.State.LISTED)
            items = list(listed.select_related("proposal").order_by("id"))
        for item in items:
            done = actions.erase_item(actor=SYSTEM, item=item, now=now)
            erased += done.state == ProposalItem.State.ERASED
        actions.finish(actor=SYSTEM, proposal=proposal, now=now)
    return erased


def forget_what_passes(now: datetime) -> int:
    """What is declared as passing and has a rule in force."""
    book, gone = rulebook(timezone.localdate(now)), 0
    for one in passing():
        rule = book.find(one.rule) if one.rule else None
        ended = rules.ended_on_or_before(rule, timezone.localdate(now)) if rule else None
        if one.forget is not None and rule is not None and ended is not None:
            gone += actions.forget_passing(
                actor=SYSTEM, passing=one, rule=rule, before=end_of(ended - timedelta(days=1))
            )
    return gone


def erase_again(lines: list[Line], now: datetime) -> int:
    """After a restore: erase what these lines name and the database still has; how many."""
    again = 0
    for line in lines:
        declared = class_called(line.record_class)
        with in_scope(SYSTEM):
            found = declared.find(line.ref, SYSTEM)
        if found is not None:
            actions.erase_again(actor=SYSTEM, line=line, pk=found.pk, now=now)
            again += 1
    return again


def come_back(lines: list[Line]) -> list[Line]:
    """Of these, the records that are there again though they were erased."""
    with in_scope(SYSTEM):
        return [
            line
            for line in lines
            if any(one.find(line.ref, SYSTEM) is not None for one in classes_of(line.kind))
        ]
