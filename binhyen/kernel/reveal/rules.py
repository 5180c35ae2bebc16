"""Who may open a sealed identity, when, and how often. Answers; changes nothing."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from binhyen.kernel.people.actor import Actor
from binhyen.kernel.people.proofs import Proof
from binhyen.kernel.reveal.models import Opening, OpeningLimit, Reason
from binhyen.kernel.reveal.registry import SealedKind
from binhyen.lib.verdict import YES, Refused, Verdict, no

ART_56 = "Điều 56 Luật Tố cáo 2018"
SHORTEST_NOTE, LONGEST_NOTE = 15, 500  # characters
_DEFAULT = OpeningLimit(per_day=20, refusals_per_hour=5)


class Denied(Refused):
    """A refusal that is itself kept: ``outcome`` is the column of ``Opening``."""

    def __init__(self, outcome: str, verdict: Verdict) -> None:
        super().__init__(verdict)
        self.outcome = outcome


def limit_on(day: date) -> OpeningLimit:
    """The limit in force; the usual one where the province has loaded none."""
    found = OpeningLimit.objects.on(day).order_by("-valid_from").first()
    return found or _DEFAULT


def may_prove(actor: Actor, proof: Proof, now: datetime) -> Iterator[tuple[str, Verdict]]:
    """The session lives, and showed the second factor within five minutes."""
    ended = no(_("Phiên làm việc đã kết thúc. Hãy đăng nhập lại rồi mở danh tính."))
    yield Opening.Outcome.SESSION, YES if actor.user is not None else ended
    stale = no(_("Hãy xác nhận lại bằng yếu tố thứ hai: lần xác nhận trước đã quá 5 phút."))
    yield Opening.Outcome.STALE, YES if proof.is_fresh(now) else stale


def may_ask(
    actor: Actor, kind: SealedKind, row: Any, reason: str, note: str
) -> Iterator[tuple[str, Verdict]]:
    """The record is one the officer sees and may open, and a reason was written."""
    unseen = no(_("Không tìm thấy danh tính này trong những hồ sơ bạn được xem."))
    yield Opening.Outcome.UNSEEN, YES if row is not None else unseen
    yield Opening.Outcome.RIGHT, kind.may_open(actor, row)
    yield Opening.Outcome.REASON, may_give_reason(reason, note)


def may_give_reason(reason: str, note: str) -> Verdict:
    if reason in Reason.values and len(note.strip()) >= SHORTEST_NOTE:
        return YES
    return no(
        _("Hãy chọn lý do và viết rõ vì sao cần mở danh tính, ít nhất %(n)s ký tự.")
        % {"n": SHORTEST_NOTE},
        law=ART_56,
    )


def may_open_more(opened_today: int, limit: OpeningLimit) -> Verdict:
    if opened_today < limit.per_day:
        return YES
    return no(
        ngettext(
            "Hôm nay bạn đã mở %(n)s danh tính, hết giới hạn trong ngày. Công an tỉnh đã được báo.",
            "Hôm nay bạn đã mở %(n)s danh tính, hết giới hạn trong ngày. Công an tỉnh đã được báo.",
            opened_today,
        )
        % {"n": opened_today}
    )


def insist(hurdles: Iterator[tuple[str, Verdict]]) -> None:
    """Raise ``Denied`` at the first hurdle that is not taken."""
    for outcome, verdict in hurdles:
        if not verdict:
            raise Denied(outcome, verdict)


def unavailable() -> str:
    return str(
        _(
            "Lúc này chưa mở được danh tính: bộ phận giữ khóa hoặc nhật ký không trả lời. Chưa có "
            "gì được mở. Hồ sơ vẫn xem và xử lý như thường; hãy thử lại sau ít phút."
        )
    )
