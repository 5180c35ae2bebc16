"""A kept connection is checked without asking the server, and a dead one is found out."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import connection

from binhyen.lib.postgres.base import DatabaseWrapper

pytestmark = pytest.mark.django_db


@pytest.fixture
def another(db: None) -> Iterator[Any]:
    """A connection of its own, beside that of the test."""
    found = DatabaseWrapper({**connection.settings_dict}, alias=connection.alias)
    found.ensure_connection()
    yield found
    found.close()


def test_a_quiet_connection_is_alive_without_a_statement(another: Any) -> None:
    with another.execute_wrapper(_refuse):
        assert another.is_usable()


def test_a_connection_that_the_server_closed_is_not_usable(another: Any) -> None:
    pid = another.connection.info.backend_pid
    with psycopg.connect(**_owner(another), autocommit=True) as owner:
        owner.execute("select pg_terminate_backend(%s, 5000)", [pid])
    assert not another.is_usable()


def test_a_closed_connection_is_not_usable(another: Any) -> None:
    another.connection.close()
    assert not another.is_usable()


def _refuse(*_: object) -> None:
    raise AssertionError("the server was asked")


def _owner(wrapper: Any) -> dict[str, Any]:
    info = wrapper.connection.info
    return {
        "host": info.host,
        "port": info.port,
        "dbname": info.dbname,
        "user": info.user,
        "password": info.password,
    }
