"""`make bench`: runs the measurements of this folder and prints one table and the machine.

Each measurement is a module ``bench/bench_*.py`` with a function ``measure()`` that yields rows
``Row(what, value, unit, limit)``. `make bench ARGS="places report"` runs only those named, and
`make bench ARGS=checks` those of ``bench/checks/``, which kill, fill and flood.
"""

import importlib
import os
import platform
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


class Row(NamedTuple):
    """``limit`` is what the product promises; "" when the row only informs."""

    what: str
    value: float
    unit: str
    limit: float | str = ""


def is_quick() -> bool:
    """`make bench ARGS=--quick`: smaller loads and a tenth of the rows, in about three minutes."""
    return bool(os.environ.get("BENCH_QUICK"))


def machine() -> Iterator[tuple[str, str]]:
    yield "ngày / date", time.strftime("%Y-%m-%d %H:%M %Z")
    yield "hệ điều hành / system", platform.platform()
    yield "bộ xử lý / processor", f"{_processor()} × {os.cpu_count()}"
    yield "bộ nhớ / memory", f"{_memory_gigabytes():.1f} GB"
    yield "Python", platform.python_version()
    yield "tải lúc bắt đầu / load at the start", f"{os.getloadavg()[0]:.1f}"


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _memory_gigabytes() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9


def measurements(names: list[str]) -> list[str]:
    """Modules to run: what is named ("places", "check_01", "checks" for all of these), or every
    measurement of speed."""
    folder = Path(__file__).parent
    speed = sorted(path.stem for path in folder.glob("bench_*.py"))
    checks = sorted(f"checks.{path.stem}" for path in folder.glob("checks/check_*.py"))
    if not names:
        return speed
    return [one for one in speed if one.removeprefix("bench_") in names] + [
        one for one in checks if "checks" in names or one[7:15] in names
    ]


def main() -> int:
    print("| máy / machine | |\n|---|---|")
    for name, value in machine():
        print(f"| {name} | {value} |")
    print("\n| phép đo / measurement | kết quả / result | hạn mức / limit | |\n|---|---:|---:|---|")
    over = 0
    names = [name for name in sys.argv[1:] if name != "--quick"]
    if "--quick" in sys.argv:
        os.environ["BENCH_QUICK"] = "1"
    for module in measurements(names):
        for row in importlib.import_module(f"bench.{module}").measure():
            fine = row.limit == "" or row.value <= float(row.limit)
            over += not fine
            mark = "" if row.limit == "" else "✓" if fine else "✗"
            shown = f"{row.value:,.4g} {row.unit}".strip()
            print(f"| {row.what} | {shown} | {row.limit} | {mark} |", flush=True)
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
