from dataclasses import dataclass

import pytest

from binhyen.domains.handins.tests.factories import TODAY
from binhyen.kernel.people.actor import Actor, actor_of
from tests.cast import Cast


@dataclass(frozen=True)
class Crew:
    """The cast as actors of that day: An, Bình, Chiến of the ward; Em of a neighbour; Hải, Khánh
    of the province."""

    an: Actor
    binh: Actor
    chien: Actor
    em: Actor
    hai: Actor
    khanh: Actor


@pytest.fixture
def crew(cast: Cast) -> Crew:
    people = (cast.an, cast.binh, cast.chien, cast.em, cast.hai, cast.khanh)
    return Crew(*(actor_of(person, TODAY) for person in people))
