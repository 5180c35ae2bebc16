"""Somebody asks about their data: clocks, proof, more time, an answer; nothing to a stranger."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils import timezone

from binhyen.domains.intake.actions import Arrival, receive_tip
from binhyen.domains.intake.models import Category, Tip
from binhyen.domains.requests import actions
from binhyen.domains.requests.models import DataRequest
from binhyen.kernel.audit.action import in_scope
from binhyen.kernel.org.models import Unit
from binhyen.kernel.people.actor import ANONYMOUS
from binhyen.kernel.people.models import User
from binhyen.kernel.retention import clockwork
from binhyen.kernel.retention.models import Proposal
from binhyen.kernel.retention.subjects import Subject, prove
from binhyen.kernel.workflow.models import Deadline
from binhyen.lib.verdict import Refused
from tests.cast import Cast

pytestmark = pytest.mark.django_db
Browse = Callable[[User | None], Client]
# A Monday, before a week without holidays.
MONDAY = timezone.make_aware(datetime(2026, 11, 23, 9, 0))


@pytest.fixture(autouse=True)
def a_file_of_tombstones(settings: Any, tmp_path: Path) -> None:
    settings.TOMBSTONES_FILE = tmp_path / "tombstones.jsonl"


@pytest.fixture
def told(cast: Cast) -> tuple[Tip, str]:
    """A report at Phố Hiến and its secret."""
    arrival = Arrival(
        category=Category.objects.get(code="theft"),
        text="Mất xe đạp ở cổng chợ.",
        place=cast.own.place,
        unit=cast.own,
        anonymous=True,
        idempotency_key=UUID(int=7),
    )
    receipt = receive_tip(actor=ANONYMOUS, arrival=arrival, now=timezone.now())
    return receipt.tip, receipt.secret


def proved(code: str, secret: str) -> Subject | None:
    """As a stranger's page asks."""
    with in_scope(ANONYMOUS):
        return prove(code, secret)


def asked(unit: Unit, asks: str, subject: Subject | None = None) -> DataRequest:
    return actions.receive_request(
        actor=ANONYMOUS,
        asks=asks,
        text="Tôi muốn biết.",
        subject=subject,
        unit=unit,
        idempotency_key=uuid4(),
        now=MONDAY,
    ).request


def due(request: DataRequest, key: str) -> str:
    row = Deadline.objects.get(
        subject_kind="requests.datarequest", subject_id=request.pk, rule__key=key
    )
    return f"{row.due_on:%d/%m} {row.state}"


def form(**more: str) -> dict[str, str]:
    return {
        "asks": "access",
        "text": "Cho tôi xem.",
        "code": "",
        "secret": "",
        "idempotency_key": str(uuid4()),
    } | more


@pytest.mark.parametrize(
    ("asks", "key", "on"),
    [
        ("access", "dsr_provide", "03/12"),
        ("withdrawal", "dsr_stop", "08/12"),
        ("deletion", "dsr_delete", "13/12"),
    ],
)
def test_its_clocks_start_when_it_comes(cast: Cast, asks: str, key: str, on: str) -> None:
    request = asked(cast.province, asks)
    assert due(request, key) == f"{on} running"
    assert due(request, "dsr_reply") == "25/11 running"


def test_a_third_party_gives_the_longer_time_and_it_is_extended_once(cast: Cast) -> None:
    request, khanh = asked(cast.province, "deletion"), cast.actor(cast.khanh, MONDAY.date())
    who: dict[str, Any] = {"actor": khanh, "request": request, "now": MONDAY}

    actions.involve_third_party(third_party="Nhà mạng", **who)
    assert due(request, "dsr_delete") == "13/12 cancelled"
    assert due(request, "dsr_delete_third") == "23/12 running"

    actions.extend(reason="Chờ nhà mạng", **who)
    assert due(request, "dsr_delete_more") == "12/01 running"
    with pytest.raises(Refused, match="một lần"):
        actions.extend(reason="Chờ nữa", **who)


def test_the_first_answer_stops_its_clock_only(cast: Cast) -> None:
    request, khanh = asked(cast.province, "access"), cast.actor(cast.khanh, MONDAY.date())
    actions.reply(actor=khanh, request=request, text="Đã nhận.", now=MONDAY + timedelta(days=1))

    assert due(request, "dsr_reply") == "25/11 done"
    assert due(request, "dsr_provide") == "03/12 running"


def test_nothing_is_given_to_somebody_who_proved_nothing(cast: Cast) -> None:
    request, khanh = asked(cast.province, "access"), cast.actor(cast.khanh, MONDAY.date())
    give: dict[str, Any] = {"actor": khanh, "request": request, "text": "Đây.", "now": MONDAY}

    with pytest.raises(Refused, match="chưa chứng minh"):
        actions.answer(outcome="done", **give)
    request.refresh_from_db()
    assert (request.state, request.answer) == ("received", "")

    actions.confirm_identity(actor=khanh, request=request, now=MONDAY)
    actions.answer(outcome="done", **give)
    assert due(request, "dsr_provide") == "03/12 done"


def test_only_both_codes_of_one_report_prove_it(told: tuple[Tip, str], cast: Cast) -> None:
    tip, secret = told
    found = proved(tip.code, secret)
    assert found is not None
    assert (found.kind, found.ref) == ("intake.tip", tip.ref)
    assert proved(tip.code, "A" * 25) is None
    assert proved("0000000000", secret) is None


def test_a_citizen_asks_with_the_secret_and_reads_the_answer(
    told: tuple[Tip, str], cast: Cast, client_of: Browse
) -> None:
    tip, secret = told
    citizen = client_of(None)
    page = citizen.post("/rieng-tu/yeu-cau/", form(code=tip.code, secret=secret), follow=True)
    shown = re.findall(r'data-by-copy="([0-9A-Z-]+)"', page.content.decode())
    request = DataRequest.objects.get()
    assert (request.proof, request.subject_ref) == ("secret", tip.ref)

    officer = client_of(cast.khanh)
    reply = {"outcome": "done", "text": "Chúng tôi giữ nội dung bạn đã gửi, không giữ gì khác."}
    assert officer.post(f"/yeu-cau-du-lieu/{request.ref}/ket-qua/", reply).status_code == 302

    codes = {"code": shown[0], "secret": shown[1]}
    answer = client_of(None).post("/rieng-tu/yeu-cau/theo-doi/", codes).content.decode()
    assert "không giữ gì khác" in answer
    wrong = client_of(None).post("/rieng-tu/yeu-cau/theo-doi/", codes | {"secret": "X" * 25})
    assert wrong.status_code == 400
    assert "không giữ gì khác" not in wrong.content.decode()


def test_a_wrong_secret_takes_no_request(told: tuple[Tip, str], client_of: Browse) -> None:
    tip, _secret = told
    for data in (form(code=tip.code, secret="A" * 25), form(code=tip.code)):
        assert client_of(None).post("/rieng-tu/yeu-cau/", data).status_code == 400
    assert not DataRequest.objects.exists()


def test_the_same_form_twice_is_one_request(cast: Cast, client_of: Browse) -> None:
    data, citizen = form(), client_of(None)
    for _ in "12":
        assert citizen.post("/rieng-tu/yeu-cau/", data).status_code == 302
    assert DataRequest.objects.count() == 1


def test_a_commune_does_not_see_requests(cast: Cast, client_of: Browse) -> None:
    request = asked(cast.province, "access")
    assert client_of(cast.binh).get(f"/yeu-cau-du-lieu/{request.ref}/").status_code == 404
    assert "Xem, nhận bản sao" not in client_of(cast.binh).get("/yeu-cau-du-lieu/").content.decode()
    assert "Xem, nhận bản sao" in client_of(cast.khanh).get("/yeu-cau-du-lieu/").content.decode()
    assert "Xem, nhận bản sao" in client_of(cast.khanh).get("/hom-nay/?muc=sau-do").content.decode()


def test_deleting_goes_by_two_other_people(
    told: tuple[Tip, str], cast: Cast, client_of: Browse
) -> None:
    tip, secret = told
    request = asked(cast.province, "deletion", proved(tip.code, secret))
    khanh = client_of(cast.khanh)
    assert khanh.post(f"/yeu-cau-du-lieu/{request.ref}/de-nghi-xoa/").status_code == 302

    proposal = Proposal.objects.get()
    assert (proposal.made_by, proposal.items.get().subject_ref) == (cast.khanh, tip.ref)
    say = f"/luu-tru/de-nghi/{proposal.ref}/dong-y/"
    assert khanh.post(say, {"sentence": "Đúng."}).status_code == 403
    assert client_of(cast.hai).post(say, {"sentence": "Đúng."}).status_code == 302
    assert clockwork.erase_approved(timezone.now()) == 0  # one other is not two


def test_a_stranger_asks_for_no_deletion_of_anothers_report(cast: Cast) -> None:
    request, khanh = asked(cast.province, "deletion"), cast.actor(cast.khanh, MONDAY.date())
    with pytest.raises(Refused, match="Chưa biết"):
        actions.propose_deletion(actor=khanh, request=request, now=MONDAY)
    assert not Proposal.objects.exists()


def test_its_own_words_go_after_five_years(cast: Cast) -> None:
    request, khanh = asked(cast.province, "complaint"), cast.actor(cast.khanh, MONDAY.date())
    actions.answer(actor=khanh, request=request, outcome="done", text="Xong.", now=MONDAY)
    later = MONDAY + timedelta(days=366 * 5)
    (proposal,) = clockwork.propose_what_is_due(later)
    assert proposal.record_class == "data_request"

    actions.erase_request(actor=khanh, pk=request.pk, now=later)
    request.refresh_from_db()
    assert (request.text, request.answer, request.outcome) == ("–", "–", "done")
