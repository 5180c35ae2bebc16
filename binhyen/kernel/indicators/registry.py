"""The figures that domains publish: parts (counts and sums), indicators made of them, dimensions.

A domain's ``figures.py`` calls ``publish_…`` when the process starts. The kernel knows no domain.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeVar

from django.utils.functional import Promise

from binhyen.kernel.indicators.expressions import Expression

Words = str | Promise
# place, day, first dimension, second dimension, how many: facts already added up by day.
Fact = tuple[int, date, str, str, int]
Facts = Callable[[date, date], Iterable[Fact]]
Good = Literal["up", "down", ""]
T = TypeVar("T")

# Below this a count of persons' reports could point at somebody (security.md 2.6).
THRESHOLD = 5


@dataclass(frozen=True)
class Part:
    """A count or a sum over facts. ``facts(first, last)`` recounts it from the tables, both days
    included; ``dims`` name what ``dim1`` and ``dim2`` of its cells hold."""

    code: str
    title: Words
    facts: Facts
    dims: tuple[str, ...] = ()


@dataclass(frozen=True)
class Indicator:
    code: str
    title: Words
    meaning: Words
    unit: Words
    expression: Expression
    adds: Words
    basis: Words
    good: Good = ""
    threshold: int = THRESHOLD
    version: int = 1
    since: date = date(2020, 1, 1)
    decimals: int = 0


@dataclass(frozen=True)
class Dimension:
    """``labels()`` gives the words of its values in the reader's language, in order."""

    code: str
    title: Words
    labels: Callable[[], Mapping[str, str]]


@dataclass(frozen=True)
class Theme:
    """Figures of one domain. ``headlines`` stand together on a page, the one that counts its facts
    first; ``more`` are asked for one by one."""

    code: str
    title: Words
    headlines: tuple[str, ...]
    more: tuple[str, ...] = ()


_parts: dict[str, Part] = {}
_indicators: dict[str, Indicator] = {}
_dimensions: dict[str, Dimension] = {}
_themes: dict[str, Theme] = {}


class NotPublished(LookupError):
    """A code that nobody published, or one published twice with different words."""


def publish_part(code: str, title: Words, *, facts: Facts, dims: tuple[str, ...] = ()) -> Part:
    part = Part(code, title, facts, dims)
    return _put(_parts, code, part)


def publish_indicator(
    code: str,
    title: Words,
    *,
    meaning: Words,
    unit: Words,
    expression: Expression,
    adds: Words,
    basis: Words,
    good: Good = "",
    threshold: int = THRESHOLD,
    version: int = 1,
    since: date = date(2020, 1, 1),
    decimals: int = 0,
) -> Indicator:
    """``since``: the first day this version of the definition speaks for. A changed meaning is a
    new version; what was reported under the old one keeps its number."""
    missing = [part for part in expression.parts if part not in _parts]
    if missing:
        raise NotPublished(f"{code}: {', '.join(missing)}")
    indicator = Indicator(
        code, title, meaning, unit, expression, adds, basis, good, threshold, version, since,
        decimals,
    )  # fmt: skip
    return _put(_indicators, code, indicator)


def publish_dimension(
    code: str, title: Words, labels: Callable[[], Mapping[str, str]]
) -> Dimension:
    return _put(_dimensions, code, Dimension(code, title, labels))


def publish_theme(
    code: str, title: Words, *, headlines: tuple[str, ...], more: tuple[str, ...] = ()
) -> Theme:
    """Call it after its indicators are published."""
    unknown = [one for one in (*headlines, *more) if one not in _indicators]
    if unknown:
        raise NotPublished(f"{code}: {', '.join(unknown)}")
    return _put(_themes, code, Theme(code, title, headlines, more))


def _put(shelf: dict[str, T], code: str, thing: T) -> T:
    if code in shelf:
        raise NotPublished(f"{code} is published twice")
    shelf[code] = thing
    return thing


def part(code: str) -> Part:
    return _parts[code]


def parts() -> tuple[Part, ...]:
    return tuple(_parts.values())


def indicator(code: str) -> Indicator:
    """Raises ``NotPublished`` for an unknown code."""
    if code not in _indicators:
        raise NotPublished(code)
    return _indicators[code]


def indicators() -> tuple[Indicator, ...]:
    return tuple(_indicators.values())


def dimension(code: str) -> Dimension:
    if code not in _dimensions:
        raise NotPublished(code)
    return _dimensions[code]


def dimensions_of(*codes: str) -> tuple[str, ...]:
    """Dimensions that all parts of these indicators have, save those a median is taken over."""
    shared: list[set[str]] = []
    for code in codes:
        expression = indicator(code).expression
        for one in expression.parts:
            shared.append(set(part(one).dims) - {expression.over})
    common = set.intersection(*shared) if shared else set()
    return tuple(name for name in _dimensions if name in common)


def all_dimensions() -> Mapping[str, Dimension]:
    return dict(_dimensions)


def themes() -> tuple[Theme, ...]:
    return tuple(_themes.values())


def theme_of(code: str) -> Theme:
    """The theme in which an indicator stands; one that no theme names stands alone."""
    alone = Theme("", indicator(code).title, (code,))
    return next(
        (theme for theme in _themes.values() if code in theme.headlines + theme.more), alone
    )
