"""Working copies of films and recordings: what is left of them, and that browsers play it."""

import io
import logging
from pathlib import Path
from typing import Any

import av
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from binhyen.kernel.audit.models import Event
from binhyen.kernel.documents import vault
from binhyen.kernel.documents.actions import convert_waiting, keep_upload
from binhyen.kernel.documents.models import File
from binhyen.kernel.documents.showing import shown_files
from binhyen.kernel.documents.tests import corpus
from binhyen.kernel.people.actor import ANONYMOUS, SYSTEM
from binhyen.lib.verdict import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shelves(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.UPLOAD_KEEP_FREE = 0
    return tmp_path / "files"


def keep(content: bytes) -> File:
    upload = SimpleUploadedFile("phim.mp4", content)
    return keep_upload(actor=ANONYMOUS, upload=upload, held_for=None)


def tracks_of(file: File) -> list[tuple[str, str, int]]:
    """(kind, codec, frames that can be decoded) of each track of the working copy."""
    content = vault.path_of(file.working).read_bytes()
    with av.open(io.BytesIO(content), "r") as film:
        counts = {track.index: 0 for track in film.streams}
        for packet in film.demux():
            counts[packet.stream.index] += len(packet.decode())
        return [(t.type, t.codec_context.name, counts[t.index]) for t in film.streams]


def test_a_film_keeps_its_pictures_and_its_sound_and_nothing_else() -> None:
    content = corpus.film()
    file = keep(content)
    copy = vault.path_of(file.working).read_bytes()

    assert (file.state, file.width, file.height) == (File.State.READY, 320, 180)
    (kind, codec, frames), (heard, sound, _count) = tracks_of(file)
    assert (kind, codec, frames, heard, sound) == ("video", "h264", 10, "audio", "aac")
    for told in (corpus.GPS_MARK, b"+20.6", corpus.MADE_AT.to_bytes(4, "big"), b"x264 - core"):
        assert told in content
        assert told not in copy
    assert copy.index(b"moov") < copy.index(b"mdat")  # plays while it loads


def test_a_film_held_upright_is_played_and_pictured_upright() -> None:
    file = keep(corpus.film(quarters=1))
    assert Image.open(vault.path_of(file.thumbnail)).size == (180, 320)
    with av.open(str(vault.path_of(file.working))) as film:
        assert next(film.decode(video=0)).rotation == -90


def test_a_cover_is_no_picture_of_a_recording() -> None:
    file = keep(corpus.film(b"M4A ", video=""))
    assert [kind for kind, _codec, _frames in tracks_of(file)] == ["audio"]
    assert (file.thumbnail, file.width) == ("", None)


def test_sound_that_browsers_do_not_play_is_coded_anew() -> None:
    file = keep(corpus.film(b"M4A ", video="", sound="alac"))
    (heard,) = tracks_of(file)
    assert (file.state, heard[:2]) == (File.State.READY, ("audio", "aac"))
    assert heard[2] >= 43  # frames of 1,024 samples: one second


def test_a_film_that_browsers_do_not_play_waits_for_the_worker(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks, shelves: Path
) -> None:
    file = keep(corpus.film(video="mpeg4", quarters=1))
    before = file.working
    assert (file.state, shown_files([file], "", "x")[0].href) == (File.State.PENDING, "")

    with django_capture_on_commit_callbacks(execute=True):
        assert convert_waiting(actor=SYSTEM) == 1

    file.refresh_from_db()
    assert (file.state, file.to_convert) == (File.State.READY, False)
    (kind, codec, frames), (_heard, sound, _count) = tracks_of(file)
    assert (kind, codec, frames, sound) == ("video", "h264", 10, "aac")
    with av.open(str(vault.path_of(file.working))) as film:
        picture = next(film.decode(video=0))
    assert (picture.width, picture.height, picture.rotation) == (180, 320, 0)
    assert not (shelves / before).exists()
    assert Event.objects.filter(verb="documents.converted", subject_id=file.pk).count() == 1
    assert convert_waiting(actor=SYSTEM) == 0


def test_a_film_that_cannot_be_converted_stays_sealed(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    caplog: pytest.LogCaptureFixture,
) -> None:
    file = keep(corpus.film(video="mpeg4"))
    path = vault.path_of(file.working)
    content = path.read_bytes()
    path.write_bytes(content[: content.index(b"mdat") + 4])
    with django_capture_on_commit_callbacks(execute=True), caplog.at_level(logging.WARNING):
        convert_waiting(actor=SYSTEM)

    file.refresh_from_db()
    assert (file.state, file.working, file.thumbnail) == (File.State.SEALED, "", "")
    assert vault.path_of(file.original).exists()
    assert not path.exists()


@pytest.mark.parametrize(
    "change",
    [
        lambda film: film.replace(b"vide", b"text").replace(b"soun", b"text"),
        lambda film: film.replace(b"stsd", b"stzz"),
        lambda film: film[: len(film) // 2],
    ],
    ids=["no track that shows", "no description of the tracks", "cut off"],
)
def test_a_film_without_pictures_or_sound_is_refused(change: Any) -> None:
    with pytest.raises(Refused, match=r"hỏng|loại tệp"):
        keep(change(corpus.film()))
    assert File.objects.count() == 0


def test_a_table_of_contents_that_points_at_words_is_refused() -> None:
    """The first chunk of pictures is said to lie where the last box tells a place."""
    content = bytearray(corpus.film())
    at = content.index(b"stco") + 12
    content[at : at + 4] = content.rindex(corpus.GPS_MARK).to_bytes(4, "big")
    with pytest.raises(Refused, match="hỏng"):
        keep(bytes(content))
