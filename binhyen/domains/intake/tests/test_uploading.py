"""Files that come with a page: looked into before its transaction, told to wait on a full disk."""

import shutil
from collections import namedtuple
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from pytest_django import Settings

from binhyen.domains.intake.models import Tip
from binhyen.domains.intake.tests.test_citizen_pages import WHAT, WHERE, fill, send
from binhyen.kernel.documents.models import File
from binhyen.kernel.documents.sandbox import Parsed, parse
from binhyen.kernel.documents.tests import corpus

pytestmark = pytest.mark.django_db
NO_ROOM = "Máy chủ tạm hết chỗ để nhận tệp"


@pytest.fixture(autouse=True)
def shelves(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.UPLOAD_KEEP_FREE = 0
    return tmp_path / "files"


@pytest.fixture
def depths(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How deep in transactions each look took place; the test's own one is not counted."""
    found: list[int] = []

    def watched(source: Path, folder: Path) -> Parsed:
        found.append(len(connection.savepoint_ids))
        return parse(source, folder)

    monkeypatch.setattr("binhyen.kernel.documents.looking.parse", watched)
    return found


def photo(name: str = "anh.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, corpus.photo(), "image/jpeg")


def as_far_as_the_words(client: Client) -> None:
    client.post("/bao-tin/viec-gi/", {"category": "theft"})
    client.post("/bao-tin/o-dau/", WHERE)


def fill_the_disk(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    settings.UPLOAD_KEEP_FREE = 1000
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage(10_000, 9_500, 500))


def test_nobody_waits_behind_a_photo_that_is_looked_into(client: Client, depths: list[int]) -> None:
    as_far_as_the_words(client)

    answer = client.post("/bao-tin/chuyen-gi/", WHAT | {"files": [photo(), photo()]})

    assert answer.status_code == 302
    assert depths == [0, 0]
    assert File.objects.filter(held_for__isnull=False).count() == 2


def test_a_photo_sent_later_is_looked_into_before_the_transaction(
    client: Client, depths: list[int]
) -> None:
    tip, secret = send(client)
    client.post("/theo-doi/", {"code": tip.code})
    assert client.post("/theo-doi/tin/", {"secret": secret}).status_code == 302

    assert client.post("/theo-doi/tin/them-tep/", {"files": [photo()]}).status_code == 302

    assert depths == [0]
    assert tip.files.count() == 1


def test_files_of_somebody_who_began_no_report_are_not_looked_into(
    client: Client, depths: list[int]
) -> None:
    client.post("/theo-doi/tin/them-tep/", {"files": [photo()]})
    client.post("/bao-tin/chuyen-gi/", WHAT | {"files": [photo()]})
    assert depths == []


def test_what_was_looked_into_and_not_kept_leaves_nothing(client: Client, shelves: Path) -> None:
    as_far_as_the_words(client)
    client.post("/bao-tin/chuyen-gi/", {"them-tep": "1", "files": [photo() for _ in range(4)]})
    assert File.objects.count() == 4

    answer = client.post("/bao-tin/chuyen-gi/", WHAT | {"files": [photo(), photo(), photo()]})

    assert answer.status_code == 400
    assert File.objects.count() == 5
    assert len(list(shelves.rglob("original.age"))) == 5


def test_a_bad_file_still_says_why(client: Client) -> None:
    as_far_as_the_words(client)
    bad = SimpleUploadedFile("anh.jpg", b"GIF89a nothing", "image/jpeg")
    answer = client.post("/bao-tin/chuyen-gi/", WHAT | {"files": [bad]})
    assert answer.status_code == 400
    assert "anh.jpg:" in answer.content.decode()


def test_while_the_disk_is_full_words_are_taken_and_files_are_told_to_wait(
    client: Client, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    as_far_as_the_words(client)
    with monkeypatch.context() as full:
        fill_the_disk(full, settings)

        refused = client.post("/bao-tin/chuyen-gi/", WHAT | {"files": [photo()]})

        assert refused.status_code == 503
        assert refused["Retry-After"] == "60"
        assert NO_ROOM in refused.content.decode()
        assert WHAT["text"] in refused.content.decode()
        assert File.objects.count() == 0

        fill(client)
        assert client.post("/bao-tin/kiem-tra/").status_code == 302
        assert Tip.objects.count() == 1

    settings.UPLOAD_KEEP_FREE = 0
    other = Client()
    as_far_as_the_words(other)
    assert other.post("/bao-tin/chuyen-gi/", WHAT | {"files": [photo()]}).status_code == 302


def test_while_the_disk_is_full_a_later_photo_is_told_to_wait(
    client: Client, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    tip, secret = send(client)
    client.post("/theo-doi/", {"code": tip.code})
    client.post("/theo-doi/tin/", {"secret": secret})
    fill_the_disk(monkeypatch, settings)

    refused = client.post("/theo-doi/tin/them-tep/", {"files": [photo()]})

    assert (refused.status_code, refused["Retry-After"]) == (503, "60")
    assert NO_ROOM in refused.content.decode()
    assert tip.files.count() == 0
