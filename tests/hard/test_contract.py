"""The API keeps to its own OpenAPI document, whatever is sent (schemathesis, in process).

HARD_EXAMPLES=2000 pytest tests/hard/test_contract.py     about twenty thousand calls
"""

import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from binhyen.domains.intake.models import Tip
from binhyen.lib import knocks
from config.wsgi import application

pytestmark = pytest.mark.django_db
EXAMPLES = int(os.environ.get("HARD_EXAMPLES", "20"))
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@pytest.fixture(autouse=True)
def doors_wide_open(settings: Any) -> None:
    settings.RATE_TIPS_PER_HOUR = settings.RATE_LOOKUPS_PER_HOUR = 0
    knocks.forget()


@pytest.fixture
def one_connection() -> Iterator[None]:
    """As Django's own test client does: the end of a request does not end the test's connection."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_every_operation_answers_as_it_says(one_connection: None) -> None:
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    called = 0
    for found in schema.get_all_operations():
        operation: Any = found.ok()  # type: ignore[union-attr]

        @settings(
            max_examples=EXAMPLES,
            derandomize=True,
            deadline=None,
            database=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def conforms(case: Any) -> None:
            nonlocal called
            called += 1
            case.call_and_validate(checks=CHECKS, headers={"Accept-Encoding": "identity"})

        conforms()
    assert called >= 12 * EXAMPLES * 0.5


def test_every_operation_declares_its_errors(client: Client) -> None:
    document = client.get("/api/v1/openapi.json").json()
    assert "Problem" in document["components"]["schemas"]
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            answers = set(operation["responses"])
            assert {"400", "422", "503"} <= answers, path
            if method != "get":
                assert {"409", "413", "415"} <= answers, path
            if operation.get("security"):
                assert {"401", "403"} <= answers, path
            names = [one.get("$ref", one.get("name", "")) for one in operation["parameters"]]
            assert "#/components/parameters/AcceptLanguage" in names, path


def test_the_page_for_programmers_lists_every_operation(client: Client) -> None:
    page = client.get("/api/v1/docs")
    document = client.get("/api/v1/openapi.json").json()
    assert page.status_code == 200
    text = page.content.decode()
    for path in document["paths"]:
        assert f"<code>{path}</code>" in text
    assert "https://" not in text.replace("https://www.google.com", "")
    assert not Tip.objects.exists()
