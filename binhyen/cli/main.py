"""The commands themselves: each says what it does, asks another module to do it, and exits."""

import functools
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from binhyen.cli import boot
from binhyen.cli.keys import keys
from binhyen.cli.terminal import Exit, both, out, say, steps, stop, words

F = TypeVar("F", bound=Callable[..., Any])

EXITS = both(
    "Mã thoát: 0 ổn · 1 có phát hiện (chuỗi nhật ký đứt, số liệu lệch) · 2 gõ sai lệnh · "
    "3 chưa cấu hình hoặc không kết nối được.",
    "Exit codes: 0 fine · 1 something was found (a broken chain, a wrong figure) · 2 wrong usage · "
    "3 not configured or not reachable.",
)


@click.group(
    help=both(
        "Bình Yên: nền tảng cho phong trào Toàn dân bảo vệ an ninh Tổ quốc.",
        "Bình Yên: a platform for community safety.",
    ),
    epilog=EXITS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option(
    "--lang",
    type=click.Choice(["vi", "en"]),
    help=both("Ngôn ngữ của thông báo", "Language of messages").replace("\n\n", " / "),
)
def binhyen(lang: str | None) -> None:
    if lang:
        os.environ["BINHYEN_LANG"] = lang


def command(vi: str, en: str, name: str) -> Callable[[F], click.Command]:
    """A command with its help in both languages; Ctrl-C ends it quietly."""

    def wrap(function: F) -> click.Command:
        @functools.wraps(function)
        def run(*args: Any, **kwargs: Any) -> None:
            try:
                raise SystemExit(int(function(*args, **kwargs) or 0))
            except KeyboardInterrupt:
                say("Đã dừng.", "Stopped.")
                raise SystemExit(int(Exit.OK)) from None

        return binhyen.command(name=name, help=both(vi, en), short_help=words(vi, en))(run)

    return wrap


@command(
    "Dựng bản minh họa từ số không rồi mở tại http://127.0.0.1:8000 (đổi cổng bằng PORT). "
    "Lần sau khởi động nhanh và giữ nguyên dữ liệu.",
    "Build the demonstration from nothing and serve it at http://127.0.0.1:8000 (PORT changes the "
    "port). Later starts are quick and keep the data.",
    "demo",
)
def demo() -> int:
    from binhyen.cli.demo import run_demo

    return run_demo()


@command(
    "Chạy máy chủ web với nhiều tiến trình. Ở chế độ production (BINHYEN_MODE) lệnh từ chối các "
    "thiết lập không an toàn, mỗi điều một câu.",
    "Run the web server with several processes. In production (BINHYEN_MODE) it refuses insecure "
    "settings, with a sentence each.",
    "serve",
)
def serve() -> int:
    from binhyen.cli.server import run_server

    return run_server()


@command(
    "Chạy việc nền: gửi thư, cộng số liệu, việc theo lịch.",
    "Run background work: mail, figures, what happens by the clock.",
    "worker",
)
def worker() -> int:
    boot.ready()
    from django.db import connections

    from binhyen.cli.supervision import keep_running
    from binhyen.kernel.notify.jobs import SECONDS_TO_FINISH, run_worker

    connections.close_all()  # a connection must not be shared with a fork
    keep_running("worker", run_worker, 1, SECONDS_TO_FINISH + 2)
    return Exit.OK


@command(
    "Giữ khóa: tiến trình duy nhất đọc khóa riêng, mở danh tính khi có đủ quyền, lý do, yếu tố thứ "
    "hai, và gửi thư cho người báo tin. Máy thật: chạy dưới người dùng hệ điều hành riêng.",
    "Keep the keys: the one process that reads the private key, opens an identity against right, "
    "reason and second factor, and sends letters to reporters. In production: as its own user.",
    "reveal",
)
def reveal() -> int:
    from binhyen.cli.revealing import run_reveal

    return run_reveal()


binhyen.add_command(keys)


@command(
    "Lập hoặc nâng cấp bảng dữ liệu và quyền của vai trò mà trang web dùng.",
    "Make or upgrade the tables, and the rights of the role that the pages use.",
    "migrate",
)
def migrate() -> int:
    boot.ready(as_owner=True)
    from binhyen.cli.setting_up import make_keys, make_tables

    with steps(2) as progress:
        with progress.step("Bảng dữ liệu và quyền", "Tables and rights"):
            make_tables()
        with progress.step("Khóa niêm phong danh tính", "Keys that seal identities"):
            make_keys()
    return Exit.OK


@command(
    "Nạp dữ liệu tham chiếu: đơn vị hành chính cả nước qua các thời kỳ, đơn vị công an, quy định "
    "thời hạn, lịch nghỉ, lĩnh vực. Chạy lại bao nhiêu lần cũng được.",
    "Load reference data: administrative units of all Vietnam through time, police units, legal "
    "time limits, calendars, categories. Safe to run again.",
    "load-reference",
)
def load_reference() -> int:
    boot.ready(as_owner=True)
    from binhyen.cli.setting_up import load_reference_data

    with steps(1) as progress, progress.step("Dữ liệu tham chiếu", "Reference data"):
        load_reference_data(progress, again=True)
    return Exit.OK


@command(
    "Nạp danh sách thôn, tổ dân phố từ tệp CSV (commune_code, name, kind: thon hoặc to-dan-pho). "
    "Chỉ thêm những nơi chưa có; sai một dòng thì không lưu dòng nào.",
    "Load hamlets from a CSV file (commune_code, name, kind: thon or to-dan-pho). Adds what is "
    "missing; one wrong line and nothing is stored.",
    "load-hamlets",
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def hamlets(file: Path) -> int:
    boot.ready(as_owner=True)
    from binhyen.cli.hamlet_file import BadFile, load_hamlets

    try:
        added = load_hamlets(file)
    except BadFile as bad:
        return stop("\n".join(bad.sentences), "\n".join(bad.sentences), Exit.FINDING)
    say(f"Đã thêm {added} thôn, tổ dân phố.", f"{added} hamlets added.")
    return Exit.OK


@command(
    "Nhập sổ tiếp nhận cũ của một đơn vị từ tệp XLSX. Chạy lại bao nhiêu lần cũng không nhập đôi; "
    "dòng sai được nêu tên và để lại. --dry-run chỉ kiểm tra.",
    "Take over a unit's old register from an XLSX file. Running it again doubles nothing; wrong "
    "lines are named and left out. --dry-run only tries.",
    "import-register",
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--unit",
    required=True,
    help=words("Tên đơn vị, ví dụ “Công an phường Phố Hiến”", "The unit's name"),
)
@click.option("--sheet", default="", help=words("Tên trang tính", "Name of the sheet"))
@click.option("--dry-run", is_flag=True, help=words("Chỉ kiểm tra, không nhập", "Only try"))
def import_register(file: Path, unit: str, sheet: str, dry_run: bool) -> int:
    boot.ready()
    from binhyen.cli.old_registers import take_over

    return take_over(file, unit, sheet, dry_run=dry_run)


@command(
    "Nạp ranh giới (GeoJSON) từ tệp hoặc địa chỉ, để tìm đúng xã từ một điểm.",
    "Load boundaries (GeoJSON) from a file or an address, so that a point finds its commune.",
    "load-boundaries",
)
@click.argument("source", metavar="FILE_OR_URL")
def boundaries(source: str) -> int:
    if "://" not in source and not Path(source).exists():
        stop(f"Không có tệp {source}.", f"There is no file {source}.", Exit.USAGE)
    boot.ready(as_owner=True)
    from binhyen.kernel.places.boundaries import load_boundaries
    from binhyen.kernel.places.drawing import Unreadable
    from binhyen.lib.fetch import Unreachable

    with steps(1) as progress, progress.step("Ranh giới", "Boundaries"):
        try:
            loaded = load_boundaries(source, progress)
        except Unreachable as fault:
            stop(str(fault), str(fault), Exit.NOT_READY)
        except Unreadable as fault:
            stop(str(fault), str(fault), Exit.FINDING)
    for refused in loaded.refused:
        out.print(f"✗ {refused}", markup=False)
    return Exit.FINDING if loaded.refused else Exit.OK


@command(
    "Lập tài khoản quản trị đầu tiên. Mật khẩu được hỏi, không nằm trên dòng lệnh.",
    "Make the first administrator's account. The password is asked for, never on the command line.",
    "create-admin",
)
@click.option("--email", prompt=words("Thư điện tử", "E-mail"))
@click.option("--name", "full_name", prompt=words("Họ và tên", "Full name"))
@click.option(
    "--password",
    prompt=words("Mật khẩu", "Password"),
    hide_input=True,
    confirmation_prompt=words("Nhập lại mật khẩu", "Password again"),
    envvar="BINHYEN_ADMIN_PASSWORD",
)
def create_admin(email: str, full_name: str, password: str) -> int:
    boot.ready()
    from binhyen.cli.administrators import make_administrator

    return make_administrator(email, full_name, password)


@command(
    "Kiểm chuỗi băm của nhật ký; nêu mắt xích đứt đầu tiên của từng chuỗi.",
    "Check the hash chains of the audit trail; names the first broken link of each chain.",
    "verify-audit",
)
@click.option(
    "--heads",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=words("So với các đầu chuỗi đã cất ở ngoài", "Compare with heads kept elsewhere"),
)
@click.option(
    "--save-heads",
    type=click.Path(dir_okay=False, path_type=Path),
    help=words("Ghi các đầu chuỗi ra tệp để cất ở ngoài", "Write the heads to a file to keep"),
)
def verify_audit(heads: Path | None, save_heads: Path | None) -> int:
    boot.ready()
    from binhyen.cli.verifying import check_audit

    return check_audit(heads, save_heads)


@command(
    "Đối chiếu số liệu đã cộng với từng việc gốc; nêu chỗ lệch.",
    "Compare the figures with the facts they were counted from; names differences.",
    "verify-figures",
)
@click.option(
    "--period",
    help=words("Chỉ một kỳ, như 2024H1 hoặc 2024-05", "One period only, such as 2024H1 or 2024-05"),
)
@click.option(
    "--heal", is_flag=True, help=words("Cộng bù chỗ lệch", "Put right what differs, with a trace")
)
def verify_figures(period: str | None, heal: bool) -> int:
    boot.ready()
    from binhyen.cli.verifying import check_figures

    return check_figures(period, heal=heal)


@command(
    "Đối chiếu bảng tìm kiếm với từng hồ sơ; nêu số mục lệch.",
    "Compare the search table with the records; says how many entries differ.",
    "verify-search",
)
@click.option("--heal", is_flag=True, help=words("Làm lại các mục lệch", "Write those anew"))
@click.option("--rebuild", is_flag=True, help=words("Làm lại tất cả", "Write everything anew"))
def verify_search(heal: bool, rebuild: bool) -> int:
    boot.ready()
    from binhyen.cli.verifying import check_search

    return check_search(heal=heal, rebuild=rebuild)


@command(
    "Sao lưu trong khi hệ thống chạy: cơ sở dữ liệu, tệp, bản kê, trong một tệp. DIR mặc định là "
    "BINHYEN_BACKUP_DIR. Khóa riêng không nằm trong bản sao lưu.",
    "Back up while the system runs: database, files and a manifest in one file. DIR defaults to "
    "BINHYEN_BACKUP_DIR. Private keys are left out.",
    "backup",
)
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@click.option("--recipient", help=words("Khóa age để niêm phong (age1…)", "age recipient (age1…)"))
@click.option(
    "--with-keys",
    is_flag=True,
    help=words("Kèm khóa riêng (chỉ khi niêm phong)", "With private keys (sealed archives only)"),
)
def backup(folder: Path | None, recipient: str | None, with_keys: bool) -> int:
    boot.ready(as_owner=True)
    from binhyen.cli.backups import make_backup

    return make_backup(folder, recipient, with_keys=with_keys)


@command(
    "Khôi phục từ một bản sao lưu vào nơi còn trống (BINHYEN_HOME mới hoặc cơ sở dữ liệu mới), đối "
    "chiếu số dòng, đầu chuỗi nhật ký, tệp; xóa lại những gì đã xóa sau khi sao lưu.",
    "Restore a backup into an empty place (a new BINHYEN_HOME or database); compares counts, audit "
    "heads and files; erases again what was erased after the backup.",
    "restore",
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--identity",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=words(
        "Tệp khóa riêng age để mở bản niêm phong", "age secret key file of a sealed archive"
    ),
)
@click.option(
    "--tombstones",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=words(
        "Tệp ghi những gì đã xóa, mới hơn bản sao lưu (mặc định: tombstones.jsonl cạnh nó)",
        "What was erased since (default: tombstones.jsonl beside the archive)",
    ),
)
def restore(file: Path, identity: Path | None, tombstones: Path | None) -> int:
    boot.ready(as_owner=True)
    from binhyen.cli.backups import restore_backup

    return restore_backup(file, identity, tombstones)


@command(
    "Kiểm: có FILE thì kiểm bản sao lưu đó mà không khôi phục; không có thì kiểm nơi đang chạy "
    "(chuỗi nhật ký, tệp và hồ sơ, những gì đã xóa vẫn không còn).",
    "Verify: with FILE that backup, without restoring it; without FILE what runs here (audit "
    "chains, files and rows, that what was erased is still gone).",
    "verify",
)
@click.argument(
    "file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option(
    "--identity",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=words(
        "Tệp khóa riêng age để mở bản niêm phong", "age secret key file of a sealed archive"
    ),
)
def verify(file: Path | None, identity: Path | None) -> int:
    boot.ready(as_owner=True)
    from binhyen.cli.backups import verify_backup, verify_here

    return verify_backup(file, identity) if file else verify_here()


@command(
    "Chỉ đường trong mã nguồn của một trang: trang → việc → quy tắc → luật → nhật ký → kiểm thử. "
    "Không cần cơ sở dữ liệu.",
    "Show the way through the code behind a page: view → action → rule → law → audit verb → tests. "
    "Needs no database.",
    "map",
)
@click.argument("url_name")
def show_map(url_name: str) -> int:
    from binhyen.cli.map import print_map

    return print_map(url_name, out)
