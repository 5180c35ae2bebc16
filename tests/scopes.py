"""How far tests see: a story's own look into the database sees all rows; a request or an action
that it makes sees what its actor's scope shows, and nothing before it set one, as in production."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.db.backends.signals import connection_created
from django.test import Client


def see(units: str) -> None:
    """Straight to the driver: it is no question of the product's, and is not counted as one."""
    if connection.connection is not None and not connection.needs_rollback:
        connection.connection.execute("select set_config('app.unit_ids', %s, false)", [units])


def _all(connection: Any, **_signal: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select set_config('app.unit_ids', '*', false)")


def begin() -> None:
    from binhyen.kernel.audit import scope

    scope.outside = dict(scope.EVERYTHING)
    connection_created.connect(_all, dispatch_uid="tests.scopes")


def end() -> None:
    from binhyen.kernel.audit import scope

    scope.outside = {}
    connection_created.disconnect(_all, dispatch_uid="tests.scopes")


@contextmanager
def unset() -> Iterator[None]:
    """As a connection is before anybody set a scope on it."""
    see("")
    try:
        yield
    finally:
        see("*")


@pytest.fixture(autouse=True)
def requests_start_without_a_scope(monkeypatch: pytest.MonkeyPatch) -> None:
    request = Client.request

    def bare(self: Client, **given: Any) -> Any:
        with unset():
            return request(self, **given)

    monkeypatch.setattr(Client, "request", bare)


@pytest.fixture(autouse=True)
def scopes_are_not_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Inside a test's own transaction a scope is set and taken back by questions that no real
    request asks; so none of them counts (bench/ counts those of the real product)."""
    from binhyen.kernel.audit import scope

    def straight(settings: Mapping[str, str]) -> None:
        connection.ensure_connection()
        for key, value in settings.items():
            connection.connection.execute("select set_config(%s, %s, true)", [f"app.{key}", value])

    monkeypatch.setattr(scope, "set_settings", straight)
