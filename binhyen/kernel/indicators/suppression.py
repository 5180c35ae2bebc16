"""Which counts a public table must leave out, so that no count of 1 to 4 is shown or worked out.

A table is a set of counts and the sums among them (rows and their total, units and the unit above,
kinds and all kinds). First every small count is left out; then, while the sums would still give a
left-out count away, one more is left out beside it. A reader is taken to know every sum, every
count shown, and that zero is shown as zero.
"""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True)
class Sum(Generic[K]):
    """``total`` is the sum of ``of``."""

    total: K
    of: tuple[K, ...]

    @property
    def members(self) -> tuple[K, ...]:
        return (self.total, *self.of)


def hidden(values: Mapping[K, int], sums: Sequence[Sum[K]], threshold: int = 5) -> frozenset[K]:
    """The counts to leave out. Every key of ``sums`` has a value; all values are ≥ 0."""
    return frozenset(_Table(values, sums, threshold).settled())


class _Table(Generic[K]):
    def __init__(self, values: Mapping[K, int], sums: Sequence[Sum[K]], threshold: int) -> None:
        self.values, self.sums = values, sums
        self.hidden = {key for key, value in values.items() if 0 < value < threshold}
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
        """Left-out counts that a reader could work out."""
        return _by_elimination(self._equations()) | self._by_bounds()

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
        low = {key: min(1, self.values[key]) for key in self.hidden}
        high: dict[K, float] = dict.fromkeys(self.hidden, float("inf"))
        moved = True
        while moved:
            moved = False
            for one in self.sums:
                moved |= self._narrow(one, low, high)
        return {key for key in self.hidden if low[key] == high[key]}

    def _narrow(self, one: Sum[K], low: dict[K, int], high: dict[K, float]) -> bool:
        def bounds(key: K) -> tuple[float, float]:
            value = self.values[key]
            return (low[key], high[key]) if key in self.hidden else (value, value)

        least = sum(bounds(key)[0] for key in one.of)
        most = sum(bounds(key)[1] for key in one.of)
        moved = self._tighten(one.total, least, most, low, high)
        total_low, total_high = bounds(one.total)
        for key in one.of:
            if key in self.hidden:
                own_low, own_high = bounds(key)
                rest_most = most - own_high if most < float("inf") else _rest(one.of, key, bounds)
                floor = total_low - rest_most
                moved |= self._tighten(key, floor, total_high - (least - own_low), low, high)
                least += bounds(key)[0] - own_low
                if most < float("inf"):
                    most += bounds(key)[1] - own_high
        return moved

    def _tighten(
        self, key: K, floor: float, ceiling: float, low: dict[K, int], high: dict[K, float]
    ) -> bool:
        if key not in self.hidden:
            return False
        moved = False
        if floor > low[key]:
            low[key], moved = int(floor), True
        if ceiling < high[key]:
            high[key], moved = ceiling, True
        return moved

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


def _rest(parts: Sequence[K], but: K, bounds: object) -> float:
    return float(sum(bounds(part)[1] for part in parts if part != but))  # type: ignore[operator]


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
