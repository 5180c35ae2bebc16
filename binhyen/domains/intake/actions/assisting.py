"""An officer takes down what somebody came, called or wrote to say."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError
from django.utils import timezone

from binhyen.domains.intake import assisted_rules as rules
from binhyen.domains.intake.actions.arriving import (
    Arrival,
    Receipt,
    files_of,
    received_before,
    take_down,
    tip_of,
)
from binhyen.domains.intake.actions.common import enter_register, locked
from binhyen.domains.intake.models import AssistedIntake, Tip, TipFile
from binhyen.kernel.audit.action import action, in_scope, record
from binhyen.kernel.documents.models import File
from binhyen.kernel.people.actor import Actor
from binhyen.lib.postgres.writing import insert, together
from binhyen.lib.verdict import Refused


@dataclass(frozen=True)
class Assistance:
    """How it came, apart from who told it: see ``AssistedIntake``."""

    bringer: str
    late_reason: str = ""
    paper_number: str = ""
    paper_date: date | None = None
    sender_body: str = ""
    items: str = ""


def register_tip(
    *, actor: Actor, arrival: Arrival, assistance: Assistance, now: datetime
) -> Receipt:
    """Vào sổ on somebody's behalf, once: the same form sent again gives the first receipt.

    Raises ``Refused`` when the unit, the moment or the kind cannot be so.
    """
    try:
        return _register(actor=actor, arrival=arrival, assistance=assistance, now=now)
    except IntegrityError:
        with in_scope(actor):
            again = received_before(arrival, now)
        if again is None:
            raise
        _require_own(actor, again)
        return again


def _require_own(actor: Actor, receipt: Receipt) -> None:
    """Only who registered it gets the receipt and the minutes again."""
    mine = AssistedIntake.objects.filter(tip=receipt.tip, registered_by_id=actor.user_id).exists()
    if not (mine and receipt.secret):
        raise Refused(rules.is_told_once(receipt.number))


@action
def _register(*, actor: Actor, arrival: Arrival, assistance: Assistance, now: datetime) -> Receipt:
    received_at = arrival.received_at or now
    rules.may_register(actor, arrival.unit, timezone.localdate(now)).require()
    rules.may_be_received_at(received_at, assistance.late_reason, arrival.unit, now).require()
    rules.may_be_kind(arrival.kind, assistance.bringer, anonymous=arrival.anonymous).require()
    assert actor.user is not None  # noqa: S101 (may_register lets only people through)
    tip, files = tip_of(arrival, now), files_of(arrival)
    with together():
        key, deadlines = take_down(tip, files, arrival, now)
        how = AssistedIntake(
            tip_id=tip.pk, registered_by=actor.user, registered_at=now, **vars(assistance)
        )
        insert([how])
        number = enter_register(tip, arrival.unit, now)
        record(
            actor,
            "intake.registered",
            tip,
            unit_id=arrival.unit.pk,
            at=now,
            kind=tip.kind,
            channel=tip.channel,
            bringer=assistance.bringer,
            received=received_at,
            number=number,
        )
    tip.pk = key.value
    return Receipt(tip, arrival.secret(), is_new=True, deadlines=deadlines, number=number.value)


@action
def attach_minutes(*, actor: Actor, tip: Tip, file: File, now: datetime) -> TipFile:
    """Keep the signed minutes: sealed, for they name the reporter; opened by the reveal rules."""
    tip = locked(tip)
    rules.may_attach_minutes(actor, tip).require()
    kept = TipFile.objects.create(
        tip=tip, file=file, is_from_reporter=False, purpose="minutes", added_at=now
    )
    record(actor, "intake.minutes_kept", tip, unit_id=tip.unit_id, at=now, file=file.pk)
    return kept
