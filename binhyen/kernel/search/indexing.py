"""Fills the search table behind the acts: by the trail, in the worker, in batches.

Every act leaves a trace in its own transaction, so the trail says which records changed, and an
arrival pays nothing for being found. ``drain`` follows it every few seconds; ``sweep`` compares
the table with the records once a night and after a restore.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import Max

from binhyen.kernel.audit.action import in_scope
from binhyen.kernel.audit.models import Event
from binhyen.kernel.people.actor import SYSTEM
from binhyen.kernel.search.kinds import Document, Kind, kinds
from binhyen.kernel.search.models import SearchEntry, SearchMark, SearchWord
from binhyen.kernel.search.spelling import COMMON, vocabulary
from binhyen.kernel.search.writing import Written, words_of, write

BATCH = 500
# Events are numbered before they are committed: one may appear behind the mark. So far back is
# looked again each time; what comes later still (a transaction of minutes) the sweep finds.
LOOK_BACK = 5_000
# How much of a long trail is read at once.
STRETCH = 20_000
_WORD_LENGTH = 24

_CHANGED = """
select event.subject_id, max(event.id) from audit_event event
where event.id > %(since)s and event.id <= %(until)s
    and event.subject_kind = %(kind)s and event.verb <> all(%(silent)s)
group by event.subject_id
having max(event.id) > coalesce((
    select entry.event_id from search_searchentry entry
    where entry.kind = %(kind)s and entry.object_id = event.subject_id
), 0)
order by max(event.id) limit %(limit)s
"""
_PUT = """
insert into search_searchentry (kind, object_id, at, canon, fold, units, walled, event_id)
select %(kind)s, object_id, at, canon::tsvector, fold::tsvector, units::bigint[], walled::bigint[],
    event_id
from unnest(%(ids)s::bigint[], %(at)s::timestamptz[], %(canon)s::text[], %(fold)s::text[],
    %(units)s::text[], %(walled)s::text[], %(events)s::bigint[])
    as new (object_id, at, canon, fold, units, walled, event_id)
order by object_id
on conflict (kind, object_id) do update set at = excluded.at, canon = excluded.canon,
    fold = excluded.fold, units = excluded.units, walled = excluded.walled,
    event_id = greatest(search_searchentry.event_id, excluded.event_id)
returning object_id, xmax = 0
"""
_COUNT = """
insert into search_searchword as known (word, documents)
select * from unnest(%s::text[], %s::int[]) as new (word, documents) order by word
on conflict (word) do update set documents = known.documents + excluded.documents
"""
_NEWEST = "select coalesce(max(id), 0) from audit_event"


def drain() -> int:
    """Follow the trail to its end; returns how many entries were written or taken away."""
    return sum(_drain(kind) for kind in kinds())


def _drain(kind: Kind) -> int:
    done, again = 0, True
    since = None
    while again:
        with in_scope(SYSTEM), connection.cursor() as cursor:
            cursor.execute(_NEWEST)
            newest = int(cursor.fetchone()[0])
            mark = _mark(kind)
            since = max(mark.event_id - LOOK_BACK, 0) if since is None else since
            until = min(newest, since + LOOK_BACK + STRETCH)
            changed = _changed(cursor, kind, since, until)
            index(kind, changed)
            done += len(changed)
            # A full batch ends at its last event; what is behind it comes next.
            since = max(changed.values()) if len(changed) == BATCH else until
            if since > mark.event_id:
                mark.event_id = since
                mark.save()
            again = since < newest
    return done


def _changed(cursor: Any, kind: Kind, since: int, until: int) -> dict[int, int]:
    values: dict[str, Any] = {
        "kind": kind.name,
        "since": since,
        "until": until,
        "silent": sorted(kind.silent),
        "limit": BATCH,
    }
    cursor.execute(_CHANGED, values)
    return dict(cursor.fetchall())


def _mark(kind: Kind) -> SearchMark:
    """Locked: two workers do not follow the same stretch."""
    SearchMark.objects.get_or_create(kind=kind.name)
    return SearchMark.objects.select_for_update().get(kind=kind.name)


def index(kind: Kind, changed: dict[int, int]) -> None:
    """Write the entries of these records (id → the event that their words follow) anew, and take
    away those of records that are gone."""
    if not changed:
        return
    documents = {one.object_id: one for one in kind.read(sorted(changed))}
    gone = changed.keys() - documents.keys()
    SearchEntry.objects.filter(kind=kind.name, object_id__in=gone).delete()
    _put(kind, list(documents.values()), changed)


def _put(kind: Kind, documents: Sequence[Document], changed: dict[int, int]) -> None:
    if not documents:
        return
    known = vocabulary()
    written = {one.object_id: write(one, known) for one in documents}
    columns: dict[str, Any] = {
        "kind": kind.name,
        "ids": [one.object_id for one in documents],
        "at": [one.at for one in documents],
        "canon": [written[one.object_id].canon for one in documents],
        "fold": [written[one.object_id].fold for one in documents],
        "units": [array_text(one.units) for one in documents],
        "walled": [array_text(one.walled) if one.walled else None for one in documents],
        "events": [changed[one.object_id] for one in documents],
    }
    with connection.cursor() as cursor:
        cursor.execute(_PUT, columns)
        fresh = [object_id for object_id, is_new in cursor.fetchall() if is_new]
    count_words(written[object_id] for object_id in fresh)


def array_text(numbers: Iterable[int]) -> str:
    """As PostgreSQL reads an array: several arrays do not travel in one parameter."""
    return "{" + ",".join(map(str, numbers)) + "}"


def count_words(entries: Iterable[Written]) -> None:
    counts: Counter[str] = Counter()
    for one in entries:
        counts.update(word for word in one.words if len(word) <= _WORD_LENGTH)
    if counts:
        with connection.cursor() as cursor:
            cursor.execute(_COUNT, [list(counts.keys()), list(counts.values())])


def give_words(texts: Iterable[str]) -> None:
    """Words that are usual from the start (names of categories), so that a new installation can
    suggest something too. Counted once: a word already known stays as it is."""
    words = {word for text in texts for word in words_of(text) if word.isalpha()}
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into search_searchword (word, documents) select unnest(%s::text[]), %s"
            " on conflict (word) do nothing",
            [sorted(word for word in words if len(word) <= _WORD_LENGTH), COMMON],
        )


# --- the sweep -----------------------------------------------------------------------------------

_STALE = """
select entry.object_id, newest.id from search_searchentry entry, lateral (
    select max(event.id) as id from audit_event event
    where event.subject_kind = entry.kind and event.subject_id = entry.object_id
        and event.verb <> all(%(silent)s)
) newest
where entry.kind = %(kind)s and newest.id > entry.event_id
limit %(limit)s
"""


def missed(kind: Kind, limit: int = BATCH) -> dict[int, int]:
    """Records without an entry, entries without a record, and entries older than the last change
    of their record; at most ``limit`` of each. Empty: table and records agree."""
    with in_scope(SYSTEM):
        return _missed(kind, limit)


def _missed(kind: Kind, limit: int) -> dict[int, int]:
    entries = SearchEntry.objects.filter(kind=kind.name).order_by()
    rows = kind.every().order_by()
    absent = rows.exclude(pk__in=entries.values("object_id"))
    orphans = entries.exclude(object_id__in=rows.values("pk"))
    found = _newest_events(kind, list(absent.values_list("pk", flat=True)[:limit]))
    found |= dict.fromkeys(orphans.values_list("object_id", flat=True)[:limit], 0)
    with connection.cursor() as cursor:
        values: dict[str, Any] = {"kind": kind.name, "silent": sorted(kind.silent)}
        cursor.execute(_STALE, values | {"limit": limit})
        return found | dict(cursor.fetchall())


def _newest_events(kind: Kind, ids: list[int]) -> dict[int, int]:
    """The event to follow for each record; 0 for one that the trail does not know (an import)."""
    events = Event.objects.filter(subject_kind=kind.name, subject_id__in=ids)
    newest = events.exclude(verb__in=kind.silent).order_by().values_list("subject_id")
    return dict.fromkeys(ids, 0) | dict(newest.annotate(Max("pk")))


def sweep() -> int:
    """Put right whatever ``missed`` finds; returns how many entries that were."""
    done = 0
    for kind in kinds():
        while found := missed(kind):
            with in_scope(SYSTEM):
                index(kind, found)
            done += len(found)
    return done


def forget_all_entries() -> None:
    """Empty the table and the vocabulary; ``sweep`` fills them again."""
    with in_scope(SYSTEM):
        SearchEntry.objects.all().delete()
        SearchWord.objects.all().delete()
