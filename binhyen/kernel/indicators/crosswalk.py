"""Onto which units of an asked date the units of the facts fall.

A fact keeps the lowest unit known on its day. Whole units follow the reforms exactly; of a divided
one the shares of the reform act are taken (an estimate). What has no heir of its own (a dissolved
district, a hamlet nobody followed) goes where the unit above it went.

Computed once per (unit, date, level) and kept in the process until the reforms change.
"""

import threading
import time
from collections import OrderedDict, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from django.db import connection

from binhyen.kernel.places.models import Place, PlaceClosure, Succession
from binhyen.lib.among import among

# Facts known only above the asked level: a row of their own, so that rows add up to the total.
UNPLACED = 0
# Facts of a shared unit that fall outside the asked one.
OUTSIDE = -1


@dataclass(frozen=True)
class Share:
    row: int
    fraction: Fraction


@dataclass(frozen=True)
class Crosswalk:
    """``whole``: place → row. ``shared``: place → shares, the one that takes the remainder last.
    ``basis``: place → on what its shares rest."""

    whole: dict[int, int]
    shared: dict[int, tuple[Share, ...]]
    basis: dict[int, str]
    # What the query needs: places, and their rows (a shared place stands for itself, negative).
    places: list[int] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class _Edge:
    to: int
    on: date
    share: Fraction
    takes_rest: bool
    basis: str


@dataclass(frozen=True)
class _Reforms:
    heirs: dict[int, list[_Edge]]
    forebears: dict[int, list[_Edge]]


_LOOK_AGAIN_SECONDS = 10.0
_KEEP = 64
_lock = threading.Lock()
_kept: OrderedDict[tuple[int, date, str], Crosswalk] = OrderedDict()
_reforms: _Reforms | None = None
_print: tuple[object, ...] = ()
_looked_at = 0.0


def crosswalk(place: Place, as_of: date, level: str = "") -> Crosswalk:
    """From all units whose facts touch ``place`` (in force on ``as_of``) to the units of ``level``
    under it on that date; to ``place`` itself when no level is asked."""
    _look_for_changes()
    key = (place.pk, as_of, level)
    with _lock:
        found = _kept.get(key)
        if found is not None:
            _kept.move_to_end(key)
    if found is None:
        found = _Mapping(place, as_of, level).made()
        with _lock:
            _kept[key] = found
            while len(_kept) > _KEEP:
                _kept.popitem(last=False)
    return found


def forget() -> None:
    """Drop what is kept: for actions that change units, and for tests that roll them back."""
    global _reforms, _looked_at
    with _lock:
        _kept.clear()
        _reforms = None
        _looked_at = 0.0


_FINGERPRINT = """
select (select count(*) from places_succession), (select max(id) from places_succession),
       (select max(id) from places_placeclosure), (select max(id) from places_place),
       (select sum(share_num::bigint * 31 + share_den + back_num * 7 + back_den)
        from places_succession)
"""


def _look_for_changes() -> None:
    """Every ten seconds see whether the reforms are still those that were computed with."""
    global _print, _looked_at
    now = time.monotonic()
    if _looked_at and now - _looked_at < _LOOK_AGAIN_SECONDS:
        return
    with connection.cursor() as cursor:
        cursor.execute(_FINGERPRINT)
        seen = tuple(cursor.fetchone())
    if seen != _print:
        forget()
    _print, _looked_at = seen, now


def _all_reforms() -> _Reforms:
    global _reforms
    if _reforms is None:
        heirs, forebears = defaultdict(list), defaultdict(list)
        for row in Succession.objects.order_by("pk").values_list(
            "old", "new", "on", "share_num", "share_den", "back_num", "back_den", "is_last", "basis"
        ):
            old, new, on, num, den, back_num, back_den, is_last, basis = row
            heirs[old].append(_Edge(new, on, Fraction(num, den), is_last, basis))
            forebears[new].append(_Edge(old, on, Fraction(back_num, back_den), False, basis))
        _reforms = _Reforms(dict(heirs), dict(forebears))
    return _reforms


class _Mapping:
    """One computation: six queries, whatever the number of units."""

    def __init__(self, place: Place, as_of: date, level: str) -> None:
        self.place, self.as_of, self.level = place, as_of, level
        self.reforms = _all_reforms()
        self.spans: dict[int, tuple[date, date | None]] = {}
        self.above: dict[int, int] = {}
        self.leaves: dict[int, tuple[tuple[int, Fraction], ...]] = {}
        self.bases: dict[int, str] = {}

    def made(self) -> Crosswalk:
        inside = self._ids_below([self.place.pk], on=True)
        sources = self._sources(inside)
        self._learn(sources)
        row_of = self._rows(inside)
        whole: dict[int, int] = {}
        shared: dict[int, tuple[Share, ...]] = {}
        for source in sorted(sources):
            shares = self._shares(source, row_of)
            if len(shares) > 1:
                shared[source] = shares
            elif shares and shares[0].row != OUTSIDE:
                whole[source] = shares[0].row
        basis = {one: self._basis(one) for one in shared}
        places = [*whole, *shared]
        rows = [*whole.values(), *(-one for one in shared)]
        return Crosswalk(whole, shared, basis, places, rows)

    def _ids_below(self, ids: Iterable[int], *, on: bool = False) -> set[int]:
        links = PlaceClosure.objects.on(self.as_of) if on else PlaceClosure.objects.all()
        return set(
            links.filter(among("ancestor_id", ids))
            .order_by()
            .values_list("descendant_id", flat=True)
        )

    def _sources(self, inside: set[int]) -> set[int]:
        """Units in force on the date, those they came from, those they became, and all that ever
        stood under one of these."""
        found = set(inside)
        for edges, earlier in ((self.reforms.forebears, True), (self.reforms.heirs, False)):
            todo = list(inside)
            while todo:
                for edge in edges.get(todo.pop(), ()):
                    if (edge.on <= self.as_of) is earlier and edge.to not in found:
                        found.add(edge.to)
                        todo.append(edge.to)
        return found | self._ids_below(found)

    def _learn(self, ids: set[int]) -> None:
        """Spans of these and of all above them, and who stood directly above each at its end."""
        up: dict[int, int] = {}
        known = set(ids)
        links = PlaceClosure.objects.filter(among("descendant_id", ids))
        known |= set(links.order_by().values_list("ancestor_id", flat=True).distinct())
        known |= self._reached(known)
        direct = PlaceClosure.objects.filter(among("descendant_id", known), distance=1)
        for below, above in direct.order_by("valid_from").values_list(
            "descendant_id", "ancestor_id"
        ):
            up[below] = above
        self.above = up
        spans = Place.objects.filter(among("id", known)).order_by()
        self.spans = {pk: (a, b) for pk, a, b in spans.values_list("pk", "valid_from", "valid_to")}

    def _reached(self, ids: set[int]) -> set[int]:
        """All that these became by the date, or came from after it: also outside the asked unit."""
        found: set[int] = set()
        todo = list(ids)
        while todo:
            one = todo.pop()
            edges = [e for e in self.reforms.heirs.get(one, ()) if e.on <= self.as_of]
            edges += [e for e in self.reforms.forebears.get(one, ()) if e.on > self.as_of]
            todo += [e.to for e in edges if e.to not in found]
            found |= {e.to for e in edges}
        return found

    def _rows(self, inside: set[int]) -> dict[int, int]:
        """In which row each unit in force under ``place`` stands."""
        if not self.level:
            return dict.fromkeys(inside, self.place.pk)
        rows = dict.fromkeys(inside, UNPLACED)
        links = PlaceClosure.objects.on(self.as_of).filter(
            among("descendant_id", inside), among("ancestor_id", inside), ancestor__level=self.level
        )
        rows.update(links.order_by().values_list("descendant_id", "ancestor_id"))
        return rows

    def _shares(self, source: int, row_of: dict[int, int]) -> tuple[Share, ...]:
        """Neighbouring shares of one row are one; the last takes the remainder."""
        shares: dict[int, Fraction] = {}
        for leaf, fraction in self._leaves(source):
            row = row_of.get(leaf, OUTSIDE)
            shares[row] = shares.pop(row, Fraction(0)) + fraction
        return tuple(Share(row, fraction) for row, fraction in shares.items())

    def _leaves(self, source: int) -> tuple[tuple[int, Fraction], ...]:
        """Units in force on the date that ``source`` became (or came from), remainder last."""
        if source in self.leaves:
            return self.leaves[source]
        self.leaves[source] = ()  # a circle of reforms would be a fault in the data: ends here
        begins, ends = self.spans.get(source, (date.min, None))
        if begins <= self.as_of and (ends is None or self.as_of < ends):
            found: tuple[tuple[int, Fraction], ...] = ((source, Fraction(1)),)
        else:
            found = self._followed(self._edges(source, begins))
            if not found and source in self.above:
                found = self._leaves(self.above[source])
        self.leaves[source] = found
        return found

    def _edges(self, source: int, begins: date) -> list[_Edge]:
        if begins > self.as_of:
            edges = [e for e in self.reforms.forebears.get(source, ()) if e.on > self.as_of]
            return sorted(edges, key=lambda edge: (edge.share, edge.to))
        edges = [e for e in self.reforms.heirs.get(source, ()) if e.on <= self.as_of]
        return sorted(edges, key=lambda edge: (edge.takes_rest, edge.share, edge.to))

    def _followed(self, edges: list[_Edge]) -> tuple[tuple[int, Fraction], ...]:
        shares: dict[int, Fraction] = {}
        whole = sum((edge.share for edge in edges), Fraction(0))
        for edge in edges:
            for leaf, fraction in self._leaves(edge.to):
                shares[leaf] = shares.pop(leaf, Fraction(0)) + fraction * edge.share / whole
        return tuple(shares.items())

    def _basis(self, source: int) -> str:
        edges = self._edges(source, self.spans[source][0])
        if len(edges) > 1:
            return edges[-1].basis
        if edges:
            return self._basis(edges[0].to)
        return self._basis(self.above[source]) if source in self.above else ""


def apportioned(amounts: Iterable[int], shares: tuple[Share, ...]) -> list[list[int]]:
    """For each amount its whole parts per share, the remainder to the last.

    Shares are taken of the running total, so the parts of many small amounts add up to the share
    of their sum (a report a month, divided by two, does not all go to one side).
    """
    given, running = [0] * len(shares), 0
    found = []
    for amount in amounts:
        running += amount
        upto = [
            running * share.fraction.numerator // share.fraction.denominator
            for share in shares[:-1]
        ]
        upto.append(running - sum(upto))
        found.append([now - before for now, before in zip(upto, given, strict=True)])
        given = upto
    return found
