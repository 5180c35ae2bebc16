"""Bring an installation back from a backup, on a machine that has nothing yet.

Everything is read and compared before anything is put in its place; the database is loaded in one
transaction. What differs is said in sentences (``Unfit``), and then nothing is left behind.
"""

import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _
from psycopg.sql import SQL, Identifier

from binhyen.kernel.backup.manifest import (
    DATABASE,
    FILES,
    MANIFEST,
    TOMBSTONES,
    BadManifest,
    Manifest,
    read_manifest,
)
from binhyen.kernel.backup.places import Places
from binhyen.kernel.backup.snapshot import counts_in, heads_in
from binhyen.kernel.backup.writing import digest_of
from binhyen.lib import archive
from binhyen.lib.archive import AT_A_TIME, Hashed
from binhyen.lib.postgres import dumping
from binhyen.lib.progress import Progress

_FILE = re.compile(r"files/([0-9a-f]{2}/[0-9a-f]{32}/[\w.-]+)")
_KEY = re.compile(r"keys/([\w.-]+)")


class Unfit(Exception):
    """The backup, or the place it should go to, is not as it must be; ``sentences`` say how."""

    def __init__(self, *sentences: str) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences


@dataclass
class Unpacked:
    """What stands in ``room`` after reading an archive: ``files`` as read (path → size, hash)."""

    room: Path
    files: dict[str, tuple[int, str]] = field(default_factory=dict)
    keys: list[str] = field(default_factory=list)

    @property
    def dump(self) -> Path:
        return self.room / DATABASE


def check_archive(source: Path, *, secret: str = "", progress: Progress) -> Manifest:
    """Read a whole archive and compare it with its manifest; keeps only the dump for a moment.
    Raises ``Unfit``, ``Unopenable``."""
    with TemporaryDirectory(dir=source.parent, prefix=".binhyen-") as room:
        unpacked = _unpack(source, Path(room), secret, progress, keep_files=False)
        manifest = _fitting(unpacked)
        dumping.contents(unpacked.dump)
    return manifest


def restore(
    source: Path, places: Places, *, secret: str = "", role: str, progress: Progress
) -> Manifest:
    """Fill an empty database and an empty folder of files from ``source``.

    Afterwards counts, audit heads, files and rows agree with the manifest, or ``Unfit`` was raised
    and the target is as empty as before. ``role`` is made first: policies name it.
    """
    require_empty(places)
    home = places.keys.parent
    home.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=home, prefix=".restore-") as name:
        unpacked = _unpack(source, Path(name), secret, progress, keep_files=True)
        manifest = _fitting(unpacked)
        _require_known_schema(manifest)
        progress(_("Nạp cơ sở dữ liệu"))
        _make_role(places, role)
        dumping.load(places.database_url, unpacked.dump)
        progress(_("Đối chiếu với bản kê"))
        with _emptied_on_fault(places):
            _compare(places, manifest, unpacked)
        _put_in_place(unpacked, places)
    return manifest


def require_empty(places: Places) -> None:
    with psycopg.connect(places.database_url) as connection:
        tables = len(counts_in(connection))
    if tables:
        raise Unfit(
            _(
                "Cơ sở dữ liệu đích đã có %(count)d bảng. Chỉ khôi phục vào nơi còn trống: dùng "
                "một BINHYEN_HOME mới hoặc một cơ sở dữ liệu mới."
            )
            % {"count": tables}
        )
    if places.files.exists() and any(places.files.iterdir()):
        raise Unfit(_("Thư mục tệp %(path)s không trống.") % {"path": places.files})


def _unpack(
    source: Path, room: Path, secret: str, progress: Progress, *, keep_files: bool
) -> Unpacked:
    unpacked = Unpacked(room)
    progress(_("Đọc bản sao lưu"))
    with archive.reading(source, secret) as members:
        for name, content in members:
            if found := _FILE.fullmatch(name):
                target = room / name if keep_files else None
                unpacked.files[found[1]] = _take(content, target)
                if len(unpacked.files) % 100 == 0:
                    progress(_("Đọc tệp: %(count)d") % {"count": len(unpacked.files)})
            elif found := _KEY.fullmatch(name):
                _take(content, room / name)
                unpacked.keys.append(found[1])
            elif name in (DATABASE, FILES, TOMBSTONES, MANIFEST):
                _take(content, room / name)
            else:
                raise Unfit(_("Bản sao lưu chứa mục lạ: %(name)s") % {"name": name[:80]})
    return unpacked


def _take(content: Hashed, target: Path | None) -> tuple[int, str]:
    if target is None:
        while content.read(AT_A_TIME):
            pass
    else:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with target.open("wb") as writer:
            os.chmod(target, 0o600)
            shutil.copyfileobj(content, writer, AT_A_TIME)
            writer.flush()
            os.fsync(writer.fileno())
    return content.size, content.digest.hexdigest()


def _fitting(unpacked: Unpacked) -> Manifest:
    """The manifest, when everything in the archive is what it says."""
    room = unpacked.room
    if not (room / MANIFEST).exists():
        raise Unfit(_("Bản sao lưu không có bản kê (manifest.json): tệp bị cắt hoặc không phải."))
    try:
        manifest = read_manifest((room / MANIFEST).read_bytes())
    except BadManifest as bad:
        raise Unfit(_("Không đọc được bản kê: %(fault)s") % {"fault": bad}) from None
    wrong = []
    if not unpacked.dump.exists() or digest_of(unpacked.dump) != manifest.database_sha256:
        wrong.append(_("Bản chép cơ sở dữ liệu khác mã băm trong bản kê."))
    if not (room / FILES).exists() or digest_of(room / FILES) != manifest.files_sha256:
        wrong.append(_("Danh sách tệp khác mã băm trong bản kê."))
    else:
        wrong += _wrong_files(room / FILES, unpacked.files)
    if wrong:
        raise Unfit(*wrong[:20])
    return manifest


def _wrong_files(listed: Path, found: dict[str, tuple[int, str]]) -> Iterator[str]:
    known = {}
    with listed.open() as lines:
        for line in lines:
            row = json.loads(line)
            known[row["path"]] = (row["size"], row["sha256"])
    for path in sorted(known.keys() | found.keys()):
        if path not in found:
            yield _("Thiếu tệp %(path)s.") % {"path": path}
        elif path not in known:
            yield _("Thừa tệp %(path)s.") % {"path": path}
        elif known[path] != found[path]:
            yield _("Tệp %(path)s đã bị đổi.") % {"path": path}


def _require_known_schema(manifest: Manifest) -> None:
    """A newer release made it: this one does not know its tables."""
    known = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    newer = [f"{app}.{name}" for app, name in manifest.schema.items() if (app, name) not in known]
    if newer:
        raise Unfit(
            _("Bản sao lưu do một bản phần mềm khác tạo ra (%(names)s). Hãy cài đúng bản đó.")
            % {"names": ", ".join(newer)}
        )


def _make_role(places: Places, role: str) -> None:
    with psycopg.connect(places.database_url, autocommit=True) as connection:
        known = connection.execute("select 1 from pg_roles where rolname = %s", [role]).fetchone()
        if known is None:
            connection.execute(SQL("create role {} nologin").format(Identifier(role)))


@contextmanager
def _emptied_on_fault(places: Places) -> Iterator[None]:
    """What was loaded and then found wrong goes again (a load that fails leaves nothing itself)."""
    try:
        yield
    except BaseException:
        with psycopg.connect(places.database_url, autocommit=True) as connection:
            connection.execute("drop schema public cascade")
            connection.execute("create schema public")
        raise


def _compare(places: Places, manifest: Manifest, unpacked: Unpacked) -> None:
    """Counts, audit heads, and files against rows, in the loaded database."""
    wrong = []
    with psycopg.connect(places.database_url) as connection:
        counts, heads = counts_in(connection), heads_in(connection)
        named = connection.execute(
            "select unnest(array[original, working, thumbnail]) from documents_file"
        ).fetchall()
    wrong += [
        _("Bảng %(table)s: bản kê %(said)s dòng, khôi phục được %(found)s.")
        % {"table": table, "said": manifest.tables.get(table, 0), "found": counts.get(table, 0)}
        for table in sorted(counts.keys() | manifest.tables.keys())
        if counts.get(table) != manifest.tables.get(table)
    ]
    if heads != manifest.known_heads:
        wrong.append(_("Đầu chuỗi nhật ký khác bản kê."))
    paths = {path for (path,) in named if path}
    gone = set(manifest.gone)
    wrong += [
        _("Hồ sơ nêu tệp %(path)s nhưng không có tệp.") % {"path": path}
        for path in sorted(paths - unpacked.files.keys() - gone)[:10]
    ]
    wrong += [
        _("Tệp %(path)s không thuộc hồ sơ nào.") % {"path": path}
        for path in sorted(unpacked.files.keys() - paths)[:10]
    ]
    if wrong:
        raise Unfit(*wrong)


def _put_in_place(unpacked: Unpacked, places: Places) -> None:
    if (unpacked.room / "files").exists():
        if places.files.exists():
            places.files.rmdir()
        (unpacked.room / "files").rename(places.files)
    places.files.mkdir(parents=True, exist_ok=True, mode=0o700)
    places.keys.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in unpacked.keys:
        kept = places.public_key if name == places.public_key.name else places.keys / name
        kept.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        shutil.copyfile(unpacked.room / "keys" / name, kept)
        kept.chmod(0o644 if kept == places.public_key or kept.suffix == ".pub" else 0o600)
    if (unpacked.room / TOMBSTONES).exists():
        merge_tombstones(unpacked.room / TOMBSTONES, places.tombstones)


def merge_tombstones(source: Path, target: Path) -> None:
    """Lines of both, once each."""
    known = target.read_text().splitlines() if target.exists() else []
    lines = dict.fromkeys([*known, *source.read_text().splitlines()])
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = target.with_name(target.name + ".new")
    draft.write_text("".join(f"{line}\n" for line in lines))
    draft.chmod(0o600)
    draft.rename(target)
