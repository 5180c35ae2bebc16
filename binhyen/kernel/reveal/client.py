"""The web tier's side: put an officer's question to the reveal process, and what may come back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import get_language

from binhyen.kernel.reveal.rules import unavailable
from binhyen.lib.doorway import Garbled, NobodyThere, ask
from binhyen.lib.verdict import Unavailable, Verdict, no

SECONDS = 20.0  # the process waits for locks no longer than that


@dataclass(frozen=True)
class Answer:
    """``told``: (label, value) pairs; ``left``: openings left today. Or ``denied`` (the column
    ``Opening.outcome``) and why."""

    told: list[tuple[str, str]]
    left: int = 0
    denied: str = ""
    why: Verdict | None = None


def ask_to_open(session_key: str, kind: str, ref: str, reason: str, note: str) -> Answer:
    """Raises ``Unavailable`` (503) when nobody answers or the trail could not be written."""
    try:
        said: Mapping[str, Any] = ask(
            settings.REVEAL_SOCKET,
            {
                "ask": "open",
                "session": session_key,
                "kind": kind,
                "ref": ref,
                "reason": reason,
                "note": note,
                "language": (get_language() or "vi")[:2],
            },
            seconds=SECONDS,
        )
    except (NobodyThere, Garbled):
        raise Unavailable(no(unavailable())) from None
    if said.get("denied") == "unavailable":
        raise Unavailable(no(str(said["sentence"])))
    if "denied" in said:
        why = no(str(said["sentence"]), law=str(said["law"]), since=str(said["since"]))
        return Answer([], denied=str(said["denied"]), why=why)
    return Answer([(str(label), str(value)) for label, value in said["told"]], int(said["left"]))
