"""Who may write prepared texts, what they may hold, who looks at thin answers."""

from django.utils.translation import gettext as _

from binhyen.domains.intake import responses
from binhyen.domains.intake.models import Answer
from binhyen.kernel.org.models import UnitKind
from binhyen.kernel.people.actor import Actor
from binhyen.kernel.people.models import Role
from binhyen.lib import filling
from binhyen.lib.verdict import YES, Verdict, no


def leads_province(actor: Actor) -> bool:
    return any(
        held.role == Role.LEADER and held.unit_kind == UnitKind.POLICE_PROVINCE
        for held in actor.duties
    )


def may_write_response(actor: Actor, unit_id: int | None) -> Verdict:
    """Leaders: those of a unit for it, those of the province's police for the whole province."""
    if unit_id is None:
        if actor.is_system or leads_province(actor):
            return YES
        return no(_("Mẫu dùng chung cả tỉnh do chỉ huy Công an tỉnh soạn."))
    if actor.holds(Role.LEADER, unit_id=unit_id):
        return YES
    return no(_("Mẫu của đơn vị do chỉ huy đơn vị đó soạn."))


def may_write_some(actor: Actor) -> Verdict:
    if Role.LEADER in actor.roles:
        return YES
    return no(_("Mẫu trả lời do chỉ huy đơn vị soạn; bạn dùng được mọi mẫu trong danh sách."))


def is_whole(text: str, text_en: str = "", *, is_automatic: bool = False) -> Verdict:
    """Only fields that code fills; a text that goes by itself has no gap for a writer."""
    for one in (text, text_en):
        if filling.unknown_fields(one, responses.FIELDS):
            return no(responses.gaps_in(one))
        if is_automatic and filling.has_gap(one):
            return no(_("Mẫu tự gửi không có người điền: hãy bỏ chỗ […]."))
    return YES


def may_send(text: str) -> Verdict:
    """Words to a reporter: no field left unfilled, no gap left open."""
    gap = responses.gaps_in(text, ())
    return no(gap) if gap else YES


def may_look_at(actor: Actor, answer: Answer) -> Verdict:
    if not actor.holds_above(Role.LEADER, unit_id=answer.unit_id):
        return no(
            _("Câu trả lời này do chỉ huy %(unit)s hoặc cấp trên xem lại.")
            % {"unit": answer.unit.name}
        )
    if answer.looked_at is not None:
        return no(_("Câu trả lời này đã được xem lại."))
    return YES
