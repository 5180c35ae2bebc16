"""Who works on a request, by when, and what may be given to whom."""

from django.utils.translation import gettext as _

from binhyen.domains.requests.models import Asks, DataRequest
from binhyen.kernel.people.actor import Actor
from binhyen.kernel.people.models import READING_ROLES
from binhyen.lib.verdict import YES, Verdict, no

LAW = "Điều 5 Nghị định 356/2025/NĐ-CP"
SINCE = "01/01/2026"
REPLY = "dsr_reply"
# The key of the time to finish; with "_third" when a third party must act, "_more" to extend.
FINISH = {
    Asks.ACCESS: "dsr_provide",
    Asks.CORRECTION: "dsr_provide",
    Asks.WITHDRAWAL: "dsr_stop",
    Asks.RESTRICTION: "dsr_stop",
    Asks.DELETION: "dsr_delete",
    Asks.COMPLAINT: "dsr_complaint",
}
# Giving, changing or erasing data that are not the asker's would harm somebody else.
NEEDS_PROOF = (Asks.ACCESS, Asks.CORRECTION, Asks.WITHDRAWAL, Asks.DELETION)
GIVES = (DataRequest.Outcome.DONE, DataRequest.Outcome.PARTLY)


def _no(reason: str) -> Verdict:
    return no(reason, law=LAW, since=SINCE)


def may_work(actor: Actor, request: DataRequest) -> Verdict:
    if not actor.holds(*READING_ROLES, unit_id=request.unit_id):
        return no(_("Chỉ cán bộ của đơn vị giải quyết được làm việc này."))
    if request.state == DataRequest.State.CLOSED:
        return no(_("Yêu cầu này đã có kết quả."))
    return YES


def may_reply(actor: Actor, request: DataRequest) -> Verdict:
    if not (verdict := may_work(actor, request)):
        return verdict
    if request.replied_at is not None:
        return no(_("Đã trả lời tiếp nhận rồi."))
    return YES


def may_confirm(actor: Actor, request: DataRequest) -> Verdict:
    """Papers are looked at, never kept: no number, no copy."""
    if not (verdict := may_work(actor, request)):
        return verdict
    if request.proof != DataRequest.Proof.NONE:
        return no(_("Người yêu cầu đã chứng minh được rồi."))
    return YES


def may_involve(actor: Actor, request: DataRequest) -> Verdict:
    if not (verdict := may_work(actor, request)):
        return verdict
    if request.third_party:
        return no(_("Đã ghi bên thứ ba."))
    if request.asks == Asks.COMPLAINT:
        return no(_("Khiếu nại không kéo dài vì bên thứ ba."))
    if request.extension_reason:
        return no(_("Đã gia hạn, không đổi thời hạn nữa."))
    return YES


def may_extend(actor: Actor, request: DataRequest) -> Verdict:
    if not (verdict := may_work(actor, request)):
        return verdict
    if request.extension_reason:
        return _no(_("Chỉ được gia hạn một lần."))
    if request.asks == Asks.COMPLAINT:
        return no(_("Khiếu nại không gia hạn ở đây."))
    return YES


def may_propose(actor: Actor, request: DataRequest) -> Verdict:
    """Erasing goes the way of all erasing: a list, two other people."""
    if not (verdict := may_work(actor, request)):
        return verdict
    if request.asks != Asks.DELETION:
        return no(_("Chỉ yêu cầu xóa mới đưa vào danh sách đề nghị xóa."))
    if request.proof == DataRequest.Proof.NONE:
        return _no(_("Chưa biết dữ liệu có phải của người yêu cầu không."))
    if request.subject_ref is None:
        return no(_("Yêu cầu này không gắn với hồ sơ nào trong hệ thống."))
    if request.proposal_ref is not None:
        return no(_("Đã đưa vào danh sách đề nghị xóa."))
    return YES


def may_answer(actor: Actor, request: DataRequest, outcome: str = "") -> Verdict:
    if not (verdict := may_work(actor, request)):
        return verdict
    unproven = request.proof == DataRequest.Proof.NONE and request.asks in NEEDS_PROOF
    if unproven and outcome in GIVES:
        return _no(
            _(
                "Người yêu cầu chưa chứng minh đây là dữ liệu của mình, nên không cung cấp, sửa "
                "hay xóa. Mời họ đến trực tiếp hoặc nhập mã bí mật của tin."
            )
        )
    return YES
