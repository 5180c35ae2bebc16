"""Something is handed in: one transaction, once; a name is sealed at once, or not asked for."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError
from django.utils import timezone

from binhyen.domains.handins import rules
from binhyen.domains.handins.actions.common import (
    Signing,
    campaign_dim,
    count_items,
    move_stock,
    moves_of,
    write_handover,
)
from binhyen.domains.handins.models import (
    Campaign,
    Deed,
    GiverIdentity,
    HandIn,
    HandInFile,
    HandInItem,
    Handover,
    ItemCategory,
    Visit,
    Way,
)
from binhyen.kernel.audit.action import action, record
from binhyen.kernel.documents.actions import attach_held
from binhyen.kernel.documents.keys import public_recipient
from binhyen.kernel.indicators.counting import count
from binhyen.kernel.org.models import Unit
from binhyen.kernel.people.actor import Actor
from binhyen.kernel.places.models import Place
from binhyen.kernel.workflow.deadlines import end_deadlines, open_deadlines
from binhyen.kernel.workflow.numbers import next_number
from binhyen.kernel.workflow.rulebook import rulebook
from binhyen.lib import codes, sealing

BOOK = "handins"
# How long a thing may wait for examiners, and a visit for its visitor: data/legal/rules.toml.
EXAMINE_BY, VISIT_AT = "handin_examine", "handin_visit"


@dataclass(frozen=True)
class Giver:
    """Who hands in, on the way to the seal; never stored or logged in clear."""

    name: str
    phone: str = ""


@dataclass(frozen=True)
class Line:
    category: ItemCategory
    quantity: int
    description: str
    seal: str = ""
    purpose: str = ""


@dataclass(frozen=True)
class Giving:
    """A hand-in as the officer wrote it. ``key``: of the form, so that it sent twice makes one.
    ``held_for``: the digest under which its photos were kept."""

    unit: Unit
    place: Place
    lines: list[Line]
    key: UUID
    giver: Giver | None = None
    campaign: Campaign | None = None
    visit: Visit | None = None
    way: str = Way.BROUGHT
    note: str = ""
    extinguishers: int = 0
    held_for: bytes | None = None
    is_demo: bool = False

    def digest(self) -> bytes:
        return hashlib.sha256(self.key.bytes).digest()


def receive_handin(*, actor: Actor, giving: Giving, signing: Signing, now: datetime) -> HandIn:
    """Take things in and give them the next number of the unit's book. The same form again
    answers the first hand-in."""
    try:
        return _receive(actor=actor, giving=giving, signing=signing, now=now)
    except IntegrityError:
        again = HandIn.objects.filter(sender_digest=giving.digest()).first()
        if again is None:
            raise
        return again


@action
def _receive(*, actor: Actor, giving: Giving, signing: Signing, now: datetime) -> HandIn:
    today = timezone.localdate(now)
    _require(actor, giving, signing, today)
    handin = HandIn(
        code=codes.new_code(),
        sender_digest=giving.digest(),
        unit=giving.unit,
        year=today.year,
        number=next_number(BOOK, giving.unit.pk, today.year),
        campaign=giving.campaign,
        visit=giving.visit,
        place=giving.place,
        way=giving.way,
        received_at=now,
        received_on=today,
        received_by=actor.user,
        is_anonymous=giving.giver is None,
        note=giving.note,
        extinguishers=giving.extinguishers,
        gift_on=today if giving.extinguishers else None,
        is_demo=giving.is_demo,
        holders=[giving.unit.pk],
    )
    handin.save(force_insert=True)
    items = _write_items(handin, giving, now)
    _seal(handin, giving.giver)
    _attach(handin, giving.held_for, now)
    write_handover(_paper(handin, signing, now), items, signing.files)
    move_stock(moves_of(items, giving.unit.pk, 1))
    _count(handin, items)
    _start_clocks(handin, items, now)
    if giving.visit:
        _came(giving.visit, now)
    record(
        actor,
        "handins.received",
        handin,
        unit_id=handin.unit_id,
        at=now,
        number=handin.number,
        lines=len(items),
        anonymous=handin.is_anonymous,
    )
    return handin


def _require(actor: Actor, giving: Giving, signing: Signing, today: date) -> None:
    rules.may_receive(actor, giving.unit, today).require()
    rules.may_sign(signing.first_name, signing.second_name, today).require()
    for line in giving.lines:
        rules.may_list(line.category, giving.way, today, purpose=line.purpose).require()
    if giving.campaign:
        rules.may_count_for(giving.campaign, giving.unit, today).require()


def _write_items(handin: HandIn, giving: Giving, now: datetime) -> list[HandInItem]:
    return HandInItem.objects.bulk_create(
        [
            HandInItem(
                handin=handin,
                line=number,
                category=line.category,
                given_category=line.category,
                quantity=line.quantity,
                description=line.description,
                seal=line.seal,
                purpose=line.purpose,
                holder=giving.unit,
                since=now,
            )
            for number, line in enumerate(giving.lines, start=1)
        ]
    )


def _seal(handin: HandIn, giver: Giver | None) -> None:
    if giver is None:
        return
    recipient = public_recipient()
    plain = json.dumps({"name": giver.name, "phone": giver.phone}).encode()
    GiverIdentity.objects.create(
        handin=handin, sealed=sealing.seal(plain, recipient), kid=sealing.kid(recipient)
    )


def _attach(handin: HandIn, held_for: bytes | None, now: datetime) -> None:
    files = attach_held(held_for) if held_for else []
    HandInFile.objects.bulk_create(
        [HandInFile(handin=handin, file=file, added_at=now) for file in files]
    )


def _paper(handin: HandIn, signing: Signing, now: datetime) -> Handover:
    return Handover(
        handin=handin,
        deed=Deed.RECEIVE,
        at=now,
        unit_from=handin.unit,
        unit_to=handin.unit,
        first_name=signing.first_name,
        first_user=signing.first_user,
        second_name=signing.second_name,
        document_number=signing.document_number,
        document_on=signing.document_on,
        note=signing.note,
    )


def _count(handin: HandIn, items: list[HandInItem]) -> None:
    dim, day = campaign_dim(handin), handin.received_on
    count("handins", handin.place_id, day, 1, dim)
    count_items(handin, items)
    if handin.extinguishers:
        count("extinguishers_given", handin.place_id, day, handin.extinguishers, dim)


def _start_clocks(handin: HandIn, items: list[HandInItem], now: datetime) -> None:
    rule = rulebook(handin.received_on).find(EXAMINE_BY)
    if rule is not None:
        for item in items:
            open_deadlines(item, handin.unit, [(rule, now, True)])


def _came(visit: Visit, now: datetime) -> None:
    Visit.objects.filter(pk=visit.pk).update(state=Visit.State.CAME)
    end_deadlines(visit, at=now)


@action
def give_gift(*, actor: Actor, handin: HandIn, extinguishers: int, now: datetime) -> HandIn:
    """The exchange gift, when it is given later than the things are."""
    handin = HandIn.objects.select_for_update(of=("self",)).get(pk=handin.pk)
    rules.may_give_gift(actor, handin).require()
    handin.extinguishers, handin.gift_on = extinguishers, timezone.localdate(now)
    handin.save(update_fields=["extinguishers", "gift_on"])
    day = timezone.localdate(now)
    count("extinguishers_given", handin.place_id, day, extinguishers, campaign_dim(handin))
    record(actor, "handins.gift", handin, unit_id=handin.unit_id, at=now, n=extinguishers)
    return handin


@action
def record_export(*, actor: Actor, what: str) -> None:
    """A list left the product as a file: who took which one is kept in the trail."""
    assert actor.user is not None  # noqa: S101 (exports are for staff)
    unit_id = min(actor.unit_ids, default=0)
    record(actor, "handins.exported", actor.user, unit_id=unit_id, what=what)
