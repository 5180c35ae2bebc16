"""Files on their way in and out through HTTP."""

import tempfile
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.http import Http404
from django.test import RequestFactory
from pytest_django import Settings

from binhyen.kernel.documents.actions import keep_upload
from binhyen.kernel.documents.models import File
from binhyen.kernel.documents.serving import serve_thumbnail, serve_working
from binhyen.kernel.people.actor import ANONYMOUS
from binhyen.lib.verdict import Refused, Unavailable

REF = uuid4()
NAME = f"tep-{REF.hex[:8]}"


@pytest.fixture(autouse=True)
def shelves(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    settings.UPLOAD_KEEP_FREE = 0
    return tmp_path


def stored(shelves: Path, kind: str, suffix: str, content: bytes = b"0123456789") -> File:
    (shelves / f"working{suffix}").write_bytes(content)
    return File(ref=REF, working=f"working{suffix}", working_kind=kind)


@pytest.mark.parametrize(
    ("kind", "suffix", "disposition"),
    [
        ("image/jpeg", ".jpg", "inline"),
        ("video/mp4", ".mp4", "inline"),
        ("application/pdf", ".pdf", "attachment"),
    ],
)
def test_no_browser_runs_what_it_is_shown(
    shelves: Path, kind: str, suffix: str, disposition: str
) -> None:
    answer = serve_working(stored(shelves, kind, suffix))
    assert b"".join(answer) == b"0123456789"
    assert answer["Content-Type"] == kind
    assert answer["Content-Disposition"] == f'{disposition}; filename="{NAME}{suffix}"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["Cache-Control"] == "private, no-store"


def test_a_download_is_a_download(shelves: Path) -> None:
    answer = serve_working(stored(shelves, "image/jpeg", ".jpg"), as_download=True)
    assert b"".join(answer) == b"0123456789"
    assert answer["Content-Disposition"] == f'attachment; filename="{NAME}.jpg"'


@pytest.mark.parametrize(
    ("span", "status", "content", "said"),
    [
        ("bytes=0-3", 206, b"0123", "bytes 0-3/10"),
        ("bytes=8-", 206, b"89", "bytes 8-9/10"),
        ("bytes=8-500", 206, b"89", "bytes 8-9/10"),
        ("bytes=0-0", 206, b"0", "bytes 0-0/10"),
        ("bytes=-3", 206, b"789", "bytes 7-9/10"),
        ("bytes=-500", 206, b"0123456789", "bytes 0-9/10"),
        ("bytes=10-", 416, b"", "bytes */10"),
    ],
)
def test_a_player_asks_for_a_part(
    shelves: Path, span: str, status: int, content: bytes, said: str
) -> None:
    answer = serve_working(stored(shelves, "video/mp4", ".mp4"), span=span)
    assert (answer.status_code, answer.content, answer["Content-Range"]) == (status, content, said)


@pytest.mark.parametrize("span", ["", "bytes=-", "bytes=5-2", "bytes=0-1,4-5", "lines=0-1"])
def test_what_is_no_single_part_gets_the_whole(shelves: Path, span: str) -> None:
    answer = serve_working(stored(shelves, "video/mp4", ".mp4"), span=span)
    assert (answer.status_code, b"".join(answer)) == (200, b"0123456789")
    assert answer["Accept-Ranges"] == "bytes"


@pytest.mark.parametrize("path", ["", "gone.jpg", "../../etc/passwd", "/etc/passwd"])
def test_what_is_not_below_the_shelves_is_not_found(path: str) -> None:
    file = File(ref=REF, working=path, thumbnail=path, working_kind="image/jpeg")
    for serve in (serve_working, serve_thumbnail):
        with pytest.raises(Http404):
            serve(file)


def received(content: bytes, settings: Settings, text: str = "Có tiếng nổ") -> tuple[Any, Any]:
    """The words and the file of a form as a page gets them."""
    data = {"text": text, "file": SimpleUploadedFile("a.jpg", content)}
    request = RequestFactory().post("/", data)
    return request.POST["text"], request.FILES["file"]


def test_a_file_goes_straight_to_the_disk(settings: Settings) -> None:
    _text, file = received(b"x" * 200_000, settings)
    assert Path(file.temporary_file_path()).stat().st_size == 200_000


@pytest.mark.django_db
def test_a_huge_file_is_not_stored_and_the_words_arrive(settings: Settings) -> None:
    settings.UPLOAD_LARGEST = 100_000
    text, file = received(b"x" * 1_000_000, settings)
    assert text == "Có tiếng nổ"
    assert Path(file.temporary_file_path()).stat().st_size <= 100_000 + 65_536
    with pytest.raises(Refused, match="quá mức"):
        keep_upload(actor=ANONYMOUS, upload=file, held_for=None)
    assert File.objects.count() == 0


@pytest.mark.django_db
def test_when_the_disk_is_full_the_words_still_arrive(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object, **_more: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tempfile, "NamedTemporaryFile", full)
    monkeypatch.setattr("django.core.files.temp.NamedTemporaryFile", full)
    monkeypatch.setattr("django.core.files.uploadedfile.tempfile.NamedTemporaryFile", full)
    text, file = received(b"x" * 200_000, settings)
    assert text == "Có tiếng nổ"
    assert isinstance(file, UploadedFile)
    with pytest.raises(Unavailable, match="phần chữ"):
        keep_upload(actor=ANONYMOUS, upload=file, held_for=None)
    assert File.objects.count() == 0
