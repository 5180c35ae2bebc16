"""Finding units by name: with or without marks, either tone style, old or new, misspelt."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection, transaction

from binhyen.kernel.places.lineage import crosswalk, kin
from binhyen.kernel.places.models import Level, Place, PlaceClosure
from binhyen.lib.keeping import kept
from binhyen.lib.text import canon, fold, has_marks

TYPES = (
    *("xa", "phuong", "thi tran", "dac khu", "huyen", "quan", "thi xa", "thanh pho", "tinh"),
    *("thon", "to dan pho"),
)
# How alike a misspelt name must be (pg_trgm word similarity, 0 to 1).
ALIKE = 0.45
SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Found:
    """``matched_name``: the name that was found, of its time. ``became``: what the unit is on the
    day asked for, when it is not in force then (main one first; empty: not known)."""

    place: Place
    matched_name: str
    became: list[Place] = field(default_factory=list)


def search(
    q: str,
    day: date,
    level: str | None = None,
    parent: Place | None = None,
    limit: int = 20,
) -> list[Found]:
    """Units called ``q`` in any time, those in force on ``day`` first. What stands behind a comma
    ("Dị Chế, Tiên Lữ") is left to the reader. A name with marks is looked for with its marks."""
    wanted = canon(q.replace("%", " ").replace("_", " ").split(",")[0])
    if len(fold(wanted)) < SHORTEST:
        return []
    scope = _scope(level, parent)
    rows = _named(wanted, day, scope, limit) if has_marks(wanted) else []
    rows = rows or _named(fold(wanted), day, scope, limit)
    rows = rows or _alike(fold(wanted), day, scope, limit)
    return _told(rows, day)


Scope = tuple[str, dict[str, Any]]


def _scope(level: str | None, parent: Place | None) -> Scope:
    sql = ""
    values: dict[str, Any] = {}
    if level:
        sql, values = " and p.level = %(level)s", {"level": level}
    if parent and parent.level != Level.NATION:
        # As a list: the planner hashes it, where a subquery was walked for every name (0.5 s).
        values["inside"] = _inside(parent.pk)
        sql += " and n.place_id = any(%(inside)s::bigint[])"
    return sql, values


@kept
def _inside(parent_id: int) -> list[int]:
    """All units that ever stood below the unit or its kin; asked at every letter typed."""
    parent = Place.objects.get(pk=parent_id)
    inside = PlaceClosure.objects.filter(ancestor__in=kin(parent), distance__gt=0).order_by()
    return list(inside.values_list("descendant_id", flat=True).distinct())


_LEVEL = "array_position(array['province','district','commune','hamlet','nation'], p.level::text)"
_IN_FORCE = "(p.valid_from <= %(day)s and (p.valid_to is null or p.valid_to > %(day)s))"

_NAMED = f"""
select p.id, n.name from places_placename n join places_place p on p.id = n.place_id
where n.fold like %(like)s and (%(marks)s = '' or n.canon like %(marks)s) {{scope}}
order by n.fold = any(%(whole)s) desc, {_IN_FORCE} desc, n.fold like %(word)s desc,
    {_LEVEL}, p.valid_from desc, p.sort_key, p.id, n.valid_from desc
limit %(limit)s
"""  # noqa: S608 (our own constants)

_ALIKE = f"""
select p.id, n.name from places_placename n join places_place p on p.id = n.place_id
where true {{scope}} and {{like}}
order by word_similarity(%(q)s, n.fold) desc, {_IN_FORCE} desc, {_LEVEL}, p.sort_key, p.id
limit %(limit)s
"""  # noqa: S608 (our own constants)


def _named(wanted: str, day: date, scope: Scope, limit: int) -> list[tuple[int, str]]:
    plain = fold(wanted)
    values = {
        "like": f"%{plain}%",
        "word": f"% {plain}%",
        "whole": [plain, *(f"{prefix} {plain}" for prefix in TYPES)],
        "marks": f"%{wanted}%" if wanted != plain else "",
    }
    return _rows(_NAMED, values, day, scope, limit)


def _alike(wanted: str, day: date, scope: Scope, limit: int) -> list[tuple[int, str]]:
    if "inside" in scope[1]:
        # A few hundred names are compared one by one, sooner than the index finds all like it.
        like = "word_similarity(%(q)s, n.fold) >= %(alike)s"
        return _rows(_ALIKE, {"q": wanted, "alike": ALIKE}, day, scope, limit, like)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "select set_config('pg_trgm.word_similarity_threshold', %s, true)", [str(ALIKE)]
        )
        return _rows(_ALIKE, {"q": wanted}, day, scope, limit, "%(q)s <%% n.fold")


def _rows(
    sql: str, values: dict[str, Any], day: date, scope: Scope, limit: int, like: str = ""
) -> list[tuple[int, str]]:
    where, more = scope
    with connection.cursor() as cursor:
        cursor.execute(
            sql.format(scope=where, like=like),
            {**values, **more, "day": day, "limit": max(limit, 1) * 2},
        )
        names: dict[int, str] = {}
        for pk, name in cursor.fetchall():
            names.setdefault(pk, name)
    return list(names.items())[:limit]


def _told(rows: list[tuple[int, str]], day: date) -> list[Found]:
    places = Place.objects.in_bulk([pk for pk, _ in rows])
    away = [pk for pk, place in places.items() if not place.holds_on(day)]
    links = crosswalk(away, day) if away else []
    then = Place.objects.in_bulk({link.target_id for link in links}) if links else {}
    became: dict[int, list[Place]] = {pk: [] for pk in away}
    for link in reversed(links):
        became[link.source_id].append(then[link.target_id])
    return [Found(places[pk], name, became.get(pk, [])) for pk, name in rows]
