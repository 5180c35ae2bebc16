"""Labelled demo cases ("minh họa"): one of everything that a duty office meets, at the desk of the
demonstration's accounts, by the same actions, each signed by whoever does it in life.

``planned`` answers what happens when, so that the register keeps the order of coming; ``finish``
does what belongs to the present hour.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from binhyen.domains.intake import actions, responses, shifts
from binhyen.domains.intake.actions.law import Decision, Result
from binhyen.domains.intake.conflicts import route_of_report
from binhyen.domains.intake.demo_maker import (
    DUMPED,
    LAMP,
    SCAM,
    SPOTS,
    TOLD,
    Maker,
    do_duties,
)
from binhyen.domains.intake.models import (
    Bringer,
    Channel,
    Kind,
    Outcome,
    ShiftHandover,
    Status,
    SuspensionGround,
    Tip,
    TipRecurrence,
)
from binhyen.kernel.audit.action import in_scope
from binhyen.kernel.org.models import Unit
from binhyen.kernel.people.actor import ANONYMOUS, SYSTEM, Actor, actor_of
from binhyen.kernel.people.models import Role, User
from binhyen.kernel.people.queries import holders
from binhyen.kernel.places.models import Place
from binhyen.kernel.retention.subjects import Subject
from binhyen.kernel.workflow.actions import save_view
from binhyen.lib import filling

Deed = Callable[[datetime], None]
DESK_PAGE = "intake:desk"
KIND = "intake.tip"


@dataclass(frozen=True)
class Desk:
    """A unit of the demonstration with three people who do three different things."""

    unit: Unit
    officer: User
    handler: User
    leader: User
    maker: Maker
    corners: list[Place]
    now: datetime

    def acting(self, user: User) -> Actor:
        return actor_of(user, timezone.localdate(self.now))

    def ago(self, days: float, hour: int = 9, minute: int = 0) -> datetime:
        """That many days ago at that hour, but never in what is still to come."""
        day = timezone.localtime(self.now - timedelta(days=days))
        at = day.replace(hour=hour, minute=minute, second=self.maker.rng.randint(0, 59))
        return min(at, self.now - timedelta(minutes=20))


def desk_of(unit: Unit, maker: Maker, now: datetime) -> Desk | None:
    """None where one account holds every role: nobody to hand anything to."""
    today = timezone.localdate(now)
    found = [
        holders(unit.pk, (role,), today).filter(is_demo=True).first()
        for role in (Role.DUTY_OFFICER, Role.HANDLER, Role.LEADER)
    ]
    officer, handler, leader = found
    if officer is None or handler is None or leader is None:
        return None
    if len({officer.pk, handler.pk, leader.pk}) < len(found):
        return None
    corners = maker.corners_of(unit.place, today) or [unit.place]
    return Desk(unit, officer, handler, leader, maker, corners, now)


def planned(desk: Desk) -> list[tuple[datetime, Deed]]:
    """(when, what), to be done among everything else in the order of coming."""
    return [
        *_coming_back(desk),
        *_told_twice(desk),
        *_taken_down(desk),
        *_about_police(desk),
        *_decided_again(desk),
        *_handed_over(desk),
    ]


def _taken(desk: Desk, code: str, text: str, at: datetime, **more: Any) -> Tip:
    """Received by the page, in the words given."""
    place = more.pop("place", desk.corners[0])
    arrival = desk.maker.arrival(code, place, timezone.localdate(at), text)
    arrival = replace(arrival, channel=Channel.WEB, **more)
    return actions.receive_tip(actor=ANONYMOUS, arrival=arrival, now=at).tip


def _worked(desk: Desk, tip: Tip, at: datetime) -> Tip:
    """Accepted by the duty officer, given to the handler by the leader, and what the law wants of
    a commune's police at once is done."""
    actions.accept_tip(actor=desk.acting(desk.officer), tip=tip, now=at)
    tip = actions.assign_tip(
        actor=desk.acting(desk.leader),
        tip=tip,
        assignee=desk.handler,
        now=at + timedelta(minutes=30),
    )
    do_duties(desk.maker, desk.acting(desk.handler), tip, at + timedelta(minutes=50))
    return tip


def _answered(desk: Desk, tip: Tip, at: datetime, said: str) -> Tip:
    """A result in the words of a prepared text, its gap filled with what was done."""
    tip = Tip.objects.select_related("unit", "category", "place").get(pk=tip.pk)
    fitting = responses.fitting(tip, Status.CLOSED, timezone.localdate(desk.now))
    version = next(one for one in fitting if one.response.key == "closed_result")
    words = filling.fill(version.wording("vi"), responses.values_for(tip, "vi"))
    first, *others = words.split(filling.GAP)
    answer = said.join([first, others[0]]) + "".join(
        "đơn vị tiếp tục theo dõi, tuần tra buổi tối." + rest for rest in others[1:]
    )
    feedback = tip.kind == Kind.CITIZEN_FEEDBACK
    outcome = Outcome.ANSWERED if feedback else Outcome.ADMINISTRATIVE
    result = Result(outcome=outcome, answer=answer, response=version)
    return actions.close_tip(actor=desk.acting(desk.leader), tip=tip, result=result, now=at)


def _coming_back(desk: Desk) -> list[tuple[datetime, Deed]]:
    """Settled and there again: one question waits, one was answered."""
    noise = "Quán nước đầu ngõ mở loa kéo đến 23 giờ đêm, cả xóm mất ngủ."
    again = "Quán nước đầu ngõ lại mở loa kéo đến nửa đêm, được mấy tuần yên thì nay như cũ."
    game = "Chiều nào cũng có nhóm người đánh bạc ăn tiền ở nhà văn hóa thôn."
    still = "Nhóm đánh bạc ở nhà văn hóa thôn lại tụ tập từ đầu tuần."
    first, second = desk.corners[0], desk.corners[-1]

    def settled(code: str, text: str, place: Place, days: int) -> Deed:
        def deed(at: datetime) -> None:
            taken = _taken(desk, code, text, at, place=place, place_note=SPOTS[code])
            tip = _worked(desk, taken, at + timedelta(hours=3))
            _answered(desk, tip, at + timedelta(days=days), "đã lập biên bản, xử phạt chủ quán.")

        return deed

    def noted(at: datetime) -> None:
        later = _taken(desk, "gambling", still, at, place=second, place_note=SPOTS["gambling"])
        _worked(desk, later, at + timedelta(hours=2))
        earlier = Tip.objects.get(text=game, unit=desk.unit)
        seen = at + timedelta(hours=3)
        actions.note_recurrence(actor=SYSTEM, later=later, earlier=earlier, now=seen)
        actions.answer_recurrence(
            actor=desk.acting(desk.leader),
            recurrence=TipRecurrence.objects.get(earlier=earlier, later=later),
            same=True,
            reason="Vẫn nhóm người ấy, chỉ đổi giờ.",
            now=seen + timedelta(hours=1),
        )

    def back(at: datetime) -> None:
        _taken(desk, "noise", again, at, place=first, place_note=SPOTS["noise"])

    return [
        (desk.ago(62, 17), settled("gambling", game, second, 12)),
        (desk.ago(48, 23), settled("noise", noise, first, 8)),
        (desk.ago(11, 18), noted),
        (desk.ago(2, 22), back),
    ]


def _told_twice(desk: Desk) -> list[tuple[datetime, Deed]]:
    """The same lorry three times, two of them linked; the same caller twice, still to be judged."""

    def tell(code: str, text: str) -> Deed:
        def deed(at: datetime) -> None:
            _taken(desk, code, text, at)

        return deed

    def link(at: datetime) -> None:
        one = _taken(desk, "environment", DUMPED[1], at)
        other = Tip.objects.get(text=DUMPED[0], unit=desk.unit)
        for tip in (other, one):
            _worked(desk, tip, at + timedelta(hours=1))
        actions.link_tips(
            actor=desk.acting(desk.handler),
            tip=one,
            other=other,
            reason="Cùng biển số, cùng đêm.",
            now=at + timedelta(hours=2),
        )

    return [
        (desk.ago(4, 6, 10), tell("environment", DUMPED[0])),
        (desk.ago(4, 7, 40), link),
        (desk.ago(3, 8, 5), tell("environment", DUMPED[2])),
        (desk.ago(6, 10), tell("impersonation", SCAM[0])),
        (desk.ago(1, 15), tell("impersonation", SCAM[1])),
    ]


def _taken_down(desk: Desk) -> list[tuple[datetime, Deed]]:
    """Somebody came, called, wrote; another body sent a paper."""

    def take(channel: Channel, bringer: Bringer, hours: int, **how: Any) -> Deed:
        def deed(at: datetime) -> None:
            code, text = TOLD[channel]
            arrival = desk.maker.arrival(code, desk.corners[-1], timezone.localdate(at), text)
            unsigned = channel == Channel.LETTER
            told = replace(
                arrival,
                channel=channel,
                unit=desk.unit,
                anonymous=unsigned,
                reporter=None if unsigned else desk.maker.reporter(),
                received_at=at - timedelta(hours=hours),
                kind=Kind.PROSECUTION_PROPOSAL if channel == Channel.BODY else "",
            )
            late = "Trực ban đi hiện trường, về mới vào sổ." if hours > 1 else ""
            assistance = actions.Assistance(bringer, late_reason=late, **how)
            actions.register_tip(
                actor=desk.acting(desk.officer), arrival=told, assistance=assistance, now=at
            )

        return deed

    sent = timezone.localdate(desk.ago(3))
    paper = {
        "paper_number": "112/KN-UBND (minh họa)",
        "paper_date": sent,
        "sender_body": f"Ủy ban nhân dân {desk.unit.place.name}",
        "items": "01 bộ hồ sơ kiểm tra, 12 ảnh",
    }
    return [
        (desk.ago(5, 14, 20), take(Channel.PHONE, Bringer.SELF, 3)),
        (desk.ago(3, 10, 15), take(Channel.LETTER, Bringer.POST, 0)),
        (desk.ago(2, 15, 30), take(Channel.BODY, Bringer.BODY, 0, **paper)),
        (desk.ago(1, 9, 45), take(Channel.IN_PERSON, Bringer.SELF, 0, items="01 giấy ra viện")),
    ]


def _about_police(desk: Desk) -> list[tuple[datetime, Deed]]:
    """One report that its sender says is about the unit; one of which an officer finds it out."""

    def told(at: datetime) -> None:
        route = route_of_report(desk.unit, desk.unit.place, timezone.localdate(at))
        if route is not None:
            _taken(
                desk,
                "conduct",
                "Tôi nộp đơn đã hai tuần, cán bộ tiếp dân hẹn ba lần không gặp, nói năng thiếu "
                "tôn trọng. Mong cấp trên xem lại.",
                at,
                unit=route.to,
                route=route,
            )

    def found(at: datetime) -> None:
        text = "Có cán bộ nhận tiền của chủ quán karaoke để báo trước giờ kiểm tra."
        tip = _taken(desk, "conduct", text, at)
        actions.declare_conflict(
            actor=desk.acting(desk.officer),
            tip=tip,
            units=[desk.unit],
            reason="Nội dung nêu cán bộ của đơn vị (minh họa).",
            now=at + timedelta(minutes=15),
        )

    return [(desk.ago(9, 8), told), (desk.ago(7, 16), found)]


def _decided_again(desk: Desk) -> list[tuple[datetime, Deed]]:
    """A reporter who does not agree, a suspension, a thin answer."""

    def appealed(at: datetime) -> None:
        text = "Hai nhà cạnh chợ tranh chấp lối đi, xô xát đã hai lần, mong được giải quyết."
        tip = _worked(desk, _taken(desk, "land_dispute", text, at), at + timedelta(hours=4))
        tip = _answered(desk, tip, at + timedelta(days=6), "hai bên đã được mời đến làm việc.")
        said = "Đơn vị mới mời một bên, bên kia vẫn rào lối đi. Đề nghị xem lại."
        actions.appeal_tip(actor=ANONYMOUS, tip=tip, text=said, now=at + timedelta(days=8))

    def suspended(at: datetime) -> None:
        text = "Nhà tôi mất máy bơm và cuộn dây đồng, camera quay được một người đội mũ."
        tip = _worked(desk, _taken(desk, "theft", text, at), at + timedelta(hours=2))
        then = at + timedelta(days=9)
        actions.suspend_tip(
            actor=desk.acting(desk.leader),
            tip=tip,
            ground=SuspensionGround.EXPERTISE,
            decision=Decision(
                "07/QĐ (minh họa)", timezone.localdate(then), "Chỉ huy đơn vị (minh họa)"
            ),
            now=then,
        )

    def thin(at: datetime) -> None:
        tip = _worked(desk, _taken(desk, "safety_proposal", LAMP, at), at + timedelta(hours=5))
        result = Result(outcome=Outcome.ANSWERED, answer="Đơn vị đã tiếp nhận, sẽ xem xét.")
        actions.close_tip(
            actor=desk.acting(desk.leader), tip=tip, result=result, now=at + timedelta(days=4)
        )

    return [
        (desk.ago(20, 10), appealed),
        (desk.ago(16, 7), suspended),
        (desk.ago(13, 19), thin),
    ]


def finish(desk: Desk) -> None:
    """Of this hour: texts, a question to a reporter, handovers, ways to look."""
    _texts(desk)
    _offer(desk, desk.officer, desk.handler, "Xe bồn đổ thải: đêm nay tuần tra.", desk.now)
    mine = [
        (desk.leader, "Sát hạn trong tuần", "muc=soon&cua=unit&xep=due", True),
        (desk.leader, "Ma túy đang mở", "muc=open&cua=unit&linhvuc=drugs", True),
        (desk.officer, "Người báo viết thêm", "muc=waiting&cua=unit", False),
    ]
    for owner, name, query, shared in mine:
        save_view(
            actor=desk.acting(owner),
            page=DESK_PAGE,
            name=name,
            query=query,
            unit=desk.unit if shared else None,
            now=desk.now,
        )


def _texts(desk: Desk) -> None:
    """The unit's own text, and one that was used to ask a reporter."""
    actions.write_response(
        actor=desk.acting(desk.leader),
        unit=desk.unit,
        category=desk.maker.categories["noise"],
        state=Status.CLOSED,
        is_automatic=False,
        wording=actions.Wording(
            title="Tiếng ồn: đã nhắc nhở (minh họa)",
            text="Về phản ánh của bạn ngày {ngày nhận} tại {nơi xảy ra}, {đơn vị} đã xem: […]\n"
            "Nếu còn tái diễn, bạn gọi {điện thoại đơn vị} hoặc viết tiếp ở đây.",
            text_en="",
            valid_from=timezone.localdate(desk.now),
        ),
        now=desk.now,
    )
    tip = Tip.objects.select_related("unit", "category", "place").get(
        text=DUMPED[0], unit=desk.unit
    )
    fitting = responses.fitting(tip, Status.ACCEPTED, timezone.localdate(desk.now))
    words = filling.fill(fitting[0].wording("vi"), responses.values_for(tip, "vi"))
    words = words.replace(filling.GAP, "lấy mẫu nước, xem camera đường 38.", 1)
    words = words.replace(filling.GAP, "làm việc với chủ xe trong tuần này.")
    actions.ask_reporter(
        actor=desk.acting(desk.handler),
        tip=tip,
        text=words,
        response=fitting[0],
        now=desk.now - timedelta(hours=5),
    )


def _handed_over(desk: Desk) -> list[tuple[datetime, Deed]]:
    """The handler's work went to the leader for a day and came back."""

    def away(at: datetime) -> None:
        _taken_over(desk, desk.handler, desk.leader, "Nghỉ một ngày, nhờ chỉ huy.", at)

    def back(at: datetime) -> None:
        _taken_over(desk, desk.leader, desk.handler, "Trả lại việc sau ngày nghỉ.", at)

    return [(desk.ago(2, 17), away), (desk.ago(1, 17), back)]


def _taken_over(desk: Desk, giver: User, taker: User, note: str, at: datetime) -> None:
    handover, actor = _offer(desk, giver, taker, note, at), desk.acting(taker)
    for line in handover.lines.order_by("id"):
        actions.take_over_tip(actor=actor, line=line, now=at)
    actions.confirm_shift(actor=actor, handover=handover, now=at + timedelta(minutes=12))


def _offer(desk: Desk, giver: User, taker: User, note: str, at: datetime) -> ShiftHandover:
    actor = desk.acting(giver)
    first = shifts.on_the_desk(actor, desk.unit.pk, at).first()
    notes = {first.pk: "Gọi lại cho người báo trước 20 giờ."} if first else {}
    return actions.offer_shift(
        actor=actor, unit=desk.unit, taker=taker, note=note, notes=notes, now=at
    )


def somebody() -> Subject | None:
    """A settled report whose sender, in the demonstration, showed its secret."""
    with in_scope(SYSTEM):
        thin = Tip.objects.filter(is_demo=True, status=Status.CLOSED, text=LAMP).first()
    return Subject(KIND, "tin", thin.pk, thin.ref) if thin else None
