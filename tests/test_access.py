"""Every door, tried as everybody, against what tests/access_policy.py promises."""

from uuid import UUID

import pytest
from django.db import transaction
from django.urls import reverse

from tests.access import (
    CHILDREN,
    Ground,
    Visitor,
    around_commune,
    around_province,
    doors,
    ground_of,
    knock,
)
from tests.access_policy import POLICY
from tests.cast import Cast, signed_in


def test_every_door_has_a_policy() -> None:
    """Add the new route to tests/access_policy.py: who may open it?"""
    assert sorted(set(doors()) - set(POLICY)) == []


def test_no_policy_is_left_of_a_door_that_is_gone() -> None:
    assert sorted(set(POLICY) - set(doors())) == []


@pytest.fixture
def commune(cast: Cast) -> tuple[Ground, list[Visitor]]:
    return ground_of(cast.own, cast.an), around_commune(cast)


@pytest.fixture
def province(cast: Cast) -> tuple[Ground, list[Visitor]]:
    return ground_of(cast.province, cast.hai), around_province(cast)


def wrong(door: str, ground: Ground, visitors: list[Visitor]) -> list[str]:
    found = []
    for visitor in visitors:
        with transaction.atomic():
            outcome = knock(door, visitor, ground.values(door))
            transaction.set_rollback(True)  # each visitor finds the same house
        due = POLICY[door](visitor)
        if outcome is not due:
            found.append(f"{visitor.name} ({visitor.relation}): {outcome.value}, not {due.value}")
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("door", [door for door in doors() if door in POLICY])
def test_a_record_of_a_commune(door: str, commune: tuple[Ground, list[Visitor]]) -> None:
    assert wrong(door, *commune) == []


@pytest.mark.django_db
@pytest.mark.parametrize("door", [door for door in doors() if door in POLICY])
def test_a_record_of_the_province(door: str, province: tuple[Ground, list[Visitor]]) -> None:
    assert wrong(door, *province) == []


@pytest.mark.django_db
def test_every_relation_is_tried(cast: Cast) -> None:
    relations = {v.relation for v in [*around_commune(cast), *around_province(cast)]}
    assert relations == {"own", "sibling", "parent", "child", "stranger"}
    assert set(CHILDREN.values()) == {"child", "own", "stranger"}


@pytest.mark.django_db
def test_what_is_hidden_looks_like_what_does_not_exist(
    cast: Cast, commune: tuple[Ground, list[Visitor]]
) -> None:
    ground, _everybody = commune
    em = signed_in(cast.em)
    there = em.get(reverse("intake:record", args=[ground.tip.ref]))
    nowhere = em.get(reverse("intake:record", args=[UUID(int=1)]))
    assert (there.status_code, nowhere.status_code) == (404, 404)
    assert there.content == nowhere.content
