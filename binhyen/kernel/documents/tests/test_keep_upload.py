"""What happens to a file that somebody hands in, and to one that means harm."""

import hashlib
import io
import shutil
from collections import namedtuple
from datetime import timedelta
from pathlib import Path

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from binhyen.kernel.audit.action import in_scope
from binhyen.kernel.audit.models import Event
from binhyen.kernel.documents import sandbox, vault
from binhyen.kernel.documents.actions import (
    attach_held,
    drop_held,
    drop_held_older_than,
    keep_upload,
)
from binhyen.kernel.documents.keys import private_secret
from binhyen.kernel.documents.models import File
from binhyen.kernel.documents.queries import held_files
from binhyen.kernel.documents.sweeping import sweep
from binhyen.kernel.documents.tests import corpus
from binhyen.kernel.documents.tests.corpus import GPS_MARK
from binhyen.kernel.people.actor import ANONYMOUS, SYSTEM
from binhyen.lib.sealing import unseal
from binhyen.lib.verdict import Refused, Unavailable

pytestmark = pytest.mark.django_db
DRAFT = hashlib.sha256("bản nháp".encode()).digest()


@pytest.fixture(autouse=True)
def shelves(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.IDENTITY_PUBLIC_KEY_FILE = tmp_path / "identity.pub"
    settings.IDENTITY_PRIVATE_KEY_FILE = tmp_path / "identity.key"
    settings.UPLOAD_KEEP_FREE = 0
    return tmp_path / "files"


def keep(content: bytes, name: str = "anh.jpg", held_for: bytes | None = None) -> File:
    upload = SimpleUploadedFile("x", content)
    upload._name = name  # type: ignore[attr-defined]  # what the sender called it, uncleaned
    return keep_upload(actor=ANONYMOUS, upload=upload, held_for=held_for)


def refusal(content: bytes, name: str = "anh.jpg") -> Refused:
    """The refusal; and nothing was kept, in the table or on the disk."""
    with pytest.raises(Refused) as caught:
        keep(content, name)
    assert File.objects.count() == 0
    assert not list(vault.root().rglob("*.age"))
    incoming = vault.root() / "incoming"
    assert not incoming.exists() or not list(incoming.iterdir())
    return caught.value


def working(file: File) -> bytes:
    return vault.path_of(file.working).read_bytes()


def original(file: File) -> bytes:
    return unseal(vault.path_of(file.original).read_bytes(), private_secret())


@pytest.mark.parametrize(
    ("content", "kind", "working_kind"),
    [
        (corpus.photo("JPEG"), "image/jpeg", "image/jpeg"),
        (corpus.photo("PNG"), "image/png", "image/webp"),
        (corpus.photo("WEBP"), "image/webp", "image/webp"),
        (corpus.photo("HEIF"), "image/heic", "image/jpeg"),
        (corpus.pdf(javascript=True), "application/pdf", "application/pdf"),
        (corpus.film(), "video/mp4", "video/mp4"),
        (corpus.film(b"qt  "), "video/quicktime", "video/mp4"),
        (corpus.film(b"3gp5"), "video/3gpp", "video/mp4"),
        (corpus.film(b"M4A ", video=""), "audio/mp4", "audio/mp4"),
        (corpus.film(b"3gp5", video=""), "audio/3gpp", "audio/mp4"),
        (corpus.mp3(), "audio/mpeg", "audio/mpeg"),
    ],
    ids=["jpeg", "png", "webp", "heic", "pdf", "mp4", "mov", "3gp", "m4a", "3gp-sound", "mp3"],
)
def test_the_original_is_sealed_and_the_copy_tells_nothing(
    content: bytes, kind: str, working_kind: str
) -> None:
    file = keep(content)

    assert (file.kind, file.working_kind, file.size) == (kind, working_kind, len(content))
    assert bytes(file.sha256) == hashlib.sha256(content).digest()
    assert original(file) == content
    assert GPS_MARK not in vault.path_of(file.original).read_bytes()
    copy = working(file)
    assert GPS_MARK in content
    assert GPS_MARK not in copy
    if kind.startswith("image/"):
        shown = Image.open(io.BytesIO(copy))
        assert (dict(shown.getexif()), shown.info.get("icc_profile")) == ({}, None)
        assert GPS_MARK not in vault.path_of(file.thumbnail).read_bytes()


def test_a_photograph_stands_upright_and_fits_a_screen() -> None:
    file = keep(corpus.photo(width=4000, height=3000, turned=6))

    assert (file.width, file.height) == (4000, 3000)
    assert Image.open(vault.path_of(file.working)).size == (1536, 2048)
    thumbnail = Image.open(vault.path_of(file.thumbnail))
    assert (thumbnail.format, thumbnail.size) == ("WEBP", (240, 320))


def test_a_picture_with_holes_keeps_them() -> None:
    out = io.BytesIO()
    clear = corpus.picture(mode="RGBA")
    clear.putalpha(corpus.picture(mode="L"))
    clear.save(out, "PNG")
    assert Image.open(vault.path_of(keep(out.getvalue()).working)).mode == "RGBA"


def test_a_pdf_only_shows() -> None:
    file = keep(corpus.pdf(["Biên bản"], javascript=True), "bien-ban.pdf")

    with pikepdf.open(io.BytesIO(working(file))) as copy:
        everything = "".join(repr(thing) for thing in copy.objects)
        assert (len(copy.pages), file.pages, len(copy.attachments)) == (1, 1, 0)
        assert not {"/OpenAction", "/AA", "/Metadata"} & set(copy.Root.keys())
        assert "JavaScript" not in everything
        assert "Launch" not in everything
        assert dict(copy.docinfo) == {}


def test_a_recording_keeps_its_frames_and_nothing_else() -> None:
    assert working(keep(corpus.mp3(), "loi.mp3")) == corpus.mp3_frames(20)


def test_keeping_leaves_a_trace_without_the_senders_file_name() -> None:
    file = keep(corpus.photo(), "Nguyễn Văn An nhà số 5.jpg")
    event = Event.objects.get(subject_kind="documents.file", subject_id=file.pk)
    assert event.verb == "documents.kept"
    assert event.facts == {
        "kind": "image/jpeg",
        "sha256": bytes(file.sha256).hex(),
        "size": file.size,
    }


@pytest.mark.parametrize(
    "name",
    [
        "../../../etc/passwd.jpg",
        "a\0b.jpg",
        "\u202egpj.exe",
        "CON.jpg",
        "a/b\\c.jpg",
        "Đơn\u0323 trình báo.jpg",
        "x" * 5000 + ".jpg",
        "",
        "anh.pdf.exe",
    ],
)
def test_no_name_of_a_sender_reaches_the_disk(name: str, shelves: Path) -> None:
    file = keep(corpus.photo(), name)
    found = sorted(str(p.relative_to(shelves)) for p in shelves.rglob("*") if p.is_file())
    folder = f"{file.ref.hex[:2]}/{file.ref.hex}"
    assert found == [f"{folder}/{n}" for n in ("original.age", "thumbnail.webp", "working.jpg")]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (corpus.photo()[:-300], "bị hỏng"),
        (b"", "bị hỏng"),
        (corpus.png_claiming(50_000, 50_000), "điểm ảnh"),
        (corpus.photo() + corpus.archive(), "lẫn một tệp khác"),
        (corpus.EICAR, "loại tệp này"),
        (corpus.pdf(password="khóa"), "mật khẩu"),
    ],
    ids=["cut", "empty", "bomb", "archive", "eicar", "locked"],
)
def test_harm_is_refused_with_a_sentence(content: bytes, words: str) -> None:
    assert words in refusal(content).verdict.reason


def test_the_content_decides_not_the_name() -> None:
    assert keep(corpus.photo(), "anh.pdf").kind == "image/jpeg"


def test_a_name_with_a_stamp_is_refused_by_law() -> None:
    verdict = refusal(corpus.pdf(), "Kế hoạch 12 MẬT.pdf").verdict
    assert "MẬT, TỐI MẬT hoặc TUYỆT MẬT" in verdict.reason
    assert (verdict.law[-5:], verdict.since) == ("iều 5", "01/03/2026")


def test_a_stamp_inside_is_refused_by_law() -> None:
    assert "bí mật nhà nước" in refusal(corpus.pdf(["BỘ CÔNG AN", "MẬT"])).verdict.reason


def test_a_file_over_its_limit_is_told_so(settings: Settings) -> None:
    settings.UPLOAD_LARGEST_PHOTO = 5_000
    assert "quá mức" in refusal(corpus.photo()).verdict.reason


def test_the_sixth_file_is_refused() -> None:
    for _file in range(5):
        keep(corpus.mp3(), held_for=DRAFT)
    with pytest.raises(Refused, match="nhiều nhất 5 tệp"):
        keep(corpus.mp3(), held_for=DRAFT)
    assert (File.objects.count(), len(list(vault.root().rglob("*.age")))) == (5, 5)


def test_files_of_a_draft_are_attached_once() -> None:
    first, second = keep(corpus.mp3(), held_for=DRAFT), keep(corpus.photo(), held_for=DRAFT)
    keep(corpus.mp3(), held_for=bytes(32))

    with in_scope(ANONYMOUS):
        assert held_files(DRAFT) == [first, second]
        assert attach_held(DRAFT) == [first, second]
        assert attach_held(DRAFT) == []
    assert File.objects.filter(held_for=None).count() == 2


def test_a_sender_takes_a_file_back(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    file = keep(corpus.mp3(), held_for=DRAFT)
    with django_capture_on_commit_callbacks(execute=True):
        drop_held(actor=ANONYMOUS, file=file)
    assert (File.objects.count(), list(vault.root().rglob("*.age"))) == (0, [])


def test_an_attached_file_cannot_be_taken_back() -> None:
    file = keep(corpus.mp3())
    with pytest.raises(File.DoesNotExist):
        drop_held(actor=ANONYMOUS, file=file)
    assert File.objects.count() == 1


def test_files_of_drafts_never_sent_are_let_go(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    old, new, attached = (
        keep(corpus.mp3(), held_for=DRAFT),
        keep(corpus.mp3(), held_for=DRAFT),
        keep(corpus.mp3()),
    )
    now = timezone.now()
    File.objects.filter(pk__in=[old.pk, attached.pk]).update(
        created_on=timezone.localdate(now) - timedelta(days=4)
    )
    with django_capture_on_commit_callbacks(execute=True):
        assert drop_held_older_than(72, actor=SYSTEM, now=now) == 1
    assert list(File.objects.order_by("pk")) == [new, attached]
    assert len(list(vault.root().rglob("*.age"))) == 2


def test_disk_and_table_are_brought_together(shelves: Path) -> None:
    kept, lost = keep(corpus.mp3()), keep(corpus.mp3())
    stray = keep(corpus.mp3())
    File.objects.filter(pk=stray.pk).delete()
    vault.path_of(lost.original).unlink()
    (shelves / "incoming" / "half").mkdir(parents=True)
    in_two_hours = timezone.now().timestamp() + 7200

    assert sweep().removed == 0
    swept = sweep(in_two_hours)
    assert (swept.removed, swept.missing) == (2, [lost.ref])
    assert vault.path_of(kept.original).exists()
    assert not (shelves / vault.folder_of(stray.ref)).exists()


def test_a_full_disk_is_a_sentence_and_passes(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.UPLOAD_KEEP_FREE = 1000
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage(10_000, 9_500, 500))
    with pytest.raises(Unavailable, match="hết chỗ") as caught:
        keep(corpus.photo())
    assert (caught.value.status, File.objects.count()) == (503, 0)

    monkeypatch.undo()
    settings.UPLOAD_KEEP_FREE = 0
    assert keep(corpus.photo()).kind == "image/jpeg"


def test_a_disk_that_fills_while_writing_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(vault, "put_away", full)
    with pytest.raises(Unavailable):
        keep(corpus.photo())
    assert (File.objects.count(), list((vault.root() / "incoming").iterdir())) == (0, [])


def test_a_parser_that_does_not_come_back_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "SECONDS", 0.01)
    assert "quá nặng" in refusal(corpus.photo()).verdict.reason


def test_in_a_shared_folder_the_worker_may_replace_what_a_page_kept(shelves: Path) -> None:
    shelves.mkdir(mode=0o700)
    alone = keep(corpus.photo())
    shelves.chmod(0o2770)
    shared = keep(corpus.photo())

    def modes(file: File) -> set[str]:
        folder = shelves / vault.folder_of(file.ref)
        return {oct(path.stat().st_mode & 0o7770) for path in (folder, *folder.iterdir())}

    assert oct((shelves / vault.folder_of(alone.ref)).stat().st_mode & 0o7777) == "0o700"
    assert modes(shared) == {"0o2770", "0o640"}
