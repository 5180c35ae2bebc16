"""When a legal rule's limit ends."""

from datetime import datetime

from binhyen.kernel.workflow.calendars import calendar_at
from binhyen.kernel.workflow.models import LegalRule
from binhyen.lib.workdays import Calendar, Limit, limit_of

__all__ = ["Limit", "limit"]


def limit(rule: LegalRule, starts_at: datetime, calendar: Calendar | None = None) -> Limit:
    """The limit of ``rule`` from ``starts_at``; without ``calendar``, the one of those years."""
    return limit_of(
        rule.amount,
        rule.measure,
        starts_at,
        calendar or calendar_at(starts_at),
        counts_back=rule.counts_back,
    )
