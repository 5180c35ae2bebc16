"""What the public may see of an answer: small counts left out, and nothing that gives them away.

A row is judged within all tables that a reader could lay beside it: the whole tree of units of its
province (so what is left out of one district's page is left out of the province's too), all values
of the dimension asked for, and the other periods of its year: who has a small count in one of its
months is left out of every month of that year, and so with quarters and halves; else the quarter
less two months would tell the third.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _

from binhyen.kernel.indicators import registry
from binhyen.kernel.indicators.crosswalk import UNPLACED, crosswalk
from binhyen.kernel.indicators.periods import GRAINS, Period
from binhyen.kernel.indicators.reading import (
    LEVELS,
    Answer,
    CannotRead,
    Question,
    Row,
    Value,
    cross,
    read,
)
from binhyen.kernel.indicators.suppression import Sum, hidden
from binhyen.kernel.places.models import Level, Place, PlaceClosure
from binhyen.lib.keeping import kept

# ("unit", id, value of the dimension or "*") · ("unplaced", level, …) · ("row", key, …)
Key = tuple[str, object, str]
Months = dict[str, int]
ALL = "*"
LENGTHS = {"year": 12, "half": 6, "quarter": 3, "month": 1}


def read_published(question: Question) -> Answer:
    """Like ``read``, for the public. Raises ``CannotRead`` also for what is never published."""
    _check(question)
    answer = read(question)
    table = _Table(answer)
    left_out = {
        part: table.left_out(part, threshold) for part, threshold in _counted(question).items()
    }
    rows = tuple(_shown(row, table.key_of(row), left_out) for row in answer.rows)
    return replace(answer, rows=rows, total=_shown(answer.total, table.top, left_out))


def _check(question: Question) -> None:
    if not question.period.whole_months:
        raise CannotRead(
            _(
                "Số liệu công khai chỉ tính theo tháng trọn, để không suy ra được từng tin. "
                "Chọn khoảng từ ngày đầu tháng đến ngày cuối tháng."
            ),
            "period",
        )
    if len(_dims(question)) > 1:
        raise CannotRead(_("Số liệu công khai chỉ chia theo một chiều mỗi lần."))


def _dims(question: Question) -> set[str]:
    asked = {name for name, _value in question.where}
    return asked | ({question.by} & set(registry.all_dimensions()))


def _counted(question: Question) -> dict[str, int]:
    """Parts that count reports, and below what each is left out."""
    found: dict[str, int] = {}
    for code in question.indicators:
        one = registry.indicator(code)
        for part in one.expression.counts:
            found[part] = max(found.get(part, 0), one.threshold)
    return found


def _shown(row: Row, key: Key, left_out: Mapping[str, frozenset[Key]]) -> Row:
    def value(code: str, value: Value) -> Value:
        counts = registry.indicator(code).expression.counts
        if value.value is None or not any(key in left_out[part] for part in counts):
            return value
        return Value(
            None,
            {},
            value.estimated,
            suppressed=True,
            why=_("Dưới 5 hoặc có thể suy ra số dưới 5."),
        )

    return replace(row, values={code: value(code, one) for code, one in row.values.items()})


class _Year:
    """All counts of a calendar year, by month, and the sums among them: the province, districts
    where there were any, communes, ``hamlets`` when these are asked for; each by all values of the
    dimension."""

    def __init__(self, question: Question, dim: str, hamlets: bool) -> None:
        self.question, self.dim = question, dim
        # part -> key -> month -> n
        self.counts: dict[str, dict[Key, Months]] = defaultdict(dict)
        self.sums: set[Sum[Key]] = set()
        self._left_out: dict[tuple[str, int, str], frozenset[Key]] = {}
        communes = self._add_tree()
        if hamlets:
            self._add_below(communes, Level.COMMUNE, self._learn(Level.HAMLET))
        self._sum_dims()

    def left_out(self, part: str, threshold: int, grain: str) -> frozenset[Key]:
        """The same keys in every period of that grain (``periods.GRAINS``) of the year."""
        asked = (part, threshold, grain)
        if asked not in self._left_out:
            counts = self.counts[part]
            values = {key: 0 for one in self.sums for key in one.members}
            values |= {key: sum(months.values()) for key, months in counts.items()}
            coarser = GRAINS[: GRAINS.index(grain)]
            also = self.left_out(part, threshold, coarser[-1]) if coarser else frozenset()
            also |= {key for key, months in counts.items() if _is_small(months, grain, threshold)}
            self._left_out[asked] = hidden(values, list(self.sums), threshold, also)
        return self._left_out[asked]

    def is_small(self, key: Key, part: str, threshold: int, grain: str) -> bool:
        """Whether it is left out by itself in some period of that grain or of a coarser one."""
        months = self.counts[part].get(key, {})
        coarser = GRAINS[: GRAINS.index(grain) + 1]
        return any(_is_small(months, one, threshold) for one in coarser)

    def _add_tree(self) -> set[int]:
        communes = self._learn(Level.COMMUNE)
        if any(
            crosswalk(self.question.place, self.question.units_as_of, Level.DISTRICT).whole.values()
        ):
            districts = self._learn(Level.DISTRICT)
            self._sum(districts, Level.DISTRICT)
            self._add_below(districts, Level.DISTRICT, communes)
        self._sum(communes, Level.COMMUNE)
        return communes

    def _add_below(self, units: set[int], level: str, smaller: set[int]) -> None:
        above = crosswalk(self.question.place, self.question.units_as_of, level).whole
        below: dict[int, list[int]] = defaultdict(list)
        for unit in smaller:
            below[above.get(unit, UNPLACED)].append(unit)
        for unit in units:
            self._sum_below(unit, below[unit])

    def _learn(self, level: str) -> set[int]:
        """Counts of all units of a level; returns their ids."""
        found: set[int] = set()
        for (unit, label), parts in cross(self.question, level, self.dim).items():
            for slot in {label or ALL, ALL}:
                key: Key = ("unit", unit, slot) if unit else ("unplaced", str(level), slot)
                for part, months in parts.items():
                    before = self.counts[part].get(key, {})
                    self.counts[part][key] = _added([before, months])
            if unit:
                found.add(unit)
        return found

    def _slots(self) -> list[str]:
        labels = {key[2] for keys in self.counts.values() for key in keys}
        return sorted(labels | {ALL})

    def _sum(self, units: set[int], level: str) -> None:
        for slot in self._slots():
            parts: list[Key] = [("unit", unit, slot) for unit in sorted(units)]
            parts.append(("unplaced", str(level), slot))
            total: Key = ("unit", self.question.place.pk, slot)
            for counts in self.counts.values():
                counts[total] = _added([counts.get(key, {}) for key in parts])
            self.sums.add(Sum(total, tuple(parts)))

    def _sum_below(self, unit: int, smaller: list[int]) -> None:
        """What is known of the unit only is the difference; it must not be told either."""
        for slot in self._slots():
            total: Key = ("unit", unit, slot)
            parts: list[Key] = [("unit", one, slot) for one in sorted(smaller)]
            for counts in self.counts.values():
                of_parts = _added([counts.get(key, {}) for key in parts])
                less = {month: -n for month, n in of_parts.items()}
                counts[_rest(total)] = _added([counts.get(total, {}), less])
            self.sums.add(Sum(total, (*parts, _rest(total))))

    def _sum_dims(self) -> None:
        if not self.dim:
            return
        labels = tuple(slot for slot in self._slots() if slot != ALL)
        units = {key[:2] for keys in self.counts.values() for key in keys}
        for kind, unit in units:
            self.sums.add(Sum((kind, unit, ALL), tuple((kind, unit, label) for label in labels)))


def _rest(key: Key) -> Key:
    return ("rest", key[1], key[2])


def _added(many: Sequence[Months]) -> Months:
    found: Months = {}
    for one in many:
        for month, n in one.items():
            found[month] = found.get(month, 0) + n
    return found


def _is_small(months: Months, grain: str, threshold: int) -> bool:
    """Whether any period of that grain has a count that is left out by itself."""
    length = LENGTHS[grain]
    sums: dict[int, int] = defaultdict(int)
    for month, n in months.items():
        sums[(int(month[5:]) - 1) // length] += n
    return any(0 < n < threshold for n in sums.values())


# Read anew every minute: the pages of a province and its communes ask for the same years.
_year = kept(_Year)


class _Table:
    """An answer among all that a reader could lay beside it."""

    def __init__(self, answer: Answer) -> None:
        self.answer, self.question = answer, answer.question
        self.dim = next(iter(_dims(self.question)), "")
        self.only = self.question.where[0][1] if self.question.where else ALL
        self.top: Key = ("unit", self.question.place.pk, self.only)
        self.spans = self.question.period.standard()
        self.years = self._years()
        # Nothing is left out beside a province's whole count: there is always a commune for that.
        self.is_whole = (
            self.question.place.level == Level.PROVINCE
            and not self.dim
            and self.question.by in ("", "month")
        )
        self.sums: set[Sum[Key]] = set()
        if not self.is_whole:
            self.sums |= {one for year in self.years.values() for one in year.sums}
        self._sum_rows()

    def _years(self) -> dict[int, _Year]:
        province = _province(self.question)
        if province is None:
            return {}
        hamlets = Level.HAMLET in (self.question.by, self.question.place.level)
        found = {}
        for number in sorted({span.first.year for span in self.spans}):
            whole = replace(
                self.question, place=province, where=(), by="", period=_calendar(number)
            )
            found[number] = _year(whole, self.dim, hamlets)
        return found

    def left_out(self, part: str, threshold: int) -> frozenset[Key]:
        values = self._values(part)
        also: set[Key] = set()
        for span in self.spans:
            if year := self.years.get(span.first.year):
                also |= self._out(year, part, threshold, span.form)
        if self.question.by == "month":
            also |= self._months_left_out(part, threshold)
        return hidden(values, list(self.sums), threshold, also)

    def _months_left_out(self, part: str, threshold: int) -> set[Key]:
        return {
            self.key_of(row)
            for row in self.answer.rows
            if (year := self.years.get(int(row.key[:4])))
            and self.top in self._out(year, part, threshold, "month")
        }

    def _out(self, year: _Year, part: str, threshold: int, grain: str) -> Set[Key]:
        if not self.is_whole:
            return year.left_out(part, threshold, grain)
        return {self.top} if year.is_small(self.top, part, threshold, grain) else set()

    def _values(self, part: str) -> dict[Key, int]:
        """Of the period asked for; the answer's own rows as they were read."""
        first, last = (
            f"{day:%Y-%m}" for day in (self.question.period.first, self.question.period.last)
        )
        values = {key: 0 for one in self.sums for key in one.members}
        for year in self.years.values():
            for key, months in year.counts[part].items():
                n = sum(n for month, n in months.items() if first <= month <= last)
                values[key] = values.get(key, 0) + n
        for row in (*self.answer.rows, self.answer.total):
            key = self.top if row is self.answer.total else self.key_of(row)
            for value in row.values.values():
                if part in value.parts:
                    values[key] = value.parts[part]
        return values

    def key_of(self, row: Row) -> Key:
        if row.place is not None:
            return ("unit", row.place.pk, self.only)
        if self.question.by in LEVELS:
            inside = self.question.place.level != Level.PROVINCE
            return _rest(self.top) if inside else ("unplaced", self.question.by, self.only)
        if self.question.by == self.dim:
            return ("unit", self.question.place.pk, row.key)
        return ("row", row.key, self.only)

    def _sum_rows(self) -> None:
        """The answer itself."""
        keys = tuple(self.key_of(row) for row in self.answer.rows)
        if keys and self.question.by == self.dim:
            self.sums.add(Sum(("unit", self.question.place.pk, ALL), keys))
        elif keys:
            self.sums.add(Sum(self.top, keys))


def _calendar(year: int) -> Period:
    return Period("year", date(year, 1, 1), date(year, 12, 31))


def _province(question: Question) -> Place | None:
    if question.place.level == Level.PROVINCE:
        return question.place
    link = (
        PlaceClosure.objects.on(question.units_as_of)
        .filter(descendant=question.place, ancestor__level=Level.PROVINCE)
        .select_related("ancestor")
        .order_by("pk")
        .first()
    )
    return link.ancestor if link else None
