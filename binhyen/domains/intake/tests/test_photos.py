"""The handling desk looks at a reporter's photograph first, covers what others must not see, and
then lets them see it."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from binhyen.domains.intake import actions
from binhyen.domains.intake.models import Tip, TipFile
from binhyen.domains.intake.tests.factories import NOW, received
from binhyen.domains.intake.tests.test_officer_pages import signed_in
from binhyen.kernel.audit.models import Event
from binhyen.kernel.documents import vault
from binhyen.kernel.documents.actions import keep_upload
from binhyen.kernel.documents.keys import private_secret
from binhyen.kernel.documents.tests import corpus
from binhyen.kernel.people.actor import ANONYMOUS, Actor
from binhyen.kernel.places.models import Place
from binhyen.lib.sealing import unseal

pytestmark = pytest.mark.django_db
FACE = (400, 100, 479, 179)  # a white square on grey: five eighths to six eighths across
NOTHING_BUT_BLACK = 40  # of 255: what JPEG leaves around an edge


@pytest.fixture(autouse=True)
def shelves(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.IDENTITY_PUBLIC_KEY_FILE = tmp_path / "identity.pub"
    settings.IDENTITY_PRIVATE_KEY_FILE = tmp_path / "identity.key"
    settings.UPLOAD_KEEP_FREE = 0
    return tmp_path / "files"


def photograph(form: str = "JPEG") -> bytes:
    made = Image.new("RGB", (640, 400), (120, 120, 120))
    ImageDraw.Draw(made).rectangle(FACE, fill="white")
    out = io.BytesIO()
    made.save(out, form)
    return out.getvalue()


def sent(tip: Tip, content: bytes) -> TipFile:
    upload = SimpleUploadedFile("x", content)
    file = keep_upload(actor=ANONYMOUS, upload=upload, held_for=None)
    actions.add_reporter_files(actor=ANONYMOUS, tip=tip, files=[file], now=NOW)
    return TipFile.objects.select_related("file").get(file=file)


@pytest.fixture
def photo(tip: Tip) -> TipFile:
    return sent(tip, photograph())


def url(row: TipFile, what: str = "tep") -> str:
    return f"/tin/{row.tip.ref}/{what}/{row.file.ref}/"


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def brightest(path: str, box: tuple[float, float, float, float]) -> int:
    """The lightest point within ``box``, in shares of the sides."""
    picture = Image.open(vault.path_of(path)).convert("L")
    width, height = picture.size
    left, top, right, bottom = box
    part = picture.crop(
        (int(left * width), int(top * height), int(right * width), int(bottom * height))
    )
    return int(part.getextrema()[1])  # type: ignore[arg-type]


FACE_IN_SHARES = (0.63, 0.27, 0.74, 0.43)
OUTSIDE = (0.05, 0.5, 0.3, 0.9)


def test_before_the_desk_decides_nobody_above_sees_the_photo(
    handler: Actor, province_leader: Actor, photo: TipFile
) -> None:
    desk, above = signed_in(handler), signed_in(province_leader)
    assert desk.get(url(photo)).status_code == 200
    assert desk.get(url(photo, "anh-nho")).status_code == 200

    for address in (url(photo), url(photo, "anh-nho"), url(photo) + "che/"):
        assert above.get(address).status_code == 403
    page = text_of(above.get(f"/tin/{photo.tip.ref}/"))
    assert "chờ nơi thụ lý cho xem" in page
    assert url(photo) not in page
    assert url(photo, "anh-nho") not in page
    assert "đang chờ" in text_of(above.get(url(photo)))

    assert desk.post(f"/tin/{photo.tip.ref}/cho-xem-anh/").status_code == 302
    assert above.get(url(photo)).status_code == 200
    assert url(photo, "anh-nho") in text_of(above.get(f"/tin/{photo.tip.ref}/"))
    assert Event.objects.filter(verb="intake.photos_shown", subject_id=photo.tip_id).count() == 1


def test_who_only_reads_the_tip_cannot_let_others_see_it(
    province_leader: Actor, neighbour: Actor, photo: TipFile
) -> None:
    address = f"/tin/{photo.tip.ref}/cho-xem-anh/"
    assert signed_in(province_leader).post(address).status_code == 403
    assert (
        signed_in(province_leader).post(url(photo) + "che/", {"buoc": "cho-xem"}).status_code == 403
    )
    assert signed_in(neighbour).post(address).status_code == 404
    photo.refresh_from_db()
    assert photo.shown_at is None


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_squares_and_numbers_destroy_what_they_cover(
    handler: Actor,
    tip: Tip,
    form: str,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    content = photograph(form)
    row = sent(tip, content)
    before = row.file
    assert brightest(before.working, FACE_IN_SHARES) > 240
    # The face by numbers; the lower left corner by two squares of the grid.
    marks = {
        "left1": "62",
        "top1": "24.5",
        "width1": "13.5",
        "height1": "21",
        "squares": ["11-0", "11-1"],
    }
    with django_capture_on_commit_callbacks(execute=True):
        done = signed_in(handler).post(url(row) + "che/", {"buoc": "che", **marks})
    assert done.status_code == 302

    row = TipFile.objects.select_related("file").get(pk=row.pk)
    for copy in (row.file.working, row.file.thumbnail):
        assert brightest(copy, FACE_IN_SHARES) < NOTHING_BUT_BLACK
        assert brightest(copy, (0.01, 0.94, 0.15, 0.99)) < NOTHING_BUT_BLACK
        assert brightest(copy, OUTSIDE) > 100
    assert not vault.path_of(before.working).exists()
    assert not vault.path_of(before.thumbnail).exists()
    assert unseal(vault.path_of(row.file.original).read_bytes(), private_secret()) == content
    event = Event.objects.get(verb="intake.photo_covered")
    assert (event.subject_id, event.facts) == (row.tip_id, {"file": row.file_id, "parts": 3})
    assert row.shown_at is None  # letting others see it is a step of its own


def test_a_photo_can_be_covered_after_others_have_seen_it(
    handler: Actor, province_leader: Actor, photo: TipFile
) -> None:
    desk = signed_in(handler)
    desk.post(url(photo) + "che/", {"buoc": "cho-xem"})
    assert desk.post(url(photo) + "che/", {"buoc": "che", "squares": "3-7"}).status_code == 302
    shown = b"".join(signed_in(province_leader).get(url(photo)))
    picture = Image.open(io.BytesIO(shown)).convert("L")
    assert picture.getpixel((400, 116)) < NOTHING_BUT_BLACK  # type: ignore[operator]


def test_looking_first_changes_nothing(handler: Actor, photo: TipFile) -> None:
    typed = {"left1": "10", "top1": "20", "width1": "30", "height1": "40", "squares": "0-0"}
    answer = signed_in(handler).post(url(photo) + "che/", {"buoc": "xem-truoc", **typed})
    page = text_of(answer)
    assert answer.status_code == 200
    assert '<rect x="10.0" y="20.0" width="30.0" height="40.0">' in page
    assert 'value="0-0" aria-label="Hàng 1, cột 1" checked' in page
    assert Event.objects.filter(verb="intake.photo_covered").count() == 0
    assert brightest(photo.file.working, FACE_IN_SHARES) > 240


@pytest.mark.parametrize(
    ("marks", "said"),
    [
        ({}, "Chọn ít nhất một ô"),
        ({"left1": "10", "top1": "20", "width1": "30"}, "gõ đủ bốn số"),
        ({"left1": "10", "top1": "20", "width1": "0", "height1": "5"}, "gõ đủ bốn số"),
        ({"left1": "100", "top1": "20", "width1": "5", "height1": "5"}, "gõ đủ bốn số"),
        ({"squares": "12-0"}, "12-0"),
        ({"left1": "nan", "top1": "0", "width1": "5", "height1": "5"}, ""),
        ({"left1": "-5", "top1": "0", "width1": "5", "height1": "5"}, ""),
    ],
)
def test_marks_that_cover_nothing_are_told(
    handler: Actor, photo: TipFile, marks: dict[str, str], said: str
) -> None:
    answer = signed_in(handler).post(url(photo) + "che/", {"buoc": "che", **marks})
    assert answer.status_code == 400
    assert said in text_of(answer)
    assert Event.objects.filter(verb="intake.photo_covered").count() == 0


def test_other_files_need_no_decision_and_have_no_parts(
    handler: Actor, province_leader: Actor, tip: Tip
) -> None:
    paper = sent(tip, corpus.pdf())
    assert signed_in(province_leader).get(url(paper)).status_code == 200
    assert signed_in(handler).get(url(paper) + "che/").status_code == 403


def test_a_photo_of_another_tip_is_not_found(
    handler: Actor, photo: TipFile, tan_hung: Place
) -> None:
    other = received(tan_hung, NOW)
    assert signed_in(handler).get(f"/tin/{other.ref}/tep/{photo.file.ref}/che/").status_code == 404
