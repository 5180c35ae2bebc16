import pytest
from hypothesis import given
from hypothesis import strategies as st

from binhyen.kernel.indicators import registry
from binhyen.kernel.indicators.expressions import Count, middle
from binhyen.kernel.indicators.loading import DefinitionChanged, load_definitions
from binhyen.kernel.indicators.models import IndicatorVersion
from binhyen.kernel.indicators.tests.conftest import Ledger

WORDS = {"meaning": "Số thư đã nhận", "adds": "cộng được", "basis": "Điều 1"}


def publish(version: int = 1, **changed: str) -> None:
    registry._indicators.pop("letters", None)
    registry.publish_indicator(
        "letters",
        "Thư",
        unit="thư",
        expression=Count("letters"),
        version=version,
        **(WORDS | changed),  # type: ignore[arg-type]
    )


@pytest.mark.django_db
def test_definitions_are_stored_once_and_a_new_version_ends_the_old(ledger: Ledger) -> None:
    IndicatorVersion.objects.all().delete()
    publish()
    assert load_definitions() == 5
    assert load_definitions() == 0

    publish(version=2, meaning="Số thư đã nhận, kể cả thư hoàn")
    assert load_definitions() == 1
    first, second = IndicatorVersion.objects.filter(code="letters").order_by("version")
    assert first.valid_to == second.valid_from
    assert second.definition["expression"] == {"how": "count", "parts": ["letters"]}


@pytest.mark.django_db
def test_a_stored_definition_is_never_rewritten(ledger: Ledger) -> None:
    publish()
    load_definitions()
    publish(meaning="Số khác")

    with pytest.raises(DefinitionChanged, match="letters v1"):
        load_definitions()
    stored = IndicatorVersion.objects.get(code="letters", version=1)
    assert stored.definition["words"]["vi"]["meaning"] == "Số thư đã nhận"


def test_a_code_is_published_once_and_only_of_parts_that_are(ledger: Ledger) -> None:
    with pytest.raises(registry.NotPublished):
        registry.publish_indicator(
            "more", "Thêm", unit="", expression=Count("nothing"), meaning="", adds="", basis=""
        )
    with pytest.raises(registry.NotPublished):
        registry.publish_part("letters", "Thư", facts=lambda first, last: [])


def test_dimensions_shared_by_indicators(ledger: Ledger) -> None:
    assert registry.dimensions_of("letters", "answers") == ("kind",)
    assert registry.dimensions_of("letters", "median") == ()


@given(st.lists(st.integers(0, 999), min_size=1))
def test_the_middle_of_a_histogram_is_the_median_of_its_values(values: list[int]) -> None:
    from statistics import median

    histogram = {value: values.count(value) for value in values}
    assert middle(histogram) == median(values)
