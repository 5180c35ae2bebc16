"""Charts and maps drawn by the server: SVG of attributes and classes only, readable in print."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from binhyen.kernel.indicators.reading import Row, Value
from binhyen.kernel.indicators.registry import Indicator
from binhyen.kernel.places import shapes
from binhyen.lib import words

MAP_WIDTH = 1000
STEPS = 5
SPARK_WIDTH, SPARK_HEIGHT = 100, 20
# A chart of more bars than this is no longer read; the table has all of them.
MOST_BARS = 20


@dataclass(frozen=True)
class Bar:
    """``width`` in per cent of the drawing: letters keep their size on every screen."""

    label: str
    shown: str
    width: float
    label_y: int
    y: int
    estimated: bool


@dataclass(frozen=True)
class Bars:
    bars: tuple[Bar, ...]
    height: int
    left_out: int


@dataclass(frozen=True)
class Shape:
    d: str
    step: int  # 0: no figure
    name: str
    code: str
    shown: str
    approximate: bool
    x: int
    y: int
    labelled: bool


@dataclass(frozen=True)
class Step:
    number: int
    text: str


@dataclass(frozen=True)
class Map:
    shapes: tuple[Shape, ...]
    steps: tuple[Step, ...]
    height: int
    approximate: bool


def told(value: Value, indicator: Indicator, *, unit: bool = False) -> str:
    """A value as people write it; a sentence where there is none."""
    if value.suppressed:
        return _("không công bố")
    if value.value is None:
        return "–"
    if indicator.unit == "%":
        return words.percent(value.value / 100, 1)
    whole = float(value.value).is_integer()
    text = words.number(value.value, 0 if whole else indicator.decimals)
    return f"{text}{words.NBSP}{indicator.unit}" if unit else text


BAR_SPACE = 48
# Of the width, so that the number ("100 % (ước tính)" on a phone) has room beside the longest bar.
LONGEST_BAR = 60


def bars(rows: Sequence[Row], indicator: Indicator, *, ranked: bool) -> Bars:
    """Largest first where rows have no order of their own."""
    shown = [row for row in rows if row.values[indicator.code].value is not None]
    if ranked:
        shown.sort(key=lambda row: -(row.values[indicator.code].value or 0))
        shown = [row for row in shown if row.values[indicator.code].value]
    kept = shown[:MOST_BARS]
    most = max((row.values[indicator.code].value or 0 for row in kept), default=0) or 1
    drawn = []
    for at, row in enumerate(kept):
        value = row.values[indicator.code]
        width = round(max(0.0, float(value.value or 0)) / most * LONGEST_BAR, 2)
        y = at * BAR_SPACE
        drawn.append(Bar(row.label, told(value, indicator), width, y + 16, y + 22, value.estimated))
    return Bars(tuple(drawn), len(kept) * BAR_SPACE, len(shown) - len(kept))


def spark(values: Sequence[float | None]) -> str:
    """Points of a polyline from zero; "" when fewer than two months have a figure."""
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return ""
    most = max(known) or 1
    step = SPARK_WIDTH / max(1, len(values) - 1)
    return " ".join(
        f"{at * step:.1f},{SPARK_HEIGHT - 1 - value / most * (SPARK_HEIGHT - 2):.1f}"
        for at, value in enumerate(values)
        if value is not None
    )


def choropleth(rows: Sequence[Row], indicator: Indicator) -> Map | None:
    """Units in five steps of as many units each; None where no unit has a shape."""
    places = [row.place for row in rows if row.place is not None]
    if len(places) < 2:
        return None
    paths, height = shapes.paths(places, MAP_WIDTH)
    if not paths:
        return None
    limits = _limits([row.values[indicator.code].value for row in rows])
    drawn = tuple(
        _shape(row, paths[row.place.pk], limits, indicator, len(places))
        for row in rows
        if row.place is not None and row.place.pk in paths
    )
    return Map(
        drawn,
        _legend(limits, indicator),
        height,
        any(shape.approximate for shape in drawn),
    )


def _limits(values: Sequence[float | None]) -> list[float]:
    """Upper limits of the steps, by quantiles of the different values."""
    known = sorted({value for value in values if value is not None})
    if not known:
        return []
    steps = min(STEPS, len(known))
    return [known[len(known) * (at + 1) // steps - 1] for at in range(steps)]


def _shape(
    row: Row, path: shapes.Path, limits: list[float], indicator: Indicator, many: int
) -> Shape:
    assert row.place is not None  # noqa: S101 (only rows with a place are drawn)
    value = row.values[indicator.code]
    step = 0
    if value.value is not None:
        step = _shade(next(at for at, up in enumerate(limits, 1) if value.value <= up), limits)
    return Shape(
        path.d, step, row.label, row.place.code, told(value, indicator, unit=True),
        path.is_approximate, path.x, path.y, many <= 34,
    )  # fmt: skip


def _shade(at: int, limits: list[float]) -> int:
    """The colour of the step ``at`` (from 1): the darkest ones when there are fewer steps; nothing
    at all is always the lightest."""
    if at == 1 and limits[0] == 0:
        return 1
    return min(at + (STEPS - len(limits) if len(limits) > 1 else 2), STEPS)


def _legend(limits: list[float], indicator: Indicator) -> tuple[Step, ...]:
    if len(limits) == 1:
        return (Step(_shade(1, limits), told(Value(limits[0], {}), indicator)),)
    steps, low = [], None
    for at, limit in enumerate(limits, 1):
        high = told(Value(limit, {}), indicator)
        text = high if low is None else f"{words.NBSP}–{words.NBSP}".join((low, high))
        if low is None and limit != 0:
            text = f"≤{words.NBSP}{high}"
        steps.append(Step(_shade(at, limits), text))
        low = f">{words.NBSP}{high}"
    return tuple(steps)
