"""What a production start refuses, one sentence each; a careful configuration passes whole."""

import os
from pathlib import Path
from typing import Any

import pytest
from django.core import checks
from django.test import override_settings

from binhyen.portal.checks import refuse_insecure_settings

CAREFUL: dict[str, Any] = {
    "DEBUG": False,
    "SITE_URL": "https://baotin.hungyen.gov.vn",
    "ALLOWED_HOSTS": ["baotin.hungyen.gov.vn"],
    "SECRET_KEY": "b" * 30 + "ình-Yên-0123456789-abcdefghij",
    "DB_ROLE": "binhyen_app",
    "SECURE_HSTS_SECONDS": 31_536_000,
    "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
    "SECURE_HSTS_PRELOAD": True,
    "SECURE_SSL_REDIRECT": True,
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_SECURE": True,
}


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("BINHYEN_HOSTS", "baotin.hungyen.gov.vn")
    monkeypatch.setenv("BINHYEN_SECRET_KEY", CAREFUL["SECRET_KEY"])
    monkeypatch.setenv("DATABASE_URL", "postgresql://db.noi-bo/binhyen")
    (tmp_path / "identity.pub").write_text("age1…")
    CAREFUL["IDENTITY_PUBLIC_KEY_FILE"] = tmp_path / "identity.pub"
    CAREFUL["IDENTITY_PRIVATE_KEY_FILE"] = tmp_path / "identity.key"


def found(**changed: Any) -> list[str]:
    with override_settings(**(CAREFUL | changed)):
        return [str(message.id) for message in refuse_insecure_settings(None)]


def test_a_careful_configuration_passes() -> None:
    assert found() == []


def test_djangos_own_list_is_clean_too() -> None:
    with override_settings(**CAREFUL):
        messages = checks.run_checks(include_deployment_checks=True)
    # templates.E002 tells of pytest-django's own trap for undefined variables.
    assert {str(message.id) for message in messages if message.level >= checks.WARNING} <= {
        "templates.E002"
    }


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"DEBUG": True}, "binhyen.E001"),
        ({"SITE_URL": "http://baotin.hungyen.gov.vn"}, "binhyen.E002"),
        ({"ALLOWED_HOSTS": ["*"]}, "binhyen.E004"),
        ({"SECRET_KEY": "ngắn"}, "binhyen.E006"),
        ({"IDENTITY_PUBLIC_KEY_FILE": Path("/khong-co")}, "binhyen.E007"),
        ({"DB_ROLE": ""}, "binhyen.E009"),
    ],
)
def test_each_risk_has_its_sentence(changed: dict[str, Any], fault: str) -> None:
    assert found(**changed) == [fault]


@pytest.mark.parametrize(
    ("variable", "fault"),
    [
        ("BINHYEN_HOSTS", "binhyen.E003"),
        ("BINHYEN_SECRET_KEY", "binhyen.E005"),
        ("DATABASE_URL", "binhyen.W001"),
    ],
)
def test_what_nobody_set_is_said(
    monkeypatch: pytest.MonkeyPatch, variable: str, fault: str
) -> None:
    monkeypatch.delenv(variable)
    assert found() == [fault]


def test_a_private_key_that_the_web_can_read_is_refused(tmp_path: Path) -> None:
    key = tmp_path / "identity.key"
    key.write_text("AGE-SECRET-KEY-…")
    assert os.access(key, os.R_OK)
    assert found() == ["binhyen.E008"]


def test_plain_http_is_fine_on_this_machine_alone() -> None:
    assert found(SITE_URL="http://127.0.0.1:8000") == []
