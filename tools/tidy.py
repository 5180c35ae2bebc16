"""Files that a stranger could not set up from, or that were left unfinished, are named here.

A package host's address in a file would tie the product to one host (installers know their own).
The words are written in two halves, so that this file does not name itself.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOSTS = ["pypi" + r"\.org", "python" + "hosted", r"registry\.npm" + "js", r"deb\.deb" + r"ian\.org"]
HOSTS += [r"npm" + r"js\.com", r"crates" + r"\.io", r"ftp\.deb" + "ian", r"unpkg" + r"\.com"]
HOSTS += [r"jsdelivr" + r"\.net", r"cdnjs" + r"\."]
MARKERS = [
    r"\bTO" + r"DO\b",
    r"\bFIX" + r"ME\b",
    r"\bXX" + r"X\b",
    r"<<<" + "<<<<",
    r">>>" + ">>>>",
]
LEFTOVERS = [r"breakpoint\(" + r"\)", r"import p" + r"db\b", r"lorem ip" + "sum"]
OUTSIDE = [r"\.\./sha" + r"red/(?!data/boundaries)", r"/work/sha" + "red"]
PATTERNS = {
    "địa chỉ kho gói / package host": re.compile("|".join(HOSTS), re.IGNORECASE),
    "việc bỏ dở / unfinished": re.compile("|".join(MARKERS)),
    "dấu vết gỡ lỗi / leftover": re.compile("|".join(LEFTOVERS), re.IGNORECASE),
    "phụ thuộc bên ngoài dự án / outside the project": re.compile("|".join(OUTSIDE)),
}
# Reference data quotes its sources; licences are quoted whole.
SPARED = ("data/", "LICENSE", "docs/licences/")
TEXT = {".py", ".html", ".css", ".js", ".md", ".txt", ".toml", ".in", ".po", ".lock", ".cfg", ""}


def tracked() -> list[Path]:
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in listed.stdout.splitlines()]


def faults_of(path: Path) -> list[str]:
    name = str(path.relative_to(ROOT))
    if name.startswith(SPARED) or path.suffix not in TEXT or not path.is_file():
        return []
    return [
        f"{name}:{number}: {what}: {line.strip()[:100]}"
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1)
        for what, pattern in PATTERNS.items()
        if pattern.search(line)
    ]


def main() -> int:
    faults = [fault for path in tracked() for fault in faults_of(path)]
    print("\n".join(faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
