"""What a virus scanner finds is never kept; while it is away files are kept and shown to nobody."""

import logging
import socket
import tempfile
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from binhyen.kernel.audit.models import Event
from binhyen.kernel.documents import vault
from binhyen.kernel.documents.actions import keep_upload, scan_waiting
from binhyen.kernel.documents.keys import private_secret
from binhyen.kernel.documents.models import File
from binhyen.kernel.documents.serving import serve_thumbnail, serve_working
from binhyen.kernel.documents.showing import shown_files
from binhyen.kernel.documents.sweeping import sweep
from binhyen.kernel.documents.tests import corpus, scanner
from binhyen.kernel.people.actor import ANONYMOUS, SYSTEM
from binhyen.lib.sealing import unseal
from binhyen.lib.verdict import Refused

pytestmark = pytest.mark.django_db
needs_clamd = pytest.mark.skipif(scanner.CLAMD is None, reason=scanner.WHY_NOT)
IN_TWO_HOURS = 7200
HARMFUL = corpus.photo() + scanner.HARM  # a good picture with a little more at its end


@pytest.fixture(autouse=True)
def shelves(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.IDENTITY_PUBLIC_KEY_FILE = tmp_path / "identity.pub"
    settings.IDENTITY_PRIVATE_KEY_FILE = tmp_path / "identity.key"
    settings.UPLOAD_KEEP_FREE = 0
    return tmp_path / "files"


@pytest.fixture(scope="module")
def daemon() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="by-") as folder, scanner.scanning(Path(folder)) as at:
        yield at


@pytest.fixture
def nobody(tmp_path: Path) -> str:
    return str(tmp_path / "no-such.sock")


def keep(content: bytes) -> File:
    upload = SimpleUploadedFile("anh.jpg", content)
    return keep_upload(actor=ANONYMOUS, upload=upload, held_for=None)


def names(file: File) -> list[str]:
    return sorted(p.name for p in (vault.root() / vault.folder_of(file.ref)).iterdir())


@needs_clamd
def test_what_the_scanner_finds_is_refused_with_a_sentence(settings: Settings, daemon: str) -> None:
    settings.CLAMD = daemon
    with pytest.raises(Refused, match="mã độc"):
        keep(HARMFUL)
    assert File.objects.count() == 0
    assert not list(vault.root().rglob("*.*"))


@needs_clamd
def test_a_clean_file_is_shown_at_once(settings: Settings, daemon: str) -> None:
    settings.CLAMD = daemon
    file = keep(corpus.photo())
    assert file.state == File.State.READY
    assert names(file) == ["original.age", "thumbnail.webp", "working.jpg"]


@needs_clamd
def test_a_scanner_on_a_port_is_asked_as_well(settings: Settings, daemon: str) -> None:
    """A relay of ours stands between: clamd listens where Debian's does, on a socket's path."""

    def pass_on(source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while piece := source.recv(1 << 16):
                target.sendall(piece)
        with suppress(OSError):
            target.shutdown(socket.SHUT_WR)

    def relay(door: socket.socket) -> None:
        line, _address = door.accept()
        with line, socket.socket(socket.AF_UNIX) as inner:
            inner.connect(daemon)
            there = threading.Thread(target=pass_on, args=(line, inner))
            there.start()
            pass_on(inner, line)
            there.join()

    with socket.create_server(("127.0.0.1", 0)) as door:
        thread = threading.Thread(target=relay, args=(door,))
        thread.start()
        settings.CLAMD = f"127.0.0.1:{door.getsockname()[1]}"
        assert keep(corpus.mp3()).state == File.State.READY
        thread.join()


def test_without_the_scanner_a_file_is_kept_and_shown_to_nobody(
    settings: Settings, nobody: str, caplog: pytest.LogCaptureFixture
) -> None:
    settings.CLAMD = nobody
    with caplog.at_level(logging.WARNING):
        file = keep(corpus.photo())

    assert file.state == File.State.UNSCANNED
    assert "scanner_out_of_reach" in caplog.text
    for serve in (serve_working, serve_thumbnail):
        with pytest.raises(Http404):
            serve(file)
    (shown,) = shown_files([file], "x", "x")
    assert (shown.href, shown.thumb, shown.state) == ("", "", "Chờ quét mã độc")
    assert names(file) == ["original.age", "thumbnail.webp", "unscanned.age", "working.jpg"]


@needs_clamd
def test_the_worker_scans_again_when_the_scanner_is_back(
    settings: Settings,
    daemon: str,
    nobody: str,
    caplog: pytest.LogCaptureFixture,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    settings.CLAMD = nobody
    clean, harmful = keep(corpus.photo()), keep(HARMFUL)
    with caplog.at_level(logging.WARNING):
        assert scan_waiting(actor=SYSTEM) == 2  # still away: both go on waiting
    assert "files_wait_for_scanner" in caplog.text

    settings.CLAMD = daemon
    with django_capture_on_commit_callbacks(execute=True):
        assert scan_waiting(actor=SYSTEM) == 0

    clean.refresh_from_db()
    harmful.refresh_from_db()
    assert (clean.state, serve_working(clean).status_code) == (File.State.READY, 200)
    assert names(clean) == ["original.age", "thumbnail.webp", "working.jpg"]
    assert (harmful.state, harmful.working, harmful.thumbnail) == (File.State.INFECTED, "", "")
    assert names(harmful) == ["original.age"]
    sealed = vault.path_of(harmful.original).read_bytes()
    assert unseal(sealed, private_secret()) == HARMFUL  # evidence, behind its seal
    found = Event.objects.get(verb="documents.infected")
    assert (found.subject_id, found.facts) == (harmful.pk, {"found": "BinhYen.Harm.UNOFFICIAL"})


@needs_clamd
def test_a_file_too_large_for_the_scanner_is_not_taken_for_clean(
    settings: Settings, daemon: str
) -> None:
    settings.CLAMD = daemon  # its StreamMaxLength is 1 MB
    assert keep(corpus.mp3_frames(4000)).state == File.State.UNSCANNED


@needs_clamd
def test_a_file_restored_without_its_waiting_copy_is_scanned_as_it_would_be_shown(
    settings: Settings, daemon: str, nobody: str
) -> None:
    settings.CLAMD = nobody
    file = keep(corpus.photo())
    (vault.root() / vault.folder_of(file.ref) / vault.UNSCANNED).unlink()
    settings.CLAMD = daemon
    scan_waiting(actor=SYSTEM)
    file.refresh_from_db()
    assert file.state == File.State.READY


def test_the_sweep_leaves_what_waits_and_takes_what_nobody_names(
    settings: Settings, nobody: str
) -> None:
    settings.CLAMD = nobody
    waiting = keep(corpus.photo())
    settings.CLAMD = ""
    ready = keep(corpus.photo())
    folder = vault.root() / vault.folder_of(ready.ref)
    (folder / "working-old.jpg").write_bytes(b"before its parts were covered")
    (folder / vault.UNSCANNED).write_bytes(b"left behind")
    soon = folder.stat().st_ctime

    sweep(soon)
    assert (folder / "working-old.jpg").exists()  # too young: may be on its way into the table
    sweep(soon + IN_TWO_HOURS)

    assert names(ready) == ["original.age", "thumbnail.webp", "working.jpg"]
    assert vault.UNSCANNED in names(waiting)
