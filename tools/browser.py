"""Brings the browser that the journeys need (part of `make test`), where that is possible.

Journeys run in Debian's Chromium. As root on Debian it is installed; elsewhere its absence is said
aloud and the journeys are skipped: everything else is tested all the same.
"""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome")


def found() -> str | None:
    named = os.environ.get("BINHYEN_CHROMIUM")
    return named or next(filter(None, map(shutil.which, NAMES)), None)


def install() -> None:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    print("→ Cài chromium cho kiểm thử bằng trình duyệt / Installing chromium for the journeys")
    for command in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"],
    ):
        subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)


def main() -> int:
    if found():
        return 0
    if shutil.which("apt-get") and os.geteuid() == 0:
        try:
            install()
        except subprocess.CalledProcessError as error:
            print(f"! apt-get: {error}")
    if not found():
        print(
            "! KHÔNG CÓ TRÌNH DUYỆT: các kiểm thử bằng trình duyệt thật sẽ bị bỏ qua. Cài chromium"
            " (apt-get install chromium) hoặc đặt BINHYEN_CHROMIUM.\n"
            "! NO BROWSER: the journeys will be skipped. Install chromium"
            " (apt-get install chromium) or set BINHYEN_CHROMIUM."
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
