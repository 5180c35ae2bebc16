"""How an indicator is made of parts. Only parts are added up or apportioned, never results."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

# What one row holds of each part: its sum, and for a histogram the sum per value.
Sums = Mapping[str, int]
Histogram = Mapping[int, int]


@dataclass(frozen=True)
class Expression:
    # The dimension that a median is taken over ("" for the others).
    over: ClassVar[str] = ""
    # Whether a value made of apportioned parts may be shown (as an estimate).
    may_be_estimated: ClassVar[bool] = True

    @property
    def parts(self) -> tuple[str, ...]:
        raise NotImplementedError

    @property
    def counts(self) -> tuple[str, ...]:
        """Parts whose small values must not be shown (a sum of marks is not a count)."""
        return self.parts

    def value(self, sums: Sums, histogram: Histogram) -> float | None:
        raise NotImplementedError

    def told(self) -> dict[str, object]:
        """As stored in the definition."""
        return {"how": type(self).__name__.lower(), "parts": list(self.parts)}


@dataclass(frozen=True)
class Count(Expression):
    part: str

    @property
    def parts(self) -> tuple[str, ...]:
        return (self.part,)

    def value(self, sums: Sums, histogram: Histogram) -> float | None:
        return sums.get(self.part, 0)


@dataclass(frozen=True)
class Rate(Expression):
    """Per cent of ``of``; nothing to show where ``of`` is 0."""

    part: str
    of: str

    @property
    def parts(self) -> tuple[str, ...]:
        return (self.part, self.of)

    def value(self, sums: Sums, histogram: Histogram) -> float | None:
        whole = sums.get(self.of, 0)
        return 100 * sums.get(self.part, 0) / whole if whole else None


@dataclass(frozen=True)
class Remainder(Rate):
    """Per cent of ``of`` that is not ``part``; nothing to show where ``of`` is 0."""

    def value(self, sums: Sums, histogram: Histogram) -> float | None:
        taken = super().value(sums, histogram)
        return None if taken is None else 100 - taken


@dataclass(frozen=True)
class Average(Expression):
    total: str
    of: str

    @property
    def parts(self) -> tuple[str, ...]:
        return (self.total, self.of)

    @property
    def counts(self) -> tuple[str, ...]:
        return (self.of,)

    def value(self, sums: Sums, histogram: Histogram) -> float | None:
        whole = sums.get(self.of, 0)
        return sums.get(self.total, 0) / whole if whole else None


@dataclass(frozen=True)
class Median(Expression):
    """The middle value of an additive histogram: exact wherever the histogram is, so units whose
    facts had to be apportioned get none (a share of a histogram is not a sample of it)."""

    part: str
    dim: str
    may_be_estimated: ClassVar[bool] = False

    @property
    def over(self) -> str:  # type: ignore[override]
        return self.dim

    @property
    def parts(self) -> tuple[str, ...]:
        return (self.part,)

    def value(self, sums: Sums, histogram: Histogram) -> float | None:
        return middle(histogram)


def middle(histogram: Histogram) -> float | None:
    """The median of whole numbers given as value → how many; the mean of two middle ones."""
    total = sum(histogram.values())
    if total <= 0:
        return None
    below, upto = (total + 1) // 2, total // 2 + 1  # the middle one, or the two of an even total
    low = _nth(histogram, below)
    high = _nth(histogram, upto)
    return (low + high) / 2


def _nth(histogram: Histogram, nth: int) -> int:
    seen = 0
    for value in sorted(histogram):
        seen += histogram[value]
        if seen >= nth:
            return value
    raise ValueError(nth)
