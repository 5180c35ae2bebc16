"""One page of what an actor may see and asked for, the newest first, at any size of the table.

The words are matched behind the wall, by ``search_matches``; a line is told of the records that
the actor sees. An entry follows its record within seconds: until then a page may be a line short.

Each statement looks through two stretches of time, the latest first, and stops in the first that
fills the page: a usual word is found among the last months, which are words of the index, too. What
does not fill a page there has, at that pace, some hundreds of matches in all years: the index alone
finds them, sooner than by asking for each of many months.
"""

import base64
import binascii
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from binhyen.kernel.people.actor import Actor
from binhyen.kernel.search.asking import Asked, read
from binhyen.kernel.search.kinds import Kind, Told, kinds
from binhyen.kernel.search.writing import month_word, quoted
from binhyen.lib.paging import BadCursor

# Months of the first stretch, the coming one among them; the second is all before.
MONTHS = 3
# Above so many units the narrowing costs more than it saves.
MOST_UNITS = 40
_FAR = datetime(9999, 1, 1, tzinfo=UTC)

_STRETCH = """(
select object_id, at, id from search_matches(%(column)s, %(kind)s, %(query_{n})s::tsquery, %(at)s,
    %(id)s, %(oldest_{n})s, %(limit)s)
)"""


@dataclass(frozen=True)
class Hit:
    """A record that was found: its kind, its line, when."""

    kind: str
    at: datetime
    told: Told


@dataclass(frozen=True)
class Page:
    """``next``: the cursor of the page after, empty where there is none."""

    hits: list[Hit]
    next: str = ""


def find(actor: Actor, asked: Asked, *, after: str = "", size: int = 20) -> Page:
    """Two statements for each kind of record. Raises ``BadCursor``."""
    before = _read(after) if after else (_FAR, 0)
    query = asked.tsquery()
    if not query or actor.user is None:
        return Page([])
    rows: list[tuple[datetime, int, Kind, int]] = []
    with connection.cursor() as cursor:
        for kind in kinds():
            for object_id, at, pk in _matches(cursor, kind, actor, asked, before, size + 1):
                rows.append((at, pk, kind, object_id))
    rows.sort(key=lambda row: row[:2], reverse=True)
    shown, more = rows[:size], len(rows) > size
    hits = list(_told(shown, actor))
    return Page(hits, _cursor(*shown[-1][:2]) if more else "")


@dataclass(frozen=True)
class Answer:
    """``asked`` as it was answered: when nothing was found as typed, with every guess.
    ``suggestion``: how it may have been meant; at most one."""

    asked: Asked
    page: Page
    suggestion: str = ""


def answer(
    actor: Actor, typed: str, codes: Iterable[str] = (), *, after: str = "", size: int = 20
) -> Answer:
    """What a page or a program shows for what was typed. Raises ``BadCursor``."""
    asked = read(typed, codes)
    page = find(actor, asked, after=after, size=size)
    if page.hits or after:
        return Answer(asked, page, asked.suggestion)
    broad = read(typed, codes, broad=True)
    if broad.guesses == asked.guesses:
        return Answer(asked, page, asked.suggestion)
    return Answer(broad, find(actor, broad, size=size), broad.suggestion)


def _matches(
    cursor: Any,
    kind: Kind,
    actor: Actor,
    asked: Asked,
    before: tuple[datetime, int],
    limit: int,
) -> Iterable[tuple[int, datetime, int]]:
    values: dict[str, Any] = {
        "kind": kind.name,
        "column": asked.column,
        "at": before[0],
        "id": before[1],
        "limit": limit,
    }
    parts = []
    narrowed = f"({asked.tsquery()})" + _units(kind, actor)
    for n, (months, oldest) in enumerate(_stretches(before[0])):
        values[f"query_{n}"] = narrowed + (" & (" + " | ".join(months) + ")" if months else "")
        values[f"oldest_{n}"] = None if months else oldest
        parts.append(_STRETCH.format(n=n))
    cursor.execute(" union all ".join(parts) + " limit %(limit)s", values)
    found: list[tuple[int, datetime, int]] = cursor.fetchall()
    return found


def naming(kind: str, words: Iterable[str], most: int) -> list[int]:
    """Records in the scope that hold one of these words as written, the newest first. One
    statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select object_id from search_matches('canon', %s, %s::tsquery, %s, 0, null, %s)",
            [kind, " | ".join(map(quoted, words)), _FAR, most],
        )
        return [int(row[0]) for row in cursor.fetchall()]


def _units(kind: Kind, actor: Actor) -> str:
    units = kind.narrow(actor)
    if units is None or len(units) > MOST_UNITS:
        return ""
    return " & (" + " | ".join(f"'u:{unit}'" for unit in sorted(units)) + ")" if units else ""


def _stretches(before: datetime) -> Iterator[tuple[list[str], datetime]]:
    """(months as query words, the first day of the stretch) from the cursor's month back; the last
    has no months: all that is older."""
    newest = min(timezone.localtime(before) if before != _FAR else _next_month(), _next_month())
    months = []
    at = date(newest.year, newest.month, 1)
    for _ in range(MONTHS):
        months.append(f"'{month_word(at)}'")
        first, at = at, (at - timedelta(days=1)).replace(day=1)
    yield months, _midnight(first)
    yield [], _midnight(first)


def _next_month() -> datetime:
    return _midnight((timezone.localdate().replace(day=1) + timedelta(days=32)).replace(day=1))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _told(rows: list[tuple[datetime, int, Kind, int]], actor: Actor) -> Iterator[Hit]:
    lines = {
        kind.name: kind.tell([one for _at, _pk, its, one in rows if its is kind], actor)
        for kind in {row[2].name: row[2] for row in rows}.values()
    }
    for at, _pk, kind, object_id in rows:
        if told := lines[kind.name].get(object_id):
            yield Hit(kind.name, at, told)


def _cursor(at: datetime, pk: int) -> str:
    return base64.urlsafe_b64encode(f"{at.isoformat()} {pk}".encode()).decode().rstrip("=")


def _read(cursor: str) -> tuple[datetime, int]:
    try:
        said = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        at, pk = said.split(" ")
        found = datetime.fromisoformat(at)
        if found.tzinfo is None or not date(1900, 1, 1) < found.date() < date(9000, 1, 1):
            raise BadCursor(cursor)
        return found, int(pk)
    except (ValueError, binascii.Error, OverflowError) as error:
        raise BadCursor(cursor) from error
