"""Who may give which duty where, and when. Answers; changes nothing."""

from datetime import date

from django.utils.translation import gettext as _

from binhyen.kernel.org.models import Unit
from binhyen.kernel.people.actor import Actor
from binhyen.kernel.people.models import Duty, Role, User
from binhyen.lib.verdict import YES, Verdict, no


def may_administer(actor: Actor, unit_id: int) -> Verdict:
    """An administrator of the unit or of one above it."""
    if actor.is_system or actor.holds_above(Role.ADMINISTRATOR, unit_id=unit_id):
        return YES
    return no(
        _(
            "Chỉ quản trị viên của đơn vị này hoặc của đơn vị cấp trên được làm việc đó. "
            "Hãy nhờ quản trị viên của đơn vị."
        )
    )


def may_give_duty(actor: Actor, user: User, unit: Unit, role: str, start: date) -> Verdict:
    if not (verdict := may_administer(actor, unit.pk)):
        return verdict
    if user.pk == actor.user_id:
        return no(_("Không tự giao nhiệm vụ cho chính mình. Hãy nhờ một quản trị viên khác."))
    if not user.is_active:
        return no(_("Tài khoản này đã ngừng dùng. Hãy mở lại tài khoản trước khi giao nhiệm vụ."))
    if not unit.holds_on(start):
        return no(
            _("%(unit)s không hoạt động vào ngày %(day)s. Hãy chọn ngày khác hoặc đơn vị kế thừa.")
            % {"unit": unit.name, "day": f"{start:%d/%m/%Y}"}
        )
    return YES


def may_end_duty(actor: Actor, duty: Duty, last_day_after: date) -> Verdict:
    """``last_day_after``: the first day on which the duty no longer holds."""
    if not (verdict := may_administer(actor, duty.unit_id)):
        return verdict
    if duty.valid_to is not None and duty.valid_to <= last_day_after:
        return no(
            _("Nhiệm vụ này đã kết thúc từ ngày %(day)s.") % {"day": f"{duty.valid_to:%d/%m/%Y}"}
        )
    if last_day_after < duty.valid_from:
        return no(
            _("Ngày kết thúc không thể trước ngày bắt đầu (%(day)s).")
            % {"day": f"{duty.valid_from:%d/%m/%Y}"}
        )
    return YES


def may_hand_over(actor: Actor, duty: Duty, to: User, day: date) -> Verdict:
    if to.pk == duty.user_id:
        return no(_("Người nhận phải khác người đang giữ nhiệm vụ."))
    if day <= duty.valid_from:
        return no(
            _("Nhiệm vụ bắt đầu từ ngày %(day)s; bàn giao sớm nhất vào ngày hôm sau.")
            % {"day": f"{duty.valid_from:%d/%m/%Y}"}
        )
    if not (verdict := may_end_duty(actor, duty, day)):
        return verdict
    return may_give_duty(actor, to, duty.unit, duty.role, day)


def may_change_account(actor: Actor, user: User, units: set[int]) -> Verdict:
    """``units``: where ``user`` holds or held a duty; whoever administers all of those now in
    force may change the account, so that one unit cannot reach another's people."""
    if actor.is_system:
        return YES
    if user.pk == actor.user_id:
        return no(_("Tài khoản của chính mình do một quản trị viên khác thay đổi."))
    if units and all(actor.holds_above(Role.ADMINISTRATOR, unit_id=unit) for unit in units):
        return YES
    return no(
        _(
            "Người này đang giữ nhiệm vụ ở đơn vị ngoài phạm vi quản trị. "
            "Hãy nhờ quản trị viên của đơn vị cấp trên chung."
        )
    )


def may_create_account(actor: Actor, unit: Unit, today: date) -> Verdict:
    if not (verdict := may_administer(actor, unit.pk)):
        return verdict
    if not unit.holds_on(today):
        return no(_("Đơn vị này không còn hoạt động. Hãy chọn đơn vị kế thừa."))
    return YES
