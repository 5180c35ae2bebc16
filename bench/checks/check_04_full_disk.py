"""Check 4: the disk of the files (32 MB of memory, really full), then that of the tables fill up.
Files are told to wait with a sentence, words are taken; with the tables' disk full everything is
told to wait, nothing is half done; and all comes back by itself. The write-ahead log stays on the
machine's own disk: a database whose log is full stops, and comes back as after any restart."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from uuid import uuid4

from bench.database import connect, copied, drop, prepared
from bench.product import Served, serving
from bench.run import Row
from binhyen.kernel.documents.tests.corpus import photo
from tests.hard.callers import Answer, Visitor, call, communes_of, report, send
from tests.hard.kills import tips_of

MEGABYTE = 1_000_000


def measure() -> Iterator[Row]:
    with ExitStack() as stack:
        try:
            files = stack.enter_context(memory_disk(prepared() / "files", 32))
        except PermissionError as error:
            print(f"| 4 · bỏ qua / skipped: {error} | | | |")
            return
        yield from _full_of_files(files)
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="binhyen-"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        folder.chmod(0o755)
        yield from _full_of_rows(stack.enter_context(memory_disk(folder / "rows", 600)))


@contextmanager
def memory_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=700", "tmpfs", str(folder)],
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise PermissionError(f"mount: {done.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@contextmanager
def filled(folder: Path) -> Iterator[None]:
    """Not a byte is left."""
    filler = folder / "filler"
    with suppress(OSError), filler.open("wb", buffering=0) as writer:
        while True:
            writer.write(b"\0" * 65_536)
    yield
    filler.unlink()


# --- the disk of the files ------------------------------------------------------------------------


def _full_of_files(disk: Path) -> Iterator[Row]:
    temporary = disk / "tmp"
    temporary.mkdir(mode=0o700)
    with (
        copied("check_04") as name,
        serving(name, BINHYEN_KEEP_FREE_MB="4", TMPDIR=str(temporary)) as served,
    ):
        commune = communes_of(served, 1)[0]
        taken = upload_until_refused(served, commune)
        with filled(disk):
            by_page = upload_by_page(Visitor(served), commune)
            by_api = upload_by_api(served, commune)
            words = [send(served, report(commune)).status for _ in range(20)]
        halves = len(list(disk.rglob("original.age"))) - files_of(served)
        shutil.rmtree(disk / "incoming")
        for folder in disk.glob("??"):
            shutil.rmtree(folder)
        again = upload_by_page(Visitor(served), commune)
    refused = [by_page.status, by_api.status]
    yield Row("4 · ảnh nhận đến khi gần đầy / photos until nearly full", taken, "")
    yield Row("4 · không phải 503 khi đầy / answers other than 503", _not(503, refused), "", 0)
    yield Row("4 · thiếu câu giải thích / without the sentence", _silent(by_page, by_api), "", 0)
    yield Row("4 · tin chữ bị từ chối / reports in words refused", _not(201, words), "", 0)
    yield Row("4 · tệp không có dòng / files without a row", halves, "", 0)
    yield Row("4 · có chỗ lại mà vẫn từ chối / still refused", _not(302, [again.status]), "", 0)


def upload_until_refused(served: Served, commune: str) -> int:
    """The disk guard says stop before the disk is full."""
    taken = 0
    for _ in range(100):
        status = upload_by_api(served, commune).status
        if status == 503:
            break
        taken += status == 201  # a busy machine may also take too long over a photo
    return taken


def upload_by_api(served: Served, commune: str) -> Answer:
    import json

    words = json.dumps(report(commune))
    body, kind = multipart({"tip": words}, picture())
    return call(served, "POST", "/api/v1/tips", body, kind)


def upload_by_page(visitor: Visitor, commune: str) -> Answer:
    visitor.post("/bao-tin/viec-gi/", category="theft")
    visitor.post("/bao-tin/o-dau/", place=commune, when="yesterday")
    words = "Có người lạ vào sân nhà bà Nguyễn Thị Sáu lấy xe máy."
    form = {"csrfmiddlewaretoken": visitor.token, "text": words}
    body, kind = multipart(form, picture())
    headers = visitor._headers() | kind
    return call(visitor.live, "POST", "/bao-tin/chuyen-gi/", body, headers)


def picture() -> bytes:
    """About a megabyte that no working copy makes much smaller."""
    return photo("JPEG") + os.urandom(MEGABYTE)


def multipart(fields: dict[str, str], content: bytes) -> tuple[bytes, dict[str, str]]:
    line = uuid4().hex.encode()
    parts = [
        b'--%s\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
        % (line, name.encode(), value.encode())
        for name, value in fields.items()
    ]
    head = b'--%s\r\nContent-Disposition: form-data; name="files"; filename="a.jpg"\r\n' % line
    parts.append(head + b"Content-Type: image/jpeg\r\n\r\n" + content + b"\r\n--%s--\r\n" % line)
    return b"".join(parts), {"Content-Type": f"multipart/form-data; boundary={line.decode()}"}


def files_of(served: Served) -> int:
    with served.connect() as database:
        found = database.execute("select count(*) from documents_file").fetchone()
    return int(found[0])


def _not(status: int, found: list[int]) -> int:
    return sum(one != status for one in found)


def _silent(*answers: Answer) -> int:
    return sum("tạm hết chỗ" not in answer.text for answer in answers)


# --- the disk of the tables -----------------------------------------------------------------------


def _full_of_rows(disk: Path) -> Iterator[Row]:
    _give_to_the_cluster(disk)
    with connect("postgres") as owner:
        owner.execute("drop tablespace if exists tiny")
        owner.execute(f"create tablespace tiny location '{disk}'")
    try:
        with copied("check_04") as name:
            with connect("postgres") as owner:
                owner.execute(f"alter database {name} set tablespace tiny")
            with serving(name) as served:
                yield from _reports_on(disk, served)
    finally:
        drop("check_04")
        with connect("postgres") as owner:
            owner.execute("drop tablespace if exists tiny")


def _give_to_the_cluster(disk: Path) -> None:
    user = (prepared() / "postgres" / "PG_VERSION").stat()
    os.chown(disk, user.st_uid, user.st_gid)


def _reports_on(disk: Path, served: Served) -> Iterator[Row]:
    communes = list(communes_of(served, 20))
    given = [report(communes[n % 20]) for n in range(1000)]
    with filled(disk):
        early = [send(served, one) for one in given]
        page = call(served, "GET", "/bao-tin/")
    late = [send(served, one) for one in given]
    refused = [one for one in early if one.status != 201]
    yield Row(
        "4 · tin nhận tới khi bảng đầy / until the tables' disk was full",
        _not(503, [one.status for one in early]),
        "",
    )
    yield Row("4 · tin bị hoãn / reports told to wait", len(refused), "")
    yield Row(
        "4 · câu trả lời khác 503 / other than 503",
        _not(503, [one.status for one in refused]),
        "",
        0,
    )
    yield Row("4 · trang đọc bị từ chối / pages to read refused", _not(200, [page.status]), "", 0)
    yield Row(
        "4 · gửi lại bị từ chối / refused afterwards",
        sum(one.status not in (200, 201) for one in late),
        "",
        0,
    )
    yield Row(
        "4 · số tin lệch / reports too many or few",
        abs(tips_of(served, communes) - len(given)),
        "",
        0,
    )
