"""``python -m binhyen.kernel.documents.parse.convert FILM FOLDER``: the film as browsers
play it."""

import json
import sys
from pathlib import Path
from typing import Any
from uuid import uuid4

from binhyen.kernel.documents.parse.limits import take_limits
from binhyen.kernel.documents.parse.unfit import answered

CPU_SECONDS = 1800


def main(source: Path, folder: Path) -> dict[str, Any]:
    return answered(lambda: _convert(source, folder))


def _convert(source: Path, folder: Path) -> dict[str, Any]:
    from binhyen.kernel.documents.parse import films

    working = folder / f"working-{uuid4().hex[:8]}.mp4"
    films.convert(source, working)
    return {"working": working.name}


if __name__ == "__main__":
    given, into = Path(sys.argv[1]), Path(sys.argv[2])
    take_limits([given], [into], seconds=CPU_SECONDS)
    print(json.dumps(main(given, into)))  # noqa: T201
