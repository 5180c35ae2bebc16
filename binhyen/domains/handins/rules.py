"""What the law lets whom do with things handed in. Reads its arguments; changes nothing.

The articles were seen in secondary sources and are not yet verified by a lawyer.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from binhyen.domains.handins.models import (
    Campaign,
    Deed,
    HandIn,
    HandInItem,
    ItemCategory,
    Stage,
    Visit,
    Way,
)
from binhyen.kernel.org.models import Unit, UnitKind
from binhyen.kernel.people.actor import Actor
from binhyen.kernel.people.models import Role
from binhyen.lib.text import fold
from binhyen.lib.verdict import YES, Verdict, no

LAW_2024_SINCE = date(2025, 1, 1)
NO_DISTRICT_POLICE = date(2025, 3, 1)


@dataclass(frozen=True)
class Law:
    """What a refusal of that day rests on. ``receiving``: who takes things in; ``custody``: how
    they are kept, sorted, destroyed."""

    receiving: str
    custody: str
    since: str


LAW_2017 = Law("Điều 66, 67 Luật 14/2017/QH14", "Luật 14/2017/QH14", "01/07/2018")
LAW_2024 = Law(
    "Điều 64 Luật 42/2024/QH15",
    "Chương VI Luật 42/2024/QH15; Nghị định 149/2024/NĐ-CP; Thông tư 75/2024/TT-BCA",
    "01/01/2025",
)


def law_on(day: date) -> Law:
    return LAW_2024 if day >= LAW_2024_SINCE else LAW_2017


# From which stage to which each deed leads. There is no other way, and none back.
TRANSITIONS: dict[str, tuple[str, str]] = {
    Deed.RECEIVE: ("", Stage.RECEIVED),
    Deed.STORE: (Stage.RECEIVED, Stage.STORED),
    Deed.TRANSFER: (Stage.STORED, Stage.TRANSFERRED),
    Deed.EXAMINE: (Stage.TRANSFERRED, Stage.EXAMINED),
    Deed.DESTROY: (Stage.EXAMINED, Stage.DESTROYED),
    Deed.TO_MILITARY: (Stage.EXAMINED, Stage.TO_MILITARY),
}
DESK = (Role.DUTY_OFFICER, Role.HANDLER, Role.LEADER)
DOERS: dict[str, tuple[Role, ...]] = {
    Deed.STORE: DESK,
    Deed.TRANSFER: (Role.HANDLER, Role.LEADER),
    Deed.EXAMINE: (Role.HANDLER, Role.LEADER),
    Deed.DESTROY: (Role.LEADER,),
    Deed.TO_MILITARY: (Role.LEADER,),
}
# What ends a thing's way needs a decision of its own.
DECIDED = (Deed.DESTROY, Deed.TO_MILITARY)

POLICE = (
    UnitKind.POLICE_PROVINCE,
    UnitKind.POLICE_DEPARTMENT,
    UnitKind.POLICE_DISTRICT,
    UnitKind.POLICE_COMMUNE,
)
# Bodies of the army receive too, by both laws, but keep their own books.
RECEIVERS = (*POLICE, UnitKind.COMMITTEE_COMMUNE)


def examiners_on(day: date) -> tuple[str, ...]:
    """Kinds of bodies that sort what was handed in; districts have had no police since 3/2025."""
    above = (UnitKind.POLICE_PROVINCE, UnitKind.POLICE_DEPARTMENT)
    return above if day >= NO_DISTRICT_POLICE else (*above, UnitKind.POLICE_DISTRICT)


def _serves(actor: Actor, unit: Unit, roles: Iterable[str]) -> Verdict:
    if actor.is_system or actor.holds(*roles, unit_id=unit.pk):
        return YES
    names = ", ".join(str(Role(role).label).lower() for role in roles)
    return no(
        _("Việc này do %(roles)s của %(unit)s làm.") % {"roles": names, "unit": unit.name},
    )


def _first_no(*verdicts: Verdict) -> Verdict:
    return next((verdict for verdict in verdicts if not verdict), YES)


# --- receiving -----------------------------------------------------------------------------------


def may_receive(actor: Actor, unit: Unit, today: date) -> Verdict:
    """Nobody who hands in is turned away for what they bring or for giving no name."""
    law = law_on(today)
    if unit.kind not in RECEIVERS:
        return no(
            _("%(unit)s không thuộc cơ quan tiếp nhận; hãy chỉ người dân đến công an xã, phường.")
            % {"unit": unit.name},
            law=law.receiving,
            since=law.since,
        )
    if not unit.holds_on(today):
        return no(_("%(unit)s không còn hoạt động.") % {"unit": unit.name})
    return _serves(actor, unit, DESK)


def may_list(category: ItemCategory, way: str, today: date, *, purpose: str = "any") -> Verdict:
    """Whether a line of this category may stand in a hand-in of that day. ``purpose``: what the
    thing was for, where the law sorts by it."""
    law = law_on(today)
    if not category.holds_on(today):
        return no(
            _("“%(name)s” không phải cách phân loại của luật ngày %(day)s; hãy chọn lại.")
            % {"name": category, "day": f"{today:%d/%m/%Y}"},
            law=law.receiving,
            since=law.since,
        )
    if category.never_carried and way != Way.COLLECTED:
        return no(
            _(
                "“%(name)s” không nhận tại trụ sở: để nguyên chỗ, giữ người ở xa, gọi lực lượng "
                "chuyên môn. Chỉ ghi khi họ đã thu gom tại chỗ."
            )
            % {"name": category},
            law=law.receiving,
            since=law.since,
        )
    if category.asks_purpose and not purpose:
        return no(
            _("“%(name)s” được xác định theo mục đích sử dụng; hãy ghi mục đích.")
            % {"name": category},
            law=category.basis,
            since=law.since,
        )
    return YES


def may_count_for(campaign: Campaign, unit: Unit, today: date) -> Verdict:
    """``campaign``: as ``Campaign.objects.for_unit`` finds it; here its days."""
    if campaign.holds_on(today):
        return YES
    return no(
        _("Đợt “%(name)s” không diễn ra ngày %(day)s.")
        % {"name": campaign.name, "day": f"{today:%d/%m/%Y}"}
    )


def may_correct(actor: Actor, item: HandInItem) -> Verdict:
    """A slip of the pen is put right before the thing is stored; afterwards the papers of the
    chain speak."""
    allowed = _serves(actor, item.holder, DESK)
    if allowed and item.stage != Stage.RECEIVED:
        return no(
            _("Hiện vật đã ở bước “%(stage)s”: số lượng, mô tả không sửa được nữa.")
            % {"stage": item.get_stage_display()}
        )
    return allowed


def may_give_gift(actor: Actor, handin: HandIn) -> Verdict:
    allowed = _serves(actor, handin.unit, DESK)
    if allowed and handin.extinguishers:
        return no(_("Lượt này đã được tặng bình chữa cháy."))
    return allowed


# --- custody -------------------------------------------------------------------------------------


def may_do(
    actor: Actor, deed: str, item: HandInItem, today: date, *, decision: str = "any"
) -> Verdict:
    """One step of one line. ``decision``: the number of the decision, where one is needed."""
    came_from, _to = TRANSITIONS[deed]
    law = law_on(today)
    if item.stage != came_from:
        return no(
            _("“%(item)s” đang ở bước “%(stage)s”; việc này làm sau bước “%(before)s”.")
            % {
                "item": item,
                "stage": item.get_stage_display(),
                "before": Stage(came_from).label,
            },
            law=law.custody,
            since=law.since,
        )
    if deed == Deed.EXAMINE and item.holder.kind not in examiners_on(today):
        return no(
            _("Phân loại do Công an cấp tỉnh làm; hãy chuyển hiện vật về đó."),
            law=law.custody,
            since=law.since,
        )
    if deed in DECIDED and not decision:
        return no(
            _("Hãy ghi số quyết định tiêu hủy hoặc bàn giao."), law=law.custody, since=law.since
        )
    return _serves(actor, item.holder, DOERS[deed])


def may_start(actor: Actor, deed: str, items: Iterable[HandInItem], today: date) -> Verdict:
    """Whether the deed can be done on any line: what its button on the record says."""
    came_from, _to = TRANSITIONS[deed]
    ready = [item for item in items if item.stage == came_from]
    if not ready:
        return no(
            _("Không có hiện vật nào đang ở bước “%(stage)s”.") % {"stage": Stage(came_from).label},
            law=law_on(today).custody,
            since=law_on(today).since,
        )
    verdicts = [may_do(actor, deed, item, today) for item in ready]
    return next(filter(bool, verdicts), verdicts[0])


def may_transfer_to(unit_from: Unit, unit_to: Unit, today: date) -> Verdict:
    law = law_on(today)
    if unit_to.pk == unit_from.pk:
        return no(_("Hãy chọn một đơn vị khác để chuyển đến."))
    if unit_to.kind not in examiners_on(today) or not unit_to.holds_on(today):
        return no(
            _("Hiện vật được chuyển về Công an tỉnh hoặc phòng chuyên môn để phân loại."),
            law=law.custody,
            since=law.since,
        )
    return YES


def may_sign(first: str, second: str, today: date) -> Verdict:
    """Two people, not one twice."""
    law = law_on(today)
    if fold(first) and fold(second) and fold(first) != fold(second):
        return YES
    return no(
        _("Mỗi bước phải có hai người ký khác nhau."),
        law=law.custody,
        since=law.since,
    )


def may_count_stock(actor: Actor, unit: Unit) -> Verdict:
    return _serves(actor, unit, DESK)


def unexplained(lines: Iterable[tuple[str, int, int, str]]) -> Verdict:
    """``lines``: (category, booked, counted, explanation). Each difference has its explanation."""
    for name, booked, counted, explanation in lines:
        if booked != counted and not explanation:
            return no(
                _("“%(name)s”: sổ ghi %(booked)s, đếm được %(counted)s. Hãy ghi giải trình.")
                % {"name": name, "booked": booked, "counted": counted}
            )
    return YES


# --- campaigns -----------------------------------------------------------------------------------


def may_run_campaign(actor: Actor, host: Unit) -> Verdict:
    return _serves(actor, host, (Role.LEADER,))


# --- visits --------------------------------------------------------------------------------------

# How far ahead a time may be booked, and how long before it a booking closes.
BOOK_AHEAD_DAYS = 21
BOOK_BEFORE = timedelta(hours=1)


def may_book(starts_at: datetime, free: Mapping[datetime, int], now: datetime) -> Verdict:
    """``free``: seats left by starting time, as the unit's hours and the calendar give them."""
    if starts_at < now + BOOK_BEFORE:
        return no(_("Giờ này đã quá gần hoặc đã qua; hãy chọn giờ khác."))
    if free.get(starts_at, 0) < 1:
        return no(_("Giờ này vừa có người hẹn hoặc đơn vị không tiếp; hãy chọn giờ khác."))
    return YES


def may_change_visit(visit: Visit, now: datetime) -> Verdict:
    if visit.state != Visit.State.BOOKED:
        return no(
            _("Lịch hẹn này đang ở trạng thái “%(state)s”, không đổi được nữa.")
            % {"state": visit.get_state_display()}
        )
    if visit.starts_at <= now:
        return no(_("Giờ hẹn đã qua; bạn có thể hẹn một giờ mới."))
    return YES


def may_note_visit(actor: Actor, visit: Visit, now: datetime) -> Verdict:
    allowed = _serves(actor, visit.unit, DESK)
    if allowed and visit.state != Visit.State.BOOKED:
        return no(_("Lịch hẹn này đã ghi “%(state)s”.") % {"state": visit.get_state_display()})
    today = timezone.make_aware(datetime.combine(timezone.localdate(now), time.max))
    if allowed and visit.starts_at > today:
        return no(_("Chưa đến ngày hẹn."))
    return allowed


def may_set_hours(actor: Actor, unit: Unit) -> Verdict:
    return _serves(actor, unit, (Role.LEADER,))


def may_open_identity(actor: Actor, handin: HandIn) -> Verdict:
    """The leader of the unit that registered it, and who received it while serving there."""
    received = handin.received_by_id is not None and handin.received_by_id == actor.user_id
    roles = DESK if received else (Role.LEADER,)
    return _serves(actor, handin.unit, roles)
