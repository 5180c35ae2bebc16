"""Reads the trail from its first link to its last and says where it was tampered with.

An edited, deleted, inserted or reordered row breaks the chain at that row. A cut tail shows against
``audit_head``; somebody who owns the database can rewrite a chain together with its head, which
only heads kept elsewhere (``binhyen verify-audit --save-heads``) give away.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from itertools import groupby
from operator import attrgetter

from django.utils.translation import gettext as _

from binhyen.kernel.audit.models import Event, Head
from binhyen.kernel.audit.scope import in_scope
from binhyen.kernel.people.actor import SYSTEM

# shard -> (number of its last link, that link's hash in hexadecimal)
Heads = dict[int, tuple[int, str]]
ROWS_AT_A_TIME = 5_000


@dataclass(frozen=True)
class Fault:
    """The first broken link of a shard. ``seq`` is the number the link has or should have."""

    shard: int
    seq: int
    reason: str

    def __str__(self) -> str:
        return _("Chuỗi %(shard)s, mắt xích %(seq)s: %(reason)s") % {
            "shard": self.shard,
            "seq": self.seq,
            "reason": self.reason,
        }


@dataclass(frozen=True)
class Report:
    events: int
    shards: int
    faults: tuple[Fault, ...]
    root: str


@dataclass
class _Walk:
    """Where the reading of one shard stands."""

    seq: int = 0
    hash: bytes = b""
    fault: Fault | None = None


def verify_audit(known: Heads | None = None) -> Report:
    """Check every chain; ``known`` are heads that were kept outside the database."""
    heads = current_heads()
    events, faults, seen = 0, [], set()
    for shard, links in groupby(_all_links(), attrgetter("shard")):
        count, fault = _verify_shard(shard, links, heads.get(shard), (known or {}).get(shard))
        events += count
        seen.add(shard)
        if fault:
            faults.append(fault)
    faults += [
        Fault(shard, 1, _("cả chuỗi đã biến mất"))
        for shard in sorted((heads.keys() | (known or {}).keys()) - seen)
    ]
    return Report(events, len(seen), tuple(faults), merkle_root(heads))


def current_heads() -> Heads:
    rows = Head.objects.order_by("shard").values_list("shard", "seq", "hash")
    return {shard: (seq, bytes(head).hex()) for shard, seq, head in rows}


def heads_as_text(heads: Heads) -> str:
    """What is printed, mailed or kept on paper: heads and the root over them."""
    kept = {str(shard): list(head) for shard, head in heads.items()}
    return json.dumps({"root": merkle_root(heads), "heads": kept}, indent=1) + "\n"


def merkle_root(heads: Heads) -> str:
    """SHA-256 tree over the heads in order of shard; a leaf and a node can never be confused."""
    level = [
        sha256(f"leaf:{shard}:{seq}:{head}".encode()).digest()
        for shard, (seq, head) in sorted(heads.items())
    ]
    while len(level) > 1:
        pairs = zip(level[::2], level[1::2], strict=False)
        paired = [sha256(b"node:" + left + right).digest() for left, right in pairs]
        level = paired + (level[-1:] if len(level) % 2 else [])
    return level[0].hex() if level else sha256(b"").hexdigest()


def _all_links() -> Iterator[Event]:
    with in_scope(SYSTEM):
        yield from Event.objects.order_by("shard", "seq", "pk").iterator(chunk_size=ROWS_AT_A_TIME)


def _verify_shard(
    shard: int, links: Iterator[Event], head: tuple[int, str] | None, known: tuple[int, str] | None
) -> tuple[int, Fault | None]:
    walk, count = _Walk(), 0
    for link in links:
        count += 1
        if walk.fault is None:
            _step(walk, link, known)
    fault = walk.fault or _fault_at_the_end(shard, walk, head, known)
    return count, fault


def _step(walk: _Walk, link: Event, known: tuple[int, str] | None) -> None:
    reason = _fault_of(walk, link)
    stored = bytes(link.hash)
    if not reason and known and link.seq == known[0] and stored.hex() != known[1]:
        reason = _("chuỗi đã bị viết lại: khác đầu chuỗi cất ở ngoài")
    if reason:
        walk.fault = Fault(link.shard, min(link.seq, walk.seq + 1), reason)
    walk.seq, walk.hash = link.seq, stored


def _fault_of(walk: _Walk, link: Event) -> str:
    if link.seq != walk.seq + 1:
        return _("mắt xích này đã bị xóa hoặc đổi số")
    if sha256(walk.hash + link.body.encode()).digest() != bytes(link.hash):
        return _("nội dung hoặc thứ tự đã bị sửa (mã băm không khớp)")
    if not _columns_agree(link):
        return _("các cột không khớp với bản ghi gốc")
    return ""


def _columns_agree(link: Event) -> bool:
    """The hash covers ``body``; what pages read are columns made from it."""
    prefix = f"{link.shard}:{link.seq}:"
    if not link.body.startswith(prefix):
        return False
    event = json.loads(link.body.removeprefix(prefix))
    return (
        datetime.fromisoformat(event["at"]) == link.at
        and event["actor"] == link.actor_id
        and event["verb"] == link.verb
        and event["subject"] == [link.subject_kind, link.subject_id]
        and event["facts"] == link.facts
    )


def _fault_at_the_end(
    shard: int, walk: _Walk, head: tuple[int, str] | None, known: tuple[int, str] | None
) -> Fault | None:
    cut = _("phần cuối chuỗi đã bị cắt")
    if head is None or walk.seq < head[0]:
        return Fault(shard, walk.seq + 1, cut)
    if (walk.seq, walk.hash.hex()) != head:
        return Fault(shard, walk.seq, _("đầu chuỗi không khớp với mắt xích cuối"))
    if known and walk.seq < known[0]:
        return Fault(shard, walk.seq + 1, cut)
    return None
