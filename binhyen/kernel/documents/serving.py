"""Show a working copy so that no browser ever runs it. The domain that owns the file decides who
may see it and records the look; then it calls ``serve_working``."""

import re
from pathlib import Path

from django.http import FileResponse, Http404, HttpResponse
from django.utils.http import content_disposition_header

from binhyen.kernel.documents import vault
from binhyen.kernel.documents.models import File

_SHOWN_IN_PLACE = frozenset({"image/jpeg", "image/webp", "video/mp4", "audio/mp4", "audio/mpeg"})
_RANGE = re.compile(r"bytes=(\d*)-(\d*)", re.IGNORECASE)
_AT_A_TIME = 4_000_000  # bytes
_GUARD = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
    "Accept-Ranges": "bytes",
}


def serve_working(file: File, as_download: bool = False, *, span: str = "") -> HttpResponse:
    """The copy without metadata. ``span``: the request's Range header, for players of films."""
    name = f"tep-{file.ref.hex[:8]}{Path(file.working).suffix}"
    in_place = file.working_kind in _SHOWN_IN_PLACE and not as_download
    return _serve(file, file.working, file.working_kind, name, in_place, span)


def serve_thumbnail(file: File) -> HttpResponse:
    return _serve(file, file.thumbnail, "image/webp", f"tep-{file.ref.hex[:8]}-nho.webp", True, "")


def _serve(
    file: File, relative: str, kind: str, name: str, in_place: bool, span: str
) -> HttpResponse:
    if not relative or not file.is_ready:
        raise Http404
    try:
        path = vault.path_of(relative)
        size = path.stat().st_size
    except FileNotFoundError:
        raise Http404 from None
    response = _part(path, size, span) or FileResponse(path.open("rb"))
    response["Content-Type"] = kind
    response["Content-Disposition"] = content_disposition_header(not in_place, name) or "inline"
    for header, value in _GUARD.items():
        response[header] = value
    return response  # type: ignore[return-value]


def _part(path: Path, size: int, span: str) -> HttpResponse | None:
    """One span of the file (RFC 9110, 14.2), at most 4 MB at a time; None for the whole: no span
    asked for, several at once, or one that makes no sense."""
    found = _RANGE.fullmatch(span.replace(" ", ""))
    if not found or not (found[1] or found[2]):
        return None
    if found[1]:
        first, last = int(found[1]), int(found[2]) if found[2] else size - 1
        if last < first and found[2]:
            return None
    else:  # the last so many bytes
        first, last = max(0, size - int(found[2])), size - 1
    if first >= size:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    last = min(last, size - 1, first + _AT_A_TIME - 1)
    with path.open("rb") as reader:
        reader.seek(first)
        response = HttpResponse(reader.read(last - first + 1), status=206)
    response["Content-Range"] = f"bytes {first}-{last}/{size}"
    return response
