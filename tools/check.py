"""`make check`: everything that must hold before a change may land; runs on after a fault and says
all of them at its end. `python tools/check.py lint types` runs only the named ones.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
PYTHON = str(BIN / "python")


def templates() -> list[str]:
    return sorted(
        str(path.relative_to(ROOT)) for path in ROOT.glob("binhyen/**/templates/**/*.html")
    )


CHECKS: dict[str, tuple[str, list[str]]] = {
    "format": ("Định dạng", [str(BIN / "ruff"), "format", "--check", "."]),
    "lint": ("Quy tắc viết mã", [str(BIN / "ruff"), "check", "."]),
    "types": ("Kiểu chặt chẽ", [str(BIN / "mypy"), "."]),
    "layers": ("Các tầng", [str(BIN / "lint-imports"), "--cache-dir", ".import_linter_cache"]),
    "templates": (
        "Mẫu trang",
        [str(BIN / "djade"), "--target-version", "5.2", "--check", *templates()],
    ),
    "migrations": (
        "Bảng dữ liệu khớp mô hình",
        [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"],
    ),
    "words": ("Bản dịch đầy đủ", [PYTHON, "tools/messages.py", "check"]),
    "tidy": ("Không sót dấu vết", [PYTHON, "tools/tidy.py"]),
    "docs": (
        "Tài liệu",
        [
            PYTHON,
            "-m",
            "sphinx",
            "-q",
            "-W",
            "--keep-going",
            "-b",
            "html",
            "docs",
            "docs/_build/html",
        ],
    ),
}


def run(name: str, number: int, count: int) -> bool:
    title, command = CHECKS[name]
    print(f"→ [{number}/{count}] {title} ({name}) … ", end="", flush=True)
    began = time.monotonic()
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=os.environ | {"BINHYEN_MODE": "development", "BINHYEN_DB_ROLE": ""},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    fine = done.returncode == 0
    print(f"{'✓' if fine else '✗'} {time.monotonic() - began:.1f} s")
    if not fine:
        print(done.stdout)
    return fine


def main() -> int:
    names = sys.argv[1:] or list(CHECKS)
    wrong = [name for n, name in enumerate(names, 1) if not run(name, n, len(names))]
    print(f"✗ {', '.join(wrong)}" if wrong else f"✓ {len(names)} / {len(names)}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
