"""What stands on an outgoing officer's desk, who may take it over, and by which rule. Answers."""

from datetime import date, datetime, timedelta

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from binhyen.domains.intake.models import ShiftHandover, ShiftHandoverLine, Status, Tip
from binhyen.domains.intake.rules import DESK
from binhyen.kernel.people.actor import Actor
from binhyen.kernel.people.models import Role, User
from binhyen.kernel.people.queries import holders
from binhyen.lib.verdict import YES, Verdict, no

# What is not on the page is handed over the next time: the nearest deadlines come first.
MOST_LINES = 200
SOON = timedelta(hours=24)
HOLDERS = (Role.HANDLER, Role.LEADER)


def desk_unit(actor: Actor) -> int | None:
    """The unit at whose desk the actor works."""
    return next((held.unit_id for held in actor.duties if held.role in DESK), None)


def on_the_desk(actor: Actor, unit_id: int, now: datetime) -> QuerySet[Tip]:
    """One's own reports that have no result; at the duty desk also those of nobody that are new,
    due within a day or late, or whose reporter wrote."""
    own = Q(assignee_id=actor.user_id)
    if actor.holds(Role.DUTY_OFFICER, Role.LEADER, unit_id=unit_id):
        pressing = Q(status=Status.RECEIVED) | Q(due_at__lt=now + SOON) | Q(waits_for_unit=True)
        own |= Q(assignee=None) & pressing
    rows = Tip.objects.visible_to(actor).filter(own, unit_id=unit_id).exclude(status=Status.CLOSED)
    return rows.select_related("category", "place", "unit", "assignee").order_by(
        F("due_at").asc(nulls_last=True), "id"
    )


def takers(actor: Actor, unit_id: int, today: date) -> QuerySet[User]:
    """Colleagues of the desk on ``today``."""
    return holders(unit_id, DESK, today).exclude(pk=actor.user_id or 0)


def moves(tip: Tip, giver_id: int | None, *, taker_holds: bool) -> bool:
    """Only one's own reports change hands, and only to somebody who may hold one."""
    return taker_holds and tip.assignee_id == giver_id


def may_hand_over(actor: Actor, unit_id: int | None, *, is_waiting: bool = False) -> Verdict:
    if unit_id is None or actor.user is None:
        return no(_("Chỉ người làm ở bàn trực, thụ lý hoặc chỉ huy mới bàn giao ca."))
    if is_waiting:
        return no(
            _("Lần bàn giao trước của bạn còn chờ người nhận: hãy đợi họ nhận, hoặc rút lại.")
        )
    return YES


def may_take(actor: Actor, handover: ShiftHandover) -> Verdict:
    if actor.user_id != handover.taker_id:
        return no(_("Lần bàn giao này do %(name)s nhận.") % {"name": handover.taker.full_name})
    return _is_waiting(handover)


def may_withdraw(actor: Actor, handover: ShiftHandover) -> Verdict:
    if actor.user_id != handover.giver_id:
        return no(_("Chỉ người giao ca rút lại được."))
    return _is_waiting(handover)


def _is_waiting(handover: ShiftHandover) -> Verdict:
    if handover.state != ShiftHandover.State.WAITING:
        return no(_("Lần bàn giao này đã xong hoặc đã rút lại."))
    return YES


def may_change_hands(line: ShiftHandoverLine, tip: Tip, *, taker_serves: bool) -> Verdict:
    """Whether the report still is where the handover says."""
    if tip.status == Status.CLOSED:
        return no(_("Tin đã có kết quả trước khi nhận ca."))
    if tip.unit_id != line.handover.unit_id:
        return no(_("Tin đã chuyển sang đơn vị khác."))
    if tip.assignee_id != line.handover.giver_id:
        return no(_("Tin đã được phân công cho người khác."))
    if not taker_serves:
        return no(_("Người nhận không giữ nhiệm vụ thụ lý tại đơn vị."))
    return YES
