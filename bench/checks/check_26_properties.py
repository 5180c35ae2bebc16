"""Check 26: what must hold for whatever is given holds. Receipts and codes, deadlines over all
calendars, registry and shares: ten thousand examples each, new ones at every run. Reports and
hand-ins under any order of acts: three hundred each, for every act writes to the database."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator

from bench.database import ROOT
from bench.run import Row, is_quick

PURE = (
    "binhyen/lib/tests/test_codes.py",
    "binhyen/lib/tests/test_workdays.py",
    "binhyen/kernel/indicators/tests/test_registry.py",
    "binhyen/kernel/places/tests/test_queries.py",
)
ACTS = (
    "binhyen/domains/intake/tests/test_any_order.py",
    "binhyen/domains/handins/tests/test_chain.py",
)


def measure() -> Iterator[Row]:
    smaller = 20 if is_quick() else 1
    for words, tests, many in (
        ("hàm thuần / pure", PURE, 10_000 // smaller),
        ("chuỗi việc / acts", ACTS, 300 // smaller),
    ):
        began = time.monotonic()
        passed, failed = _run(tests, many)
        yield Row(f"26 · {words}: tính chất / properties", passed, "")
        yield Row(f"26 · {words}: ví dụ mỗi tính chất / examples each", many, "")
        yield Row(f"26 · {words}: phản ví dụ / counterexamples", failed, "", 0)
        yield Row(f"26 · {words}: thời gian / time", time.monotonic() - began, "s")


def _run(tests: tuple[str, ...], many: int) -> tuple[int, int]:
    """Of the tests that hypothesis feeds; what goes wrong is printed."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "bench.checks.many_examples", *tests],
        cwd=ROOT,
        env=os.environ | {"BINHYEN_EXAMPLES": str(many)},
        capture_output=True,
        text=True,
    )
    told = {word: int(n) for n, word in re.findall(r"(\d+) (passed|failed|error)", done.stdout)}
    if done.returncode:
        print(done.stdout[-4000:])
    return told.get("passed", 0), told.get("failed", 0) + told.get("error", 0)
