"""Labelled demo lists ("minh họa") of what need not be kept any more: one decided by two people,
one that waits for its second. The records come from the domains' own demonstration."""

from datetime import datetime, timedelta

from django.utils import timezone

from binhyen.kernel.people.actor import actor_of
from binhyen.kernel.people.models import Role, User
from binhyen.kernel.people.queries import holders
from binhyen.kernel.retention import actions, clockwork
from binhyen.kernel.retention.classes import class_called
from binhyen.kernel.retention.models import Proposal

CHECKED = "Đã đối chiếu danh mục, không hồ sơ nào còn cần (minh họa)."
# How many of the first list's records are left out for the second.
LEFT = 4


def make_demo(now: datetime) -> None:
    """Propose what is due; nothing where no such record is, or nobody who may decide."""
    unit = clockwork.deciding_unit(now)
    if unit is None:
        return
    today, early = timezone.localdate(now), now - timedelta(days=6)
    deciders = [holders(unit.pk, (role,), today).first() for role in (Role.LEADER, Role.SUPERVISOR)]
    leader, supervisor = deciders
    for proposal in clockwork.propose_what_is_due(early):
        if leader is None or supervisor is None:
            return
        left = list(proposal.items.order_by("id")[:LEFT])
        for item in left:
            actions.leave_out(
                actor=actor_of(supervisor, today),
                item=item,
                reason="Để lại xem thêm (minh họa).",
                now=early,
            )
        for user in (supervisor, leader):
            _approve(user, proposal, early)
    for proposal in clockwork.propose_what_is_due(now):
        if supervisor is not None and leader is not None:
            _approve(supervisor, proposal, now)
            _hold(leader, proposal, now)


def _approve(user: User, proposal: Proposal, now: datetime) -> None:
    actions.decide(
        actor=actor_of(user, timezone.localdate(now)),
        proposal=proposal,
        approves=True,
        sentence=CHECKED,
        now=now,
    )


def _hold(user: User, proposal: Proposal, now: datetime) -> None:
    """One of the waiting records is needed elsewhere."""
    item, declared = proposal.items.order_by("id")[0], class_called(proposal.record_class)
    actor = actor_of(user, timezone.localdate(now))
    found = declared.find(item.subject_ref, actor)
    if found is not None:
        actions.place_hold(
            actor=actor,
            kind=declared.kind,
            found=found,
            reason="Thanh tra đang xem (minh họa).",
            until=timezone.localdate(now) + timedelta(days=90),
            now=now,
        )
