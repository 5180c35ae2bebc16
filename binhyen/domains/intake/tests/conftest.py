from datetime import date

import pytest

from binhyen.domains.intake.models import Tip
from binhyen.domains.intake.tests.factories import NOW, commune, received
from binhyen.kernel.org.models import Unit
from binhyen.kernel.org.queries import parent_of, unit_for
from binhyen.kernel.people.actor import Actor, actor_of
from binhyen.kernel.people.models import Duty, Role, User
from binhyen.kernel.places.models import Place


@pytest.fixture
def tan_hung(db: None) -> Place:
    return commune("11977", NOW)


@pytest.fixture
def police(tan_hung: Place) -> Unit:
    unit = unit_for("police_commune", tan_hung, NOW.date())
    assert unit is not None
    return unit


def serving(name: str, unit: Unit, role: str) -> User:
    user = User.objects.create_user(f"{name.split()[-1].lower()}-{role}@vidu.vn", full_name=name)
    Duty.objects.create(user=user, unit=unit, role=role, valid_from=date(2025, 7, 1))
    return user


def acting(name: str, unit: Unit, role: str) -> Actor:
    return actor_of(serving(name, unit, role), NOW.date())


@pytest.fixture
def handler(police: Unit) -> Actor:
    return acting("Nguyễn Văn An", police, Role.HANDLER)


@pytest.fixture
def leader(police: Unit) -> Actor:
    return acting("Trần Thị Bình", police, Role.LEADER)


@pytest.fixture
def duty_officer(police: Unit) -> Actor:
    return acting("Đỗ Quang Chiến", police, Role.DUTY_OFFICER)


@pytest.fixture
def province_leader(police: Unit) -> Actor:
    above = parent_of(police, NOW.date())
    assert above is not None
    return acting("Vũ Đình Giang", above, Role.LEADER)


@pytest.fixture
def neighbour(db: None) -> Actor:
    unit = unit_for("police_commune", commune("11953", NOW), NOW.date())
    assert unit is not None
    return acting("Lê Thị Hạnh", unit, Role.LEADER)


@pytest.fixture
def tip(tan_hung: Place) -> Tip:
    return received(tan_hung, NOW)
