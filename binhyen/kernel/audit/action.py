"""@action: the one way to change data. Atomic, in the actor's scope, and it must leave a trace."""

import functools
import json
import re
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from datetime import UTC, date, datetime
from typing import Any, ParamSpec, TypeVar

from django.db import connection, models

from binhyen.kernel.audit.scope import in_scope, open_door
from binhyen.kernel.people.actor import Actor
from binhyen.lib.postgres.writing import Later, send, together

__all__ = ["Untraced", "action", "action_at_once", "in_scope", "open_door", "record", "record_view"]

P = ParamSpec("P")
R = TypeVar("R")
_traces: ContextVar[int | None] = ContextVar("traces", default=None)


class Untraced(Exception):
    """An action ended without calling record(): a fault of ours, not of the user."""


def action(function: Callable[P, R]) -> Callable[P, R]:
    """Make ``function(*, actor, …)`` atomic and refuse to commit it without a trace."""

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        actor = kwargs["actor"]
        assert isinstance(actor, Actor)  # noqa: S101 (an action names its actor: tests/test_house)
        outer = _traces.set(0)
        try:
            with in_scope(actor):
                result = function(*args, **kwargs)
                if not _traces.get():
                    raise Untraced(function.__qualname__)
                return result
        finally:
            _traces.reset(outer)

    run.is_action = True  # type: ignore[attr-defined]
    return run


def action_at_once(function: Callable[P, R]) -> Callable[P, R]:
    """``action`` for a stranger's act that is one statement: what it writes goes ``together``, and
    PostgreSQL makes one statement a transaction of its own, so no BEGIN and COMMIT need travel.
    Values that it answers are ``Later``. It may read before, but not change or lock, a row.

    Within a transaction, and for an actor with a scope, it is an action like any other.
    """

    @functools.wraps(function)
    def together_only(*args: P.args, **kwargs: P.kwargs) -> R:
        with together():
            result = function(*args, **kwargs)
            if not _traces.get():
                raise Untraced(function.__qualname__)
        return result

    in_transaction = action(together_only)

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        actor = kwargs["actor"]
        assert isinstance(actor, Actor)  # noqa: S101 (an action names its actor: tests/test_house)
        if connection.in_atomic_block or actor.is_system or actor.user_id is not None:
            return in_transaction(*args, **kwargs)
        outer = _traces.set(0)
        try:
            return together_only(*args, **kwargs)
        finally:
            _traces.reset(outer)

    run.is_action = True  # type: ignore[attr-defined]
    return run


def record(
    actor: Actor,
    verb: str,
    subject: models.Model,
    *,
    unit_id: int = 0,
    at: datetime | None = None,
    **facts: object,
) -> None:
    """Add one link to the chain of ``unit_id`` (0: outside any unit), in this transaction.

    ``facts`` hold ids, dates and words of the procedure: never a reporter's identity or text.
    """
    count = _traces.get()
    if count is None:
        raise RuntimeError("record() is called inside an @action only")
    _traces.set(count + 1)
    _append(actor, verb, subject, unit_id, at, facts)


def record_many(
    actor: Actor,
    verb: str,
    subjects: Sequence[tuple[models.Model, dict[str, object]]],
    *,
    unit_id: int,
    at: datetime,
) -> None:
    """As ``record``, for many rows at once with their own facts: one statement, in their order."""
    count = _traces.get()
    if count is None:
        raise RuntimeError("record_many() is called inside an @action only")
    _traces.set(count + len(subjects))
    bodies = [_body(actor, verb, subject, at, facts) for subject, facts in subjects]
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(audit_append(%s, body)) from"
            " (select body from unnest(%s::text[]) with ordinality as t(body, n) order by n) as t",
            [unit_id, bodies],
        )


def record_view(
    actor: Actor, verb: str, subject: models.Model, *, unit_id: int = 0, **facts: object
) -> None:
    """Trace that somebody looked at a sensitive row. Call it in a page's own transaction."""
    if not connection.in_atomic_block:
        raise RuntimeError("record_view() is called inside a transaction only")
    _append(actor, verb, subject, unit_id, None, facts)


def _append(
    actor: Actor,
    verb: str,
    subject: models.Model,
    unit_id: int,
    at: datetime | None,
    facts: dict[str, object],
) -> None:
    body = _body(actor, verb, subject, at, facts)
    pieces = _UNKNOWN.split(body)
    if len(pieces) == 1:
        send("select audit_append(%s, %s)", [unit_id, body])
        return
    # What the other statements of this journey answer is set in by the database.
    values = [Later(piece) if odd % 2 else piece for odd, piece in enumerate(pieces)]
    places = ", ".join("%s" if odd % 2 else "%s::text" for odd in range(len(pieces)))
    send(f"select audit_append(%s, concat({places}))", [unit_id, *values])


def _body(
    actor: Actor,
    verb: str,
    subject: models.Model,
    at: datetime | None,
    facts: dict[str, object],
) -> str:
    event = {
        "actor": actor.user_id,
        "at": (at or datetime.now(UTC)).astimezone(UTC).isoformat(),
        "facts": facts,
        "subject": [subject._meta.label_lower, subject.pk],
        "verb": verb,
    }
    return json.dumps(
        event, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain
    )


_UNKNOWN = re.compile(r'"\\u0000(s\d+)"')


def _plain(value: Any) -> Any:
    if isinstance(value, Later):
        return f"\0{value.name}"
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, set | frozenset | tuple):
        return sorted(value)
    return str(value)
