"""The change of shift: what is open is offered, taken over report by report, and printed."""

import pytest

from binhyen.domains.intake import actions
from binhyen.domains.intake.models import ShiftHandover, ShiftHandoverLine, Tip, TipNote
from binhyen.domains.intake.shift_paper import paper_of
from binhyen.domains.intake.tests.conftest import acting
from binhyen.domains.intake.tests.factories import NOW, received
from binhyen.domains.intake.tests.test_handling import deeds
from binhyen.domains.intake.tests.test_officer_pages import signed_in
from binhyen.kernel.audit.models import Event
from binhyen.kernel.org.models import Unit
from binhyen.kernel.people.actor import Actor
from binhyen.kernel.people.models import User
from binhyen.kernel.places.models import Place
from binhyen.lib.verdict import Refused

pytestmark = pytest.mark.django_db
LIST = "/tin/ban-giao-ca/"


@pytest.fixture
def evening(police: Unit) -> Actor:
    """Who comes for the evening: a handler of the same unit."""
    return acting("Phạm Thị Sâm", police, "handler")


@pytest.fixture
def two(leader: Actor, handler: Actor, tan_hung: Place) -> list[Tip]:
    tips = [received(tan_hung, NOW) for _ in range(2)]
    for tip in tips:
        actions.assign_tip(actor=leader, tip=tip, assignee=person(handler), now=NOW)
    return tips


def person(actor: Actor) -> User:
    assert actor.user is not None
    return actor.user


def offered(giver: Actor, taker: Actor) -> ShiftHandover:
    given = {"taker": person(taker).pk, "note": "Đêm nay có họp tổ."}
    answer = signed_in(giver).post(f"{LIST}moi/", given)
    assert answer.status_code == 302
    return ShiftHandover.objects.latest("pk")


def holders_of(tips: list[Tip]) -> set[str]:
    rows = Tip.objects.filter(pk__in=[tip.pk for tip in tips]).values_list(
        "assignee__full_name", flat=True
    )
    return set(rows)


def became(handover: ShiftHandover) -> list[str]:
    return list(handover.lines.order_by("id").values_list("became", flat=True))


def test_one_page_lists_what_is_open_and_a_word_goes_with_it(
    handler: Actor, evening: Actor, two: list[Tip]
) -> None:
    client = signed_in(handler)
    page = client.get(f"{LIST}moi/").content.decode()
    assert page.count('name="dan-') == 2

    given = {"taker": person(evening).pk, f"dan-{two[0].ref}": "Gọi lại chủ quán lúc 19 giờ."}
    client.post(f"{LIST}moi/", given)

    handover = ShiftHandover.objects.get()
    assert sorted(handover.lines.values_list("note", flat=True)) == [
        "",
        "Gọi lại chủ quán lúc 19 giờ.",
    ]
    assert TipNote.objects.get().text == "Gọi lại chủ quán lúc 19 giờ."
    told = person(evening).messages.get(channel="inbox")
    assert told.link == f"{LIST}{handover.pk}/"
    assert "chủ quán" not in told.text
    assert holders_of(two) == {"Nguyễn Văn An"}  # nothing moves before it is taken


def test_the_one_who_comes_confirms_and_each_report_moves_with_a_trace(
    handler: Actor, evening: Actor, two: list[Tip]
) -> None:
    handover = offered(handler, evening)
    client = signed_in(evening)
    client.post(f"{LIST}{handover.pk}/", {"buoc": "nhan"})

    handover.refresh_from_db()
    assert handover.state == ShiftHandover.State.CONFIRMED
    assert holders_of(two) == {"Phạm Thị Sâm"}
    assert [deeds(tip)[-1] for tip in two] == ["intake.taken_over"] * 2

    again = client.post(f"{LIST}{handover.pk}/", {"buoc": "nhan"})
    assert again.status_code == 403
    assert Event.objects.filter(verb="intake.taken_over").count() == 2


def test_nobody_else_takes_it(
    handler: Actor, leader: Actor, evening: Actor, neighbour: Actor, two: list[Tip]
) -> None:
    handover = offered(handler, evening)
    refused = signed_in(leader).post(f"{LIST}{handover.pk}/", {"buoc": "nhan"})
    assert refused.status_code == 403
    assert signed_in(neighbour).get(f"{LIST}{handover.pk}/").status_code == 404
    assert holders_of(two) == {"Nguyễn Văn An"}


def test_what_went_elsewhere_meanwhile_stays_and_says_why(
    handler: Actor, leader: Actor, evening: Actor, two: list[Tip]
) -> None:
    handover = offered(handler, evening)
    actions.assign_tip(actor=leader, tip=two[0], assignee=person(leader), now=NOW)
    signed_in(evening).post(f"{LIST}{handover.pk}/", {"buoc": "nhan"})

    assert sorted(became(handover)) == ["moved", "stayed"]
    assert holders_of(two) == {"Trần Thị Bình", "Phạm Thị Sâm"}
    page = signed_in(handler).get(f"{LIST}{handover.pk}/").content.decode()
    assert "Tin đã được phân công cho người khác." in page


def test_the_duty_desk_tells_of_what_nobody_holds(
    duty_officer: Actor, handler: Actor, tip: Tip, police: Unit
) -> None:
    night = acting("Lưu Văn Tám", police, "duty_officer")
    handover = offered(duty_officer, night)
    signed_in(night).post(f"{LIST}{handover.pk}/", {"buoc": "nhan"})
    assert became(handover) == ["known"]
    tip.refresh_from_db()
    assert tip.assignee is None


def test_a_duty_officer_does_not_become_the_handler(
    handler: Actor, duty_officer: Actor, two: list[Tip]
) -> None:
    handover = offered(handler, duty_officer)
    assert not handover.lines.filter(moves=True).exists()
    signed_in(duty_officer).post(f"{LIST}{handover.pk}/", {"buoc": "nhan"})
    assert holders_of(two) == {"Nguyễn Văn An"}


def test_offering_twice_is_refused_until_it_is_settled(
    handler: Actor, evening: Actor, two: list[Tip]
) -> None:
    handover = offered(handler, evening)
    again = signed_in(handler).post(f"{LIST}moi/", {"taker": person(evening).pk})
    assert again.status_code == 403
    signed_in(handler).post(f"{LIST}{handover.pk}/", {"buoc": "rut"})
    offered(handler, evening)
    assert ShiftHandover.objects.count() == 2


def test_what_was_withdrawn_is_not_taken(handler: Actor, evening: Actor, two: list[Tip]) -> None:
    handover = offered(handler, evening)
    actions.withdraw_shift(actor=handler, handover=handover, now=NOW)
    line = ShiftHandoverLine.objects.filter(handover=handover)[0]
    with pytest.raises(Refused, match="rút lại"):
        actions.take_over_tip(actor=evening, line=line, now=NOW)
    assert holders_of(two) == {"Nguyễn Văn An"}


def test_the_record_is_printed_and_names_no_reporter(
    handler: Actor, evening: Actor, two: list[Tip]
) -> None:
    handover = offered(handler, evening)
    paper = signed_in(handler).get(f"{LIST}{handover.pk}/in/")
    assert paper["Content-Type"] == "application/pdf"
    assert paper.content[:4] == b"%PDF"


def test_the_paper_counts_by_unit_and_names_reports_by_the_register(
    handler: Actor, evening: Actor, two: list[Tip]
) -> None:
    handover = offered(handler, evening)
    paper = paper_of(handover, list(handover.lines.select_related("tip__category", "tip__place")))

    assert paper["number"] == "Số: 1/BB-GC"
    assert {line["number"] for line in paper["lines"]} == {"1/2026", "2/2026"}


def test_the_list_of_the_unit_is_not_the_neighbour_s(
    handler: Actor, leader: Actor, evening: Actor, neighbour: Actor, two: list[Tip]
) -> None:
    offered(handler, evening)
    assert "Phạm Thị Sâm" in signed_in(leader).get(LIST).content.decode()
    assert "Phạm Thị Sâm" not in signed_in(neighbour).get(LIST).content.decode()
