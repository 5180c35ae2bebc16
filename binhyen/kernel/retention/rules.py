"""Who decides that something is erased, and what may never be."""

from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext as _

from binhyen.kernel.org.models import UnitKind
from binhyen.kernel.people.actor import Actor
from binhyen.kernel.people.models import Role
from binhyen.kernel.retention.models import Approval, Hold, Proposal
from binhyen.kernel.workflow.models import LegalRule
from binhyen.lib.verdict import YES, Verdict, no
from binhyen.lib.workdays import months_later

LAW = "Luật Lưu trữ 33/2024/QH15; Điều 14 Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15"
# Four eyes.
NEEDED = 2


def decides(actor: Actor) -> bool:
    """Leaders and supervisors of the province's police."""
    return any(
        held.role in (Role.LEADER, Role.SUPERVISOR) and held.unit_kind == UnitKind.POLICE_PROVINCE
        for held in actor.duties
    )


def may_decide(
    actor: Actor, proposal: Proposal, said: Collection[Approval], worked_on: Collection[int]
) -> Verdict:
    """``said``: what others said already; ``worked_on``: who worked on the listed records."""
    if not decides(actor):
        return no(
            _("Chỉ chỉ huy và người theo dõi, tổng hợp của Công an tỉnh được duyệt xóa hồ sơ."),
            law=LAW,
        )
    if proposal.state != Proposal.State.WAITING:
        return no(_("Đề nghị này đã được quyết định."))
    if proposal.made_by_id == actor.user_id:
        return no(_("Người đề nghị không tự duyệt. Cần hai người khác."), law=LAW)
    if any(one.user_id == actor.user_id for one in said):
        return no(_("Bạn đã cho ý kiến. Cần thêm một người khác duyệt."), law=LAW)
    if actor.user_id in worked_on:
        return no(
            _("Bạn đã thụ lý một hồ sơ trong danh sách, nên cần hai người khác duyệt."), law=LAW
        )
    return YES


def may_leave_out(actor: Actor, proposal: Proposal) -> Verdict:
    if not decides(actor):
        return no(_("Chỉ người duyệt của Công an tỉnh được để lại một hồ sơ."))
    if proposal.state != Proposal.State.WAITING:
        return no(_("Đề nghị này đã được quyết định."))
    return YES


def may_hold(actor: Actor, unit_id: int) -> Verdict:
    """Whoever leads the unit that keeps the record, or a unit above it."""
    if actor.is_system or actor.holds_above(Role.LEADER, unit_id=unit_id):
        return YES
    return no(_("Chỉ chỉ huy đơn vị giữ hồ sơ hoặc đơn vị cấp trên được yêu cầu giữ lại."))


def may_lift(actor: Actor, hold: Hold) -> Verdict:
    if hold.lifted_at is not None:
        return no(_("Lệnh giữ này đã được bỏ."))
    return may_hold(actor, hold.unit_id)


def ended_on_or_before(rule: LegalRule, today: date) -> date | None:
    """The newest end of a record whose time has run out by ``today``; None while no such rule can
    be counted (only months are)."""
    if rule.measure != LegalRule.Measure.MONTH or rule.amount < 1:
        return None
    return months_later(today, -rule.amount)
