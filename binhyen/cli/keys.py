"""`binhyen keys …`: make, back up, rotate, look at and bring back the keys that seal identities."""

import os
import stat
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from binhyen.cli import boot
from binhyen.cli.terminal import Exit, both, out, say, stop, warn, words

F = TypeVar("F", bound=Callable[..., Any])
SHORTEST_PASSPHRASE = 16  # characters
_MARK = "identity.backed-up"
HELP = both(
    "Khóa niêm phong danh tính: lập, sao lưu, đổi, xem, phục hồi. Chạy dưới người dùng giữ khóa "
    "(người chạy `binhyen reveal`). Mất khóa riêng mà không có bản sao lưu: những danh tính đã "
    "niêm phong bằng khóa đó không ai mở được nữa; các tin vẫn nguyên và vẫn xử lý được.",
    "The keys that seal identities: create, back up, rotate, look at, restore. Run it as the user "
    "who keeps them (who runs `binhyen reveal`). When a private key is lost without a backup, "
    "nobody can ever open what it sealed; the reports themselves stay whole and can be worked on.",
)


@click.group(name="keys", help=HELP, short_help=words("Khóa niêm phong danh tính", "Sealing keys"))
def keys() -> None:
    os.environ["BINHYEN_PROCESS"] = "keys"


def _command(vi: str, en: str, name: str) -> Callable[[Callable[..., int]], click.Command]:
    def wrap(function: Callable[..., int]) -> click.Command:
        def run(*args: Any, **kwargs: Any) -> None:
            raise SystemExit(int(function(*args, **kwargs)))

        run.__click_params__ = getattr(function, "__click_params__", [])  # type: ignore[attr-defined]
        return keys.command(name=name, help=both(vi, en), short_help=words(vi, en))(run)

    return wrap


def passphrase(*, again: bool) -> Callable[[F], F]:
    asked: Callable[[F], F] = click.option(
        "--passphrase",
        prompt=words("Cụm mật khẩu của bản sao lưu", "Passphrase of the backup"),
        hide_input=True,
        confirmation_prompt=words("Nhập lại", "Again") if again else False,
        envvar="BINHYEN_KEYS_PASSPHRASE",
        help=both(
            "Được hỏi khi không cho trước (hoặc BINHYEN_KEYS_PASSPHRASE).",
            "Asked for when not given (or BINHYEN_KEYS_PASSPHRASE).",
        ).replace("\n\n", " / "),
    )
    return asked


@_command(
    "Lập cặp khóa khi chưa có. Không bao giờ thay khóa đang có.",
    "Make the pair when there is none. Never replaces a key.",
    "create",
)
def create() -> int:
    _settings_only()
    from django.conf import settings

    from binhyen.kernel.documents.keys import ensure_keys, public_kid

    new = not settings.IDENTITY_PUBLIC_KEY_FILE.exists()
    ensure_keys()
    if not new:
        say(f"Đã có khóa {public_kid()}, giữ nguyên.", f"Key {public_kid()} is there; kept.")
        return Exit.OK
    say(
        f"Đã lập khóa {public_kid()}. Khóa riêng: {settings.IDENTITY_PRIVATE_KEY_FILE}; khóa công "
        f"khai: {settings.IDENTITY_PUBLIC_KEY_FILE}. Hãy sao lưu ngay: `binhyen keys backup TỆP`.",
        f"Made key {public_kid()}. Private: {settings.IDENTITY_PRIVATE_KEY_FILE}; public: "
        f"{settings.IDENTITY_PUBLIC_KEY_FILE}. Back it up now: `binhyen keys backup FILE`.",
    )
    return Exit.OK


@_command(
    "Sao lưu mọi khóa riêng vào một tệp, khóa bằng cụm mật khẩu (định dạng age; `age -d TỆP` cũng "
    "mở được). Tệp được mở thử lại ngay.",
    "Back up all private keys into one file, locked with a passphrase (age format; `age -d FILE` "
    "opens it too). The file is opened again at once to make sure.",
    "backup",
)
@click.argument("file", type=click.Path(path_type=Path))
@passphrase(again=True)
def backup(file: Path, passphrase: str) -> int:
    _settings_only()
    from django.conf import settings

    from binhyen.kernel.documents.keys import keyring, write_private
    from binhyen.lib.sealing import seal_with_passphrase, unseal_with_passphrase

    if len(passphrase) < SHORTEST_PASSPHRASE:
        stop(
            f"Cụm mật khẩu cần từ {SHORTEST_PASSPHRASE} ký tự: bốn, năm từ không liên quan nhau.",
            f"The passphrase needs {SHORTEST_PASSPHRASE} characters: four or five unrelated words.",
            Exit.USAGE,
        )
    if file.exists():
        stop(f"Đã có tệp {file}: chọn tên khác.", f"{file} exists: choose another.", Exit.USAGE)
    kids = list(_readable(keyring))
    plain = settings.IDENTITY_PRIVATE_KEY_FILE.read_bytes()
    sealed = seal_with_passphrase(plain, passphrase)
    write_private(file, sealed)
    if unseal_with_passphrase(file.read_bytes(), passphrase) != plain:  # pragma: no cover
        stop(f"Tệp {file} đọc lại không khớp.", f"{file} does not read back.", Exit.FINDING)
    mark = settings.IDENTITY_PRIVATE_KEY_FILE.with_name(_MARK)
    mark.write_text(f"{datetime.now(UTC).isoformat(timespec='seconds')} {' '.join(kids)}\n")
    say(
        f"Đã sao lưu {len(kids)} khóa vào {file} và mở thử được. Cất tệp và cụm mật khẩu ở hai nơi "
        "khác nhau, ngoài máy này.",
        f"{len(kids)} keys are backed up in {file}, which opens. Keep the file and the passphrase "
        "in two places, away from this machine.",
    )
    return Exit.OK


@_command(
    "Đưa khóa riêng từ bản sao lưu trở lại. Khóa đang có được giữ nguyên.",
    "Bring private keys back from a backup. Keys that are here stay.",
    "restore",
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@passphrase(again=False)
def restore(file: Path, passphrase: str) -> int:
    _settings_only()
    from binhyen.kernel.documents.keys import take_in
    from binhyen.lib.sealing import Unopenable, unseal_with_passphrase

    try:
        text = unseal_with_passphrase(file.read_bytes(), passphrase).decode()
    except Unopenable:
        stop(
            "Không mở được: sai cụm mật khẩu, hoặc tệp đã bị sửa hay cắt.",
            "It does not open: wrong passphrase, or the file was changed or cut.",
            Exit.FINDING,
        )
    added = take_in(text)
    if added:
        say(f"Đã đưa về khóa: {', '.join(added)}.", f"Brought back: {', '.join(added)}.")
    else:
        say("Mọi khóa trong tệp đều đã có ở đây.", "All keys of the file are here already.")
    return Exit.OK


@_command(
    "Đổi khóa: tin mới niêm phong bằng khóa mới; khóa cũ được giữ để mở danh tính cũ. --reseal: "
    "niêm phong lại danh tính cũ bằng khóa mới (bản gốc của tệp đính kèm vẫn theo khóa cũ).",
    "Rotate: new reports are sealed with a new key; old keys stay to open old identities. "
    "--reseal: seal old identities with the new key (originals of files keep the old one).",
    "rotate",
)
@click.option(
    "--reseal",
    is_flag=True,
    help=words("Niêm phong lại danh tính cũ bằng khóa mới", "Seal old identities with the new key"),
)
def rotate(reseal: bool) -> int:
    if reseal:
        os.environ.setdefault("BINHYEN_DB_ROLE", "binhyen_reveal")
        boot.ready()
    else:
        _settings_only()
    from binhyen.kernel.documents.keys import add_key, keyring

    _readable(keyring)
    kid = add_key(datetime.now(UTC))
    say(
        f"Khóa mới {kid} dùng từ bây giờ; không cần khởi động lại gì. Hãy sao lưu lại: "
        "`binhyen keys backup TỆP`.",
        f"New key {kid} is in use from now on; nothing needs a restart. Back up again: "
        "`binhyen keys backup FILE`.",
    )
    return _seal_again() if reseal else Exit.OK


def _seal_again() -> int:
    from binhyen.kernel.documents.keys import keyring, public_kid
    from binhyen.kernel.reveal.resealing import reseal_all

    told = reseal_all(public_kid(), keyring())
    say(
        f"Đã niêm phong lại {told.done} danh tính.",
        f"{told.done} identities are sealed with the new key.",
    )
    if told.left:
        warn(
            f"{told.left} danh tính giữ nguyên: không có khóa cũ ở đây, hoặc niêm phong hỏng.",
            f"{told.left} identities stay as they were: old key missing here, or seal damaged.",
        )
        return Exit.FINDING
    return Exit.OK


@_command(
    "Cặp khóa riêng của việc nền (worker.pub, worker.key): niêm phong sổ cũ trong lúc chờ nhập. "
    "Chạy dưới người dùng của `binhyen worker`. Không cần sao lưu: mất thì lập lại, ai đang nhập "
    "sổ thì tải tệp lên lại. --anew: thay cặp đang có.",
    "The worker's own pair (worker.pub, worker.key): seals an old register while it waits. Run it "
    "as the user of `binhyen worker`. Needs no backup: when lost, make a new one, and whoever was "
    "taking a register over uploads it again. --anew: replace the pair that stands.",
    "worker",
)
@click.option("--anew", is_flag=True, help=words("Thay cặp đang có", "Replace the pair"))
def worker(anew: bool) -> int:
    _settings_only()
    from binhyen.kernel.documents.worker_keys import (
        make_worker_pair,
        worker_key_files,
        worker_recipient,
    )

    recipient = make_worker_pair() if anew else worker_recipient()
    public, private = worker_key_files()
    say(
        f"Khóa của việc nền: {recipient}. {public} cho mọi tiến trình đọc; {private} chỉ người "
        "dùng của worker đọc.",
        f"The worker's key: {recipient}. {public} is for every process to read; {private} for "
        "the worker's user alone.",
    )
    return Exit.OK


@_command(
    "Xem: có những khóa nào, khóa nào đang dùng, quyền của tệp, lần sao lưu cuối, mỗi khóa đã niêm "
    "phong bao nhiêu danh tính. Không in khóa riêng.",
    "Look: which keys there are, which is in use, the file's mode, the last backup, how many "
    "identities each key sealed. Never prints a private key.",
    "status",
)
def status() -> int:
    os.environ.setdefault("BINHYEN_DB_ROLE", "binhyen_reveal")
    boot.ready()
    from django.conf import settings

    from binhyen.kernel.documents.keys import KeyOutOfReach, keyring, public_kid
    from binhyen.kernel.reveal.queries import sealed_by_key

    try:
        here = set(keyring())
    except KeyOutOfReach:
        here = set()
    sealed, current, faults = sealed_by_key(), public_kid(), 0
    for kid in sorted({current} | here | sealed.keys()):
        faults += _say_key(kid, kid in here, kid == current, sealed.get(kid, 0))
    if here:
        faults += _say_mode(settings.IDENTITY_PRIVATE_KEY_FILE)
        faults += _say_backup(settings.IDENTITY_PRIVATE_KEY_FILE.with_name(_MARK), here)
    faults += _say_worker()
    return Exit.FINDING if faults else Exit.OK


def _say_key(kid: str, here: bool, current: bool, sealed: int) -> int:
    place = words("mở được ở đây", "opens here") if here else words("THIẾU", "MISSING")
    use = words(", đang dùng để niêm phong", ", seals new ones") if current else ""
    count = words(f"{sealed} danh tính", f"{sealed} identities")
    out.print(f"{'✓' if here else '✗'} {kid}  {count}  {place}{use}", markup=False)
    return int(not here and (sealed > 0 or current))


def _say_mode(path: Path) -> int:
    mode = stat.S_IMODE(path.stat().st_mode)
    out.print(f"{'✗' if mode & 0o077 else '✓'} {path}  {mode:o}", markup=False)
    return int(bool(mode & 0o077))


def _say_worker() -> int:
    """Its private half belongs to another user, so only names and modes are looked at."""
    from binhyen.kernel.documents.worker_keys import worker_key_files

    public, private = worker_key_files()
    if not private.exists() or not public.exists():
        warn(
            "✗ Thiếu cặp khóa của việc nền (`binhyen keys worker`): chưa nhập được sổ cũ.",
            "✗ The worker's pair is missing (`binhyen keys worker`): no register can be imported.",
        )
        return 1
    return _say_mode(private)


def _say_backup(mark: Path, here: set[str]) -> int:
    at, *kids = mark.read_text().split() if mark.exists() else [""]
    missing = here - set(kids)
    if missing:
        warn(
            f"✗ Chưa sao lưu: {', '.join(sorted(missing))} (`binhyen keys backup TỆP`).",
            f"✗ Not backed up: {', '.join(sorted(missing))} (`binhyen keys backup FILE`).",
        )
    else:
        out.print("✓ " + words(f"Sao lưu lúc {at}", f"Backed up at {at}"), markup=False)
    return int(bool(missing))


def _readable(keyring: Callable[[], dict[str, str]]) -> dict[str, str]:
    from django.conf import settings

    from binhyen.kernel.documents.keys import KeyOutOfReach

    try:
        return keyring()
    except KeyOutOfReach:
        stop(
            f"Người dùng này không đọc được {settings.IDENTITY_PRIVATE_KEY_FILE}.",
            f"This user cannot read {settings.IDENTITY_PRIVATE_KEY_FILE}.",
        )


def _settings_only() -> None:
    """Keys are files: no database is needed to make, save or bring one back."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
