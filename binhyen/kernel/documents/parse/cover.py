"""``python -m binhyen.kernel.documents.parse.cover PICTURE FOLDER PARTS``: the picture without some
of its parts (JSON: [[left, top, width, height], …] in hundredths), and its small one.

What is covered is painted over before the picture is coded: nothing of it is in the new file.
"""

import json
import math
import sys
from pathlib import Path
from typing import Any
from uuid import uuid4

from binhyen.kernel.documents.parse.limits import take_limits
from binhyen.kernel.documents.parse.parts import MOST_PARTS, Part
from binhyen.kernel.documents.parse.unfit import Reason, Unfit, answered


def main(source: Path, folder: Path, parts: list[Part]) -> dict[str, Any]:
    return answered(lambda: _cover(source, folder, parts))


def _cover(source: Path, folder: Path, parts: list[Part]) -> dict[str, Any]:
    from PIL import Image, ImageDraw

    from binhyen.kernel.documents.parse import images

    if not 0 < len(parts) <= MOST_PARTS:
        raise Unfit(Reason.HEAVY)
    with Image.open(source, formats=["JPEG", "WEBP"]) as picture:
        form = picture.format
        pixels = picture.convert("RGBA" if "A" in picture.getbands() else "RGB")
    pen = ImageDraw.Draw(pixels)
    for part in parts:
        pen.rectangle(_corners(part, *pixels.size), fill="black")
    name = f"working-{uuid4().hex[:8]}"
    working = folder / (f"{name}.jpg" if form == "JPEG" else f"{name}.webp")
    pixels.save(working, form, quality=85)
    small = images.save_small(pixels, folder, f"{name}-small.webp")
    return {"working": working.name, "thumbnail": small.name}


def _corners(part: Part, width: int, height: int) -> tuple[int, int, int, int]:
    """Rounded outwards: no row of points at the edge is left to guess from."""
    right, bottom = part.left + part.width, part.top + part.height
    return (
        math.floor(part.left * width / 100),
        math.floor(part.top * height / 100),
        min(width, math.ceil(right * width / 100)),
        min(height, math.ceil(bottom * height / 100)),
    )


if __name__ == "__main__":
    given, into = Path(sys.argv[1]), Path(sys.argv[2])
    take_limits([given], [into])
    asked = [Part(*part) for part in json.loads(sys.argv[3])]
    print(json.dumps(main(given, into, asked)))  # noqa: T201
