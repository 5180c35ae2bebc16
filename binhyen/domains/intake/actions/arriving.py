"""A report arrives: one transaction, at most twelve statements, never twice."""

import hashlib
import hmac
import json
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import get_language

from binhyen.domains.intake import rules
from binhyen.domains.intake.actions.common import enter_register
from binhyen.domains.intake.actions.conflicts import conflicts_of
from binhyen.domains.intake.conflicts import Route
from binhyen.domains.intake.models import (
    Category,
    Channel,
    ReporterIdentity,
    Tip,
    TipFile,
)
from binhyen.kernel.audit.action import action, action_at_once, in_scope, open_door, record
from binhyen.kernel.documents.actions import attach_held
from binhyen.kernel.documents.keys import seal_identity
from binhyen.kernel.documents.models import File
from binhyen.kernel.indicators.counting import count_many
from binhyen.kernel.org.models import Unit
from binhyen.kernel.people.actor import Actor
from binhyen.kernel.places.models import Place
from binhyen.kernel.workflow.deadlines import deadlines_of, open_deadlines, show_deadlines
from binhyen.kernel.workflow.limits import limit
from binhyen.kernel.workflow.models import Deadline, LegalRule
from binhyen.kernel.workflow.rulebook import rulebook
from binhyen.lib import codes
from binhyen.lib.postgres.writing import fresh, insert, next_key, together

# How long a retry of the same submission gets its secret again.
SAME_SENDER_FOR = timedelta(hours=24)


@dataclass(frozen=True)
class Reporter:
    """Who reports, on the way to the seal; never stored or logged in clear."""

    name: str = ""
    phone: str = ""
    email: str = ""
    may_contact: bool = False
    # What an officer takes down for the minutes: year of birth, address, who came in their stead.
    born: str = ""
    address: str = ""
    brought_by: str = ""


@dataclass(frozen=True)
class Arrival:
    """A report as the sender gave it. ``place`` in force on the day it comes; ``unit`` the body
    that takes it (rules of competence are the caller's queries)."""

    category: Category
    text: str
    place: Place
    unit: Unit
    anonymous: bool
    idempotency_key: UUID
    stated_place: Place | None = None
    place_note: str = ""
    lat: float | None = None
    lon: float | None = None
    occurred_on: date | None = None
    occurred_note: str = ""
    reporter: Reporter | None = None
    files: list[File] = field(default_factory=list)
    # Past whom it goes when it is about the police themselves; ``unit`` is then ``route.to``.
    route: Route | None = None
    # The draft whose uploads come along (its hashed key).
    held_for: bytes | None = None
    channel: str = Channel.WEB
    is_demo: bool = False
    # When an officer registers what came before: the moment from which the law counts.
    received_at: datetime | None = None
    # A kind that the paper itself says; "" is told from the category and the name.
    kind: str = ""

    def sender_digest(self) -> bytes:
        return hashlib.sha256(self.idempotency_key.bytes).digest()

    def content_digest(self) -> bytes:
        """Proves that a retry says the same. Keyed by what only the sender knows, so that the
        stored value does not let anybody guess at a name."""
        said = [
            self.category.code,
            self.text,
            self.place.pk,
            self.anonymous,
            str(self.occurred_on),
            vars(self.reporter) if self.reporter else None,
            self.channel,
            str(self.received_at),
        ]
        return hmac.new(
            self.idempotency_key.bytes, json.dumps(said).encode(), hashlib.sha256
        ).digest()

    def secret(self) -> str:
        key = hashlib.sha256(b"receipt:" + settings.SECRET_KEY.encode()).digest()
        return codes.secret_for(key, self.idempotency_key.bytes)


@dataclass(frozen=True)
class Receipt:
    """``secret`` is empty when a retry cannot be proved to be the same sender's."""

    tip: Tip
    secret: str
    is_new: bool
    deadlines: list[Deadline] = field(default_factory=list)
    number: int = 0


def receive_tip(*, actor: Actor, arrival: Arrival, now: datetime) -> Receipt:
    """Take a report in, once: the same idempotency key again gives the first receipt.

    The unique ``sender_digest`` decides between two at the same moment, so that the ordinary case
    asks the database nothing about it.
    """
    receive = _receive if arrival.files or arrival.held_for else _receive_at_once
    try:
        taken = receive(actor=actor, arrival=arrival, now=now)
    except IntegrityError:
        with in_scope(actor):
            again = received_before(arrival, now)
        if again is None:
            raise
        return again
    taken.tip.pk = taken.key.value
    secret, number = arrival.secret(), taken.number.value
    return Receipt(taken.tip, secret, is_new=True, deadlines=taken.deadlines, number=number)


@dataclass(frozen=True)
class _Taken:
    """``key`` and ``number`` (in the register) are known once the statement ran."""

    tip: Tip
    deadlines: list[Deadline]
    key: Any
    number: Any


def received_before(arrival: Arrival, now: datetime) -> Receipt | None:
    """The receipt of a report that was sent already; its secret only to who says the same again,
    within a day of the first entry in a register."""
    open_door(sender=arrival.sender_digest().hex())
    tip = (
        Tip.objects.select_related("unit", "category", "place")
        .filter(sender_digest=arrival.sender_digest())
        .first()
    )
    if tip is None:
        return None
    same = tip.content_digest is not None and hmac.compare_digest(
        bytes(tip.content_digest), arrival.content_digest()
    )
    entry = tip.register_entries.order_by("id")[0]
    fresh = now - entry.entered_at < SAME_SENDER_FOR
    secret = arrival.secret() if same and fresh else ""
    show_deadlines(tip)
    deadlines = list(deadlines_of(tip))
    return Receipt(tip, secret, is_new=False, deadlines=deadlines, number=entry.number)


@action_at_once
def _receive_at_once(*, actor: Actor, arrival: Arrival, now: datetime) -> _Taken:
    """Without files there is nothing to look up or lock: a report is a single statement."""
    return _write(actor, arrival, [], now)


@action
def _receive(*, actor: Actor, arrival: Arrival, now: datetime) -> _Taken:
    files = files_of(arrival)
    with together():
        return _write(actor, arrival, files, now)


def _write(actor: Actor, arrival: Arrival, files: list[File], now: datetime) -> _Taken:
    tip = tip_of(arrival, now)
    key, deadlines = take_down(tip, files, arrival, now)
    # The unit's counter and chain come last: others wait for them as long as the commit takes.
    number = enter_register(tip, arrival.unit, now)
    record(
        actor,
        "intake.received",
        tip,
        unit_id=arrival.unit.pk,
        at=now,
        kind=tip.kind,
        channel=tip.channel,
        number=number,
    )
    return _Taken(tip, deadlines, key, number)


def take_down(
    tip: Tip, files: list[File], arrival: Arrival, now: datetime
) -> tuple[Any, list[Deadline]]:
    """Keep the report, its files, envelope, deadlines and figures: inside ``together``, by a key
    that the database fills in (answered, a ``Later``). The act that calls this enters it in the
    register and leaves the trace."""
    key: Any = next_key(Tip)
    tip.pk = key
    insert([tip])
    if files:
        insert([TipFile(tip=tip, file=file, added_at=now) for file in files])
    if identity := sealed_identity(tip, arrival):
        insert([identity])
    if arrival.route is not None:
        insert(conflicts_of(tip, arrival.route, now))
    day = tip.received_on
    count_many([("tips_received", tip.counted_place_id, day, 1, tip.kind, tip.category.code)])
    return key, open_deadlines(tip, arrival.unit, duties_of(tip))


def tip_of(arrival: Arrival, now: datetime) -> Tip:
    """The row of a report as it arrives, not yet kept."""
    received_at = arrival.received_at or now
    kind = rules.kind_on_arrival(arrival.category.kind, anonymous=arrival.anonymous)
    tip = fresh(
        Tip,
        code=codes.new_code(),
        secret_digest=codes.digest(arrival.secret()),
        sender_digest=arrival.sender_digest(),
        content_digest=arrival.content_digest(),
        channel=arrival.channel,
        language=(get_language() or "vi")[:2],
        kind=arrival.kind or kind,
        category=arrival.category,
        is_anonymous=arrival.anonymous,
        text=arrival.text,
        place=arrival.place,
        stated_place=arrival.stated_place,
        place_note=arrival.place_note,
        lat=arrival.lat,
        lon=arrival.lon,
        occurred_on=arrival.occurred_on,
        occurred_note=arrival.occurred_note,
        received_unit=arrival.unit,
        unit=arrival.unit,
        walled=arrival.route.marks if arrival.route else None,
        figures_place=arrival.unit.place if arrival.route else None,
        received_at=received_at,
        received_on=timezone.localdate(received_at),
        is_demo=arrival.is_demo,
    )
    tip.due_at = limit(duties_of(tip)[0][0], received_at).due_at
    return tip


def duties_of(tip: Tip) -> list[tuple[LegalRule, datetime, bool]]:
    """(rule, start, decisive) for each clock that starts with the receipt, by the law of that day;
    the decisive one comes first."""
    book = rulebook(tip.received_on)
    keys = rules.duties_on_arrival(tip.kind, tip.received_unit.kind)
    found = [(key, book.find(key)) for key in keys]
    return [(rule, tip.received_at, key == keys[0]) for key, rule in found if rule is not None]


def files_of(arrival: Arrival) -> list[File]:
    """Those that came along and those held for the draft, which are let go of by this."""
    return arrival.files + (attach_held(arrival.held_for) if arrival.held_for else [])


def sealed_identity(tip: Tip, arrival: Arrival) -> ReporterIdentity | None:
    """The closed envelope, not yet kept: only the holder of the private key can read it."""
    if arrival.anonymous or arrival.reporter is None:
        return None
    reporter = arrival.reporter
    plain = {"name": reporter.name, "phone": reporter.phone, "email": reporter.email}
    more = {"born": reporter.born, "address": reporter.address, "brought_by": reporter.brought_by}
    plain |= {key: value for key, value in more.items() if value}
    closed = seal_identity(plain)
    return fresh(
        ReporterIdentity,
        tip=tip,
        sealed=closed.sealed,
        kid=closed.kid,
        may_contact=reporter.may_contact and bool(reporter.email),
    )
