"""The "today" list across domains: what is late, due today, soon and later.

A domain registers, for its kind of record, who describes a batch of them and which are one's own:

    @describes("intake.tip", mine=lambda actor: Tip.objects.filter(assignee=actor.user))
    def describe_tips(ids: Sequence[int], actor: Actor) -> Mapping[int, Described]: ...

A page asks one query for the deadlines and one more per kind of record, whatever its size.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q, QuerySet

from binhyen.kernel.people.actor import Actor
from binhyen.kernel.people.walls import open_to
from binhyen.kernel.workflow.models import Deadline
from binhyen.lib.among import among
from binhyen.lib.workdays import end_of, local_day

# Counts stop here: "hơn 1.000" is all that a badge has to say.
CAP = 1000
SOON_DAYS = 3


class Scope(StrEnum):
    MINE = "mine"
    UNIT = "unit"
    BELOW = "below"


class Bucket(StrEnum):
    LATE = "late"
    TODAY = "today"
    SOON = "soon"
    LATER = "later"


@dataclass(frozen=True)
class Described:
    """A record in a line: what, its page, where, since when, and who holds it."""

    title: str
    url: str
    place: str = ""
    since: datetime | None = None
    holder: str = ""


Describe = Callable[[Sequence[int], Actor], Mapping[int, Described]]
Mine = Callable[[Actor], QuerySet[Any]]


@dataclass(frozen=True)
class _Kind:
    describe: Describe
    mine: Mine | None


@dataclass(frozen=True)
class Row:
    deadline: Deadline
    record: Described
    late: bool


@dataclass(frozen=True)
class Page:
    """``before``/``after``: keys for the neighbouring pages, empty when there is none."""

    rows: list[Row]
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class Count:
    number: int
    capped: bool


_kinds: dict[str, _Kind] = {}


def describes(subject_kind: str, mine: Mine | None = None) -> Callable[[Describe], Describe]:
    """Register how records of ``subject_kind`` (``app.model``) are shown. ``mine``: a QuerySet of
    the records that are the actor's own work."""

    def register(function: Describe) -> Describe:
        _kinds[subject_kind] = _Kind(function, mine)
        return function

    return register


def due_rows(
    actor: Actor,
    scope: str,
    bucket: str,
    *,
    now: datetime,
    after: str = "",
    before: str = "",
    last: bool = False,
    limit: int = 50,
) -> Page:
    """One page of running deadlines, earliest first. ``after``/``before`` are keys of a Page;
    ``last`` asks for the last page. A key that cannot be read counts as none."""
    found = _in_bucket(_in_scope(actor, scope), bucket, now).select_related("rule", "unit")
    backwards = last or bool(before)
    if key := _read_key(before if backwards else after):
        found = found.filter(_beyond(*key, backwards))
    order = ("-due_at", "-id") if backwards else ("due_at", "id")
    batch = list(found.order_by(*order)[: limit + 1])
    more, batch = len(batch) > limit, batch[:limit]
    if backwards:
        batch.reverse()
    has_before, has_after = (more, bool(before)) if backwards else (bool(after), more)
    return Page(
        _described(batch, actor, now),
        _key(batch[0]) if batch and has_before else "",
        _key(batch[-1]) if batch and has_after else "",
    )


def badge_counts(actor: Actor, *, now: datetime, scope: str = Scope.UNIT) -> dict[Bucket, Count]:
    """How many in each bucket, counted no further than ``CAP``. One statement."""
    parts: list[str] = []
    values: list[Any] = []
    for bucket in Bucket:
        capped = _in_bucket(_in_scope(actor, scope), bucket, now).values("id")[: CAP + 1]
        try:
            sql, params = capped.query.sql_with_params()
        except EmptyResultSet:  # no unit at all, or nothing registered as one's own
            return {bucket: Count(0, False) for bucket in Bucket}
        parts.append(f"(select count(*) from ({sql}) as {bucket.value}_rows)")  # noqa: S608
        values.extend(params)
    with connection.cursor() as cursor:
        cursor.execute("select " + ", ".join(parts), values)
        numbers = cursor.fetchone()
    return {
        bucket: Count(min(number, CAP), number > CAP)
        for bucket, number in zip(Bucket, numbers, strict=True)
    }


def _in_scope(actor: Actor, scope: str) -> QuerySet[Deadline]:
    running = Deadline.objects.running().filter(open_to(actor))
    if scope == Scope.MINE:
        own = Q(pk__in=[])
        for name, kind in sorted(_kinds.items()):
            if kind.mine and actor.user:
                own |= Q(subject_kind=name, subject_id__in=kind.mine(actor).values("pk"))
        return running.filter(own)
    if scope == Scope.UNIT:
        return running.filter(among("unit_id", actor.unit_ids & actor.reads()))
    return running.filter(among("unit_id", actor.reads()))


def _in_bucket(found: QuerySet[Deadline], bucket: str, now: datetime) -> QuerySet[Deadline]:
    tonight = end_of(local_day(now))
    soon = tonight + timedelta(days=SOON_DAYS)
    spans = {
        Bucket.LATE: Q(due_at__lt=now),
        Bucket.TODAY: Q(due_at__gte=now, due_at__lte=tonight),
        Bucket.SOON: Q(due_at__gt=tonight, due_at__lte=soon),
        Bucket.LATER: Q(due_at__gt=soon),
    }
    return found.filter(spans[Bucket(bucket)])


def _beyond(due_at: datetime, pk: int, backwards: bool) -> Q:
    """Beyond a key, written so that the index on (due_at, id) starts at it."""
    if backwards:
        return Q(due_at__lte=due_at) & (Q(due_at__lt=due_at) | Q(id__lt=pk))
    return Q(due_at__gte=due_at) & (Q(due_at__gt=due_at) | Q(id__gt=pk))


def _key(deadline: Deadline) -> str:
    return f"{deadline.due_at.astimezone(UTC):%Y%m%dT%H%M%S.%f}~{deadline.pk}"


def _read_key(key: str) -> tuple[datetime, int] | None:
    moment, _mark, pk = key.partition("~")
    try:
        at = datetime.strptime(moment, "%Y%m%dT%H%M%S.%f").replace(tzinfo=UTC)
        return at, int(pk)
    except (ValueError, OverflowError):
        return None


def described(
    subjects: Iterable[tuple[str, int]], actor: Actor
) -> dict[tuple[str, int], Described]:
    """Records by (kind, id) as the actor may see them; the others are left out."""
    by_kind: dict[str, list[int]] = {}
    for name, pk in subjects:
        by_kind.setdefault(name, []).append(pk)
    return {
        (name, pk): record
        for name, ids in by_kind.items()
        if name in _kinds
        for pk, record in _kinds[name].describe(ids, actor).items()
    }


def own_of(actor: Actor, subjects: Iterable[tuple[str, int]]) -> set[tuple[str, int]]:
    """Those of the records (kind, id) that are the actor's own work."""
    given = list(subjects)
    return {
        (name, pk)
        for name, kind in _kinds.items()
        if kind.mine and any(name == one for one, _pk in given)
        for pk in kind.mine(actor)
        .filter(pk__in=[pk for one, pk in given if one == name])
        .values_list("pk", flat=True)
    }


def _described(batch: list[Deadline], actor: Actor, now: datetime) -> list[Row]:
    records = described(((row.subject_kind, row.subject_id) for row in batch), actor)
    return [
        Row(deadline, record, deadline.due_at < now)
        for deadline in batch
        if (record := records.get((deadline.subject_kind, deadline.subject_id)))
    ]
