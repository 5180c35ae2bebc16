"""`binhyen backup`, `restore`, `verify`: 0 fine, 1 something differs, 3 not configured."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from binhyen.cli import boot
from binhyen.cli.terminal import Exit, err, out, say, steps, stop, warn


def _vn(count: int) -> str:
    """210.053"""
    return f"{count:,}".replace(",", ".")


def _when(made_at: str) -> str:
    """By the clocks of Viet Nam."""
    from django.utils import timezone

    return f"{timezone.localtime(datetime.fromisoformat(made_at)):%H:%M ngày %d/%m/%Y}"


def make_backup(folder: Path | None, recipient: str | None, *, with_keys: bool) -> int:
    from django.conf import settings

    from binhyen.kernel.backup.actions import note_backup
    from binhyen.kernel.backup.places import our_places
    from binhyen.kernel.backup.writing import back_up, drop_old
    from binhyen.kernel.people.actor import SYSTEM

    folder = folder or (Path(settings.BACKUP_DIR) if settings.BACKUP_DIR else None)
    if folder is None:
        stop(
            "Chưa rõ sao lưu vào đâu: thêm thư mục sau lệnh hoặc đặt BINHYEN_BACKUP_DIR.",
            "Where to? Name a folder or set BINHYEN_BACKUP_DIR.",
            Exit.USAGE,
        )
    recipient, places = recipient or settings.BACKUP_RECIPIENT, our_places()
    if with_keys and not recipient:
        stop(
            "Khóa riêng chỉ nằm trong bản sao lưu có niêm phong: thêm --recipient age1….",
            "Private keys go only into a sealed archive: add --recipient age1….",
            Exit.USAGE,
        )
    keys = [p for p in sorted(places.keys.glob("*")) if p.is_file() and p != places.public_key]
    now = datetime.now(UTC)
    with steps(1) as progress, progress.step("Sao lưu", "Backup"), _faults_in_words():
        made, manifest = back_up(
            folder,
            places,
            now=now,
            recipient=recipient,
            keys=keys if with_keys else (),
            progress=progress,
        )
        note_backup(actor=SYSTEM, name=made.name, manifest=manifest, now=now)
        old = drop_old(folder, days=settings.BACKUP_DAYS, now=now)
    rows = sum(manifest.tables.values())
    say(
        f"{made} ({_vn(made.stat().st_size)} byte): {_vn(rows)} dòng trong "
        f"{len(manifest.tables)} bảng, "
        f"{manifest.files} tệp, {len(manifest.heads)} chuỗi nhật ký, gốc {manifest.root}.",
        f"{made} ({made.stat().st_size:,} bytes): {rows} rows in {len(manifest.tables)} tables, "
        f"{manifest.files} files, {len(manifest.heads)} audit chains, root {manifest.root}.",
    )
    if old:
        say(f"Đã bỏ {len(old)} bản cũ.", f"{len(old)} old archives removed.")
    if not recipient:
        warn(
            "Bản này KHÔNG niêm phong: ai có tệp đều đọc được. Đặt BINHYEN_BACKUP_RECIPIENT.",
            "This archive is NOT sealed: whoever has it can read it. Set BINHYEN_BACKUP_RECIPIENT.",
        )
    for path in manifest.gone:
        warn(f"Không còn tệp {path}.", f"The file {path} is not there.")
    return Exit.FINDING if manifest.gone else Exit.OK


def restore_backup(source: Path, identity: Path | None, tombstones: Path | None) -> int:
    from binhyen.cli.setting_up import make_tables
    from binhyen.kernel.backup.actions import note_restore
    from binhyen.kernel.backup.places import our_places
    from binhyen.kernel.backup.restoring import merge_tombstones, restore
    from binhyen.kernel.people.actor import SYSTEM
    from binhyen.kernel.retention.clockwork import erase_again
    from binhyen.kernel.retention.tombstones import lines_of

    places = our_places()
    with steps(4) as progress, _faults_in_words():
        with progress.step("Khôi phục và đối chiếu", "Restore and compare"):
            secret = _secret(identity)
            manifest = restore(source, places, secret=secret, role=boot.APP_ROLE, progress=progress)
        with progress.step("Nâng cấp bảng dữ liệu, quyền", "Tables and rights"):
            make_tables()
            note_restore(actor=SYSTEM, manifest=manifest, now=datetime.now(UTC))
        with progress.step("Xóa lại những gì đã xóa sau bản này", "Erase again what was erased"):
            newer = tombstones or source.with_name("tombstones.jsonl")
            if newer.exists():
                merge_tombstones(newer, places.tombstones)
            again = erase_again(lines_of(places.tombstones), datetime.now(UTC))
        with progress.step("Kiểm lại toàn bộ", "Check everything"):
            found = _faults(progress)
    say(
        f"Đã khôi phục bản lập lúc {_when(manifest.made_at)}: "
        f"{_vn(sum(manifest.tables.values()))} dòng, {manifest.files} tệp, "
        f"gốc nhật ký {manifest.root}.",
        f"Restored the backup of {manifest.made_at}: {sum(manifest.tables.values())} rows, "
        f"{manifest.files} files, audit root {manifest.root}.",
    )
    say(f"Đã xóa lại {again} hồ sơ.", f"{again} records erased again.")
    say(
        f"Khóa có sẵn trong bản sao lưu: {', '.join(manifest.keys) or 'không'}. Đưa các khóa còn "
        f"lại (khóa riêng, field-key, django-secret) vào {places.keys} từ nơi cất riêng.",
        f"Keys in the backup: {', '.join(manifest.keys) or 'none'}. Put the others (private key, "
        f"field-key, django-secret) into {places.keys} from where they are kept.",
    )
    return found


def verify_backup(source: Path, identity: Path | None) -> int:
    from binhyen.kernel.backup.restoring import check_archive

    words = ("Kiểm bản sao lưu", "Check the backup")
    with steps(1) as progress, progress.step(*words), _faults_in_words():
        manifest = check_archive(source, secret=_secret(identity), progress=progress)
    say(
        f"Bản lập lúc {_when(manifest.made_at)} nguyên vẹn: "
        f"{_vn(sum(manifest.tables.values()))} dòng, {manifest.files} tệp, "
        f"gốc nhật ký {manifest.root}.",
        f"The backup of {manifest.made_at} is whole: {sum(manifest.tables.values())} rows, "
        f"{manifest.files} files, audit root {manifest.root}.",
    )
    return Exit.OK


def verify_here() -> int:
    with steps(1) as progress, progress.step("Kiểm nơi đang chạy", "Check what runs here"):
        return _faults(progress)


def _faults(progress: object) -> int:
    from binhyen.kernel.backup.checking import faults_here

    faults = list(faults_here(progress))  # type: ignore[arg-type]
    for fault in faults[:50]:
        out.print(f"✗ {fault}", style="red", markup=False)
    say(f"{len(faults)} chỗ sai.", f"{len(faults)} faults.")
    return Exit.FINDING if faults else Exit.OK


def _secret(identity: Path | None) -> str:
    """The key in an age identity file: comments are skipped, as the age command does."""
    if identity is None:
        return ""
    lines = [line.strip() for line in identity.read_text().splitlines()]
    return next((line for line in lines if line and not line.startswith("#")), "")


@contextmanager
def _faults_in_words() -> Iterator[None]:
    from binhyen.kernel.backup.restoring import Unfit
    from binhyen.lib.postgres import dumping
    from binhyen.lib.sealing import Unopenable

    try:
        yield
    except Unfit as unfit:
        for sentence in unfit.sentences:
            err.print(f"✗ {sentence}", style="red", markup=False)
        raise SystemExit(int(Exit.FINDING)) from None
    except Unopenable:
        stop(
            "Không mở được bản sao lưu: thiếu hoặc sai khóa (--identity), hoặc tệp bị cắt, bị sửa.",
            "The archive does not open: no or wrong key (--identity), or it was cut or changed.",
            Exit.FINDING,
        )
    except dumping.NoProgram as missing:
        stop(
            f"Không có {missing} từ bản 18: cài postgresql-client-18 hoặc đặt BINHYEN_PG_BIN.",
            f"No {missing} of version 18: install postgresql-client-18 or set BINHYEN_PG_BIN.",
        )
    except dumping.Failed as failed:
        stop(f"PostgreSQL báo: {failed}", f"PostgreSQL says: {failed}")
    except OSError as error:
        stop(f"Đĩa hoặc tệp: {error}", f"Disk or file: {error}")
