"""Heads of the chains, kept where the database's owner cannot reach them.

Every hour the Merkle root over all heads becomes a link of chain 0 itself, stands on a public page
(/nhat-ky/), and the heads go into the day's file, which belongs on another machine
(BINHYEN_HEADS_DIR), and once a day to the inspectorate by e-mail. ``binhyen verify-audit --heads
FILE`` then finds a cut tail or a chain written anew, down to the chain and the link.
"""

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from binhyen.kernel.audit.action import action, record
from binhyen.kernel.audit.models import Event, Head
from binhyen.kernel.audit.verify import Heads, current_heads, heads_as_text, merkle_root
from binhyen.kernel.people.actor import Actor

VERB = "audit.anchored"


@dataclass(frozen=True)
class Anchor:
    """``root``: SHA-256 in hexadecimal."""

    at: datetime
    root: str


@action
def anchor_heads(*, actor: Actor, now: datetime) -> Heads:
    """Enter the root over all heads into chain 0, and return the heads it stands for."""
    heads = current_heads()
    root = merkle_root(heads)
    record(actor, VERB, Head(shard=0), at=now, root=root, chains=len(heads))
    return heads


def write_heads(heads: Heads, folder: Path, day: str) -> Path:
    """The day's file, replaced whole: a reader never sees half of it."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"heads-{day}.json"
    draft = target.with_name(target.name + ".new")
    with draft.open("w") as file:
        file.write(heads_as_text(heads))
        file.flush()
        os.fsync(file.fileno())
    draft.rename(target)
    return target


def latest_anchors(count: int) -> list[Anchor]:
    """The newest first. One statement, on the index of a record's history."""
    found = Event.objects.filter(subject_kind="audit.head", subject_id=0, verb=VERB)
    rows = found.order_by("-id").values_list("at", "facts")[:count]
    return [Anchor(at, str(facts["root"])) for at, facts in rows]
