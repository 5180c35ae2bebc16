"""What became of a unit: chains of reforms, forward and back, with exact and estimated shares."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import Q

from binhyen.kernel.places.models import Place, Succession


@dataclass(frozen=True, slots=True)
class Link:
    """``num/den`` of what was counted at ``source`` belongs to ``target`` on the day asked for.

    ``exact``: all of it, whatever the way. ``is_main``: takes over records and open work.
    """

    source_id: int
    target_id: int
    num: int
    den: int
    is_main: bool

    @property
    def exact(self) -> bool:
        return self.num == self.den

    @property
    def share(self) -> Fraction:
        return Fraction(self.num, self.den)


@dataclass(frozen=True, slots=True)
class Heir:
    place: Place
    num: int
    den: int
    exact: bool
    is_main: bool = True


def heirs(place: Place, on: date) -> list[Heir]:
    """What ``place`` is on day ``on``: itself, its successors, or (earlier) its forebears; the main
    one last, where ``apportion`` puts the remainder. Empty: no source tells its heirs."""
    links = crosswalk([place.pk], on)
    found = Place.objects.in_bulk([link.target_id for link in links])
    return [
        Heir(found[link.target_id], link.num, link.den, link.exact, link.is_main) for link in links
    ]


def main_heir(place: Place, on: date) -> Place | None:
    """The one that takes over its records and open work (back in time: its main forebear)."""
    listed = heirs(place, on)
    return listed[-1].place if listed else None


def crosswalk(place_ids: Iterable[int], on: date) -> list[Link]:
    """Links from each unit to what it is on day ``on``, a few queries for any number of units.

    Ordered by source; the main heir of each comes last. Units without known heirs have no link.
    """
    todo = {(pk, pk): (Fraction(1), True) for pk in place_ids}
    done: dict[tuple[int, int], tuple[Fraction, bool]] = {}
    spans: dict[int, tuple[date, date | None]] = {}
    while todo:
        _read_spans({at for _, at in todo} - spans.keys(), spans)
        late = {at for _, at in todo if _ended(spans[at], on)}
        early = {at for _, at in todo if spans[at][0] > on}
        steps = _steps(late, early)
        after: dict[tuple[int, int], tuple[Fraction, bool]] = {}
        for (source, at), (share, is_main) in todo.items():
            if at not in late and at not in early:
                _add(done, (source, at), share, is_main)
            for target, part, main in steps.get(at, ()):
                _add(after, (source, target), share * part, is_main and main)
        todo = after
    links = [
        Link(source, target, share.numerator, share.denominator, is_main)
        for (source, target), (share, is_main) in done.items()
    ]
    return sorted(links, key=lambda link: (link.source_id, link.is_main, link.share))


def apportion(total: int, shares: Sequence[Fraction]) -> list[int]:
    """``total`` in whole numbers by ``shares`` (which add up to 1); the last gets the remainder.

    Parts never add up to anything but the total: 7 by halves is 3 and 4.
    """
    parts = [total * share.numerator // share.denominator for share in shares[:-1]]
    return [*parts, total - sum(parts)] if shares else []


def kin(place: Place) -> set[int]:
    """The unit, all it came from and all it went into, in any time (not their other relatives)."""
    found = {place.pk}
    for one, other in (("old", "new"), ("new", "old")):
        edge = {place.pk}
        while edge:
            edge = set(
                Succession.objects.filter(**{f"{one}__in": edge}).values_list(other, flat=True)
            )
            found |= edge
    return found


def _read_spans(ids: set[int], into: dict[int, tuple[date, date | None]]) -> None:
    if ids:
        for pk, since, until in Place.objects.filter(pk__in=ids).values_list(
            "pk", "valid_from", "valid_to"
        ):
            into[pk] = (since, until)


def _ended(span: tuple[date, date | None], on: date) -> bool:
    return span[1] is not None and span[1] <= on


def _steps(late: set[int], early: set[int]) -> dict[int, list[tuple[int, Fraction, bool]]]:
    """One reform onward for ended units, one back for those not yet made."""
    steps: dict[int, list[tuple[int, Fraction, bool]]] = defaultdict(list)
    if not late and not early:
        return steps
    edges = Succession.objects.filter(Q(old__in=late) | Q(new__in=early)).order_by("pk")
    largest: dict[int, tuple[Fraction, bool, int]] = {}
    back = []
    for old, new, is_default, num, den, back_num, back_den, old_code, new_code in edges.values_list(
        *("old", "new", "is_default", "share_num", "share_den", "back_num", "back_den"),
        *("old__code", "new__code"),
    ):
        if old in late:
            steps[old].append((new, Fraction(num, den), is_default))
        if new in early:
            share = Fraction(back_num, back_den)
            rank = (share, old_code == new_code, -old)
            largest[new] = max(rank, largest.get(new, rank))
            back.append((new, old, share, rank))
    for new, old, share, rank in back:
        steps[new].append((old, share, rank == largest[new]))
    return steps


def _add(
    into: dict[tuple[int, int], tuple[Fraction, bool]],
    key: tuple[int, int],
    share: Fraction,
    is_main: bool,
) -> None:
    """A unit may come back together: two halves of it in one heir are the whole again."""
    had, was_main = into.get(key, (Fraction(0), False))
    into[key] = (had + share, was_main or is_main)
