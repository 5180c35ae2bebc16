"""The pages of keeping: the schedule, two people at a list, a leader who holds a record back."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from binhyen.domains.intake.models import Status, Tip
from binhyen.kernel.people.models import User
from binhyen.kernel.retention import clockwork
from binhyen.kernel.retention.models import Approval, Hold, Proposal
from tests.access import make_tip
from tests.cast import Cast

pytestmark = pytest.mark.django_db
Browse = Callable[[User | None], Client]


@pytest.fixture(autouse=True)
def a_file_of_tombstones(settings: Any, tmp_path: Path) -> None:
    settings.TOMBSTONES_FILE = tmp_path / "tombstones.jsonl"


@pytest.fixture
def tip(cast: Cast) -> Tip:
    """A report whose twenty years are over."""
    made, old = make_tip(cast.own), timezone.localdate() - timedelta(days=366 * 20)
    Tip.objects.filter(pk=made.pk).update(
        status=Status.CLOSED, closed_on=old, received_on=old, outcome="advised", answer="Đã xong."
    )
    return Tip.objects.get(pk=made.pk)


@pytest.fixture
def proposal(tip: Tip) -> Proposal:
    (made,) = clockwork.propose_what_is_due(timezone.now())
    return made


def say(client: Client, proposal: Proposal, deed: str) -> Any:
    url = f"/luu-tru/de-nghi/{proposal.ref}/{deed}/"
    return client.post(url, {"sentence": "Đã xem, hết thời hạn."})


def test_the_schedule_says_what_goes_and_what_stays(cast: Cast, client_of: Browse) -> None:
    page = client_of(cast.an).get("/luu-tru/").content.decode()
    for words in ("Nguồn tin về tội phạm", "240 tháng", "chưa kiểm chứng", "dòng sổ tiếp nhận"):
        assert words in page


def test_two_of_the_province_approve_and_it_is_gone(
    cast: Cast, client_of: Browse, proposal: Proposal, tip: Tip
) -> None:
    assert say(client_of(cast.hai), proposal, "dong-y").status_code == 302
    assert clockwork.erase_approved(timezone.now()) == 0
    assert say(client_of(cast.khanh), proposal, "dong-y").status_code == 302
    assert clockwork.erase_approved(timezone.now()) == 1

    page = client_of(cast.an).get(f"/tin/{tip.ref}/").content.decode()
    assert "Nội dung đã xóa ngày" in page
    assert tip.text not in page


def test_the_same_person_twice_is_told_why_not(
    cast: Cast, client_of: Browse, proposal: Proposal
) -> None:
    say(client_of(cast.hai), proposal, "dong-y")
    again = say(client_of(cast.hai), proposal, "dong-y")

    assert again.status_code == 403
    assert "Cần thêm một người khác" in again.content.decode()
    assert Approval.objects.count() == 1


def test_without_a_sentence_nothing_is_decided(
    cast: Cast, client_of: Browse, proposal: Proposal
) -> None:
    empty = client_of(cast.hai).post(f"/luu-tru/de-nghi/{proposal.ref}/dong-y/", {"sentence": " "})
    assert empty.status_code == 400
    assert not Approval.objects.exists()


def test_a_commune_sees_no_list_of_the_province(
    cast: Cast, client_of: Browse, proposal: Proposal
) -> None:
    assert client_of(cast.binh).get(f"/luu-tru/de-nghi/{proposal.ref}/").status_code == 404
    assert say(client_of(cast.binh), proposal, "dong-y").status_code == 404


def test_it_waits_on_the_provinces_today(cast: Cast, client_of: Browse, proposal: Proposal) -> None:
    page = client_of(cast.hai).get("/hom-nay/?muc=sau-do").content.decode()
    assert "Đề nghị xóa: Nguồn tin về tội phạm" in page
    assert f"/luu-tru/de-nghi/{proposal.ref}/" in page


def test_one_record_is_left_out(cast: Cast, client_of: Browse, proposal: Proposal) -> None:
    item = proposal.items.get()
    url = f"/luu-tru/de-nghi/{proposal.ref}/de-lai/{item.pk}/"
    done = client_of(cast.khanh).post(url, {"sentence": "Đang có người hỏi."})

    assert done.status_code == 302
    item.refresh_from_db()
    assert (item.state, item.note) == ("left_out", "Đang có người hỏi.")


def test_a_leader_holds_a_record_and_lifts_it_again(
    cast: Cast, client_of: Browse, tip: Tip
) -> None:
    leader = client_of(cast.binh)
    assert f"/luu-tru/giu-lai/tin/{tip.ref}/" in leader.get(f"/tin/{tip.ref}/").content.decode()
    leader.post(f"/luu-tru/giu-lai/tin/{tip.ref}/", {"sentence": "Tòa đang xem.", "until": ""})

    assert clockwork.propose_what_is_due(timezone.now()) == []
    assert "Tòa đang xem." in leader.get("/luu-tru/giu-lai/").content.decode()
    assert "Tòa đang xem." not in client_of(cast.giang).get("/luu-tru/giu-lai/").content.decode()

    hold = Hold.objects.get()
    assert client_of(cast.giang).post(f"/luu-tru/giu-lai/{hold.pk}/bo/").status_code == 404
    leader.post(f"/luu-tru/giu-lai/{hold.pk}/bo/", {"sentence": "Tòa đã xong."})
    assert len(clockwork.propose_what_is_due(timezone.now())) == 1


def test_a_hold_does_not_end_yesterday(cast: Cast, client_of: Browse, tip: Tip) -> None:
    url, data = f"/luu-tru/giu-lai/tin/{tip.ref}/", {"sentence": "Giữ.", "until": "2020-01-01"}
    answer = client_of(cast.binh).post(url, data)
    assert answer.status_code == 400
    assert "Ngày này đã qua" in answer.content.decode()
    assert not Hold.objects.exists()
