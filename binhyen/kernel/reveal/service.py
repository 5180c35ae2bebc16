"""What the reveal process answers. Two questions, each from its own operating-system user:

``open``, from the web tier: an officer's session key, the record, reason and words → the identity
or a refusal. ``send``, from the worker: a message's number → what became of the letter.
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from django.db import DatabaseError
from django.utils import timezone, translation

from binhyen.kernel.documents.keys import KeyOutOfReach
from binhyen.kernel.notify.delivery import Outcome
from binhyen.kernel.people.actor import ANONYMOUS, actor_of
from binhyen.kernel.people.proofs import proof_of
from binhyen.kernel.reveal.actions import Asked, note_refusal, open_identity
from binhyen.kernel.reveal.letters import send_letter
from binhyen.kernel.reveal.registry import sealed_kind
from binhyen.kernel.reveal.rules import LONGEST_NOTE, Denied, unavailable
from binhyen.lib.doorway import Garbled, Peer, Question

log = structlog.get_logger("binhyen.reveal")


@dataclass(frozen=True)
class Doorkeeper:
    """Answers questions; ``web`` and ``worker`` are the users (uid) that may put them."""

    web: int
    worker: int

    def __call__(self, question: Question, peer: Peer) -> Question:
        asks = {"open": (self.web, _open), "send": (self.worker, _send)}
        uid, answer = asks.get(str(question.get("ask")), (None, None))
        if answer is None or peer.uid != uid:
            raise Garbled("not for you")
        with translation.override("en" if question.get("language") == "en" else "vi"):
            return answer(question)


def _open(question: Question) -> Question:
    now = timezone.now()
    asked = _asked(question)
    try:
        opened = _open_or_keep_refusal(str(question.get("session", "")), asked, now)
    except Denied as denied:
        verdict = denied.verdict
        return {
            "denied": denied.outcome,
            "sentence": verdict.reason,
            "law": verdict.law,
            "since": verdict.since,
        }
    except Exception as error:  # whatever it was: its transaction is gone, and with it the answer
        log.warning("not_opened", exc_info=error)
        return {"denied": "unavailable", "sentence": unavailable()}
    return asdict(opened)


def _open_or_keep_refusal(session_key: str, asked: Asked, now: datetime) -> Any:
    """The answer leaves this function after the commit of its line in the trail, or never."""
    proof = proof_of(session_key, now)
    actor = actor_of(proof.user, timezone.localdate(now)) if proof.user else ANONYMOUS
    try:
        return open_identity(actor=actor, proof=proof, asked=asked, now=now)
    except Denied as denied:
        note_refusal(actor=actor, asked=asked, outcome=denied.outcome, now=now)
        raise


def _asked(question: Question) -> Asked:
    """Raises ``Garbled`` for what our own web tier would never ask."""
    kind = sealed_kind(str(question.get("kind")))
    reason, note = question.get("reason"), question.get("note")
    if kind is None or not isinstance(reason, str) or not isinstance(note, str):
        raise Garbled("not a question")
    if len(reason) > 16 or len(note) > LONGEST_NOTE or "\x00" in reason + note:
        raise Garbled("not a question")
    try:
        return Asked(kind, UUID(str(question.get("ref"))), reason, note)
    except ValueError:
        raise Garbled("not a question") from None


def _send(question: Question) -> Question:
    message_id = question.get("message")
    if not isinstance(message_id, int):
        raise Garbled("not a question")
    try:
        outcome: Outcome | None = send_letter(message_id)
    except KeyOutOfReach:
        return {"busy": "KeyOutOfReach"}
    except DatabaseError:
        return {"busy": "DatabaseError"}
    if outcome is None:
        return {"busy": "Busy"}
    return {"state": str(outcome.state), "error": outcome.error, "retry_in": outcome.retry_in}
