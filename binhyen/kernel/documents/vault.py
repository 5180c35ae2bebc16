"""Where files lie. A file is whole on the disk (fsync, rename) before a row speaks of it.

MEDIA_ROOT/ab/abcdef…/original.age, working.jpg, thumbnail.webp (other names once drawn anew);
MEDIA_ROOT/incoming/ while a file is looked at. Names are ours; nothing of the sender's name
reaches the disk.
"""

import errno
import os
import shutil
import stat
import tempfile
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from binhyen.lib.verdict import Unavailable, no

UNSCANNED = "unscanned.age"  # the original, sealed to the worker, until it was scanned
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


def make_folder(path: Path) -> None:
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    _share(path)


def _share(path: Path) -> None:
    """Where the operator gave the files' folder to a group (mode 2770), the web tier and the
    worker, two users of one group, read and replace each other's files; elsewhere nobody else."""
    if root().stat().st_mode & stat.S_ISGID and path.stat().st_uid == os.getuid():
        path.chmod(0o2770 if path.is_dir() else 0o640)


@contextmanager
def workspace() -> Iterator[Path]:
    """A folder of one's own beside the files; gone afterwards. A full disk becomes a sentence."""
    incoming = root() / "incoming"
    make_folder(incoming)
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
        _share(path)
    _flush(folder)
    target = root() / folder_of(ref)
    make_folder(target.parent)
    _share(folder)
    folder.rename(target)
    _flush(target.parent)


def put_beside(paths: Iterable[Path], ref: uuid.UUID) -> None:
    """Move finished files into a file's folder, safely on the disk when this returns. Their names
    are new: nothing is written over."""
    target = root() / folder_of(ref)
    for path in paths:
        _flush(path)
        _share(path)
        path.rename(target / path.name)
    _flush(target)


def remove_from(ref: uuid.UUID, names: Iterable[str]) -> None:
    for name in filter(None, names):
        (root() / folder_of(ref) / name).unlink(missing_ok=True)


def remove(ref: uuid.UUID) -> None:
    shutil.rmtree(root() / folder_of(ref), ignore_errors=True)


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
