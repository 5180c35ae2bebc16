"""Check 18: somebody who owns the database edits, deletes, cuts, swaps and rewrites links of the
trail. `verify-audit` must name chain and link each time; a cut or rewritten tail by the heads kept
outside.

Each kind of tampering is done to a trail of its own (a copy of the database with real acts in it),
at a random link, as the owner with triggers switched off.
"""

import json
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import Any

from bench.database import connect, copied, drop, working_on
from bench.run import Row, is_quick

UNITS, LINKS, TIMES = 6, 40, 5
Tamper = Callable[[Any, int, random.Random], int]


def measure() -> Iterator[Row]:
    chance = random.Random(18)
    times = 1 if is_quick() else TIMES
    with copied("check_18") as name:
        _fill(name)
        kept = _heads(name)
        yield Row(
            "18 · dấu vết nguyên vẹn bị nêu oan / faults in an honest trail",
            len(_found(name, kept)),
            "",
            0,
        )
        for what, tamper in KINDS.items():
            missed = 0
            for _ in range(times):
                with copied_again(name) as tampered:
                    shard = chance.choice(sorted(kept))
                    with connect(tampered) as owner:
                        owner.execute("alter table audit_event disable trigger user")
                        link = tamper(owner, shard, chance)
                    missed += (shard, link) not in _found(tampered, kept)
            yield Row(f"18 · {what}: không nêu đúng chuỗi, mắt xích / not named", missed, "", 0)


@contextmanager
def copied_again(name: str) -> Iterator[str]:
    """A copy of the filled database, gone afterwards."""
    other = f"{name}_tampered"
    drop(other)
    with connect("postgres") as owner:
        owner.execute(f'create database "{other}" template "{name}"')
    try:
        yield other
    finally:
        drop(other)


def _fill(name: str) -> None:
    """LINKS acts in each of UNITS chains, by the product's own function."""
    with connect(name) as owner:
        for shard in range(900_001, 900_001 + UNITS):
            for number in range(LINKS):
                event = {
                    "actor": None,
                    "at": "2026-11-23T09:00:00+00:00",
                    "facts": {"n": number},
                    "subject": ["audit.head", shard],
                    "verb": "audit.anchored",
                }
                owner.execute(
                    "select audit_append(%s, %s)", [shard, json.dumps(event, separators=(",", ":"))]
                )


def _heads(name: str) -> dict[int, tuple[int, str]]:
    with connect(name) as owner:
        rows = owner.execute(
            "select shard, seq, encode(hash, 'hex') from audit_head where shard > 900000"
        )
        return {shard: (seq, head) for shard, seq, head in rows}


def _found(name: str, kept: dict[int, tuple[int, str]]) -> list[tuple[int, int]]:
    with working_on(name):
        from binhyen.kernel.audit.verify import verify_audit

        return [(fault.shard, fault.seq) for fault in verify_audit(kept).faults]


def _edit(owner: Any, shard: int, chance: random.Random) -> int:
    seq = chance.randint(1, LINKS)
    owner.execute(
        "update audit_event set body = replace(body, 'anchored', 'anch0red')"
        " where shard = %s and seq = %s",
        [shard, seq],
    )
    return seq


def _edit_columns(owner: Any, shard: int, chance: random.Random) -> int:
    seq = chance.randint(1, LINKS)
    owner.execute("update audit_event set actor_id = 1 where shard = %s and seq = %s", [shard, seq])
    return seq


def _delete(owner: Any, shard: int, chance: random.Random) -> int:
    seq = chance.randint(1, LINKS - 1)
    owner.execute("delete from audit_event where shard = %s and seq = %s", [shard, seq])
    return seq


def _swap(owner: Any, shard: int, chance: random.Random) -> int:
    seq = chance.randint(1, LINKS - 1)
    for old, new in ((seq, -1), (seq + 1, seq), (-1, seq + 1)):
        owner.execute(
            "update audit_event set seq = %s where shard = %s and seq = %s", [new, shard, old]
        )
    return seq


def _cut(owner: Any, shard: int, chance: random.Random) -> int:
    """The tail goes and the head is put back: within the database all agrees."""
    last = chance.randint(1, LINKS - 1)
    owner.execute("delete from audit_event where shard = %s and seq > %s", [shard, last])
    owner.execute(
        "update audit_head h set seq = e.seq, hash = e.hash from audit_event e"
        " where h.shard = e.shard and e.shard = %s and e.seq = %s",
        [shard, last],
    )
    return last + 1


def _rechain(owner: Any, shard: int, chance: random.Random) -> int:
    """From a link on everything is written anew, hashes and head fit: only the kept head tells."""
    first = chance.randint(2, LINKS - 1)
    rows = owner.execute(
        "select seq, body, hash from audit_event where shard = %s and seq >= %s order by seq",
        [shard, first - 1],
    ).fetchall()
    before = bytes(rows[0][2])
    for seq, body, _old in rows[1:]:
        body = body.replace('"n":', '"n":1')
        before = sha256(before + body.encode()).digest()
        owner.execute(
            "update audit_event set body = %s, facts = (%s::jsonb)->'facts', hash = %s"
            " where shard = %s and seq = %s",
            [body, body.split(":", 2)[2], before, shard, seq],
        )
    owner.execute("update audit_head set hash = %s where shard = %s", [before, shard])
    return LINKS


KINDS: dict[str, Tamper] = {
    "sửa bản ghi / edit": _edit,
    "sửa cột / edit a column": _edit_columns,
    "xóa / delete": _delete,
    "đổi chỗ / reorder": _swap,
    "cắt đuôi / cut the tail": _cut,
    "viết lại từ giữa / re-chain": _rechain,
}
