"""Everything that changes a request. One function for one verb."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from binhyen.domains.requests import rules
from binhyen.domains.requests.models import Asks, DataRequest
from binhyen.kernel.audit.action import action, open_door, record
from binhyen.kernel.org.models import Unit
from binhyen.kernel.people.actor import SYSTEM, Actor
from binhyen.kernel.retention import actions as retention
from binhyen.kernel.retention.classes import find_record
from binhyen.kernel.retention.subjects import Subject
from binhyen.kernel.workflow.deadlines import cancel_deadlines, end_deadlines, open_deadlines
from binhyen.kernel.workflow.rulebook import rulebook
from binhyen.lib import codes
from binhyen.lib.verdict import Refused, no

State, Proof = DataRequest.State, DataRequest.Proof


@dataclass(frozen=True)
class Receipt:
    """``secret`` is shown once; the same sender's retry gives the same."""

    request: DataRequest
    secret: str


@action
def receive_request(
    *,
    actor: Actor,
    asks: str,
    text: str,
    subject: Subject | None,
    unit: Unit,
    idempotency_key: UUID,
    now: datetime,
) -> Receipt:
    """Take a request in, once for each idempotency key; its clocks start."""
    key = hashlib.sha256(b"data-request:" + settings.SECRET_KEY.encode()).digest()
    secret = codes.secret_for(key, idempotency_key.bytes)
    sender = hashlib.sha256(idempotency_key.bytes).digest()
    open_door(sender=sender.hex())
    request, is_new = DataRequest.objects.get_or_create(
        sender_digest=sender,
        defaults={
            "code": codes.new_code(),
            "secret_digest": codes.digest(secret),
            "asks": asks,
            "text": text,
            "proof": Proof.SECRET if subject else Proof.NONE,
            "subject_slug": subject.slug if subject else "",
            "subject_ref": subject.ref if subject else None,
            "walled": subject.walled if subject else None,
            "unit": unit,
            "received_at": now,
        },
    )
    if is_new:
        book = rulebook(timezone.localdate(now))
        finish = book.get(rules.FINISH[Asks(asks)])
        opened = open_deadlines(
            request, unit, [(finish, now, True), (book.get(rules.REPLY), now, False)]
        )
        request.due_at = opened[0].due_at
        request.save(update_fields=["due_at"])
    record(actor, "requests.received", request, unit_id=unit.pk, at=now, asks=asks)
    return Receipt(request, secret)


@action
def reply(*, actor: Actor, request: DataRequest, text: str, now: datetime) -> DataRequest:
    """Within two working days: that it came, and what happens next."""
    request = _locked(request)
    rules.may_reply(actor, request).require()
    request.reply, request.replied_at = text, now
    request.state, request.handler = State.REPLIED, actor.user
    request.save(update_fields=["reply", "replied_at", "state", "handler"])
    end_deadlines(request, keys=(rules.REPLY,), at=now)
    record(actor, "requests.replied", request, unit_id=request.unit_id, at=now)
    return request


@action
def confirm_identity(*, actor: Actor, request: DataRequest, now: datetime) -> DataRequest:
    """The asker came with papers. Neither a number nor a copy is kept."""
    request = _locked(request)
    rules.may_confirm(actor, request).require()
    request.proof = Proof.IN_PERSON
    request.save(update_fields=["proof"])
    record(actor, "requests.identity_confirmed", request, unit_id=request.unit_id, at=now)
    return request


@action
def involve_third_party(
    *, actor: Actor, request: DataRequest, third_party: str, now: datetime
) -> DataRequest:
    """Somebody else must act too: the longer time, counted from the receipt."""
    request = _locked(request)
    rules.may_involve(actor, request).require()
    request.third_party = third_party
    _run_until(request, "_third", request.received_at, now)
    request.save(update_fields=["third_party", "due_at"])
    record(actor, "requests.third_party", request, unit_id=request.unit_id, at=now)
    return request


@action
def extend(*, actor: Actor, request: DataRequest, reason: str, now: datetime) -> DataRequest:
    """Once, counted from the end of the time before; the asker reads why."""
    request = _locked(request)
    rules.may_extend(actor, request).require()
    assert request.due_at is not None  # noqa: S101 (receive_request set it)
    request.extension_reason = reason
    _run_until(request, "_more", request.due_at, now)
    request.save(update_fields=["extension_reason", "due_at"])
    record(actor, "requests.extended", request, unit_id=request.unit_id, at=now, due=request.due_at)
    return request


@action
def propose_deletion(*, actor: Actor, request: DataRequest, now: datetime) -> DataRequest:
    """Put the record on a list that two other people approve."""
    request = _locked(request)
    rules.may_propose(actor, request).require()
    assert request.subject_ref is not None  # noqa: S101 (may_propose)
    seen = find_record(request.subject_slug, request.subject_ref, SYSTEM)
    if seen is None:
        raise Refused(no(_("Nội dung hồ sơ này đã được xóa.")))
    declared, found = seen
    proposal = retention.propose(
        actor=actor,
        record_class=declared,
        found=[found],
        unit=request.unit,
        ground=_("Yêu cầu của chủ thể dữ liệu %(code)s") % {"code": codes.show(request.code)},
        now=now,
    )
    request.proposal_ref = proposal.ref
    request.save(update_fields=["proposal_ref"])
    record(actor, "requests.deletion_proposed", request, unit_id=request.unit_id, at=now)
    return request


@action
def answer(
    *, actor: Actor, request: DataRequest, outcome: str, text: str, now: datetime
) -> DataRequest:
    """The result, in words that the asker reads with code and secret."""
    request = _locked(request)
    rules.may_answer(actor, request, outcome).require()
    request.state, request.outcome, request.answer = State.CLOSED, outcome, text
    request.closed_at, request.handler = now, actor.user
    request.save(update_fields=["state", "outcome", "answer", "closed_at", "handler"])
    end_deadlines(request, at=now)
    record(actor, "requests.answered", request, unit_id=request.unit_id, at=now, outcome=outcome)
    return request


@action
def erase_request(*, actor: Actor, pk: int, now: datetime) -> list[str]:
    """Its words go; what was asked, when, and the outcome stay."""
    request = _locked(DataRequest(pk=pk))
    request.text = "–"
    request.reply = request.extension_reason = request.third_party = ""
    request.answer = "–" if request.answer else ""
    request.subject_ref, request.subject_slug = None, ""
    request.save()
    record(actor, "requests.erased", request, unit_id=request.unit_id, at=now)
    return []


def _run_until(request: DataRequest, suffix: str, starts_at: datetime, now: datetime) -> None:
    key = rules.FINISH[Asks(request.asks)]
    rule = rulebook(timezone.localdate(now)).get(key + suffix)
    cancel_deadlines(request, keys=(key, key + "_third"), at=now)
    request.due_at = open_deadlines(request, request.unit, [(rule, starts_at, True)])[0].due_at


def _locked(request: DataRequest) -> DataRequest:
    return (
        DataRequest.objects.select_for_update(of=("self",))
        .select_related("unit")
        .get(pk=request.pk)
    )
