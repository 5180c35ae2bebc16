"""Without a name: how to hand in, a time booked and changed by its code, a receipt's status."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from binhyen.domains.handins import actions, queries
from binhyen.domains.handins.models import Visit
from binhyen.domains.handins.tasks import note_missed_visits
from binhyen.domains.handins.tests.conftest import Crew
from binhyen.domains.handins.tests.factories import NOW, handed_in
from binhyen.kernel.people.actor import ANONYMOUS
from binhyen.kernel.workflow.models import Deadline
from binhyen.kernel.workflow.today import Scope, due_rows
from binhyen.lib import codes, knocks
from binhyen.lib.verdict import Refused
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    knocks.forget()


def free(cast: Cast, now: datetime = NOW) -> list[datetime]:
    return list(queries.free_seats(cast.own, now))


def booked(cast: Cast, at: datetime, now: datetime = NOW) -> Visit:
    return actions.book_visit(actor=ANONYMOUS, unit=cast.own, starts_at=at, about="weapon", now=now)


def test_the_first_page_says_what_is_never_touched(client: Client) -> None:
    page = client.get("/giao-nop/").content.decode()
    assert "Không chạm vào." in page
    assert "Không mang đi." in page
    assert "chưa kiểm chứng" in page
    assert "/giao-nop/hen/" in page


def test_free_times_are_those_of_working_days_and_hours(cast: Cast) -> None:
    times = [timezone.localtime(at) for at in free(cast)]
    assert all(at.weekday() < 5 for at in times)
    assert {at.date() for at in times}.isdisjoint(
        {datetime(2026, 9, 2).date(), datetime(2026, 8, 15).date()}
    )
    assert times[0] == timezone.localtime(NOW + timedelta(hours=1))
    assert {at.time() for at in times} <= {
        time(hour, minute) for hour in range(7, 17) for minute in (0, 30)
    }


def test_a_time_is_booked_changed_and_cancelled_by_its_code(cast: Cast, client: Client) -> None:
    code = cast.own.place.code
    page = client.get("/giao-nop/hen/", {"chon": code}).content.decode()
    assert "Công an phường Phố Hiến" in page
    first, second = free(cast, timezone.now())[:2]
    answer = client.post("/giao-nop/hen/", {"xa": code, "about": "weapon", "at": first.isoformat()})
    assert answer.headers["Location"] == "/giao-nop/hen/da-hen/"
    visit = Visit.objects.get()
    shown = codes.show(visit.code, settings.CODE_PREFIX)
    assert shown.split("-")[1] in client.get("/giao-nop/hen/da-hen/").content.decode()

    other = Client()
    assert other.get("/giao-nop/hen/doi/").status_code == 302
    assert other.post("/giao-nop/hen/ma/", {"code": "HY-00000-00000"}).status_code == 400
    assert other.post("/giao-nop/hen/ma/", {"code": shown.lower()}).status_code == 302
    assert other.post("/giao-nop/hen/doi/", {"at": second.isoformat()}).status_code == 302
    visit.refresh_from_db()
    assert visit.starts_at == second
    assert other.post("/giao-nop/hen/doi/", {"huy": "1"}).status_code == 302
    visit.refresh_from_db()
    assert visit.state == Visit.State.CANCELLED
    again = other.post("/giao-nop/hen/doi/", {"huy": "1"})
    assert again.status_code == 409
    assert "không đổi được nữa" in again.content.decode()


def test_the_last_seat_is_given_once_and_a_cancelled_one_again(cast: Cast) -> None:
    at = free(cast)[0]
    first, second = booked(cast, at), booked(cast, at)
    assert {first.seat, second.seat} == {1, 2}
    with pytest.raises(Refused, match="vừa có người hẹn"):
        booked(cast, at)
    actions.cancel_visit(actor=ANONYMOUS, visit=first, now=NOW)
    assert booked(cast, at).seat == 1


def test_nobody_books_an_hour_that_is_over_or_that_nobody_keeps(cast: Cast) -> None:
    with pytest.raises(Refused, match="quá gần hoặc đã qua"):
        booked(cast, NOW + timedelta(minutes=30))
    with pytest.raises(Refused, match="không tiếp"):
        booked(cast, NOW + timedelta(days=5))
    assert not Visit.objects.exists()


def test_a_visit_stands_in_the_units_list_of_the_day(cast: Cast, crew: Crew) -> None:
    at = free(cast)[0]
    visit = booked(cast, at)
    page = due_rows(crew.chien, Scope.UNIT, "today", now=NOW)
    assert [row.record.title for row in page.rows] == ["Súng, dao, kiếm, vũ khí khác"]
    assert page.rows[0].deadline.due_at == at
    assert not due_rows(crew.em, Scope.UNIT, "today", now=NOW).rows
    actions.note_visit(actor=crew.chien, visit=visit, came=True, now=at)
    assert Deadline.objects.get(subject_kind="handins.visit").state == "done"


def test_what_waits_for_examiners_stands_in_the_list_when_its_time_is_over(
    cast: Cast, crew: Crew
) -> None:
    handed_in(cast.own)
    late = NOW + timedelta(days=31)
    page = due_rows(crew.chien, Scope.UNIT, "late", now=late)
    assert [row.record.title for row in page.rows] == ["Vũ khí thô sơ × 3"]


def test_the_clock_notes_who_did_not_come(cast: Cast) -> None:
    visit = booked(cast, free(cast)[0])
    note_missed_visits(NOW + timedelta(days=1))
    visit.refresh_from_db()
    assert visit.state == Visit.State.MISSED
    assert not Deadline.objects.running().filter(subject_kind="handins.visit").exists()


def test_a_receipts_code_tells_how_far_and_nothing_more(cast: Cast, client: Client) -> None:
    handin = handed_in(cast.own, "military", note="người cao, áo xanh")
    shown = codes.show(handin.code, settings.CODE_PREFIX)
    assert shown in client.get("/giao-nop/bien-nhan/", {"ma": shown}).content.decode()
    page = client.post("/giao-nop/bien-nhan/", {"code": shown}).content.decode()
    assert "Đã nhận" in page
    for told in ("quân dụng", "mô tả", "áo xanh"):
        assert told not in page
    slip = handin.code[:-1] + ("0" if handin.code[-1] != "0" else "1")
    near = client.post("/giao-nop/bien-nhan/", {"code": slip})
    assert near.status_code == 400
    assert shown in near.content.decode()


def test_too_many_look_ups_are_stopped(client: Client, settings: Any) -> None:
    settings.RATE_LOOKUPS_PER_HOUR = 2
    answers = [client.post("/giao-nop/bien-nhan/", {"code": "x"}).status_code for _ in range(3)]
    assert answers == [400, 400, 429]


def test_a_leader_sets_the_hours_of_the_unit(cast: Cast, crew: Crew) -> None:
    monday = actions.Hours(0, time(8), time(9), minutes=60, seats=1)
    with pytest.raises(Refused):
        actions.set_hours(actor=crew.an, unit=cast.own, hours=[monday], now=NOW)
    actions.set_hours(actor=crew.binh, unit=cast.own, hours=[monday], now=NOW)
    assert {timezone.localtime(at).strftime("%a %H") for at in free(cast)} == {"Mon 08"}
    actions.set_hours(actor=crew.binh, unit=cast.own, hours=[], now=NOW)
    assert len(free(cast)) > 20
