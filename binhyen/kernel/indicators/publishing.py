"""What the public may see of an answer: small counts left out, and nothing that gives them away.

A row is judged within all tables that a reader could lay beside it: the whole tree of units of its
province in that period (so what is left out of one district's page is left out of the province's
too), and all values of the dimension asked for.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

from django.utils.translation import gettext as _

from binhyen.kernel.indicators import registry
from binhyen.kernel.indicators.crosswalk import UNPLACED, crosswalk
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

# ("unit", id, value of the dimension or "*") · ("unplaced", level, …) · ("row", key, …)
Key = tuple[str, object, str]
ALL = "*"


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


class _Table:
    """All counts and sums that an answer stands among."""

    def __init__(self, answer: Answer) -> None:
        self.answer, self.question = answer, answer.question
        self.dim = next(iter(_dims(self.question)), "")
        self.only = self.question.where[0][1] if self.question.where else ALL
        self.top: Key = ("unit", self.question.place.pk, self.only)
        self.values: dict[str, dict[Key, int]] = defaultdict(dict)
        self.sums: set[Sum[Key]] = set()
        self._add_tree()
        self._add_rows()

    def left_out(self, part: str, threshold: int) -> frozenset[Key]:
        values = {key: self.values[part].get(key, 0) for one in self.sums for key in one.members}
        values |= self.values[part]
        return hidden(values, list(self.sums), threshold)

    def key_of(self, row: Row) -> Key:
        if row.place is not None:
            return ("unit", row.place.pk, self.only)
        if self.question.by in LEVELS:
            return ("unplaced", self.question.by, self.only)
        if self.question.by == self.dim:
            return ("unit", self.question.place.pk, row.key)
        return ("row", row.key, self.only)

    def _add_rows(self) -> None:
        """The answer itself."""
        for row, key in [(self.answer.total, self.top)] + [
            (row, self.key_of(row)) for row in self.answer.rows
        ]:
            for value in row.values.values():
                for part, n in value.parts.items():
                    self.values[part][key] = n
        if self.answer.rows and self.question.by != self.dim:
            self.sums.add(Sum(self.top, tuple(self.key_of(row) for row in self.answer.rows)))

    def _add_tree(self) -> None:
        """Province, districts where there were any, communes; each by all values of the dim."""
        province = _province(self.question)
        if province is None:
            self._add_place_alone()
            return
        of_district = crosswalk(province, self.question.units_as_of, Level.DISTRICT).whole
        districts = set(of_district.values()) - {UNPLACED}
        whole = replace(self.question, place=province, where=(), by="")
        communes = self._learn(whole, Level.COMMUNE)
        top: Key = ("unit", province.pk, ALL)
        if districts:
            listed = self._learn(whole, Level.DISTRICT)
            below: dict[int, list[int]] = defaultdict(list)
            for commune in communes:
                below[of_district.get(commune, UNPLACED)].append(commune)
            self._sum(top, [*listed], Level.DISTRICT)
            for district in listed:
                self._sum_district(district, below[district])
        self._sum(top, [*communes], Level.COMMUNE)
        self._sum_dims()

    def _add_place_alone(self) -> None:
        if self.dim:
            labels = [row.key for row in self.answer.rows if self.question.by == self.dim]
            if labels:
                place = self.question.place.pk
                parts = tuple(("unit", place, label) for label in labels)
                self.sums.add(Sum(("unit", place, ALL), parts))

    def _learn(self, question: Question, level: str) -> set[int]:
        """Values of all units of a level; returns their ids."""
        found: set[int] = set()
        for (unit, label), parts in cross(question, level, self.dim).items():
            for slot in {label or ALL, ALL}:
                key: Key = ("unit", unit, slot) if unit else ("unplaced", str(level), slot)
                for part, n in parts.items():
                    self.values[part][key] = self.values[part].get(key, 0) + n
            if unit:
                found.add(unit)
        return found

    def _slots(self) -> list[str]:
        labels = {key[2] for keys in self.values.values() for key in keys}
        return sorted(labels | {ALL})

    def _sum(self, top: Key, units: list[int], level: str) -> None:
        for slot in self._slots():
            parts: list[Key] = [("unit", unit, slot) for unit in sorted(units)]
            parts.append(("unplaced", str(level), slot))
            total: Key = (top[0], top[1], slot)
            for values in self.values.values():
                values[total] = sum(values.get(key, 0) for key in parts)
            self.sums.add(Sum(total, tuple(parts)))

    def _sum_district(self, district: int, communes: list[int]) -> None:
        """What is known of the district only is the difference; it must not be told either."""
        for slot in self._slots():
            rest: Key = ("rest", district, slot)
            parts: list[Key] = [("unit", unit, slot) for unit in sorted(communes)]
            for values in self.values.values():
                of_communes = sum(values.get(key, 0) for key in parts)
                values[rest] = values.get(("unit", district, slot), 0) - of_communes
            self.sums.add(Sum(("unit", district, slot), (*parts, rest)))

    def _sum_dims(self) -> None:
        if not self.dim:
            return
        labels = tuple(slot for slot in self._slots() if slot != ALL)
        units = {key[:2] for keys in self.values.values() for key in keys}
        for kind, unit in units:
            self.sums.add(Sum((kind, unit, ALL), tuple((kind, unit, label) for label in labels)))


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
