"""Reads figures: for one unit, one period, one breakdown, on the units of any date.

One statement reads cells and what is not yet in them; whole months come from cells, cut months
from the facts. The cost depends on units × months × parts, never on the number of facts.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import groupby
from typing import Any

from django.db import connection
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from binhyen.kernel.indicators import registry
from binhyen.kernel.indicators.crosswalk import (
    OUTSIDE,
    UNPLACED,
    Crosswalk,
    apportioned,
    crosswalk,
)
from binhyen.kernel.indicators.models import Slice
from binhyen.kernel.indicators.periods import Period
from binhyen.kernel.indicators.registry import Indicator
from binhyen.kernel.places.models import Level, Place, PlaceName

LEVELS = tuple(Level.values)
TOTAL = "*"
# Facts without a value of the asked dimension.
UNCLASSED = "-"


class CannotRead(ValueError):
    """Carries the sentence for the reader, and which part of the question it is about."""

    def __init__(self, sentence: str, about: str = "by") -> None:
        super().__init__(sentence)
        self.about = about


@dataclass(frozen=True)
class Question:
    """``by``: a level, ``month``, a dimension's code, or nothing; ``where``: dimension → value."""

    indicators: tuple[str, ...]
    place: Place
    period: Period
    units_as_of: date
    by: str = ""
    where: tuple[tuple[str, str], ...] = ()


@dataclass
class Tally:
    """The parts of one row: sums, histograms, and which parts hold apportioned facts."""

    sums: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    histograms: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    estimated: set[str] = field(default_factory=set)

    def add(self, part: str, weight: str, n: int, *, estimated: bool) -> None:
        self.sums[part] += n
        if weight:
            histogram = self.histograms[part]
            histogram[int(weight)] = histogram.get(int(weight), 0) + n
        if estimated and n:
            self.estimated.add(part)


@dataclass(frozen=True)
class Value:
    """``value`` is None where there is nothing to show; ``why`` then says so in a sentence."""

    value: float | None
    parts: Mapping[str, int]
    estimated: bool = False
    suppressed: bool = False
    why: str = ""


@dataclass(frozen=True)
class Row:
    """``place`` on rows of units; ``key`` is its code, the month, or the dimension's value."""

    key: str
    label: str
    values: Mapping[str, Value]
    place: Place | None = None


@dataclass(frozen=True)
class Answer:
    question: Question
    rows: tuple[Row, ...]
    total: Row
    # On what the shares of estimated rows rest, one sentence each.
    basis: tuple[str, ...] = ()

    @property
    def is_estimated(self) -> bool:
        return any(
            value.estimated for row in (*self.rows, self.total) for value in row.values.values()
        )


@dataclass(frozen=True)
class _Line:
    part: str
    row: int
    key: str
    weight: str
    n: int


def read(question: Question) -> Answer:
    """Raises ``CannotRead`` with a sentence for a breakdown that does not exist."""
    indicators = [registry.indicator(code) for code in question.indicators]
    _check(question)
    level = question.by if question.by in LEVELS else ""
    walk = crosswalk(question.place, question.units_as_of, level)
    keyed = "" if level else question.by
    tallies, basis = _tallied(question, keyed, indicators, walk)
    total = Row(TOTAL, question.place.name, _values(indicators, tallies[TOTAL], question))
    rows = _rows(question, level, tallies, indicators)
    return Answer(question, tuple(rows), replace(total, place=question.place), basis)


def read_months(question: Question) -> dict[str, Mapping[str, Value]]:
    """Values of the whole unit by month, for a spark line: month code → indicator → value."""
    answer = read(replace(question, by="month"))
    return {row.key: row.values for row in answer.rows}


def cross(
    question: Question, level: str, dim: str
) -> dict[tuple[int, str], dict[str, dict[str, int]]]:
    """Parts by unit of ``level`` (its id; 0: not known that far down) and value of ``dim``, both at
    once, and each by month ("2024-05"), for what must look at a whole table. Whole months only;
    ``dim`` may be empty."""
    indicators = [registry.indicator(code) for code in question.indicators]
    walk = crosswalk(question.place, question.units_as_of, level)
    lines = [*_from_cells(question, dim, indicators, walk, weighted=False, monthly=True)]
    found: dict[tuple[int, str], dict[str, dict[str, int]]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(int))
    )
    pieces = [piece for piece, _source in _pieces(lines, walk)]
    for line in (*(line for line in lines if line.row >= 0), *pieces):
        month, label = line.key[:7], line.key[7:]
        found[(line.row, (label or UNCLASSED) if dim else "")][line.part][month] += line.n
    return found


def _check(question: Question) -> None:
    place, day = question.place, question.units_as_of
    if not place.holds_on(day):
        raise CannotRead(
            _("Ngày %(day)s không có đơn vị %(place)s.")
            % {"day": f"{day:%d/%m/%Y}", "place": place.name},
            "place",
        )
    known = registry.all_dimensions()
    if question.by and question.by not in (*LEVELS, "month", *known):
        raise CannotRead(_("Không có cách chia “%(by)s”.") % {"by": question.by[:40]})
    for name, value in question.where:
        if name not in known:
            raise CannotRead(_("Không có cách lọc “%(name)s”.") % {"name": name[:40]}, name)
        if value not in known[name].labels():
            raise CannotRead(
                _("“%(title)s” không có giá trị “%(value)s”.")
                % {"title": known[name].title, "value": value[:40]},
                name,
            )


# Each part is read from the slice that keeps just the dimensions asked for. The slice is written
# out, one SELECT each: the planner then knows how few rows it holds and goes by the index.
_CELLS = """select part, place_id, month as day, dim1, dim2, value as n from indicators_cell
        where slice = {slice} and part = any(%(parts_{slice})s)
        and month between %(first)s and %(last)s"""
_READ = """
select part, row, key, weight, sum(n)::bigint from (
    select x.part, m.row, {key} as key, {weight} as weight, x.n
    from (
        {cells}
        union all
        select part, place_id, day, dim1, dim2, n from indicators_delta
        where part = any(%(parts)s) and day between %(first)s and %(last)s
    ) x join unnest(%(places)s::bigint[], %(rows)s::bigint[]) as m(place_id, row)
        on m.place_id = x.place_id
    where {where}
) y group by part, row, key, weight having sum(n) <> 0 order by part, row, weight, key
"""


def _tallied(
    question: Question, keyed: str, indicators: Sequence[Indicator], walk: Crosswalk
) -> tuple[dict[str, Tally], tuple[str, ...]]:
    tallies: dict[str, Tally] = defaultdict(Tally)
    shared: set[int] = set()
    lines = [*_from_cells(question, keyed, indicators, walk)]
    lines += _from_facts(question, keyed, indicators, walk)
    for line in lines:
        if line.row >= 0:
            for key in {TOTAL, _key(line, question, keyed)}:
                tallies[key].add(line.part, line.weight, line.n, estimated=False)
    for piece, source in _pieces(lines, walk):
        shared.add(source)
        tallies[TOTAL].add(piece.part, piece.weight, piece.n, estimated=_crosses(walk, source))
        key = _key(piece, question, keyed)
        if key != TOTAL:
            tallies[key].add(piece.part, piece.weight, piece.n, estimated=True)
    tallies[TOTAL]  # an empty total is a total
    return tallies, tuple(sorted({walk.basis[one] for one in shared}))


def _key(line: _Line, question: Question, keyed: str) -> str:
    if keyed:
        return line.key or UNCLASSED
    return str(line.row) if question.by else TOTAL


def _crosses(walk: Crosswalk, source: int) -> bool:
    """Whether part of a shared unit lies outside the asked one: else its total is exact."""
    return any(share.row == OUTSIDE for share in walk.shared[source])


def _pieces(lines: Iterable[_Line], walk: Crosswalk) -> Iterator[tuple[_Line, int]]:
    """Lines of divided units, apportioned to their rows."""
    split = sorted(
        (line for line in lines if line.row < 0), key=lambda x: (x.row, x.part, x.weight, x.key)
    )
    for (source, _part), group in groupby(split, key=lambda x: (-x.row, x.part)):
        members, shares = list(group), walk.shared[source]
        for line, amounts in zip(
            members, apportioned([one.n for one in members], shares), strict=True
        ):
            for share, amount in zip(shares, amounts, strict=True):
                if share.row != OUTSIDE and amount:
                    yield replace(line, row=share.row, n=amount), source


def _from_cells(
    question: Question,
    keyed: str,
    indicators: Sequence[Indicator],
    walk: Crosswalk,
    *,
    weighted: bool = True,
    monthly: bool = False,
) -> Iterator[_Line]:
    """``weighted``: histograms value by value, not only their sums. ``monthly``: keys begin with
    the month."""
    whole = [month for month in question.period.months() if month.form == "month"]
    if not whole:
        return
    parts, over = _parts(indicators), _over(indicators) if weighted else {}
    params: dict[str, Any] = {
        "parts": parts,
        "first": whole[0].first,
        "last": whole[-1].last,
        "places": walk.places,
        "rows": walk.rows,
    }
    slices: dict[int, list[str]] = defaultdict(list)
    for part in parts:
        slices[int(_slice(part, question, keyed, over))].append(part)
    params |= {f"parts_{number}": of for number, of in slices.items()}
    sql = _READ.format(
        cells=" union all ".join(_CELLS.format(slice=number) for number in sorted(slices)),
        key=("to_char(x.day, 'YYYY-MM') || " if monthly else "") + _column(keyed, parts, params),
        weight=_weight(over, params),
        where=_where(question, parts, params),
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        for part, row, key, weight, n in cursor.fetchall():
            yield _Line(part, row, key, weight, n)


def _parts(indicators: Iterable[Indicator]) -> list[str]:
    return sorted({part for one in indicators for part in one.expression.parts})


def _slice(part: str, question: Question, keyed: str, over: dict[str, str]) -> int:
    asked = {keyed, over.get(part, ""), *(name for name, _value in question.where)}
    kept = [name in asked for name in registry.part(part).dims] + [False, False]
    return {
        (True, True): Slice.DETAIL,
        (True, False): Slice.FIRST,
        (False, True): Slice.SECOND,
        (False, False): Slice.TOTAL,
    }[(kept[0], kept[1])]


def _column(name: str, parts: Sequence[str], params: dict[str, Any]) -> str:
    """The SQL of a breakdown: the month, or the column that holds this dimension in each part."""
    if not name:
        return "''"
    if name == "month":
        return "to_char(x.day, 'YYYY-MM')"
    for at, slot in enumerate(("dim1", "dim2")):
        params[f"{name}_{slot}"] = [
            part for part in parts if registry.part(part).dims[at : at + 1] == (name,)
        ]
    return (
        f"case when x.part = any(%({name}_dim1)s) then x.dim1"
        f" when x.part = any(%({name}_dim2)s) then x.dim2 else '' end"
    )


def _weight(over: dict[str, str], params: dict[str, Any]) -> str:
    if not over:
        return "''"
    params["weighted"] = [*over]
    column = _column(next(iter(over.values())), [*over], params)
    return f"case when x.part = any(%(weighted)s) then {column} else '' end"


def _over(indicators: Iterable[Indicator]) -> dict[str, str]:
    """Histogram parts and the dimension (one for all: days) that their values stand in."""
    return {
        one.expression.parts[0]: one.expression.over for one in indicators if one.expression.over
    }


def _where(question: Question, parts: Sequence[str], params: dict[str, Any]) -> str:
    clauses = ["true"]
    for name, value in question.where:
        column = _column(name, parts, params)
        params[f"is_{name}"] = value
        clauses.append(f"{column} = %(is_{name})s")
    return " and ".join(clauses)


def _from_facts(
    question: Question, keyed: str, indicators: Sequence[Indicator], walk: Crosswalk
) -> list[_Line]:
    """Cut months, recounted from the facts (which are live: no change waits in them)."""
    cut = [month for month in question.period.months() if month.form != "month"]
    over = _over(indicators)
    found: dict[tuple[str, int, str, str], int] = defaultdict(int)
    for part in _parts(indicators) if cut else ():
        dims = registry.part(part).dims
        for month in cut:
            for place, day, dim1, dim2, n in registry.part(part).facts(month.first, month.last):
                named = dict(zip(dims, (dim1, dim2), strict=False))
                row = walk.whole.get(place, -place if place in walk.shared else None)
                if row is None or any(named.get(k, "") != v for k, v in question.where):
                    continue
                key = f"{day:%Y-%m}" if keyed == "month" else named.get(keyed, "")
                found[(part, row, key, named.get(over.get(part, ""), ""))] += n
    return [_Line(part, row, key, weight, n) for (part, row, key, weight), n in found.items()]


def _values(
    indicators: Sequence[Indicator], tally: Tally, question: Question, *, total: bool = True
) -> dict[str, Value]:
    return {one.code: _value(one, tally, question, total=total) for one in indicators}


def _value(one: Indicator, tally: Tally, question: Question, *, total: bool) -> Value:
    parts = {part: tally.sums.get(part, 0) for part in one.expression.parts}
    why = _refused(one, question, total=total)
    if why:
        return Value(None, {}, why=why)
    estimated = any(part in tally.estimated for part in parts)
    if estimated and not one.expression.may_be_estimated:
        return Value(
            None, {}, why=_("Trung vị không chia theo tỷ lệ được cho đơn vị đã chia tách.")
        )
    histogram = tally.histograms.get(one.expression.parts[0], {})
    value = one.expression.value(parts, histogram)
    return Value(value, parts, estimated, why="" if value is not None else _("Chưa có số liệu."))


def _refused(one: Indicator, question: Question, *, total: bool) -> str:
    """Why this indicator has no value in this breakdown."""
    asked = {name for name, _value in question.where}
    if not total and question.by in registry.all_dimensions():
        asked.add(question.by)
    for part in one.expression.parts:
        missing = asked - set(registry.part(part).dims)
        if missing:
            title = registry.dimension(missing.pop()).title
            return _("Chỉ tiêu này không chia theo %(dimension)s.") % {
                "dimension": str(title).lower()
            }
    return ""


def _rows(
    question: Question, level: str, tallies: dict[str, Tally], indicators: Sequence[Indicator]
) -> Iterator[Row]:
    def row(key: str, label: str, tally: str, place: Place | None = None) -> Row:
        values = _values(indicators, tallies.get(tally, Tally()), question, total=False)
        return Row(key, label, values, place)

    if level:
        for unit in _units(question, level):
            yield row(unit.code, unit.name, str(unit.pk), unit)
        if str(UNPLACED) in tallies:
            yield row("", _("Chưa rõ đơn vị"), str(UNPLACED))
    elif question.by == "month":
        for month in question.period.months():
            code = f"{month.first:%Y-%m}"
            yield row(code, f"{month.first:%m/%Y}", code)
    elif question.by:
        labels = dict(registry.dimension(question.by).labels())
        labels |= {key: key for key in tallies if key not in (TOTAL, UNCLASSED, *labels)}
        if UNCLASSED in tallies:
            labels[UNCLASSED] = _("Chưa phân loại")
        for key, label in labels.items():
            yield row(key, label, key)


def _units(question: Question, level: str) -> Iterator[Place]:
    """In Vietnamese order, each under the name that it had on the date."""
    day = question.units_as_of
    dated = PlaceName.objects.on(day).filter(place=OuterRef("pk")).values("name")[:1]
    units = Place.objects.below(question.place, day, level).annotate(dated_name=Subquery(dated))
    for unit in units.order_by("sort_key", "code"):
        unit.name = unit.dated_name or unit.name
        yield unit
