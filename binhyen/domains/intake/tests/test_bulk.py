"""Several reports at once: the same rule for each, a trace for each, and a page that tells."""

from uuid import uuid4

import pytest

from binhyen.domains.intake import actions
from binhyen.domains.intake.models import Status, Tip
from binhyen.domains.intake.tests.factories import NOW, received
from binhyen.domains.intake.tests.test_handling import accepted, deeds
from binhyen.domains.intake.tests.test_officer_pages import signed_in
from binhyen.kernel.audit.batch import MOST_ROWS
from binhyen.kernel.people.actor import Actor
from binhyen.kernel.places.models import Place

pytestmark = pytest.mark.django_db
URL = "/tin/cung-luc/"


@pytest.fixture
def three(tan_hung: Place) -> list[Tip]:
    return [received(tan_hung, NOW) for _ in range(3)]


def asked(act: str, tips: list[Tip], **more: object) -> dict[str, object]:
    return {"viec": act, "chon": [tip.ref for tip in tips]} | more


def states(tips: list[Tip]) -> list[str]:
    rows = Tip.objects.filter(pk__in=[tip.pk for tip in tips]).order_by("pk")
    return list(rows.values_list("status", flat=True))


def test_the_desk_lets_rows_be_chosen(handler: Actor, three: list[Tip]) -> None:
    page = signed_in(handler).get("/tin/").content.decode()
    assert page.count('name="chon"') == 3
    assert f'action="{URL}"' in page


def test_first_the_question_then_each_by_its_own_rule(
    leader: Actor, handler: Actor, three: list[Tip]
) -> None:
    accepted(three[0], leader)
    client = signed_in(handler)

    question = client.post(URL, asked("thu-ly", three))
    assert states(three) == [Status.ACCEPTED, Status.RECEIVED, Status.RECEIVED]
    assert "chưa làm được việc này" in question.content.decode()

    answer = client.post(URL, asked("thu-ly", three, **{"xac-nhan": "1"}))
    assert states(three) == [Status.ACCEPTED] * 3
    assert [one.row.pk for one in answer.context["went"]] == [three[1].pk, three[2].pk]
    assert [one.row.pk for one in answer.context["stayed"]] == [three[0].pk]
    assert "Đã làm 2 tin, chưa làm 1 tin." in answer.content.decode()
    assert deeds(three[1]) == ["intake.received", "intake.accepted"]


def test_sending_twice_does_it_once(leader: Actor, handler: Actor, three: list[Tip]) -> None:
    assert handler.user is not None
    client = signed_in(leader)
    given = asked("phan-cong", three, assignee=handler.user.pk, **{"xac-nhan": "1"})
    client.post(URL, given)
    again = client.post(URL, given)
    assert len(again.context["stayed"]) == 3
    assert "đã được phân công cho người này" in again.content.decode()
    assert [deeds(tip).count("intake.assigned") for tip in three] == [1, 1, 1]
    assert handler.user.messages.filter(channel="inbox").count() == 3


def test_who_may_not_do_it_to_one_may_not_do_it_to_many(handler: Actor, three: list[Tip]) -> None:
    assert handler.user is not None
    given = asked("phan-cong", three, assignee=handler.user.pk, **{"xac-nhan": "1"})
    answer = signed_in(handler).post(URL, given)
    assert len(answer.context["stayed"]) == 3
    assert Tip.objects.filter(assignee__isnull=False).count() == 0


def test_a_neighbour_s_rows_are_as_if_not_there(neighbour: Actor, three: list[Tip]) -> None:
    answer = signed_in(neighbour).post(URL, asked("thu-ly", three, **{"xac-nhan": "1"}))
    assert "Trộm cắp" not in answer.content.decode()
    assert states(three) == [Status.RECEIVED] * 3


def test_one_letter_to_the_procuracy_tells_of_several(handler: Actor, three: list[Tip]) -> None:
    given = asked(
        "bao-vks", three, number="15/TB-CAX", notified_on="11/08/2026", **{"xac-nhan": "1"}
    )
    signed_in(handler).post(URL, given)
    assert Tip.objects.filter(procuracy_notified_on="2026-08-11").count() == 3


def test_what_is_missing_is_asked_again_and_nothing_is_done(
    handler: Actor, three: list[Tip]
) -> None:
    answer = signed_in(handler).post(URL, asked("bao-vks", three, **{"xac-nhan": "1"}))
    assert answer.status_code == 400
    assert "Hãy ghi số văn bản" in answer.content.decode()
    assert Tip.objects.filter(procuracy_notified_on__isnull=False).count() == 0


def test_no_more_than_a_hundred_at_once(handler: Actor, three: list[Tip]) -> None:
    refs = [uuid4() for _ in range(MOST_ROWS - 2)] + [tip.ref for tip in three]
    answer = signed_in(handler).post(
        URL, {"viec": "thu-ly", "chon": refs, "xac-nhan": "1"}, follow=True
    )
    assert "nhiều nhất 100 tin" in answer.content.decode()
    assert states(three) == [Status.RECEIVED] * 3


def test_nothing_chosen_is_said(handler: Actor) -> None:
    answer = signed_in(handler).post(URL, {"viec": "thu-ly"}, follow=True)
    assert "đánh dấu ít nhất một tin" in answer.content.decode()


def test_the_same_person_is_not_assigned_twice(leader: Actor, handler: Actor, tip: Tip) -> None:
    from binhyen.lib.verdict import Refused

    assert handler.user is not None
    actions.assign_tip(actor=leader, tip=tip, assignee=handler.user, now=NOW)
    with pytest.raises(Refused, match="cho người này"):
        actions.assign_tip(actor=leader, tip=tip, assignee=handler.user, now=NOW)
