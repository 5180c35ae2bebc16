"""Open a sealed identity, keep a refusal, seal anew. Run by the reveal process alone.

The trail is written before the seal is opened, in one transaction, and the caller hands the answer
out after its commit: an answer without its line in the trail cannot exist. A refusal is kept in a
transaction of its own.
"""

import hashlib
import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection, models
from django.utils import timezone
from django.utils.translation import gettext as _

from binhyen.kernel.audit.action import action, in_scope, record
from binhyen.kernel.documents.keys import KeyOutOfReach, seal_identity, secret_for
from binhyen.kernel.people.actor import SYSTEM, Actor
from binhyen.kernel.people.proofs import Proof
from binhyen.kernel.people.walls import walls_of
from binhyen.kernel.reveal import rules
from binhyen.kernel.reveal.alerts import tell_province
from binhyen.kernel.reveal.models import Opening
from binhyen.kernel.reveal.registry import Case, SealedKind
from binhyen.kernel.reveal.rules import Denied
from binhyen.lib.sealing import Unopenable, unseal
from binhyen.lib.verdict import no

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Asked:
    """What an officer wants opened and why. ``ref`` names the row by ``kind.by``."""

    kind: SealedKind
    ref: UUID
    reason: str
    note: str


@dataclass(frozen=True)
class Opened:
    """``told``: (label, value) in order, empty values left out. ``left``: how many more today."""

    told: list[tuple[str, str]]
    left: int


@action
def open_identity(*, actor: Actor, proof: Proof, asked: Asked, now: datetime) -> Opened:
    """Raises ``Denied``; the caller keeps the refusal (``note_refusal``) after the rollback."""
    rules.insist(rules.may_prove(actor, proof, now))
    _one_at_a_time(actor)
    row = _row(actor, asked)
    rules.insist(rules.may_ask(actor, asked.kind, row, asked.reason, asked.note))
    limit = rules.limit_on(timezone.localdate(now))
    count = _opened_today(actor, now)
    rules.insist(iter([(Opening.Outcome.LIMIT, rules.may_open_more(count, limit))]))
    case = asked.kind.case_of(row)
    kept = _keep(actor, asked, case, Opening.Outcome.OPENED, now)
    record(actor, "reveal.opened", case.record, unit_id=case.unit_id, at=now, **_facts(kept))
    return Opened(_open(asked.kind, row), limit.per_day - count - 1)


@action
def note_refusal(*, actor: Actor, asked: Asked, outcome: str, now: datetime) -> Opening:
    """Keep that it was tried; tell the province of the limit and of a series."""
    row = _row(actor, asked)
    case = asked.kind.case_of(row) if row is not None else None
    kept = _keep(actor, asked, case, outcome, now)
    subject: models.Model = case.record if case else kept
    unit_id = kept.unit_id or 0
    record(
        actor, "reveal.refused", subject, unit_id=unit_id, at=now, outcome=outcome, **_facts(kept)
    )
    if actor.user is not None:
        _alert(actor, kept, now)
    return kept


@dataclass(frozen=True)
class Batch:
    """``done`` rows sealed anew; ``last``: the last row looked at."""

    done: int
    last: int


@action
def reseal(
    *, actor: Actor, kind: SealedKind, kid: str, after: int, now: datetime, most: int = 500
) -> Batch:
    """Seal anew, with the newest key, what ``kid`` sealed: at most ``most`` rows behind ``after``
    (there must be some). A damaged seal stays as it is."""
    rows = list(
        apps.get_model(kind.label)
        ._default_manager.select_for_update()
        .filter(kid=kid, pk__gt=after)
        .order_by("pk")
        .only("pk", "sealed", "kid")[:most]
    )
    done = 0
    for row in rows:
        with suppress(Unopenable):
            plain = json.loads(unseal(bytes(row.sealed), secret_for(kid)))
            row.sealed, row.kid = seal_identity(plain)
            row.save(update_fields=["sealed", "kid"])
            done += 1
    record(actor, "reveal.resealed", rows[0], at=now, was=kid, count=done)
    return Batch(done, rows[-1].pk)


def _row(actor: Actor, asked: Asked) -> Any:
    return asked.kind.rows(actor).filter(**{asked.kind.by: asked.ref}).first()


def _one_at_a_time(actor: Actor) -> None:
    """Two questions of one officer wait for one another, so that both count."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtext('reveal'), %s)", [(actor.user_id or 0) % 2**31]
        )


def _opened_today(actor: Actor, now: datetime) -> int:
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    with in_scope(SYSTEM):  # also what they opened before it turned out to be about them
        return Opening.objects.opened().filter(user=actor.user, at__gte=midnight).count()


def _keep(actor: Actor, asked: Asked, case: Case | None, outcome: str, now: datetime) -> Opening:
    with in_scope(SYSTEM):  # whoever tried, also without a session
        return Opening.objects.create(
            at=now,
            user=actor.user,
            unit_id=case.unit_id if case else min(actor.unit_ids, default=None),
            case_kind=case.record._meta.label_lower if case else "",
            case_id=case.record.pk if case else None,
            sealed_kind=asked.kind.label,
            reason=asked.reason,
            note=asked.note,
            outcome=outcome,
            walled=walls_of(case.record) if case else None,
        )


def _facts(kept: Opening) -> dict[str, object]:
    """The words of the reason stand in their own row; the chain proves that they were not
    changed, without holding what an officer may have quoted."""
    said = hashlib.sha256(kept.note.encode()).hexdigest()
    return {"opening": kept.pk, "reason": kept.reason, "note_sha256": said}


def _open(kind: SealedKind, row: Any) -> list[tuple[str, str]]:
    try:
        plain = json.loads(unseal(bytes(row.sealed), secret_for(row.kid)))
    except (KeyOutOfReach, Unopenable):
        raise Denied(
            Opening.Outcome.UNOPENABLE,
            no(_("Khóa trên máy này không mở được niêm phong. Hãy báo người giữ khóa của tỉnh.")),
        ) from None
    return [(str(label), str(plain[key])) for key, label in kind.fields.items() if plain.get(key)]


def _alert(actor: Actor, kept: Opening, now: datetime) -> None:
    """The same officer's limit is told once a day, a series once an hour."""
    today, named = timezone.localdate(now), kept.walled or ()
    if kept.outcome == Opening.Outcome.LIMIT:
        tell_province(actor, today, over_limit=True, key=f"{today}", besides=named)
        return
    with in_scope(SYSTEM):
        tries = Opening.objects.refused().filter(user=actor.user, at__gt=now - HOUR).count()
    if tries >= rules.limit_on(today).refusals_per_hour:
        tell_province(actor, today, over_limit=False, key=f"{now:%Y-%m-%dT%H}", besides=named)
