"""Where files lie. A file is whole on the disk (fsync, rename) before a row speaks of it.

MEDIA_ROOT/ab/abcdef…/original.age, working.jpg, thumbnail.webp; MEDIA_ROOT/incoming/ while a file
is looked at. Names are ours; nothing of the sender's name reaches the disk.
"""

import errno
import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from binhyen.lib.verdict import Unavailable, no

_FULL = (errno.ENOSPC, errno.EDQUOT)


def root() -> Path:
    return Path(settings.MEDIA_ROOT)


def folder_of(ref: uuid.UUID) -> Path:
    return Path(ref.hex[:2]) / ref.hex


def path_of(relative: str) -> Path:
    """The file behind a row's path; only below MEDIA_ROOT."""
    found = (root() / relative).resolve()
    if not found.is_relative_to(root().resolve()):
        raise FileNotFoundError(relative)
    return found


def require_room(size: int) -> None:
    """Refuse files while the disk is nearly full, so that reports in words still find room."""
    root().mkdir(parents=True, exist_ok=True, mode=0o700)
    if shutil.disk_usage(root()).free - 3 * size < settings.UPLOAD_KEEP_FREE:
        raise no_room()


def no_room() -> Unavailable:
    return Unavailable(
        no(
            _(
                "Máy chủ tạm hết chỗ để nhận tệp. Bạn vẫn gửi được phần chữ ngay bây giờ và gửi "
                "thêm tệp sau ở trang theo dõi."
            )
        )
    )


@contextmanager
def workspace() -> Iterator[Path]:
    """A folder of one's own beside the files; gone afterwards. A full disk becomes a sentence."""
    incoming = root() / "incoming"
    incoming.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder = Path(tempfile.mkdtemp(dir=incoming))
    try:
        yield folder
    except OSError as error:
        if error.errno in _FULL:
            raise no_room() from None
        raise
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def put_away(folder: Path, ref: uuid.UUID) -> None:
    """Move a finished folder to its place, safely on the disk when this returns."""
    for path in folder.iterdir():
        _flush(path)
    _flush(folder)
    target = root() / folder_of(ref)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.rename(target)
    _flush(target.parent)


def remove(ref: uuid.UUID) -> None:
    shutil.rmtree(root() / folder_of(ref), ignore_errors=True)


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
