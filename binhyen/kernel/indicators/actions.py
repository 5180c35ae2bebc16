"""Verbs: compare the figures with the facts, and put right what differs."""

from django.db import connection, transaction

from binhyen.kernel.audit.action import action, in_scope, record
from binhyen.kernel.audit.scope import EVERYTHING, set_settings
from binhyen.kernel.indicators.counting import count_many
from binhyen.kernel.indicators.draining import roll_up_anew
from binhyen.kernel.indicators.models import Reconciliation
from binhyen.kernel.indicators.periods import Period
from binhyen.kernel.indicators.reconcile import PartReport, Report, compare
from binhyen.kernel.people.actor import SYSTEM, Actor

# How many differences a stored comparison spells out.
_SPELLED_OUT = 50


def verify_figures(period: Period | None = None, *, heal: bool = False) -> Report:
    """For the command line and the nightly task: compare, keep what was found, heal if asked."""
    report = _in_one_snapshot(period)
    keep_reconciliation(actor=SYSTEM, report=report, heal=heal)
    return report


def _in_one_snapshot(period: Period | None) -> Report:
    """Facts that arrive between two statements would else look like differences."""
    if connection.in_atomic_block:
        with in_scope(SYSTEM):
            return compare(period)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set transaction isolation level repeatable read read only")
        set_settings(EVERYTHING)
        return compare(period)


@action
def keep_reconciliation(*, actor: Actor, report: Report, heal: bool) -> None:
    """Store the comparison; with ``heal`` add what is missing, as changes like any fact's: no cell
    is overwritten, so facts counted meanwhile stay counted."""
    for part in report.parts:
        kept = _keep(part)
        if heal:
            _heal(part)
        record(
            actor,
            "figures.healed" if heal and kept.differences else "figures.reconciled",
            kept,
            part=part.part,
            checked=part.checked,
            differences=kept.differences,
        )


def _keep(part: PartReport) -> Reconciliation:
    return Reconciliation.objects.create(
        part=part.part,
        checked=part.checked,
        differences=len(part.differences) + part.strayed_totals,
        detail=[
            {
                "place": difference.key[0],
                "month": f"{difference.key[1]:%Y-%m}",
                "dims": list(difference.key[2:]),
                "counted": difference.counted,
                "facts": difference.facts,
            }
            for difference in part.differences[:_SPELLED_OUT]
        ],
    )


def _heal(part: PartReport) -> None:
    if part.strayed_totals:
        roll_up_anew(part.part)
    count_many(
        [
            (part.part, place, month, one.facts - one.counted, dim1, dim2)
            for one in part.differences
            for place, month, dim1, dim2 in [one.key]
        ]
    )
