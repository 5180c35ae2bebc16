"""Fixtures of the whole house."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.utils import translation


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Tests run as the role of the pages, on a database with the reference data loaded."""
    from binhyen.kernel.audit.grants import apply_grants
    from config.reference import load_all

    with django_db_blocker.unblock():
        load_all()
        apply_grants("binhyen_app")
        connection.settings_dict["OPTIONS"]["assume_role"] = "binhyen_app"
        connection.close()
    yield
    with django_db_blocker.unblock():
        connection.settings_dict["OPTIONS"]["assume_role"] = None
        connection.close()


@pytest.fixture(autouse=True)
def vietnamese() -> Iterator[None]:
    """Every test starts in Vietnamese, whatever language the one before it ended in."""
    with translation.override("vi"):
        yield
