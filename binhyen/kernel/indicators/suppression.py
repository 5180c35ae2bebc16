"""Which counts a public table must leave out, so that no count of 1 to 4 is shown or worked out.

A table is a set of counts and the sums among them (rows and their total, units and the unit above,
kinds and all kinds). First every small count is left out; then, while the sums would still give a
left-out count away, one more is left out beside it. A reader is taken to know every sum, every
count shown, and that zero is shown as zero.
"""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
INFINITE = float("inf")


@dataclass(frozen=True)
class Sum(Generic[K]):
    """``total`` is the sum of ``of``."""

    total: K
    of: tuple[K, ...]

    @property
    def members(self) -> tuple[K, ...]:
        return (self.total, *self.of)


def hidden(
    values: Mapping[K, int],
    sums: Sequence[Sum[K]],
    threshold: int = 5,
    also: Set[K] = frozenset(),
) -> frozenset[K]:
    """The counts to leave out: small ones, ``also`` these, and what would give them away. Every
    key of ``sums`` has a value; all values are ≥ 0."""
    small = {key for key, value in values.items() if 0 < value < threshold}
    if not small and not also:
        return frozenset()
    return frozenset(_Table(values, sums, small | also).settled())


class _Table(Generic[K]):
    def __init__(self, values: Mapping[K, int], sums: Sequence[Sum[K]], left_out: Set[K]) -> None:
        self.values, self.sums = values, sums
        self.hidden = {key for key in left_out if key in values}
        self.parts = {part for one in sums for part in one.of}
        self.sums_of: dict[K, list[Sum[K]]] = defaultdict(list)
        for one in sums:
            for member in one.members:
                self.sums_of[member].append(one)

    def settled(self) -> set[K]:
        while True:
            told = self._told()
            if not told:
                return self.hidden
            if not self._hide_round(told):
                return self.hidden  # nothing is left to hide: all around it is hidden

    def _told(self) -> set[K]:
        """Left-out counts that a reader could work out; the cheap ways to see it come first."""
        equations = self._equations()
        alone = {next(iter(terms)) for terms in equations if len(terms) == 1}
        return alone or _by_elimination(equations) or self._by_bounds()

    def _equations(self) -> list[dict[K, int]]:
        """Each sum, over what is left out of it: sign of the unknown by key."""
        found = []
        for one in self.sums:
            terms = {key: 1 for key in one.of if key in self.hidden}
            if one.total in self.hidden:
                terms[one.total] = -1
            if terms:
                found.append(terms)
        return found

    def _by_bounds(self) -> set[K]:
        """Two unknowns with the sum 2 are 1 and 1: narrow every unknown until nothing moves."""
        bounds = _Bounds({key: self.values[key] for key in self.hidden})
        terms = [self._unknowns(one) for one in self.sums]
        terms = [one for one in terms if one.parts or one.total is not None]
        while any([bounds.narrow(one) for one in terms]):  # noqa: C419 (all of them, each round)
            pass
        return bounds.settled()

    def _unknowns(self, one: Sum[K]) -> "_Unknowns[K]":
        parts = [key for key in one.of if key in self.hidden]
        known = sum(self.values[key] for key in one.of if key not in self.hidden)
        if one.total in self.hidden:
            return _Unknowns(parts, one.total, -known)
        return _Unknowns(parts, None, self.values[one.total] - known)

    def _hide_round(self, told: set[K]) -> bool:
        """One more for each told count, but one a sum: it may help the others there too."""
        touched: set[int] = set()
        for key in sorted(told, key=str):
            near = {id(one) for one in self.sums_of[key]}
            if near.isdisjoint(touched) and self._hide_beside(key):
                touched |= near
        return bool(touched)

    def _hide_beside(self, key: K) -> bool:
        """Leave out one more count, in the sum that gives ``key`` away: where the fewest are left
        out, the shortest first. There the smallest part that is not zero; else a total that is
        itself part of something larger; else a zero; at last the top."""
        for one in sorted(self.sums_of[key], key=self._closeness):
            shown = [member for member in one.members if member not in self.hidden]
            if shown:
                self.hidden.add(
                    min(shown, key=lambda k: (self._loss(one, k), self.values[k], str(k)))
                )
                return True
        return False

    def _closeness(self, one: Sum[K]) -> tuple[int, int]:
        return sum(member in self.hidden for member in one.members), len(one.of)

    def _loss(self, one: Sum[K], member: K) -> int:
        if member == one.total:
            return 1 if member in self.parts else 3
        return 0 if self.values[member] else 2


@dataclass(frozen=True)
class _Unknowns(Generic[K]):
    """What a reader does not know of a sum: the parts add up to ``total`` (0 if shown) + ``known``
    (what is known of the total less what is known of the parts)."""

    parts: list[K]
    total: K | None
    known: int


class _Bounds(Generic[K]):
    """Between what and what a reader can say each left-out count lies."""

    def __init__(self, values: Mapping[K, int]) -> None:
        self.low: dict[K, float] = {key: min(1, value) for key, value in values.items()}
        self.high: dict[K, float] = dict.fromkeys(values, INFINITE)

    def settled(self) -> set[K]:
        return {key for key, low in self.low.items() if low == self.high[key]}

    def narrow(self, one: _Unknowns[K]) -> bool:
        low, high = self.low, self.high
        least = sum(low[key] for key in one.parts)
        open_ended = sum(high[key] == INFINITE for key in one.parts)
        most = sum(high[key] for key in one.parts if high[key] != INFINITE)
        moved = False
        total_low = total_high = float(one.known)
        if one.total is not None:
            top = INFINITE if open_ended else most - one.known
            moved = self._put(one.total, least - one.known, top)
            total_low += low[one.total]
            total_high += high[one.total]
        for key in one.parts:
            own_low, own_high = low[key], high[key]
            others_open = open_ended - (own_high == INFINITE)
            others_most = (
                INFINITE if others_open else most - (0 if own_high == INFINITE else own_high)
            )
            if self._put(key, total_low - others_most, total_high - least + own_low):
                moved = True
                least += low[key] - own_low
                if own_high == INFINITE and high[key] != INFINITE:
                    open_ended -= 1
                    most += high[key]
                elif own_high != INFINITE:
                    most += high[key] - own_high
        return moved

    def _put(self, key: K, low: float, high: float) -> bool:
        moved = False
        if low > self.low[key]:
            self.low[key], moved = low, True
        if high < self.high[key]:
            self.high[key], moved = high, True
        return moved


# Large enough that a zero by chance does not happen; small enough to stay a machine word.
_PRIME = (1 << 61) - 1


def _by_elimination(equations: list[dict[K, int]]) -> set[K]:
    """Unknowns that the equations alone determine (Gauss–Jordan, modulo a large prime)."""
    pivots: dict[K, dict[K, int]] = {}
    for equation in equations:
        row = dict(equation)
        for key in [key for key in row if key in pivots]:
            if key in row:
                _subtract(row, pivots[key], row[key])
        if not row:
            continue
        pivot = next(iter(row))
        inverse = pow(row[pivot], -1, _PRIME)
        row = {key: value * inverse % _PRIME for key, value in row.items()}
        for other in pivots.values():
            if pivot in other:
                _subtract(other, row, other[pivot])
        pivots[pivot] = row
    return {pivot for pivot, row in pivots.items() if len(row) == 1}


def _subtract(row: dict[K, int], other: dict[K, int], times: int) -> None:
    for key, value in other.items():
        left = (row.get(key, 0) - times * value) % _PRIME
        if left:
            row[key] = left
        else:
            row.pop(key, None)
