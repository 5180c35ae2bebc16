"""Who may take an old register over, and until when it may be taken back as a whole."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from binhyen.domains.intake.import_columns import NEEDED
from binhyen.domains.intake.models import RegisterImport
from binhyen.kernel.org.models import Unit
from binhyen.kernel.people.actor import Actor
from binhyen.kernel.people.models import Role
from binhyen.lib.verdict import YES, Verdict, no

State = RegisterImport.State
UNDO_WITHIN = timedelta(days=7)


def may_import(actor: Actor, unit: Unit) -> Verdict:
    """Duty officers and leaders, for their unit's own book and those of the units it inherited."""
    if actor.is_system or actor.holds(Role.DUTY_OFFICER, Role.LEADER, unit_id=unit.pk):
        return YES
    return no(_("Nhập sổ cũ do trực ban, chỉ huy của %(unit)s làm.") % {"unit": unit.name})


def may_match(row: RegisterImport, fields: Collection[str]) -> Verdict:
    if row.state not in (State.UPLOADED, State.CHECKED):
        return no(_("Lượt nhập này đang ở bước “%(state)s”.") % {"state": row.get_state_display()})
    missing = [str(field.label) for field in NEEDED if field.key not in fields]
    if missing:
        return no(_("Còn thiếu cột: %(fields)s.") % {"fields": ", ".join(missing)})
    return YES


def may_start(row: RegisterImport) -> Verdict:
    if row.state != State.CHECKED:
        return no(_("Lượt nhập này đang ở bước “%(state)s”.") % {"state": row.get_state_display()})
    if row.made == 0:
        return no(_("Không có dòng nào nhập được; hãy sửa tệp rồi tải lên lại."))
    return YES


def may_resume(actor: Actor, row: RegisterImport) -> Verdict:
    if not row.is_working:
        return no(_("Lượt nhập này đang ở bước “%(state)s”.") % {"state": row.get_state_display()})
    return may_import(actor, row.unit)


def may_undo(
    actor: Actor, row: RegisterImport, now: datetime, *, followed: int = 0, given: int = 0
) -> Verdict:
    """``followed``: deeds on imported reports since; ``given``: numbers given after theirs."""
    if not (actor.is_system or actor.holds(Role.LEADER, unit_id=row.unit_id)):
        return no(
            _("Hoàn tác một lượt nhập do chỉ huy của %(unit)s làm.") % {"unit": row.unit.name}
        )
    if row.state not in (State.DONE, State.UNDOING) or row.done_at is None:
        return no(_("Chỉ hoàn tác được lượt đã nhập xong."))
    if now - row.done_at > UNDO_WITHIN:
        return no(_("Đã quá 7 ngày từ khi nhập xong; sửa từng tin trên hồ sơ của nó."))
    if followed:
        return no(
            _("Đã có %(n)d việc làm trên các tin vừa nhập nên không hoàn tác cả lượt được.")
            % {"n": followed}
        )
    if given:
        return no(
            _("Sổ đã cấp %(n)d số mới sau các số vừa nhập; hoàn tác sẽ làm hở số.") % {"n": given}
        )
    return YES
