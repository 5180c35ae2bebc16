"""Check 21: who guesses at codes and addresses of reports finds nothing and learns nothing from the
answers.

`.venv/bin/python -m bench.checks.check_21_guessing [guesses]` (a million by default; the database
holds 100,000 reports). Guesses go to the database as one asks it at a time by the product's own
query, a thousand at once; of the pages, a few hundred are asked and compared byte by byte.
"""

import random
import re
import sys
import time
import uuid
from typing import Any

from bench.bench_desk import fill
from bench.database import connect, copied, working_on
from binhyen.lib import codes

GUESSES = 1_000_000
REPORTS = 100_000
AT_ONCE = 1_000
PAGES = 100
CHANGING = re.compile(r'(value|nonce)="[^"]{20,}"|ma-tu-choi|[0-9a-f]{8}(-[0-9a-f]{4}){3}-\w{12}')


def main(guesses: int) -> int:
    with copied("check_21_guessing") as name:
        fill(name, REPORTS)
        _give_real_codes(name)
        with working_on(name):
            faults = _codes(guesses) + _addresses(guesses) + _answers()
    for fault in faults:
        print(f"✗ {fault}")
    print("✓ 0" if not faults else f"✗ {len(faults)}")
    return bool(faults)


def _give_real_codes(name: str) -> None:
    """Those of the bench are none that the product would give."""
    with connect(name) as database:
        database.execute("create temporary table given (n serial, code text)")
        with database.cursor().copy("copy given (code) from stdin") as copy:
            for code in {codes.new_code() for _ in range(REPORTS + 100)}:
                copy.write_row([code])
        database.execute(
            "update intake_tip tip set code = given.code from given, (select id,"
            " row_number() over (order by id) as n from intake_tip) numbered"
            " where numbered.id = tip.id and given.n = numbered.n"
        )


def _codes(guesses: int) -> list[str]:
    """Whole codes (their check symbol right, so the best that a guesser can send)."""
    from binhyen.domains.intake.models import Tip
    from binhyen.kernel.audit.scope import in_scope, open_door
    from binhyen.kernel.people.actor import ANONYMOUS

    found, started = 0, time.perf_counter()
    for _ in range(guesses // AT_ONCE):
        tried = [codes.new_code() for _ in range(AT_ONCE)]
        with in_scope(ANONYMOUS):
            open_door(codes=",".join(tried))
            found += Tip.objects.filter(code__in=tried).count()
    took = time.perf_counter() - started
    print(f"{guesses:,} codes guessed among {REPORTS:,} reports in {took:.0f} s: {found} found")
    odds = guesses * REPORTS / 32**9
    print(f"expected by chance: {odds:.4f} (45 bits, {REPORTS:,} reports)")
    return [f"{found} codes were found"] if found else []


def _addresses(guesses: int) -> list[str]:
    """UUIDs of version 4: 122 random bits."""
    from binhyen.domains.intake.models import Tip
    from binhyen.kernel.audit.scope import in_scope
    from binhyen.kernel.people.actor import SYSTEM

    tried, found = random.Random(21), 0
    for _ in range(guesses // AT_ONCE):
        refs = [uuid.UUID(int=tried.getrandbits(128), version=4) for _ in range(AT_ONCE)]
        with in_scope(SYSTEM):  # the number alone must do, without the walls
            found += Tip.objects.filter(ref__in=refs).count()
    print(f"{guesses:,} addresses guessed: {found} found")
    return [f"{found} addresses were found"] if found else []


def _answers() -> list[str]:
    """What exists for others reads as what does not exist at all."""
    from django.test import Client
    from django.urls import reverse

    from bench.bench_desk import signed_in

    officer, stranger = signed_in("handler"), Client()
    theirs = _refs_of_others(officer)
    faults = []
    for who, client in (("an officer", officer), ("a stranger", stranger)):
        there = {_seen(client, reverse("intake:record", args=[ref])) for ref in theirs}
        nowhere = {_seen(client, reverse("intake:record", args=[uuid.uuid4()])) for _ in theirs}
        print(f"{who}: {len(theirs)} reports of others, as many that are none: ", end="")
        print("one answer for all" if there == nowhere and len(there) == 1 else "they differ")
        if there != nowhere or len(there) != 1:
            faults.append(f"{who} can tell: {there ^ nowhere}")
    return faults


def _refs_of_others(officer: Any) -> list[uuid.UUID]:
    from binhyen.domains.intake.models import Tip
    from binhyen.kernel.audit.scope import in_scope
    from binhyen.kernel.people.actor import SYSTEM
    from binhyen.kernel.people.models import Duty

    own = Duty.objects.get(user_id=officer.session["_auth_user_id"]).unit_id
    with in_scope(SYSTEM):
        others = Tip.objects.exclude(unit_id=own).order_by("pk")
        return list(others.values_list("ref", flat=True)[:PAGES])


def _seen(client: Any, address: str) -> tuple[int, str, int, str]:
    answer = client.get(address)
    headers = sorted((k, CHANGING.sub("", v)) for k, v in answer.headers.items())
    said = CHANGING.sub("", answer.content.decode())
    return answer.status_code, str(headers), len(answer.content), said


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else GUESSES))
