"""Whose eyes the database looks through: settings of one transaction, read by row-level security.

``unit_ids`` are the units whose records may be read ("*": all), ``marks`` whom a record may name so
that it is walled off (units served; the account, with a minus). Doors open single rows to people
without an account: what a receipt, a code or a draft's cookie proves. Unset, nothing is shown
(docs/decisions: the second wall). The SQL side is migration 0003.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection, transaction

from binhyen.kernel.people.actor import Actor
from binhyen.lib.postgres.writing import send

Settings = dict[str, str]
EVERYTHING: Settings = {"unit_ids": "*"}
OF_AN_ACTOR = ("user_id", "unit_ids", "marks", "keeps")
# sender: digest of a report's idempotency key; draft: digest of a draft's key (both hexadecimal);
# tip: the row that a code or a secret opened; codes: those typed, with commas; file: one's own
# upload, by its reference, until it is attached; subject: a record whose deadlines are shown
# ("requests.datarequest:7").
DOORS = ("sender", "draft", "tip", "codes", "file", "subject")
NOTHING: Settings = dict.fromkeys((*OF_AN_ACTOR, *DOORS), "")

_current: ContextVar[Settings | None] = ContextVar("scope", default=None)
# What a transaction that somebody else opened goes back to when a scope inside it ends.
outside: Settings = {}


def settings_of(actor: Actor) -> Settings:
    return {
        "user_id": str(actor.user_id or ""),
        "unit_ids": "*" if actor.is_system else _listed(actor.reads()),
        "marks": _listed(actor.marks),
        "keeps": "1" if actor.keeps_installation else "",
    }


def _listed(numbers: frozenset[int]) -> str:
    return ",".join(map(str, sorted(numbers)))


@contextmanager
def in_scope(actor: Actor) -> Iterator[None]:
    """A transaction in which the connection carries the actor's scope.

    The outermost one sets it, with ``set_config(…, true)``, so it ends with the transaction. One
    inside is a savepoint under the scope already set, save that the system widens it until its end.
    """
    before, foreign = _current.get(), connection.in_atomic_block
    with transaction.atomic():
        if before is None:
            wanted = NOTHING | settings_of(actor)
            changed = wanted if foreign else {k: v for k, v in wanted.items() if v}
            after = NOTHING | outside if foreign else {}
        else:
            changed = EVERYTHING if actor.is_system and before["unit_ids"] != "*" else {}
            wanted, after = before | changed, {key: before[key] for key in changed}
        set_settings(changed)
        token = _current.set(wanted)
        try:
            yield
        finally:
            _current.reset(token)
        if not connection.needs_rollback:  # a rollback takes the settings back by itself
            set_settings(after)


def open_door(**doors: str) -> None:
    """Show what ``doors`` prove, until the scope ends. One statement. The caller has checked the
    proof: that the code was typed, the secret fits, the cookie names the draft."""
    current = _current.get()
    if current is None:
        raise RuntimeError("a door is opened inside in_scope() only")
    if any(current[name] != value for name, value in doors.items()):
        set_settings(doors)
        current.update(doors)


def set_settings(settings: Mapping[str, str]) -> None:
    if not settings:
        return
    calls = ", ".join(f"set_config('app.{key}', %s, true)" for key in settings)
    send(f"select {calls}", list(settings.values()))
