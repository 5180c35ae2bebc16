"""A small domain of its own, so that the engine is tested without knowing any real one."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest

from binhyen.kernel.indicators import crosswalk, registry
from binhyen.kernel.indicators.counting import count_many
from binhyen.kernel.indicators.expressions import Average, Count, Median, Rate
from binhyen.kernel.indicators.registry import Fact
from binhyen.kernel.places.models import Place

OLD, MERGED, NEW = date(2024, 7, 1), date(2024, 12, 1), date(2025, 7, 1)


def unit(code: str, day: date) -> Place:
    found: Place = Place.objects.on(day).get(code=code)
    return found


@dataclass
class Ledger:
    """The facts of the small domain; ``tell`` writes one and counts it, as an action would."""

    facts: dict[str, list[Fact]] = field(default_factory=dict)

    def tell(
        self, place: Place, day: date, n: int = 1, *, kind: str = "tin-bao", days: int | None = None
    ) -> None:
        self._add("letters", place, day, n, kind)
        if days is not None:
            self._add("answers", place, day, n, kind)
            self._add("answer_days", place, day, n, str(days))
            self._add("answer_sum", place, day, n * days, kind)

    def _add(self, part: str, place: Place, day: date, n: int, dim: str) -> None:
        self.facts.setdefault(part, []).append((place.pk, day, dim, "", n))
        count_many([(part, place.pk, day, n, dim, "")])

    def between(self, part: str, first: date, last: date) -> list[Fact]:
        return [one for one in self.facts.get(part, []) if first <= one[1] <= last]


@pytest.fixture
def ledger(monkeypatch: pytest.MonkeyPatch) -> Iterator[Ledger]:
    for shelf in ("_parts", "_indicators", "_dimensions"):
        monkeypatch.setattr(registry, shelf, {})
    book = Ledger()

    def facts(part: str) -> registry.Facts:
        return lambda first, last: book.between(part, first, last)

    registry.publish_dimension(
        "kind", "Loại tin", lambda: {"tin-bao": "Tin báo", "phan-anh": "Phản ánh"}
    )
    for part in ("letters", "answers", "answer_sum"):
        registry.publish_part(part, part, facts=facts(part), dims=("kind",))
    registry.publish_part("answer_days", "days", facts=facts("answer_days"), dims=("days",))
    words: dict[str, Any] = {"meaning": "m", "adds": "a", "basis": "b"}
    registry.publish_indicator("letters", "Thư", unit="thư", expression=Count("letters"), **words)
    registry.publish_indicator("answers", "Đáp", unit="thư", expression=Count("answers"), **words)
    registry.publish_indicator(
        "answer_rate", "Tỷ lệ", unit="%", expression=Rate("answers", of="letters"), **words
    )
    registry.publish_indicator(
        "mean", "Trung bình", unit="ngày", expression=Average("answer_sum", of="answers"), **words
    )
    registry.publish_indicator(
        "median", "Trung vị", unit="ngày", expression=Median("answer_days", "days"), **words
    )
    crosswalk.forget()
    yield book
    crosswalk.forget()
