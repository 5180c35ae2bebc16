"""Check 34: how long an answer takes does not say what it must not: whether a secret was nearly
right, whether an account exists.

`.venv/bin/python -m bench.checks.check_34_timing [pairs]` (2,000 of each by default). Both of a
pair are asked of the whole product in this process, one after the other, in an order drawn each
time; Welch's t-test then compares them. No network stands between, so that a difference of some
microseconds shows which nobody could see from outside. Whether a report has a code is no secret to
whoever holds it: the answers themselves differ (status or none), so their times are not compared.
"""

import math
import random
import sys
import time
import uuid
from collections.abc import Callable
from statistics import fmean, median, variance
from typing import Any

from bench.database import copied, working_on

PAIRS = 2000
# Below it the two are told apart.
LEAST_P = 0.01
# Others at work on the machine delay single answers a hundredfold: the slowest of both go.
KEPT = 0.95
Ask = Callable[[], object]


def main(pairs: int) -> int:
    faults = 0
    with copied("check_34_timing") as name, working_on(name), _no_limits():
        for title, one, other in (_secrets(), _sign_in(), _reset()):
            faults += not _compare(title, one, other, pairs)
    print("✓ 0" if not faults else f"✗ {faults}")
    return bool(faults)


def _no_limits() -> Any:
    from django.test import override_settings

    return override_settings(ACCOUNT_RATE_LIMITS=False, ALLOWED_HOSTS=["*"])


def _secrets() -> tuple[str, Ask, Ask]:
    """A wrong secret that is right but for its last symbol, and one that is wrong throughout."""
    from django.conf import settings
    from django.test import Client

    from binhyen.lib import codes

    client = Client()
    report = {
        "category": "theft",
        "description": "Mất xe máy trước cửa nhà văn hóa thôn lúc sáng sớm.",
        "place": {"code": "12349", "as_of": "2024-05-01"},
        "anonymous": True,
        "idempotency_key": str(uuid.uuid4()),
    }
    answer = client.post("/api/v1/tips", report, content_type="application/json")
    assert answer.status_code == 201, answer.content
    made = answer.json()
    right = codes.read(made["secret"])
    address = f"/api/v1/tips/{codes.show(codes.read(made['code'], settings.CODE_PREFIX))}/messages"

    def ask(secret: str) -> None:
        answer = client.get(address, headers={"X-Tip-Secret": secret})
        assert answer.status_code == 403, answer.content

    last = next(symbol for symbol in codes.ALPHABET if symbol != right[-1])
    first = next(symbol for symbol in codes.ALPHABET if symbol != right[0])
    near, far = right[:-1] + last, first * len(right)
    return "secret: all but the last symbol right, all wrong", lambda: ask(near), lambda: ask(far)


def _sign_in() -> tuple[str, Ask, Ask]:
    from django.test import Client

    _make_account()

    def ask(email: str) -> None:
        given = {"login": email, "password": "khong-phai-mat-khau-nay"}
        answer = Client().post("/tai-khoan/dang-nhap/", given)
        assert answer.status_code in (200, 400), answer

    return (
        "sign-in with a wrong password: an account, none",
        lambda: ask("co-tai-khoan@vidu.vn"),
        lambda: ask("ai-nao-day-a@vidu.vn"),
    )


def _reset() -> tuple[str, Ask, Ask]:
    from django.test import Client
    from django.urls import reverse

    address = reverse("account_reset_password")

    def ask(email: str) -> None:
        answer = Client().post(address, {"email": email})
        assert answer.status_code == 302, answer

    return (
        "forgotten password: an account, none",
        lambda: ask("co-tai-khoan@vidu.vn"),
        lambda: ask("ai-nao-day-a@vidu.vn"),
    )


def _make_account() -> None:
    from binhyen.kernel.audit.scope import in_scope
    from binhyen.kernel.people.actor import SYSTEM
    from binhyen.kernel.people.models import User

    with in_scope(SYSTEM):
        User.objects.create_user("co-tai-khoan@vidu.vn", "mat-khau-that-su-2026", full_name="Vũ An")


def _compare(title: str, one: Ask, other: Ask, pairs: int) -> bool:
    drawn = random.Random(34)
    took: tuple[list[float], list[float]] = ([], [])
    for number in range(pairs + 20):
        for which in drawn.sample((0, 1), 2):
            started = time.perf_counter()
            (one, other)[which]()
            if number >= 20:  # the first ones fill what is kept in the process
                took[which].append((time.perf_counter() - started) * 1000)
    a, b = (sorted(times)[: int(len(times) * KEPT)] for times in took)
    t, p = welch(a, b)
    print(
        f"{'✓' if p > LEAST_P else '✗'} {title}: medians {median(a):.3f} and {median(b):.3f} ms,"
        f" means {fmean(a):.3f} and {fmean(b):.3f} ms, {pairs:,} pairs, t = {t:.2f}, p = {p:.4f}"
    )
    return p > LEAST_P


def welch(a: list[float], b: list[float]) -> tuple[float, float]:
    """t and the two-sided p; with hundreds of each the t distribution is the normal one."""
    spread = math.sqrt(variance(a) / len(a) + variance(b) / len(b))
    t = (fmean(a) - fmean(b)) / spread
    return t, math.erfc(abs(t) / math.sqrt(2))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else PAIRS))
