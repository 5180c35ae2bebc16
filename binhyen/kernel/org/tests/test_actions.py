"""Opening, moving and dissolving units; open work goes to the heir."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from binhyen.kernel.audit.models import Event
from binhyen.kernel.org import dissolving
from binhyen.kernel.org.actions import dissolve_unit, open_unit, set_parent
from binhyen.kernel.org.models import Unit, UnitSuccession
from binhyen.kernel.org.queries import heir_of, parent_of, unit_for
from binhyen.kernel.org.scope import forget, units_below
from binhyen.kernel.people.actor import ANONYMOUS, SYSTEM
from binhyen.kernel.places.queries import place_on
from binhyen.lib.verdict import Refused

pytestmark = pytest.mark.django_db

NOW, LATER = date(2026, 11, 1), date(2027, 1, 1)


@pytest.fixture(autouse=True)
def _forgotten() -> Iterator[None]:
    forget()
    yield
    forget()


def police(code: str) -> Unit:
    place = place_on(code, NOW, "commune")
    assert place is not None
    unit = unit_for("police_commune", place, NOW)
    assert unit is not None
    return unit


def test_open_work_goes_to_the_heir_and_the_log_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(dissolving, "_callbacks", {})
    told: list[Any] = []

    @dissolving.on_dissolved
    def move_three(actor: Any, unit: Unit, heir: Unit, on: date) -> int:
        told.append((unit, heir, on))
        return 3

    old, heir = police("11977"), police("11980")
    dissolve_unit(actor=SYSTEM, unit=old, heir=heir, on=LATER, basis="sáp nhập (minh họa)")
    assert told == [(old, heir, LATER)]
    old.refresh_from_db()
    assert old.valid_to == LATER
    assert heir_of(old, LATER) == heir
    assert heir_of(old, NOW) == old
    assert old.pk in units_below(heir.pk, children=False)
    event = Event.objects.filter(verb="org.dissolved").latest("pk")
    assert (event.shard, event.facts["heir"]) == (old.pk, heir.pk)
    assert list(event.facts["moved"].values()) == [3]


def test_units_below_a_dissolved_one_get_the_heir_as_superior() -> None:
    head = Unit.objects.on(NOW).get(kind="police_province")
    other = place_on("37", NOW, "province")
    assert other is not None
    heir = open_unit(
        actor=SYSTEM, kind="police_province", name="Công an tỉnh Ninh Bình", place=other, on=NOW
    )
    dissolve_unit(actor=SYSTEM, unit=head, heir=heir, on=LATER, basis="minh họa")
    assert parent_of(police("11977"), LATER) == heir
    assert parent_of(police("11977"), NOW) == head
    assert police("11977").pk in units_below(heir.pk)


def test_a_unit_is_not_its_own_superior() -> None:
    head, commune = Unit.objects.on(NOW).get(kind="police_province"), police("11977")
    with pytest.raises(Refused, match="chính nó"):
        set_parent(actor=SYSTEM, unit=head, parent=commune, on=LATER)
    assert parent_of(head, LATER) is None


def test_only_an_administrator_dissolves() -> None:
    old, heir = police("11977"), police("11980")
    with pytest.raises(Refused, match="quản trị"):
        dissolve_unit(actor=ANONYMOUS, unit=old, heir=heir, on=LATER, basis="")
    old.refresh_from_db()
    assert old.valid_to is None
    assert not UnitSuccession.objects.filter(old=old).exists()


def test_a_dissolved_unit_is_not_dissolved_again() -> None:
    old, heir = police("11977"), police("11980")
    dissolve_unit(actor=SYSTEM, unit=old, heir=heir, on=LATER, basis="minh họa")
    with pytest.raises(Refused, match="đã giải thể"):
        dissolve_unit(actor=SYSTEM, unit=old, heir=heir, on=LATER, basis="minh họa")
