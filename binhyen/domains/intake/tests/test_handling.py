"""The unit's work on a tip, and what the law says no to."""

from datetime import date, timedelta

import pytest

from binhyen.domains.intake import actions, rules
from binhyen.domains.intake.actions.law import Decision, Result
from binhyen.domains.intake.models import (
    Appeal,
    Category,
    Decider,
    Kind,
    Outcome,
    RegisterEntry,
    Status,
    SuspensionGround,
    Tip,
)
from binhyen.domains.intake.tests.factories import NOW, commune, received
from binhyen.kernel.audit.models import Event
from binhyen.kernel.indicators.models import Delta
from binhyen.kernel.org.queries import unit_for
from binhyen.kernel.people.actor import ANONYMOUS, Actor
from binhyen.kernel.places.models import Place
from binhyen.kernel.workflow.models import Deadline
from binhyen.lib.verdict import Refused

PAPER = Decision("12/QĐ-CSĐT", date(2026, 8, 20), "Cơ quan Cảnh sát điều tra")
LATER = NOW + timedelta(days=10)


def accepted(tip: Tip, leader: Actor) -> Tip:
    return actions.accept_tip(actor=leader, tip=tip, now=NOW)


def counted(part: str) -> int:
    return sum(Delta.objects.filter(part=part).values_list("n", flat=True))


def deeds(tip: Tip) -> list[str]:
    rows = Event.objects.filter(subject_kind="intake.tip", subject_id=tip.pk).order_by("id")
    return list(rows.values_list("verb", flat=True))


def test_a_duty_officer_accepts_and_it_counts_once(duty_officer: Actor, tip: Tip) -> None:
    tip = actions.accept_tip(actor=duty_officer, tip=tip, now=NOW)

    assert tip.status == Status.ACCEPTED
    assert counted("tips_accepted") == 1
    assert deeds(tip) == ["intake.received", "intake.accepted"]


def test_nobody_accepts_the_tip_of_another_commune(
    neighbour: Actor, province_leader: Actor, tip: Tip
) -> None:
    with pytest.raises(Tip.DoesNotExist):  # not even there
        actions.accept_tip(actor=neighbour, tip=tip, now=NOW)
    with pytest.raises(Refused, match="Công an xã Tân Hưng"):
        actions.accept_tip(actor=province_leader, tip=tip, now=NOW)
    tip.refresh_from_db()
    assert tip.status == Status.RECEIVED
    assert counted("tips_accepted") == 0


def test_a_second_acceptance_is_refused(leader: Actor, tip: Tip) -> None:
    accepted(tip, leader)
    with pytest.raises(Refused, match="Đang giải quyết"):
        accepted(tip, leader)
    assert counted("tips_accepted") == 1


def test_classifying_moves_what_was_counted(handler: Actor, tip: Tip) -> None:
    drugs = Category.objects.get(code="drug_dealing")
    actions.classify_tip(
        actor=handler, tip=tip, kind=Kind.CRIME_INFORMATION, category=drugs, now=NOW
    )
    rows = Delta.objects.filter(part="tips_received")
    assert sum(row.n for row in rows.filter(dim2="theft")) == 0
    assert sum(row.n for row in rows.filter(dim2="drug_dealing")) == 1


def test_an_anonymous_tip_is_never_an_accusation(handler: Actor, tip: Tip) -> None:
    with pytest.raises(Refused, match="Tin ẩn danh") as refused:
        actions.classify_tip(
            actor=handler, tip=tip, kind=Kind.CRIME_ACCUSATION, category=tip.category, now=NOW
        )
    assert refused.value.verdict.law == "Điều 144 BLTTHS 2015"


def test_a_leader_assigns_to_a_colleague_of_the_unit(
    leader: Actor, handler: Actor, tip: Tip
) -> None:
    assert handler.user is not None
    tip = actions.assign_tip(actor=leader, tip=tip, assignee=handler.user, now=NOW)
    assert tip.assignee == handler.user
    assert handler.user.messages.filter(channel="inbox").count() == 1


def test_nobody_is_assigned_who_serves_elsewhere(leader: Actor, neighbour: Actor, tip: Tip) -> None:
    assert neighbour.user is not None
    with pytest.raises(Refused, match="đang giữ nhiệm vụ tại đơn vị"):
        actions.assign_tip(actor=leader, tip=tip, assignee=neighbour.user, now=NOW)
    tip.refresh_from_db()
    assert tip.assignee is None


def test_a_transfer_leaves_one_register_and_enters_another(leader: Actor, tip: Tip) -> None:
    to = unit_for("police_commune", commune("11953", NOW), NOW.date())
    assert to is not None
    due = tip.due_at
    tip = actions.transfer_tip(
        actor=leader, tip=tip, to=to, reason="Việc xảy ra ở phường Phố Hiến", now=LATER
    )

    lines = RegisterEntry.objects.filter(tip=tip).order_by("id")
    assert [(line.unit.name, line.number, line.left_to_id) for line in lines] == [
        ("Công an xã Tân Hưng", 1, to.pk),
        ("Công an phường Phố Hiến", 1, None),
    ]
    assert tip.status == Status.RECEIVED
    assert tip.due_at == due
    assert not Deadline.objects.running().exclude(unit=to).filter(subject_id=tip.pk).exists()


def test_a_crime_is_not_transferred_to_a_committee(
    leader: Actor, tip: Tip, tan_hung: Place
) -> None:
    committee = unit_for("committee_commune", tan_hung, NOW.date())
    assert committee is not None
    with pytest.raises(Refused, match="đơn vị công an"):
        actions.transfer_tip(actor=leader, tip=tip, to=committee, reason="–", now=NOW)


def test_extending_twice_reaches_four_months_and_a_third_is_refused(
    leader: Actor, tip: Tip
) -> None:
    """The stricter reading of Art. 147(2): receipt + 2 months, + 2 months (days off roll on)."""
    tip = accepted(tip, leader)
    tip = actions.extend_tip(actor=leader, tip=tip, decision=PAPER, reason="Phức tạp", now=LATER)
    assert tip.due_on == date(2026, 10, 12)  # 10 October 2026 is a Saturday
    tip = actions.extend_tip(actor=leader, tip=tip, decision=PAPER, reason="Phức tạp", now=LATER)
    assert tip.due_on is not None
    assert date(2026, 12, 10) <= tip.due_on <= date(2026, 12, 14)
    with pytest.raises(Refused, match="luật không cho gia hạn thêm"):
        actions.extend_tip(actor=leader, tip=tip, decision=PAPER, reason="Nữa", now=LATER)


def test_an_extension_after_the_last_day_is_refused(leader: Actor, tip: Tip) -> None:
    tip = accepted(tip, leader)
    too_late = NOW + timedelta(days=25)
    with pytest.raises(Refused, match="Hạn giải quyết đã qua"):
        actions.extend_tip(actor=leader, tip=tip, decision=PAPER, reason="Muộn", now=too_late)


def test_a_suspension_stops_the_clock_and_resuming_gives_one_month(leader: Actor, tip: Tip) -> None:
    tip = accepted(tip, leader)
    tip = actions.suspend_tip(
        actor=leader, tip=tip, ground=SuspensionGround.EXPERTISE, decision=PAPER, now=LATER
    )
    assert (tip.status, tip.due_at) == (Status.SUSPENDED, None)
    running = Deadline.objects.running().filter(subject_id=tip.pk)
    assert list(running.values_list("rule__key", flat=True)) == ["suspend_copy_24h"]

    resumed = LATER + timedelta(days=40)
    tip = actions.resume_tip(actor=leader, tip=tip, decision=PAPER, now=resumed)
    assert tip.status == Status.ACCEPTED
    assert tip.due_on == date(2026, 10, 29)


def test_force_majeure_is_no_ground_before_december_2021(leader: Actor, tip: Tip) -> None:
    tip = accepted(tip, leader)
    early = Decision("3/QĐ", date(2021, 11, 30), "Cơ quan điều tra")
    with pytest.raises(Refused, match="01/12/2021"):
        actions.suspend_tip(
            actor=leader,
            tip=tip,
            ground=SuspensionGround.FORCE_MAJEURE,
            decision=early,
            now=LATER,
        )


def close(tip: Tip, leader: Actor, **more: object) -> Tip:
    fields: dict[str, object] = {"outcome": Outcome.ADMINISTRATIVE, "answer": "Đã xử phạt."}
    return actions.close_tip(
        actor=leader,
        tip=tip,
        result=Result(**(fields | more)),  # type: ignore[arg-type]
        now=LATER,
    )


def test_a_result_is_written_and_counted_on_time(leader: Actor, tip: Tip) -> None:
    tip = close(accepted(tip, leader), leader)
    assert (tip.status, tip.closed_on, tip.due_at) == (Status.CLOSED, LATER.date(), None)
    assert counted("tips_resolved") == counted("tips_resolved_on_time") == 1
    assert Delta.objects.get(part="tips_resolved_days").dim2 == "10"
    assert not Deadline.objects.running().filter(subject_id=tip.pk).exists()


def test_instituting_needs_a_decision(leader: Actor, tip: Tip) -> None:
    tip = accepted(tip, leader)
    with pytest.raises(Refused, match="quyết định tố tụng"):
        close(tip, leader, outcome=Outcome.INSTITUTED)
    tip.refresh_from_db()
    assert tip.status == Status.ACCEPTED
    assert counted("tips_resolved") == 0


@pytest.mark.parametrize(
    ("decider", "on", "since"),
    [
        (Decider.DISTRICT, date(2025, 2, 28), ""),
        (Decider.DISTRICT, date(2025, 3, 1), "01/03/2025"),
        (Decider.COMMUNE_ASSIGNED, date(2025, 6, 30), "01/07/2025"),
        (Decider.COMMUNE_ASSIGNED, date(2025, 7, 1), ""),
        (Decider.PROVINCE, date(2024, 6, 1), ""),
    ],
)
def test_who_may_institute_depends_on_the_day(decider: str, on: date, since: str) -> None:
    verdict = rules.may_decide(decider, on)
    assert bool(verdict) is (since == "")
    assert verdict.since == since


def test_a_decision_of_a_body_without_competence_is_not_written(leader: Actor, tip: Tip) -> None:
    tip = accepted(tip, leader)
    with pytest.raises(Refused, match="không còn Công an cấp huyện"):
        close(
            tip,
            leader,
            outcome=Outcome.INSTITUTED,
            decision_number="9/QĐ",
            decision_on=LATER.date(),
            decider=Decider.DISTRICT,
        )
    tip.refresh_from_db()
    assert tip.status == Status.ACCEPTED


def test_a_crime_report_is_not_merely_answered(leader: Actor, tip: Tip) -> None:
    tip = accepted(tip, leader)
    with pytest.raises(Refused, match="không dùng cho loại tin"):
        close(tip, leader, outcome=Outcome.ANSWERED)


def test_what_passed_its_day_counts_as_late_once(leader: Actor, tip: Tip) -> None:
    tip = accepted(tip, leader)
    gone = NOW + timedelta(days=22)
    tip = actions.mark_late(actor=leader, tip=tip, now=gone)
    tip = actions.mark_late(actor=leader, tip=tip, now=gone)
    assert tip.late_on == date(2026, 8, 31)
    assert counted("tips_late") == 1


def test_a_paper_sent_ends_its_duty(duty_officer: Actor, tip: Tip) -> None:
    done = actions.fulfil_duty(
        actor=duty_officer,
        tip=tip,
        key="commune_12h",
        number="15/BC-CAX",
        done_on=NOW.date(),
        now=NOW + timedelta(hours=3),
    )
    assert done == 1
    duty = Deadline.objects.get(subject_id=tip.pk, rule__key="commune_12h")
    assert duty.state == Deadline.State.DONE


def test_a_duty_that_the_tip_has_not_is_not_noted(duty_officer: Actor, tip: Tip) -> None:
    with pytest.raises(Refused, match="không có trong các hạn đang chạy"):
        actions.fulfil_duty(
            actor=duty_officer, tip=tip, key="resolve_20d", number="1", done_on=NOW.date(), now=NOW
        )
    assert Deadline.objects.running().filter(subject_id=tip.pk).count() == 4


def test_an_appeal_goes_one_level_up_and_reopens(
    leader: Actor, province_leader: Actor, tip: Tip
) -> None:
    tip = close(accepted(tip, leader), leader)
    appeal = actions.appeal_tip(
        actor=ANONYMOUS, tip=tip, text="Người đó vẫn tiếp tục trộm.", now=LATER
    )
    assert appeal.unit.name == "Công an tỉnh Hưng Yên"
    with pytest.raises(Refused, match="Công an tỉnh Hưng Yên"):
        actions.decide_appeal(actor=leader, appeal=appeal, reopen=True, answer="–", now=LATER)

    appeal = actions.decide_appeal(
        actor=province_leader, appeal=appeal, reopen=True, answer="Đã giao làm lại.", now=LATER
    )
    tip.refresh_from_db()
    assert appeal.state == Appeal.State.REOPENED
    assert (tip.status, tip.outcome, tip.closed_on) == (Status.ACCEPTED, "", None)
    assert counted("tips_resolved") == counted("tips_resolved_on_time") == 0


def test_a_reporter_rates_once(leader: Actor, tip: Tip) -> None:
    tip = close(accepted(tip, leader), leader)
    actions.rate_tip(actor=ANONYMOUS, tip=tip, rating=4, note="", now=LATER)
    with pytest.raises(Refused, match="Bạn đã đánh giá rồi"):
        actions.rate_tip(actor=ANONYMOUS, tip=tip, rating=1, note="", now=LATER)
    assert (counted("tips_rated"), counted("tips_rating_sum")) == (1, 4)


def test_feedback_has_its_own_clock_and_no_procuracy(leader: Actor, tan_hung: Place) -> None:
    tip = received(tan_hung, NOW, code="noise", text="Loa kéo rất to đến nửa đêm.")
    keys = Deadline.objects.filter(subject_id=tip.pk).values_list("rule__key", flat=True)
    assert list(keys) == ["feedback_answer"]
    with pytest.raises(Refused, match="chỉ áp dụng cho nguồn tin về tội phạm"):
        actions.notify_procuracy(
            actor=leader, tip=tip, number="1/TB", notified_on=NOW.date(), now=NOW
        )


def test_there_is_no_way_to_reject() -> None:
    assert not [name for name in dir(actions) if "reject" in name or "refuse" in name]
