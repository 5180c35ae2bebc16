"""Behind a TLS server each sender is counted by their own network, and nobody can say they are
another's (check 15)."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.hard.callers import call, communes_of, report
from tests.live import Live, running

pytestmark = pytest.mark.live


@pytest.fixture(scope="module")
def strict(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Live]:
    """Two reports an hour from a network, counted in one process."""
    limits = {"BINHYEN_RATE_TIPS": "2", "BINHYEN_WORKERS": "1"}
    home = tmp_path_factory.mktemp("strict")
    with django_db_blocker.unblock(), running(home, **limits) as product:
        product.start("serve")
        yield product


def send_from(live: Live, told_by_proxy: str) -> int:
    headers = {"Content-Type": "application/json", "X-Forwarded-For": told_by_proxy}
    given = report(communes_of(live, 1)[0])
    return call(live, "POST", "/api/v1/tips", json.dumps(given).encode(), headers).status


def test_one_network_uses_up_its_own_hour_alone(strict: Live) -> None:
    flood = [send_from(strict, "203.0.113.9") for _ in range(4)]
    assert flood == [201, 201, 429, 429]
    assert send_from(strict, "203.0.113.200") == 429  # the same /24
    assert send_from(strict, "198.51.100.4") == 201
    assert send_from(strict, "2001:db8:7::1") == 201


def test_what_a_sender_says_of_itself_is_not_believed(strict: Live) -> None:
    """The proxy adds the true address at the end of what it was sent."""
    told = [send_from(strict, f"10.{n}.0.1, 192.0.2.5") for n in range(4)]
    assert told == [201, 201, 429, 429]
