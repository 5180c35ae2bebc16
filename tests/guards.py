"""Guards that stand around every test, loaded by conftest."""

import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test import Client

from binhyen.lib import knocks

WRITES = ("insert", "update", "delete", "truncate", "merge")
# What a page may write while it only shows something: the session that noted a visit, counters of
# tries, and that recovery codes were seen. (A look at a sensitive row is traced by a function of
# the database, which is no write of ours.)
ALLOWED = ("people_session", "people_remembered", 'update "mfa_authenticator" set "data"')


class WroteWhileReading(AssertionError):
    """A GET changed data: a link opened twice, or by a mail scanner, would act."""


def refuse_writes(execute: Callable[..., Any], sql: Any, params: Any, many: bool, ctx: Any) -> Any:
    words = str(sql).lstrip().lower()
    if words.startswith(WRITES) and not any(table in words for table in ALLOWED):
        raise WroteWhileReading(str(sql)[:200])
    return execute(sql, params, many, ctx)


@pytest.fixture(autouse=True)
def reading_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """``client.get`` and ``client.head`` fail when the page behind them writes."""

    def guarded(method: Callable[..., Any]) -> Callable[..., Any]:
        def run(self: Client, *args: Any, **kwargs: Any) -> Any:
            with ExitStack() as stack:
                if not kwargs.get("follow"):  # a followed chain may come from a POST's answer
                    stack.enter_context(connection.execute_wrapper(refuse_writes))
                return method(self, *args, **kwargs)

        return run

    monkeypatch.setattr(Client, "get", guarded(Client.get))
    monkeypatch.setattr(Client, "head", guarded(Client.head))


@pytest.fixture(autouse=True)
def nobody_knocked_before() -> None:
    """What other tests of this process sent counts against no limit of this one."""
    knocks.forget()


@pytest.fixture(autouse=True)
def unordered_means_any_order(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """PostgreSQL promises no order that was not asked for; here it never even looks like one."""
    fetch = QuerySet._fetch_all

    def fetch_in_any_order(self: Any) -> None:
        fresh = self._result_cache is None
        fetch(self)
        if fresh and len(self._result_cache) > 1 and not self.ordered:
            random.shuffle(self._result_cache)

    monkeypatch.setattr(QuerySet, "_fetch_all", fetch_in_any_order)
    yield
