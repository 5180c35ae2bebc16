"""An officer takes down what somebody came, called or wrote to say: once, sealed, by the clock."""

import json
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pikepdf import Pdf
from pytest_django import Settings

from binhyen.domains.intake import assisted_rules
from binhyen.domains.intake.models import (
    AssistedIntake,
    Bringer,
    Kind,
    RegisterEntry,
    ReporterIdentity,
    Tip,
    TipFile,
)
from binhyen.kernel.audit.models import Event
from binhyen.kernel.documents.keys import private_secret
from binhyen.kernel.documents.models import File
from binhyen.kernel.documents.tests import corpus
from binhyen.kernel.workflow.models import Deadline
from binhyen.lib.sealing import unseal
from tests.cast import Cast, signed_in

pytestmark = pytest.mark.django_db
PAGE = "/tin/tiep-nhan/"


@pytest.fixture(autouse=True)
def shelves(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.UPLOAD_KEEP_FREE = 0


@pytest.fixture
def chien(cast: Cast) -> Client:
    """Đỗ Quang Chiến, trực ban of Công an phường Phố Hiến, at the desk."""
    return signed_in(cast.chien)


def walk_in(**other: Any) -> dict[str, Any]:
    """A woman came and told; only what differs need be said."""
    return {
        "idempotency_key": str(uuid4()),
        "unit": "",
        "channel": "in_person",
        "category": "theft",
        "text": "Tối qua nhà tôi bị mất một chiếc xe máy để trong sân.",
        "name": "Nguyễn Thị Ngọc Quỳnh",
        "born": "1984",
        "address": "Tổ 5, phường Phố Hiến",
        "phone": "0912 345 678",
        **other,
    }


def send(client: Client, cast: Cast, **other: Any) -> HttpResponse:
    form = walk_in(**other)
    form["unit"] = form["unit"] or cast.own.pk
    return client.post(PAGE, form)  # type: ignore[return-value]


def text_of(answer: HttpResponse) -> str:
    return answer.content.decode()


def test_a_walk_in_is_entered_and_her_name_is_sealed(chien: Client, cast: Cast) -> None:
    answer = send(chien, cast)

    tip = Tip.objects.get()
    assert answer.status_code == 200
    assert (tip.channel, tip.kind, tip.unit) == ("in_person", Kind.CRIME_ACCUSATION, cast.own)
    assert "Đã vào sổ số 1/" in text_of(answer)
    identity = ReporterIdentity.objects.get(tip=tip)
    said = json.loads(unseal(bytes(identity.sealed), private_secret()))
    assert (said["name"], said["phone"]) == ("Nguyễn Thị Ngọc Quỳnh", "+84912345678")
    assert (said["born"], said["address"]) == ("1984", "Tổ 5, phường Phố Hiến")
    assisted = AssistedIntake.objects.get(tip=tip)
    assert (assisted.registered_by, assisted.bringer) == (cast.chien, Bringer.SELF)


def test_nobody_reads_her_name_on_the_record_afterwards(chien: Client, cast: Cast) -> None:
    send(chien, cast)
    page = chien.get(f"/tin/{Tip.objects.get().ref}/")
    assert "Quỳnh" not in text_of(page)  # type: ignore[arg-type]
    assert "có tên (niêm phong)" in text_of(page)  # type: ignore[arg-type]
    assert "Quỳnh" not in str(list(Event.objects.values_list("body", flat=True)))


def test_the_key_of_the_way_it_came_leads_to_the_first_one(chien: Client, cast: Cast) -> None:
    """On each of them, Alt + 1 would choose the last: another body's paper."""
    page = chien.get(PAGE).content.decode()
    assert page.count('accesskey="1"') == 1
    assert page.index('accesskey="1"') < page.index('value="phone"')


def test_a_second_press_makes_no_second_tip(chien: Client, cast: Cast) -> None:
    key = str(uuid4())
    first, second = (send(chien, cast, idempotency_key=key) for _ in "12")
    assert Tip.objects.count() == RegisterEntry.objects.count() == 1
    assert first.context["secret"] == second.context["secret"] != ""  # type: ignore[attr-defined]


def test_the_minutes_name_her_and_are_kept_nowhere(
    chien: Client, cast: Cast, settings: Settings
) -> None:
    key = str(uuid4())
    send(chien, cast, idempotency_key=key)
    paper = send(chien, cast, idempotency_key=key, viec="bien-ban")
    assert paper["Content-Type"] == "application/pdf"
    assert paper["Cache-Control"] == "no-store"
    assert len(Pdf.open(BytesIO(paper.content)).pages) == 1
    assert (Tip.objects.count(), File.objects.count()) == (1, 0)
    assert not [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]


def test_minutes_of_other_words_or_by_a_colleague_are_refused(chien: Client, cast: Cast) -> None:
    key = str(uuid4())
    send(chien, cast, idempotency_key=key)
    for client, name in ((chien, "Người khác"), (signed_in(cast.an), "Nguyễn Thị Ngọc Quỳnh")):
        refused = send(client, cast, idempotency_key=key, viec="bien-ban", name=name)
        assert refused.status_code == 400
        assert "đã vào sổ số 1" in text_of(refused)
    assert Tip.objects.count() == 1


def test_the_law_counts_from_the_receipt_not_from_the_typing(chien: Client, cast: Cast) -> None:
    at = timezone.localtime() - timedelta(days=3)
    day, hour = f"{at:%d/%m/%Y}", f"{at:%H:%M}"

    asked = send(chien, cast, received_on=day, received_time=hour)
    assert "hãy ghi lý do" in text_of(asked)
    assert Tip.objects.count() == 0

    send(chien, cast, received_on=day, received_time=hour, late_reason="Trực đêm, mất điện.")
    tip = Tip.objects.get()
    assert f"{timezone.localtime(tip.received_at):%d/%m/%Y %H:%M}" == f"{day} {hour}"
    decisive = Deadline.objects.get(subject_id=tip.pk, is_decisive=True)
    assert decisive.due_on == at.date() + timedelta(days=20)
    entered = RegisterEntry.objects.get(tip=tip).entered_at
    assert timezone.now() - entered < timedelta(minutes=5)
    assert AssistedIntake.objects.get().late_reason == "Trực đêm, mất điện."


def test_what_has_not_happened_yet_cannot_be_received(chien: Client, cast: Cast) -> None:
    soon = timezone.localtime() + timedelta(days=1)
    answer = send(chien, cast, received_on=f"{soon:%d/%m/%Y}", received_time="08:00")
    assert "Ngày này chưa đến" in text_of(answer)
    assert "0912 345 678" in text_of(answer)
    assert Tip.objects.count() == 0


def test_the_rule_itself_refuses_the_future(cast: Cast) -> None:
    now = timezone.make_aware(datetime(2026, 8, 10, 9, 0))
    verdict = assisted_rules.may_be_received_at(now + timedelta(minutes=1), "vì sao", cast.own, now)
    assert not verdict
    assert assisted_rules.may_be_received_at(now, "", cast.own, now)


def test_a_body_s_paper_needs_its_number_date_and_sender(chien: Client, cast: Cast) -> None:
    paper = {"channel": "body", "name": "", "born": "", "address": "", "phone": ""}
    asked = send(chien, cast, **paper)
    for sentence in ("số văn bản", "ngày văn bản", "tên cơ quan gửi"):
        assert sentence in text_of(asked)
    assert Tip.objects.count() == 0

    send(
        chien,
        cast,
        **paper,
        paper_number="15/KL-TTr",
        paper_date="01/06/2026",
        sender_body="Thanh tra tỉnh",
        kind="prosecution_proposal",
    )
    tip = Tip.objects.get()
    assert tip.kind == Kind.PROSECUTION_PROPOSAL
    assert AssistedIntake.objects.get(tip=tip).sender_body == "Thanh tra tỉnh"


def test_a_walk_in_makes_no_proposal_to_prosecute(chien: Client, cast: Cast) -> None:
    answer = send(chien, cast, kind="prosecution_proposal")
    assert "Cơ quan khác chuyển đến" in text_of(answer)
    assert Tip.objects.count() == 0


def test_who_gives_no_name_makes_a_tin_bao(chien: Client, cast: Cast) -> None:
    silent = {"name": "", "born": "", "address": "", "phone": ""}
    asked = send(chien, cast, **silent)
    assert "hoặc đánh dấu" in text_of(asked)
    send(chien, cast, **silent, is_unnamed="on", channel="phone")
    assert Tip.objects.get().kind == Kind.CRIME_INFORMATION
    assert ReporterIdentity.objects.count() == 0


def test_a_place_is_found_as_it_is_typed(chien: Client, cast: Cast) -> None:
    send(chien, cast, place="an thi")
    assert Tip.objects.get().place.name == "Xã Ân Thi"


def test_an_empty_place_is_the_unit_s_own_area(chien: Client, cast: Cast) -> None:
    send(chien, cast, place="")
    assert Tip.objects.get().place == cast.own.place


def test_several_places_of_like_name_are_offered(chien: Client, cast: Cast) -> None:
    asked = send(chien, cast, place="hưng")
    assert asked.status_code == 400
    choices = asked.context["form"].candidates  # type: ignore[attr-defined]
    assert len(choices) > 1
    send(chien, cast, place="hưng", place_chosen=choices[1].code)
    assert Tip.objects.get().place == choices[1]


def test_nothing_typed_is_lost_when_something_is_wrong(chien: Client, cast: Cast) -> None:
    key = str(uuid4())
    wrong = send(
        chien,
        cast,
        idempotency_key=key,
        category="",
        phone="09",
        files=SimpleUploadedFile("anh.jpg", corpus.photo()),
    )
    page = text_of(wrong)
    assert wrong.status_code == 400
    for typed in ("Nguyễn Thị Ngọc Quỳnh", "Tổ 5, phường Phố Hiến", "xe máy để trong sân"):
        assert typed in page
    assert "Đã giữ, không cần chọn lại" in page
    send(chien, cast, idempotency_key=key)
    assert TipFile.objects.filter(tip=Tip.objects.get()).count() == 1


def test_a_letter_in_her_hand_is_kept_sealed_only(chien: Client, cast: Cast) -> None:
    send(chien, cast, channel="letter", sealed_files=SimpleUploadedFile("t.jpg", corpus.photo()))
    file = TipFile.objects.get().file
    assert (file.state, file.working, file.thumbnail) == (File.State.SEALED, "", "")
    tip = Tip.objects.get()
    assert chien.get(f"/tin/{tip.ref}/tep/{file.ref}/").status_code == 404
    assert AssistedIntake.objects.get().bringer == Bringer.POST


def test_signed_minutes_are_kept_sealed(chien: Client, cast: Cast) -> None:
    send(chien, cast)
    tip = Tip.objects.get()
    scan = SimpleUploadedFile("bb.jpg", corpus.photo())
    kept = chien.post(f"/tin/{tip.ref}/bien-ban-ky/", {"scan": scan})
    assert kept.status_code == 302
    row = TipFile.objects.get(tip=tip)
    assert (row.purpose, row.is_from_reporter) == ("minutes", False)
    assert row.file.state == File.State.SEALED


def test_a_formal_denunciation_is_asked_about_once(chien: Client, cast: Cast) -> None:
    words = "Đây là đơn tố cáo chủ tịch xã nhận tiền của dân."
    asked = send(chien, cast, text=words)
    assert "Luật Tố cáo 2018" in text_of(asked)
    assert Tip.objects.count() == 0
    send(chien, cast, text=words, is_report="on")
    assert Tip.objects.count() == 1


def test_a_state_secret_is_not_taken_down_whatever_is_said(chien: Client, cast: Cast) -> None:
    answer = send(chien, cast, text="TỐI MẬT\nKế hoạch", is_report="on")
    assert answer.status_code == 400
    assert Tip.objects.count() == 0


def test_the_session_remembers_the_kind_of_work_and_no_person(chien: Client, cast: Cast) -> None:
    send(chien, cast, channel="phone", category="assault")
    again = chien.get(PAGE)
    assert again.context["form"].initial["channel"] == "phone"
    assert again.context["form"].initial["category"] == "assault"
    assert "Ngọc Quỳnh" not in again.content.decode()


def test_a_supervisor_is_no_duty_officer_and_another_unit_s_book_is_closed(cast: Cast) -> None:
    assert signed_in(cast.khanh).get(PAGE).status_code == 404
    neighbour = signed_in(cast.em)
    answer = send(neighbour, cast)
    assert answer.status_code == 400
    assert Tip.objects.count() == 0


def test_the_trail_says_who_took_it_down(chien: Client, cast: Cast) -> None:
    send(chien, cast, brought_by="Trần Văn Hộ")
    event = Event.objects.get(verb="intake.registered")
    assert (event.actor_id, event.facts["bringer"]) == (cast.chien.pk, Bringer.OTHER)
    assert "Trần Văn Hộ" not in event.body
