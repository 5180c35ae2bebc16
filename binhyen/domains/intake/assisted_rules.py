"""Whether an officer may register what somebody told, and the moment from which the law counts.

There is no rule that lets a unit refuse: what is not its own is registered, then transferred
(Art. 145, 146 CPC 2015).
"""

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from binhyen.domains.intake.models import Bringer, Channel, Kind, Tip
from binhyen.domains.intake.rules import ART_144, ART_146, DESK
from binhyen.kernel.org.models import Unit
from binhyen.kernel.people.actor import Actor
from binhyen.lib.verdict import YES, Verdict, no

# Typing takes a while; what lies further back needs a word of why.
AT_ONCE = timedelta(hours=1)
NEVER_BEFORE = date(1990, 1, 1)


def may_register(actor: Actor, unit: Unit, today: date) -> Verdict:
    """Trực ban, cán bộ thụ lý, chỉ huy of the unit that takes it in."""
    if not actor.holds(*DESK, unit_id=unit.pk):
        return no(
            _("Vào sổ tiếp nhận do trực ban, cán bộ thụ lý, chỉ huy của %(unit)s làm.")
            % {"unit": unit.name}
        )
    if not unit.holds_on(today):
        return no(
            _("%(unit)s không còn hoạt động; hãy vào sổ của đơn vị kế thừa.") % {"unit": unit.name}
        )
    return YES


def may_be_received_at(received_at: datetime, reason: str, unit: Unit, now: datetime) -> Verdict:
    """Never in the future; in the past with a reason, on a day on which the unit was there."""
    if received_at > now:
        return no(_("Thời điểm tiếp nhận chưa đến; hãy kiểm tra lại ngày, giờ."), law=ART_146)
    day = timezone.localdate(received_at)
    if day < NEVER_BEFORE or not unit.holds_on(day):
        return no(
            _("%(unit)s chưa có vào ngày %(day)s; hãy kiểm tra lại ngày tiếp nhận.")
            % {"unit": unit.name, "day": f"{day:%d/%m/%Y}"}
        )
    if now - received_at > AT_ONCE and not reason:
        return no(_("Tiếp nhận từ trước mà bây giờ mới vào sổ: hãy ghi lý do."), law=ART_146)
    return YES


def may_be_kind(kind: str, bringer: str, *, anonymous: bool) -> Verdict:
    if kind == Kind.CRIME_ACCUSATION and anonymous:
        return no(_("Tin không nêu tên người báo là tin báo, không ghi tố giác."), law=ART_144)
    if kind == Kind.PROSECUTION_PROPOSAL and bringer != Bringer.BODY:
        return no(
            _(
                "Kiến nghị khởi tố là văn bản của cơ quan nhà nước: hãy chọn “Cơ quan khác "
                "chuyển đến” và ghi số, ngày văn bản, tên cơ quan."
            ),
            law=ART_144,
        )
    return YES


def may_attach_minutes(actor: Actor, tip: Tip) -> Verdict:
    """Whoever works on the desk of the unit, for what was taken down by hand."""
    if not actor.holds(*DESK, unit_id=tip.unit_id):
        return no(
            _("Việc này do trực ban, cán bộ thụ lý, chỉ huy của %(unit)s làm.")
            % {"unit": tip.unit.name}
        )
    if tip.channel in (Channel.WEB, Channel.API):
        return no(_("Tin gửi qua mạng không lập biên bản tiếp nhận."), law=f"khoản 1 {ART_146}")
    return YES


def is_told_once(number: int) -> Verdict:
    """The answer to a form that was sent before, by somebody else or with other words."""
    return no(
        _(
            "Nội dung này đã vào sổ số %(number)d. Biên bản và mã bí mật chỉ lập được ngay lúc "
            "vào sổ; muốn ghi tin khác, hãy mở một trang mới."
        )
        % {"number": number}
    )
