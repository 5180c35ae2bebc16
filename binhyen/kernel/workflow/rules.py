"""Who may change the law's numbers and the calendar, and which changes make sense."""

from datetime import date

from django.utils.translation import gettext as _

from binhyen.kernel.people.actor import Actor
from binhyen.kernel.workflow.models import LegalRule
from binhyen.lib.verdict import YES, Verdict, no
from binhyen.lib.workdays import Measure

FIRST_YEAR, LAST_YEAR = 2018, 2099


def may_keep_reference(actor: Actor) -> Verdict:
    """Rules and calendars bind every unit: the province's administrators keep them, all read."""
    if actor.keeps_installation:
        return YES
    return no(
        _("Chỉ quản trị của Công an tỉnh được sửa, kiểm chứng quy định thời hạn và lịch làm việc.")
    )


def may_replace(rule: LegalRule, valid_from: date) -> Verdict:
    """A new text takes over from a day within the life of the present one."""
    if rule.valid_to is not None:
        return no(
            _("Quy định này đã có bản thay thế. Mở bản đang có hiệu lực rồi sửa ở đó."),
        )
    if valid_from <= rule.valid_from:
        return no(
            _("Ngày có hiệu lực mới phải sau ngày %(day)s, là ngày bản hiện hành có hiệu lực.")
            % {"day": f"{rule.valid_from:%d/%m/%Y}"}
        )
    return YES


def makes_sense(amount: int, measure: str, counts_back: bool) -> Verdict:
    if measure == Measure.NOW:
        return YES if amount == 0 else no(_("Thời hạn “ngay” không kèm số lượng: ghi 0."))
    if amount < 1:
        return no(_("Số lượng phải từ 1 trở lên."))
    if counts_back and measure != Measure.DAY:
        return no(_("Thời hạn tính lùi chỉ tính bằng ngày."))
    return YES


def may_verify(rule: LegalRule) -> Verdict:
    if rule.verified_at is not None:
        return no(_("Quy định này đã được kiểm chứng."))
    return YES


def may_mark(day: date, is_working: bool) -> Verdict:
    """Only days that differ from the week's rule are noted as worked."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        return no(
            _("Lịch chỉ nhận ngày từ năm %(first)s đến năm %(last)s.")
            % {"first": FIRST_YEAR, "last": LAST_YEAR}
        )
    if is_working and day.weekday() < 5:
        return no(
            _(
                "Ngày %(day)s vốn là ngày làm việc. Muốn bỏ một ngày nghỉ đã ghi, "
                "bấm “Bỏ” ở dòng của ngày đó."
            )
            % {"day": f"{day:%d/%m/%Y}"}
        )
    return YES
