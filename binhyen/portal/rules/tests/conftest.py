from datetime import date

import pytest
from django.test import Client

from binhyen.kernel.org.models import Unit, UnitKind
from binhyen.kernel.people.models import Duty, Role, User
from binhyen.kernel.places.models import Place


@pytest.fixture
def unit() -> Unit:
    place = Place.objects.create(
        code="99902", level="commune", name="Xã Thử", kind="xa", valid_from=date(2025, 7, 1)
    )
    return Unit.objects.create(
        kind=UnitKind.POLICE_PROVINCE,
        name="Công an tỉnh Thử",
        place=place,
        valid_from=date(2025, 7, 1),
    )


def signed_in(name: str, email: str, unit: Unit, *roles: str) -> Client:
    user = User.objects.create_user(email, full_name=name)
    for role in roles:
        Duty.objects.create(user=user, unit=unit, role=role, valid_from=date(2025, 7, 1))
    client = Client()
    client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def minh(unit: Unit) -> Client:
    return signed_in("Trần Quang Minh", "minh@example.vn", unit, Role.ADMINISTRATOR)


@pytest.fixture
def hoa(unit: Unit) -> Client:
    return signed_in("Lê Thị Hoa", "hoa@example.vn", unit, Role.LEADER)


@pytest.fixture
def lan(unit: Unit) -> Client:
    """An account without any duty."""
    return signed_in("Đỗ Thị Lan", "lan@example.vn", unit)
