"""``python -m binhyen.kernel.documents.parse FILE FOLDER``: say what FILE is, put its working copy
and thumbnail into FOLDER. One line of JSON on standard output; status 0 also for a refusal."""

import json
import mmap
import sys
from pathlib import Path
from typing import Any

from binhyen.kernel.documents.parse.limits import take_limits
from binhyen.kernel.documents.parse.unfit import Reason, Unfit, answered


def main(source: Path, folder: Path) -> dict[str, Any]:
    return answered(lambda: _parse(source, folder))


def _parse(source: Path, folder: Path) -> dict[str, Any]:
    # The libraries are loaded under the limits.
    from binhyen.kernel.documents.parse import kinds

    data = source.read_bytes()
    kind = kinds.kind_of(source, data)
    if kind in kinds.PICTURES:
        return {"kind": kind, **_picture(source, kind, folder)}
    if kind == kinds.PDF:
        return {"kind": kind, **_pdf(source, folder)}
    if kind == kinds.MP3:
        return {"kind": kind, **_mp3(data, folder)}
    del data
    return {"kind": kind, **_film(source, kind, folder)}


def _picture(source: Path, kind: str, folder: Path) -> dict[str, Any]:
    from binhyen.kernel.documents.parse import images

    picture = images.open_picture(source, kind)
    _refuse_stamped(images.words_in(picture))
    width, height = picture.size
    working, working_kind, thumbnail = images.draw_anew(picture, folder)
    return {
        "working": working.name,
        "working_kind": working_kind,
        "thumbnail": thumbnail.name,
        "width": width,
        "height": height,
    }


def _pdf(source: Path, folder: Path) -> dict[str, Any]:
    from binhyen.kernel.documents.parse import pdf_text, pdfs

    with pdfs.open_pdf(source) as pdf:
        _refuse_stamped(pdfs.words_about(pdf))
        _refuse_stamped(list(pdf_text.lines_of(pdf)))
        pages = len(pdf.pages)
        pdfs.save_harmless(pdf, folder / "working.pdf")
    return {"working": "working.pdf", "working_kind": "application/pdf", "pages": pages}


def _mp3(data: bytes, folder: Path) -> dict[str, Any]:
    from binhyen.kernel.documents.parse import mp3

    _refuse_stamped(mp3.tag_text(data))
    (folder / "working.mp3").write_bytes(mp3.frames_of(data))
    return {"working": "working.mp3", "working_kind": "audio/mpeg"}


def _film(source: Path, kind: str, folder: Path) -> dict[str, Any]:
    from binhyen.kernel.documents.parse import boxes, films, images

    with source.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        boxes.require_film(data)
        _refuse_stamped(boxes.text_of(data))
        media = boxes.media(data)
    has_pictures = kind.startswith("video/")
    working = folder / ("working.mp4" if has_pictures else "working.m4a")
    is_played = films.copy(source, working, media)
    found: dict[str, Any] = {
        "working": working.name,
        "working_kind": "video/mp4" if has_pictures else "audio/mp4",
        "to_convert": not is_played,
    }
    if picture := films.still(source):
        thumbnail = images.save_small(picture, folder)
        found |= {"width": picture.width, "height": picture.height, "thumbnail": thumbnail.name}
    return found


def _refuse_stamped(lines: list[str]) -> None:
    from binhyen.kernel.documents.parse.stamps import stamp_in_lines

    if stamp_in_lines(lines):
        raise Unfit(Reason.SECRET)


if __name__ == "__main__":
    given, into = Path(sys.argv[1]), Path(sys.argv[2])
    take_limits([given], [into])
    print(json.dumps(main(given, into)))  # noqa: T201
