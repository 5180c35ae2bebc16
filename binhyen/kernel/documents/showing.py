"""Files as people see them in a list: what they are in words, how large, a small picture."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from binhyen.kernel.documents.models import File, FileKind


@dataclass(frozen=True)
class ShownFile:
    """``icon``: file, photo, video or sound; ``href`` and ``thumb``: "" when there is none."""

    ref: UUID
    name: str
    icon: str
    size: int
    is_ready: bool
    state: str
    href: str = ""
    thumb: str = ""


def shown_files(
    files: Iterable[File], thumbnail: str, link: str = "", args: tuple[object, ...] = ()
) -> list[ShownFile]:
    """``thumbnail``, ``link``: names of the views that serve them, ``args`` what stands before
    the file's own reference in their addresses."""
    return [
        ShownFile(
            file.ref,
            _name(file, number),
            _icon(file.kind),
            file.size,
            file.is_ready,
            file.get_state_display(),
            reverse(link, args=[*args, file.ref]) if link and _may_show(file, file.working) else "",
            reverse(thumbnail, args=[*args, file.ref])
            if thumbnail and _may_show(file, file.thumbnail)
            else "",
        )
        for number, file in enumerate(files, 1)
    ]


def _may_show(file: File, copy: str) -> bool:
    return bool(copy) and file.is_ready


def _icon(kind: str) -> str:
    if kind == FileKind.PDF:
        return "file"
    return {"image": "photo", "video": "video", "audio": "sound"}[kind.partition("/")[0]]


def _name(file: File, number: int) -> str:
    """By number and kind, for the name that the sender gave a file is never kept."""
    words = {
        "photo": _("Ảnh %(n)d"),
        "video": _("Video %(n)d"),
        "sound": _("Ghi âm %(n)d"),
        "file": _("Tài liệu %(n)d"),
    }[_icon(file.kind)]
    return f"{words % {'n': number}} ({file.get_kind_display()})"
