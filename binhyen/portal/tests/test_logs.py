"""What the log says of a visit, and above all what it does not."""

import json
import logging.config
from collections.abc import Iterator
from io import StringIO

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from binhyen.portal.logs import logging_config

pytestmark = pytest.mark.django_db
NAME = "Nguyễn Văn An"


def broken(request: HttpRequest, code: str) -> HttpResponse:
    raise ValueError(f"Key (full_name)=({NAME}) already exists")


urlpatterns = [
    path("viec/<code>/", broken, name="act"),
    path("theo-doi/<code>/", broken, name="follow"),
]


@pytest.fixture
def log() -> Iterator[StringIO]:
    """Everything that production would write."""
    written = StringIO()
    config = logging_config("INFO")
    config["handlers"]["stderr"]["stream"] = written
    logging.config.dictConfig(config)
    yield written
    logging.config.dictConfig(logging_config("WARNING"))


def lines(log: StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


def test_a_page_is_named_not_addressed(client: Client, log: StringIO) -> None:
    client.get("/gioi-thieu/?q=ma-tuy", HTTP_USER_AGENT="Canary/1.0", REMOTE_ADDR="203.0.113.9")

    (line,) = lines(log)
    assert (line["page"], line["method"], line["status"]) == ("portal:about", "GET", 200)
    assert set(line) == {"event", "page", "method", "status", "ms", "level", "logger", "timestamp"}
    for secret in ("ma-tuy", "gioi-thieu", "Canary", "203.0.113.9"):
        assert secret not in log.getvalue()


@override_settings(ROOT_URLCONF=__name__)
def test_a_fault_is_told_without_its_message_or_address(log: StringIO) -> None:
    Client(raise_request_exception=False).get("/viec/HY7F3K9QTD/")

    text = log.getvalue()
    assert '"error": "ValueError"' in text
    assert "test_logs.py" in text
    for secret in (NAME, "HY7F3K9QTD", "/viec/"):
        assert secret not in text


@override_settings(ROOT_URLCONF=__name__)
def test_following_a_report_leaves_no_code_even_when_it_breaks(log: StringIO) -> None:
    Client(raise_request_exception=False).get("/theo-doi/HY7F3K9QTD/")
    assert "HY7F3K9QTD" not in log.getvalue()
    assert [line["event"] for line in lines(log)] == ["request failed"]


def test_reporting_leaves_no_line_at_all(client: Client, log: StringIO) -> None:
    client.get("/theo-doi/")
    client.get("/bao-tin/")
    client.get("/healthz")
    assert log.getvalue() == ""


def test_a_missing_page_is_not_logged_with_its_address(client: Client, log: StringIO) -> None:
    client.get("/khong-co/HY7F3K9QTD/")
    assert "HY7F3K9QTD" not in log.getvalue()
