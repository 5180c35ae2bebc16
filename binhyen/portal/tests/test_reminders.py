# ruff: noqa: F811 (fixtures of intake, asked for by name)
"""The clock tells of duties: who, when, once; up the chain; nothing of what a report says."""

from datetime import timedelta

import pytest

from binhyen.domains.intake import actions
from binhyen.domains.intake.models import Tip
from binhyen.domains.intake.tests.conftest import (  # noqa: F401 (fixtures)
    handler,
    leader,
    neighbour,
    police,
    province_leader,
    tan_hung,
    tip,
)
from binhyen.domains.intake.tests.factories import NOW, commune, received
from binhyen.domains.intake.tests.test_officer_pages import signed_in
from binhyen.kernel.audit.models import Event
from binhyen.kernel.notify.models import Message
from binhyen.kernel.people.actor import Actor
from binhyen.kernel.places.models import Place
from binhyen.kernel.workflow.models import Deadline, LegalRule
from binhyen.portal.tasks import tell_of_duties

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
DUE = NOW + 20 * DAY  # 30/08/2026
BELOW = "Đơn vị cấp dưới có việc quá hạn"


@pytest.fixture
def only_decisive(tip: Tip) -> Tip:
    """The one duty by which the report must be decided."""
    Deadline.objects.filter(is_decisive=False).delete()
    return tip


def told(actor: Actor) -> list[str]:
    rows = Message.objects.filter(user=actor.user, channel="inbox").order_by("id")
    return list(rows.values_list("subject", flat=True))


def traces(tip: Tip) -> list[str]:
    rows = Event.objects.filter(
        subject_kind="intake.tip", subject_id=tip.pk, verb__startswith="workflow."
    )
    return list(rows.order_by("id").values_list("verb", flat=True))


def test_three_days_before_the_leader_is_told_once(
    leader: Actor, handler: Actor, province_leader: Actor, only_decisive: Tip
) -> None:
    tell_of_duties(DUE - 4 * DAY)
    assert told(leader) == []

    tell_of_duties(DUE - 3 * DAY)
    tell_of_duties(DUE - 2 * DAY)

    assert told(leader) == ["Có việc sắp đến hạn"]
    assert told(handler) == []  # not theirs
    assert told(province_leader) == []
    assert traces(only_decisive) == ["workflow.reminded"]


def test_the_holder_is_told_of_their_own(leader: Actor, handler: Actor, only_decisive: Tip) -> None:
    assert handler.user is not None
    actions.assign_tip(actor=leader, tip=only_decisive, assignee=handler.user, now=NOW)
    tell_of_duties(DUE - 3 * DAY)
    assert told(handler)[-1] == "Có việc sắp đến hạn"


def test_late_work_goes_up_the_chain(
    leader: Actor, province_leader: Actor, neighbour: Actor, only_decisive: Tip
) -> None:
    tell_of_duties(DUE + DAY)
    assert (told(leader), told(province_leader)) == (["Có việc quá hạn"], [])

    tell_of_duties(DUE + 3 * DAY)
    tell_of_duties(DUE + 4 * DAY)

    assert told(leader) == ["Có việc quá hạn"]
    assert told(province_leader) == [BELOW]
    assert told(neighbour) == []
    assert traces(only_decisive) == ["workflow.escalated", "workflow.escalated_above"]


def test_after_an_outage_both_are_told_in_order(
    leader: Actor, province_leader: Actor, only_decisive: Tip
) -> None:
    tell_of_duties(DUE + 9 * DAY)
    assert (len(told(leader)), len(told(province_leader))) == (1, 1)
    assert traces(only_decisive) == ["workflow.escalated", "workflow.escalated_above"]


def test_what_no_leader_there_may_see_goes_to_the_one_above(
    province_leader: Actor, only_decisive: Tip
) -> None:
    """No leader serves in the unit, or the only one must not see it."""
    tell_of_duties(DUE + DAY)
    assert told(province_leader) == [BELOW]


def test_what_falls_due_where_nobody_leads_makes_one_message_above(
    province_leader: Actor, only_decisive: Tip
) -> None:
    received(commune("11953", NOW), NOW)
    Deadline.objects.filter(is_decisive=False).delete()
    tell_of_duties(DUE - 3 * DAY)
    assert told(province_leader) == ["Đơn vị cấp dưới có việc sắp đến hạn"]


def test_many_units_below_make_one_message(province_leader: Actor, only_decisive: Tip) -> None:
    received(commune("11953", NOW), NOW)
    tell_of_duties(DUE + 4 * DAY)

    message = Message.objects.get(user=province_leader.user, channel="inbox")
    assert (message.subject, message.link) == (BELOW, "/hom-nay/?cua=cap-duoi")


def test_many_duties_make_one_message_that_says_only_how_many(
    leader: Actor, tan_hung: Place
) -> None:
    for _ in range(3):
        received(tan_hung, NOW)
    Deadline.objects.filter(is_decisive=False).delete()
    tell_of_duties(DUE + DAY)

    message = Message.objects.get(user=leader.user, channel="inbox")
    assert message.text.startswith("Có 3 việc đã quá hạn mà chưa xong.")
    assert message.link == "/hom-nay/"
    assert "Trộm" not in message.text + message.subject


def test_one_duty_leads_to_its_record(leader: Actor, only_decisive: Tip) -> None:
    tell_of_duties(DUE + DAY)
    assert (
        Message.objects.get(user=leader.user, channel="inbox").link == f"/tin/{only_decisive.ref}/"
    )


def test_a_duty_shorter_than_the_notice_is_not_reminded_of(leader: Actor, tip: Tip) -> None:
    """12 hours, 3 days: they would be reminded of at once."""
    tell_of_duties(NOW + timedelta(hours=1))
    assert told(leader) == []


def test_the_days_are_dated_data(leader: Actor, only_decisive: Tip) -> None:
    from binhyen.kernel.workflow import rulebook

    LegalRule.objects.filter(key="remind_before").update(amount=7)
    rulebook.forget()
    tell_of_duties(DUE - 7 * DAY)
    rulebook.forget()
    assert told(leader) == ["Có việc sắp đến hạn"]


def test_a_transfer_lets_the_new_unit_be_told(
    leader: Actor, neighbour: Actor, only_decisive: Tip
) -> None:
    from binhyen.kernel.org.models import Unit

    tell_of_duties(DUE - 3 * DAY)
    to = Unit.objects.get(pk=neighbour.duties[0].unit_id)
    later = DUE - 2 * DAY
    actions.transfer_tip(actor=leader, tip=only_decisive, to=to, reason="Nơi khác", now=later)
    tell_of_duties(DUE - 2 * DAY)
    assert told(neighbour) == ["Có việc sắp đến hạn"]


def test_today_and_the_record_show_how_far_it_went(leader: Actor, only_decisive: Tip) -> None:
    tell_of_duties(DUE + DAY)
    client = signed_in(leader)
    record = client.get(f"/tin/{only_decisive.ref}/").content.decode()
    assert "Báo chỉ huy: việc đã quá hạn" in record
    page = "".join(
        client.get("/hom-nay/", {"muc": muc}).content.decode()
        for muc in ("qua-han", "hom-nay", "ba-ngay", "sau-do")
    )
    assert "đã báo chỉ huy" in page
