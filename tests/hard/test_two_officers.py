"""Two officers press the same button at the same moment: one wins, the other reads why not."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from tests.hard.callers import communes_of, report, send
from tests.live import ROOT, Live

pytestmark = pytest.mark.live

ACCEPT = """
import sys, django; django.setup()
from django.utils import timezone
from binhyen.domains.intake import actions
from binhyen.domains.intake.models import Tip
from binhyen.kernel.audit.action import in_scope
from binhyen.kernel.people.actor import SYSTEM
from binhyen.lib.verdict import Refused
with in_scope(SYSTEM):
    tip = Tip.objects.get(code=sys.argv[1])
print("ready", flush=True); sys.stdin.readline()
try:
    actions.accept_tip(actor=SYSTEM, tip=tip, now=timezone.now()); print("accepted")
except Refused as refused:
    print("refused:", refused.verdict.reason)
"""


def test_one_accepts_and_the_other_is_told(live: Live) -> None:
    code = send(live, report(communes_of(live, 70)[69])).json()["code"].replace("-", "")[2:]
    officers = [
        subprocess.Popen(
            [sys.executable, "-c", ACCEPT, code],
            env=live.environment | {"DJANGO_SETTINGS_MODULE": "config.settings"},
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    for officer in officers:
        assert officer.stdout is not None
        assert officer.stdout.readline() == "ready\n"
    with ThreadPoolExecutor(2) as pool:
        said = sorted(
            out.strip() for out, _ in pool.map(lambda one: one.communicate("\n"), officers)
        )

    assert said[0] == "accepted"
    assert said[1].startswith("refused: Tin đang ở trạng thái “Đang giải quyết”")
    with psycopg.connect(live.database_url) as connection:
        row = connection.execute(
            "select count(*) from audit_event e join intake_tip t on t.id = e.subject_id"
            " where e.subject_kind = 'intake.tip' and t.code = %s and e.verb = 'intake.accepted'",
            [code],
        ).fetchone()
    assert row == (1,)
