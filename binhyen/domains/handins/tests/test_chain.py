"""Whatever officers try, in whatever order: the chain stays whole and nothing is lost."""

from collections import Counter
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from binhyen.domains.handins import actions, queries, rules
from binhyen.domains.handins.models import HELD, Deed, HandIn, HandInItem, Stock
from binhyen.domains.handins.tests.conftest import Crew
from binhyen.domains.handins.tests.factories import NOW, SIGNED, category, handed_in
from binhyen.lib.verdict import Refused
from tests.cast import Cast
from tests.examples import examples

pytestmark = pytest.mark.django_db
DEEDS = [Deed.STORE, Deed.TRANSFER, Deed.EXAMINE, Deed.DESTROY, Deed.TO_MILITARY]
TRIES = st.tuples(
    st.sampled_from(DEEDS),
    st.sets(st.integers(1, 3), min_size=1),
    st.sampled_from(["an", "binh", "hai"]),
    st.sampled_from(["own", "province", "department"]),
    st.sampled_from(["primitive", "hunting", "explosive"]),
)


def try_one(handin: HandIn, cast: Cast, crew: Crew, tried: tuple[Any, ...]) -> bool:
    """Whether the act was done; a refusal changes nothing."""
    deed, lines, who, where, code = tried
    more: dict[str, Any] = {
        "actor": getattr(crew, who),
        "handin": handin,
        "lines": lines,
        "signing": SIGNED,
        "now": NOW,
    }
    acts: dict[str, Any] = {
        Deed.STORE: lambda: actions.store_items(**more),
        Deed.TRANSFER: lambda: actions.transfer_items(**more, to=getattr(cast, where)),
        Deed.EXAMINE: lambda: actions.examine_items(**more, category=category(code)),
        Deed.DESTROY: lambda: actions.destroy_items(**more),
        Deed.TO_MILITARY: lambda: actions.hand_to_military(**more, body="Ban chỉ huy quân sự"),
    }
    before = picture()
    try:
        with transaction.atomic():
            acts[deed]()
    except Refused:
        assert picture() == before
        return False
    return True


def picture() -> list[tuple[Any, ...]]:
    items = HandInItem.objects.order_by("pk").values_list("stage", "holder_id", "category_id")
    stock = Stock.objects.order_by("pk").values_list("unit_id", "category_id", "quantity")
    return [*items, *(row for row in stock if row[2])]


def whole(item: HandInItem) -> bool:
    """Its steps lead from nothing to where it is, each the next of the one before."""
    steps = list(item.steps.order_by("id").values_list("from_stage", "to_stage"))
    ends = [went_to for _came_from, went_to in steps]
    starts = [came_from for came_from, _went_to in steps]
    allowed = set(rules.TRANSITIONS.values())
    return (
        starts == ["", *ends[:-1]]
        and ends[-1] == item.stage
        and all(step in {(str(a), str(b)) for a, b in allowed} for step in steps)
    )


@settings(
    max_examples=examples(30),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(tries=st.lists(TRIES, max_size=14))
def test_no_order_of_acts_skips_a_step_or_loses_a_thing(
    cast: Cast, crew: Crew, tries: list[tuple[Any, ...]]
) -> None:
    with transaction.atomic():
        handin = handed_in(cast.own, "military", "primitive", "explosive")
        for tried in tries:
            try_one(handin, cast, crew, tried)
            items = list(handin.items.order_by("line"))
            assert len(items) == 3
            assert all(map(whole, items))
            assert all(row.quantity >= 0 for row in Stock.objects.order_by("pk"))
            assert queries.stock_that_disagrees() == []
            assert sum(Stock.objects.order_by("pk").values_list("quantity", flat=True)) == sum(
                item.quantity for item in items if item.stage in HELD
            )
        transaction.set_rollback(True)


def test_every_stage_but_the_ends_has_a_way_on_and_one_way_in() -> None:
    into = Counter(went_to for _came_from, went_to in rules.TRANSITIONS.values())
    assert set(into.values()) == {1}
    starts = {came_from for came_from, _went_to in rules.TRANSITIONS.values()}
    assert starts == {"", *HELD}
