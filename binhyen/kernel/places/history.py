"""The administrative history of Viet Nam as plain rows, put together from data/places (no tables).

What is known: July 2024, the merger in Hưng Yên of 1 December 2024, June 2025, the reform of
1 July 2025, the types changed in 2026. What no source says is marked, never guessed.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from math import lcm

# The earliest day the product answers for. No source dates the units of July 2024, so they count
# from here; what changed between this day and July 2024 is not known to us (data/places/NOTICE).
KNOWN_SINCE = date(2020, 1, 1)
HUNG_YEN_MERGER = date(2024, 12, 1)
# Units that differ between the sources of July 2024 and June 2025 changed on days no source names.
GAP_DAY = date(2025, 1, 1)
TWO_TIERS = date(2025, 7, 1)

Key = tuple[str, str, date]

WHOLE = "nhập toàn bộ"
SPLIT = "chưa rõ tỷ lệ, chia đều"


@dataclass(slots=True)
class ActPlan:
    number: str
    effective_on: date
    title: str
    source: str
    signed_on: date | None = None
    verified: bool = False


@dataclass(slots=True)
class NamePlan:
    valid_from: date
    name: str
    kind: str
    act: str | None
    valid_to: date | None = None


@dataclass(slots=True)
class ParentPlan:
    valid_from: date
    parent: Key
    valid_to: date | None = None


@dataclass(slots=True)
class UnitPlan:
    level: str
    code: str
    valid_from: date
    source: str
    made_by: str | None
    names: list[NamePlan]
    parents: list[ParentPlan]
    valid_to: date | None = None
    ended_by: str | None = None
    lat: float | None = None
    lon: float | None = None
    verified: bool = True

    @property
    def key(self) -> Key:
        return (self.level, self.code, self.valid_from)

    @property
    def name(self) -> str:
        return self.names[-1].name

    @property
    def kind(self) -> str:
        return self.names[-1].kind

    @property
    def parent(self) -> Key | None:
        return self.parents[-1].parent if self.parents else None


@dataclass(slots=True)
class EdgePlan:
    act: str
    old: Key
    new: Key
    on: date
    is_default: bool
    verified: bool
    share: Fraction = Fraction(1)
    back: Fraction = Fraction(1)
    is_last: bool = True
    basis: str = WHOLE


@dataclass
class History:
    acts: dict[str, ActPlan] = field(default_factory=dict)
    units: dict[Key, UnitPlan] = field(default_factory=dict)
    edges: list[EdgePlan] = field(default_factory=list)
    _in_force: dict[tuple[str, str], UnitPlan] = field(default_factory=dict)

    def act(self, plan: ActPlan) -> str:
        return self.acts.setdefault(plan.number, plan).number

    def now(self, level: str, code: str) -> UnitPlan | None:
        """The unit that has this code at the point the telling has reached."""
        return self._in_force.get((level, code))

    def at(self, level: str, code: str) -> UnitPlan:
        return self._in_force[(level, code)]

    def in_force(self, level: str) -> list[UnitPlan]:
        return [unit for (at, _), unit in self._in_force.items() if at == level]

    def begin(
        self,
        level: str,
        code: str,
        day: date,
        *,
        name: str,
        kind: str,
        parent: Key | None,
        source: str,
        act: str | None = None,
        verified: bool = True,
    ) -> UnitPlan:
        names = [NamePlan(day, name, kind, act)]
        parents = [ParentPlan(day, parent)] if parent else []
        unit = UnitPlan(level, code, day, source, act, names, parents, verified=verified)
        self.units[unit.key] = self._in_force[(level, code)] = unit
        return unit

    def end(self, unit: UnitPlan, day: date, act: str | None) -> None:
        unit.valid_to, unit.ended_by = day, act
        unit.names[-1].valid_to = day
        if unit.parents:
            unit.parents[-1].valid_to = day
        if self.now(unit.level, unit.code) is unit:
            del self._in_force[(unit.level, unit.code)]

    def rename(self, unit: UnitPlan, day: date, name: str, kind: str, act: str | None) -> None:
        if (name, kind) == (unit.name, unit.kind):
            return
        unit.names[-1].valid_to = day
        unit.names.append(NamePlan(day, name, kind, act))

    def move(self, unit: UnitPlan, day: date, parent: Key) -> None:
        if parent == unit.parent:
            return
        unit.parents[-1].valid_to = day
        unit.parents.append(ParentPlan(day, parent))

    def succeed(self, edges: list[EdgePlan]) -> None:
        """Add the edges of one day with their shares, forward and back."""
        self.edges += weighed(edges)


def weighed(edges: list[EdgePlan]) -> list[EdgePlan]:
    """Forward, a split goes in equal parts, the remainder to the main heir; back, every forebear
    counts by the part of it that came. Both are conventions until somebody enters real shares."""
    leaving: dict[Key, list[EdgePlan]] = defaultdict(list)
    coming: dict[Key, list[EdgePlan]] = defaultdict(list)
    for edge in edges:
        leaving[edge.old].append(edge)
        coming[edge.new].append(edge)
    for parts in leaving.values():
        if len(parts) > 1:
            for edge in parts:
                edge.share, edge.basis = Fraction(1, len(parts)), SPLIT
                edge.is_last, edge.verified = edge.is_default, False
    for parts in coming.values():
        common = lcm(*(edge.share.denominator for edge in parts))
        whole = sum(int(edge.share * common) for edge in parts)
        for edge in parts:
            edge.back = Fraction(int(edge.share * common), whole)
    return edges
