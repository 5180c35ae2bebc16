"""Fixtures of the whole house."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.utils import translation
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from django.test import Client

    from binhyen.kernel.people.models import User
    from tests.cast import Cast

# How long an example takes says how busy the machine is. The same examples each time: a run that
# passed here passes elsewhere.
settings.register_profile(
    "house", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("house")

pytest_plugins = ["tests.guards", "tests.scopes", "tests.live", "tests.browser", "tests.keeper"]


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,
    django_db_modify_db_settings: None,  # a database of its own for each parallel process
    django_db_keepdb: bool,
    django_db_blocker: Any,
) -> Iterator[None]:
    """Tests run as the role of the pages, on a database with the reference data loaded.

    pytest-django's own fixture makes no database when only journeys are asked for: they use the
    database through a running product, which it cannot know.
    """
    from django.test.utils import setup_databases, teardown_databases

    from binhyen.kernel.audit.grants import apply_grants
    from binhyen.kernel.reveal.grants import apply_reveal_grants
    from config.reference import load_all
    from tests import scopes

    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False, keepdb=django_db_keepdb)
        load_all()
        apply_grants("binhyen_app")
        apply_reveal_grants("binhyen_app")
        connection.settings_dict["OPTIONS"]["assume_role"] = "binhyen_app"
        connection.close()
        scopes.begin()
    yield
    scopes.end()
    with django_db_blocker.unblock():
        connection.settings_dict["OPTIONS"]["assume_role"] = None
        connection.close()
        if not django_db_keepdb:
            teardown_databases(made, verbosity=0)


@pytest.fixture(autouse=True)
def vietnamese() -> Iterator[None]:
    """Every test starts in Vietnamese, whatever language the one before it ended in."""
    with translation.override("vi"):
        yield


KEPT_FOR = (
    "binhyen.lib.keeping.SECONDS",
    "binhyen.kernel.places.locating._LIFE_SECONDS",
    "binhyen.kernel.org.scope._LIFE_SECONDS",
    "binhyen.kernel.workflow.reading._LIFE_SECONDS",
    "binhyen.kernel.indicators.crosswalk._LOOK_AGAIN_SECONDS",
)


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test starts with what the database says, not with what the last one kept; and a slow
    machine asks no more of it than a quick one."""
    from binhyen.kernel.org import scope
    from binhyen.kernel.workflow import calendars, rulebook

    scope.forget()
    rulebook.KEPT.drop()
    calendars.KEPT.drop()
    for name in KEPT_FOR:
        monkeypatch.setattr(name, 3600.0)


@pytest.fixture
def cast(db: None) -> "Cast":
    """The people of our stories, with their duties of today."""
    from django.utils import timezone

    from tests.cast import make_cast

    return make_cast(timezone.localdate())


@pytest.fixture(autouse=True)
def signed_in_fully(monkeypatch: pytest.MonkeyPatch) -> None:
    """``client.force_login(user)`` is a sign-in with the second factor, as the house demands.
    Stories about its absence go through the sign-in page (portal/tests/test_sign_in.py)."""
    from django.test import Client

    from tests.cast import note_second_factor

    sign_in = Client.force_login

    def force_login(client: Client, user: "User", backend: str | None = None) -> None:
        sign_in(client, user, backend)
        note_second_factor(client, user)

    monkeypatch.setattr(Client, "force_login", force_login)


@pytest.fixture
def client_of() -> "Callable[[User | None], Client]":
    """A browser in which that person is signed in with the second factor."""
    from tests.cast import signed_in

    return signed_in
