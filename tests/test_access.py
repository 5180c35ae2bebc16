"""Every door, tried as everybody, against what tests/access_policy.py promises."""

import re
from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.access import (
    CHILDREN,
    Ground,
    Visitor,
    around_commune,
    around_province,
    doors,
    entrances,
    ground_of,
    knock,
    make_tip,
    parameters_of,
)
from tests.access_policy import POLICY, everybody
from tests.cast import Cast, signed_in


def test_every_door_has_a_policy() -> None:
    """Add the new route to tests/access_policy.py: who may open it?"""
    assert sorted(set(doors()) - set(POLICY)) == []


def test_no_policy_is_left_of_a_door_that_is_gone() -> None:
    assert sorted(set(POLICY) - set(doors())) == []


def wrong(ground: Ground, visitors: list[Visitor], tried: list[str]) -> list[str]:
    """What differs from the policy. Where all are welcome, the first three are enough."""
    found = []
    cookies = entrances(visitors)
    for door in tried:
        values, policy = ground.values(door), POLICY[door]
        for visitor in visitors[:3] if policy is everybody else visitors:
            with transaction.atomic():
                outcome = knock(door, cookies[visitor], values)
                transaction.set_rollback(True)  # each visitor finds the same house
            due = policy(visitor)
            if outcome is not due:
                who = f"{visitor.name} ({visitor.relation})"
                found.append(f"{door}: {who}: {outcome.value}, not {due.value}")
    return found


@pytest.mark.django_db
def test_a_record_of_a_commune_as_everybody(cast: Cast) -> None:
    assert wrong(ground_of(cast.own, cast.an), around_commune(cast), sorted(POLICY)) == []


@pytest.mark.django_db
def test_a_record_of_the_province_as_everybody(cast: Cast) -> None:
    about_a_record = [door for door in sorted(POLICY) if parameters_of(door)]
    assert wrong(ground_of(cast.province, cast.hai), around_province(cast), about_a_record) == []


@pytest.mark.django_db
def test_every_relation_is_tried(cast: Cast) -> None:
    relations = {v.relation for v in [*around_commune(cast), *around_province(cast)]}
    assert relations == {"own", "sibling", "parent", "child", "stranger"}
    assert set(CHILDREN.values()) == {"child", "own", "stranger"}


@pytest.mark.django_db
def test_what_is_hidden_looks_like_what_does_not_exist(cast: Cast) -> None:
    em, tip = signed_in(cast.em), make_tip(cast.own)
    there, nowhere = (_seen(em, ref) for ref in (tip.ref, UUID(int=1)))
    assert there == nowhere


def _seen(client: Client, ref: UUID) -> tuple[int, str]:
    answer = client.get(reverse("intake:record", args=[ref]))
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
    return answer.status_code, text.replace(str(ref), "")
