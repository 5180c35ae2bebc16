"""A unit is dissolved: its open tips go to the heir, closed ones stay where they were decided."""

from datetime import date

from binhyen.domains.intake import actions
from binhyen.domains.intake.actions.law import Result
from binhyen.domains.intake.models import Outcome, RegisterEntry, Status, Tip
from binhyen.domains.intake.tests.factories import NOW, commune, received
from binhyen.kernel.audit.models import Event
from binhyen.kernel.org.actions import dissolve_unit
from binhyen.kernel.org.models import Unit
from binhyen.kernel.org.queries import unit_for
from binhyen.kernel.people.actor import SYSTEM
from binhyen.kernel.places.models import Place


def test_open_tips_move_to_the_heir_with_a_trace(police: Unit, tip: Tip, tan_hung: Place) -> None:
    closed = actions.accept_tip(actor=SYSTEM, tip=received(tan_hung, NOW), now=NOW)
    actions.close_tip(
        actor=SYSTEM, tip=closed, result=Result(Outcome.ADVISED, "Đã hướng dẫn."), now=NOW
    )
    heir = unit_for("police_commune", commune("11953", NOW), NOW.date())
    assert heir is not None

    dissolve_unit(actor=SYSTEM, unit=police, heir=heir, on=date(2026, 9, 1), basis="Quyết định thử")

    tip.refresh_from_db()
    closed.refresh_from_db()
    assert (tip.unit, tip.status) == (heir, Status.RECEIVED)
    assert closed.unit == police
    assert RegisterEntry.objects.get(tip=tip, unit=heir).left_at is None
    assert Event.objects.filter(
        subject_id=tip.pk, verb="intake.transferred", shard=police.pk
    ).exists()
