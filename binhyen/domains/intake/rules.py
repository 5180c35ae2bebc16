"""What the law lets whom do with a tip, and by when. Reads its arguments; changes nothing.

There is no ``may_reject``: Art. 145(1) CPC 2015 forbids refusing a report of crime.
"""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.translation import gettext as _

from binhyen.domains.intake.models import (
    CRIME_KINDS,
    Appeal,
    Decider,
    Kind,
    Outcome,
    Status,
    SuspensionGround,
    Tip,
    TipRecurrence,
)
from binhyen.kernel.org.models import Unit, UnitKind
from binhyen.kernel.people.actor import Actor
from binhyen.kernel.people.models import Role
from binhyen.lib.verdict import YES, Verdict, no

ART_144 = "Điều 144 BLTTHS 2015"
ART_145 = "Điều 145 BLTTHS 2015"
ART_146 = "Điều 146 BLTTHS 2015"
ART_147 = "Điều 147 BLTTHS 2015"
ART_148 = "Điều 148 BLTTHS 2015"
ART_149 = "Điều 149 BLTTHS 2015"
ART_56_DENUNCIATION = "Điều 56 Luật Tố cáo 2018"
LAW_02_2021 = "Điều 148 BLTTHS 2015, sửa đổi bởi Luật 02/2021/QH15"
FORCE_MAJEURE_SINCE = date(2021, 12, 1)
DISTRICT_UNTIL = date(2025, 3, 1)
COMMUNE_DECIDES_SINCE = date(2025, 7, 1)

# Which statuses an act is open in. What is not here may be done in any status.
TRANSITIONS: dict[str, frozenset[str]] = {
    "accept": frozenset({Status.RECEIVED}),
    "classify": frozenset({Status.RECEIVED, Status.ACCEPTED, Status.SUSPENDED}),
    "assign": frozenset({Status.RECEIVED, Status.ACCEPTED, Status.SUSPENDED}),
    "transfer": frozenset({Status.RECEIVED, Status.ACCEPTED}),
    "extend": frozenset({Status.ACCEPTED}),
    "notify_procuracy": frozenset({Status.RECEIVED, Status.ACCEPTED, Status.SUSPENDED}),
    "suspend": frozenset({Status.ACCEPTED}),
    "resume": frozenset({Status.SUSPENDED}),
    "close": frozenset({Status.ACCEPTED}),
    "reopen": frozenset({Status.CLOSED}),
}

CRIME_OUTCOMES = frozenset(
    {
        Outcome.INSTITUTED,
        Outcome.NOT_INSTITUTED,
        Outcome.TRANSFERRED,
        Outcome.ADMINISTRATIVE,
        Outcome.MEDIATED,
        Outcome.ADVISED,
    }
)
FEEDBACK_OUTCOMES = frozenset(
    {
        Outcome.ANSWERED,
        Outcome.TRANSFERRED,
        Outcome.ADMINISTRATIVE,
        Outcome.MEDIATED,
        Outcome.ADVISED,
    }
)
DECIDED_OUTCOMES = frozenset({Outcome.INSTITUTED, Outcome.NOT_INSTITUTED})

DESK = (Role.DUTY_OFFICER, Role.HANDLER, Role.LEADER)


def outcomes_for(tip: Tip) -> frozenset[str]:
    return CRIME_OUTCOMES if tip.is_crime else FEEDBACK_OUTCOMES


def _in_unit(actor: Actor, tip: Tip, roles: Iterable[str]) -> Verdict:
    if actor.is_system or actor.holds(*roles, unit_id=tip.unit_id):
        return YES
    names = ", ".join(str(Role(role).label).lower() for role in roles)
    return no(
        _("Việc này do %(roles)s của đơn vị đang thụ lý (%(unit)s) làm.")
        % {"roles": names, "unit": tip.unit.name}
    )


def _open_for(act: str, tip: Tip) -> Verdict:
    if tip.status in TRANSITIONS[act]:
        return YES
    return no(
        _("Tin đang ở trạng thái “%(status)s”, chưa làm được việc này.")
        % {"status": tip.get_status_display()}
    )


def _both(*verdicts: Verdict) -> Verdict:
    return next((verdict for verdict in verdicts if not verdict), YES)


def kind_on_arrival(default: str, *, anonymous: bool) -> str:
    """An individual with a name who tells of a crime makes a "tố giác"; without a name it is kept
    as "tin báo" to be checked (Art. 144 CPC; a "tố giác" is a person's)."""
    if default not in CRIME_KINDS:
        return default
    return Kind.CRIME_INFORMATION if anonymous else Kind.CRIME_ACCUSATION


def may_accept(actor: Actor, tip: Tip) -> Verdict:
    return _both(_in_unit(actor, tip, DESK), _open_for("accept", tip))


def may_classify(actor: Actor, tip: Tip, kind: str = "", document: str = "") -> Verdict:
    allowed = _both(_in_unit(actor, tip, DESK), _open_for("classify", tip))
    if not allowed:
        return allowed
    if kind == Kind.CRIME_ACCUSATION and tip.is_anonymous:
        return no(
            _("Tin ẩn danh không ghi là tố giác; hãy chọn “Tin báo về tội phạm”."), law=ART_144
        )
    if kind == Kind.PROSECUTION_PROPOSAL and not document:
        return no(
            _(
                "Kiến nghị khởi tố phải bằng văn bản của cơ quan nhà nước: hãy ghi số, ngày và "
                "cơ quan gửi văn bản."
            ),
            law=ART_144,
        )
    return YES


def may_assign(
    actor: Actor,
    tip: Tip,
    *,
    assignee_serves: bool = True,
    is_already: bool = False,
    is_about_assignee: bool = False,
) -> Verdict:
    allowed = _both(_in_unit(actor, tip, (Role.LEADER,)), _open_for("assign", tip))
    if allowed and is_already:
        return no(_("Tin đã được phân công cho người này."))
    if allowed and is_about_assignee:
        return no(_("Tin này nói về cán bộ đó hoặc đơn vị của cán bộ đó; hãy chọn người khác."))
    if allowed and not assignee_serves:
        return no(
            _("Người được phân công phải đang giữ nhiệm vụ tại đơn vị %(unit)s.")
            % {"unit": tip.unit.name}
        )
    return allowed


def may_write(actor: Actor, tip: Tip) -> Verdict:
    """Ask the reporter, or note: anybody of the handling unit's desk, in any status."""
    return _in_unit(actor, tip, DESK)


def may_transfer(
    actor: Actor, tip: Tip, to: Unit | None = None, today: date | None = None
) -> Verdict:
    allowed = _both(
        _in_unit(actor, tip, (Role.DUTY_OFFICER, Role.LEADER)), _open_for("transfer", tip)
    )
    if not allowed or to is None or today is None:
        return allowed
    if to.pk == tip.unit_id:
        return no(_("Tin đang ở chính đơn vị này; hãy chọn đơn vị khác."))
    if to.pk in (tip.walled or ()):
        return no(_("Tin này nói về chính đơn vị đó; hãy chọn đơn vị khác."))
    if not to.holds_on(today):
        return no(_("%(unit)s không còn hoạt động; hãy chọn đơn vị kế thừa.") % {"unit": to.name})
    if tip.is_crime and to.kind not in POLICE:
        return no(
            _(
                "Nguồn tin về tội phạm chỉ chuyển cho cơ quan có thẩm quyền tiếp nhận, giải quyết; "
                "hãy chọn một đơn vị công an."
            ),
            law=ART_146,
        )
    return YES


POLICE = frozenset(
    {
        UnitKind.POLICE_PROVINCE,
        UnitKind.POLICE_DEPARTMENT,
        UnitKind.POLICE_DISTRICT,
        UnitKind.POLICE_COMMUNE,
    }
)


def _crime_only(tip: Tip, law: str) -> Verdict:
    if tip.is_crime:
        return YES
    return no(_("Việc này chỉ áp dụng cho nguồn tin về tội phạm."), law=law)


def may_extend(
    actor: Actor, tip: Tip, *, now: datetime | None = None, decision_on: date | None = None
) -> Verdict:
    """Kéo dài once by the handling body, then gia hạn once by the Procuracy (Art. 147(2))."""
    allowed = _both(
        _in_unit(actor, tip, (Role.LEADER,)),
        _open_for("extend", tip),
        _crime_only(tip, ART_147),
    )
    if not allowed:
        return allowed
    if tip.extensions >= 2:
        return no(
            _(
                "Tin đã kéo dài một lần và được Viện kiểm sát gia hạn một lần; luật không cho "
                "gia hạn thêm."
            ),
            law=f"khoản 2 {ART_147}",
        )
    if tip.due_at is None or (now is not None and now > tip.due_at):
        return no(
            _("Hạn giải quyết đã qua; việc kéo dài, gia hạn phải làm trước khi hết hạn."),
            law=f"khoản 2 {ART_147}",
        )
    if decision_on is not None and decision_on < tip.received_on:
        return no(_("Ngày quyết định không thể trước ngày tiếp nhận tin."))
    return YES


def may_notify_procuracy(actor: Actor, tip: Tip) -> Verdict:
    allowed = _both(
        _in_unit(actor, tip, DESK), _open_for("notify_procuracy", tip), _crime_only(tip, ART_146)
    )
    if allowed and tip.procuracy_notified_on:
        return no(
            _("Đã thông báo Viện kiểm sát ngày %(day)s.")
            % {"day": f"{tip.procuracy_notified_on:%d/%m/%Y}"}
        )
    return allowed


def may_suspend(
    actor: Actor, tip: Tip, *, ground: str = "", decision_on: date | None = None
) -> Verdict:
    allowed = _both(
        _in_unit(actor, tip, (Role.LEADER,)),
        _open_for("suspend", tip),
        _crime_only(tip, ART_148),
    )
    if (
        allowed
        and ground == SuspensionGround.FORCE_MAJEURE
        and decision_on is not None
        and decision_on < FORCE_MAJEURE_SINCE
    ):
        return no(
            _("Căn cứ bất khả kháng do thiên tai, dịch bệnh chỉ áp dụng từ 01/12/2021."),
            law=LAW_02_2021,
            since="01/12/2021",
        )
    return allowed


def may_resume(actor: Actor, tip: Tip) -> Verdict:
    return _both(_in_unit(actor, tip, (Role.LEADER,)), _open_for("resume", tip))


def may_decide(decider: str, on: date) -> Verdict:
    """Whether that body had the competence to decide on that day (domain.md 2.5)."""
    if decider == Decider.DISTRICT and on >= DISTRICT_UNTIL:
        return no(
            _(
                "Từ 01/03/2025 không còn Công an cấp huyện; quyết định ngày %(on)s phải do cơ quan "
                "điều tra Công an cấp tỉnh, hoặc cấp xã được phân công, ký."
            )
            % {"on": f"{on:%d/%m/%Y}"},
            law="Hướng dẫn 11/HD-BCA-V03",
            since="01/03/2025",
        )
    if decider == Decider.COMMUNE_ASSIGNED and on < COMMUNE_DECIDES_SINCE:
        return no(
            _(
                "Trước 01/07/2025 Công an cấp xã không có thẩm quyền khởi tố; hãy ghi cơ quan điều "
                "tra đã ký quyết định ngày %(on)s."
            )
            % {"on": f"{on:%d/%m/%Y}"},
            law="Luật số 99/2025/QH15",
            since="01/07/2025",
        )
    return YES


def may_close(
    actor: Actor,
    tip: Tip,
    *,
    outcome: str = "",
    decision: str = "",
    decision_on: date | None = None,
    decider: str = "",
    decided_by: str = "",
) -> Verdict:
    allowed = _both(_in_unit(actor, tip, (Role.LEADER,)), _open_for("close", tip))
    if not allowed or not outcome:
        return allowed
    if outcome not in outcomes_for(tip):
        return no(
            _("Kết quả “%(outcome)s” không dùng cho loại tin “%(kind)s”.")
            % {"outcome": Outcome(outcome).label, "kind": tip.get_kind_display()},
            law=ART_147 if tip.is_crime else "",
        )
    if outcome in DECIDED_OUTCOMES and decision and decision_on and decider:
        return may_decide(decider, decision_on)
    if outcome in DECIDED_OUTCOMES:
        return no(
            _(
                "Khởi tố hoặc không khởi tố là quyết định tố tụng: hãy ghi số, ngày quyết định và "
                "cơ quan ra quyết định."
            ),
            law=ART_147,
        )
    if outcome == Outcome.TRANSFERRED and not decided_by:
        return no(_("Hãy ghi cơ quan tiếp nhận ngoài hệ thống."), law=ART_146)
    return YES


# Duties that end by a paper sent, not by another act on the tip.
BY_PAPER = ("commune_12h", "commune_file_7d", "handover_24h", "suspend_copy_24h", "notify_result")


def may_fulfil(actor: Actor, tip: Tip, *, is_running: bool = True) -> Verdict:
    """Note that a duty was done (a proposal sent, a file handed over, a copy delivered)."""
    allowed = _in_unit(actor, tip, DESK)
    if allowed and not is_running:
        return no(_("Việc này không có trong các hạn đang chạy của tin."))
    return allowed


def may_declare_conflict(actor: Actor, tip: Tip, *, is_possible: bool = True) -> Verdict:
    """Say that the tip is about police who would see it; ``is_possible``: somebody stands above
    the unit that it names."""
    allowed = _in_unit(actor, tip, DESK)
    if allowed and not is_possible:
        return no(
            _(
                "Không có đơn vị cấp trên của đơn vị này trong hệ thống. Hãy báo cáo người chỉ huy "
                "và chuyển bằng văn bản tới Viện kiểm sát nhân dân tỉnh hoặc Bộ Công an."
            )
        )
    return allowed


def may_mark_valuable(actor: Actor, tip: Tip) -> Verdict:
    allowed = _in_unit(actor, tip, (Role.HANDLER, Role.LEADER))
    if allowed and tip.is_valuable:
        return no(_("Tin này đã được ghi nhận là thông tin có giá trị."))
    return allowed


def may_open_identity(actor: Actor, tip: Tip) -> Verdict:
    """The leader of the unit that holds the tip, and the officer to whom it was given: whoever
    reads it from above, or at the next desk, does not need the name."""
    if tip.assignee_id is not None and tip.assignee_id == actor.user_id:
        return _in_unit(actor, tip, (Role.HANDLER, Role.LEADER))
    if actor.holds(Role.LEADER, unit_id=tip.unit_id):
        return YES
    return no(
        _(
            "Chỉ chỉ huy đơn vị đang thụ lý (%(unit)s) và cán bộ được phân công tin này mở được "
            "danh tính người báo tin."
        )
        % {"unit": tip.unit.name},
        law=ART_56_DENUNCIATION,
    )


def may_link(actor: Actor, tip: Tip, other: Tip, *, other_seen: bool = True) -> Verdict:
    """Link two reports of one thing, or part them: the desk of a unit that handles one of them and
    may read the other."""
    if tip.pk == other.pk:
        return no(_("Một tin không liên kết với chính nó."))
    if not other_seen:
        return no(_("Không có tin nào như vậy trong phần được đọc."))
    return _in_unit(actor, tip, DESK)


def may_answer_recurrence(
    actor: Actor, recurrence: TipRecurrence, *, same: bool = True, reason: str = "x"
) -> Verdict:
    """Whether a new tip is the old matter come back. That it is not takes it out of the figures:
    a leader says so, and why."""
    roles = DESK if same else (Role.LEADER,)
    allowed = _in_unit(actor, recurrence.later, roles)
    if allowed and recurrence.state != TipRecurrence.State.WAITING:
        return no(_("Đã trả lời: %(state)s.") % {"state": recurrence.get_state_display()})
    if allowed and not same and not reason:
        return no(_("Nói là việc khác thì phải ghi vì sao."))
    return allowed


def may_decide_appeal(actor: Actor, appeal: Appeal) -> Verdict:
    """The leader of the unit one level up decides, never the unit that closed it."""
    if not actor.holds(Role.LEADER, unit_id=appeal.unit_id):
        return no(_("Đề nghị xem lại do chỉ huy %(unit)s quyết định.") % {"unit": appeal.unit.name})
    if appeal.state != Appeal.State.WAITING:
        return no(_("Đề nghị này đã được quyết định."))
    return YES


def may_rate(tip: Tip) -> Verdict:
    if tip.status != Status.CLOSED:
        return no(_("Bạn đánh giá được khi đã có kết quả."))
    if tip.rating is not None:
        return no(_("Bạn đã đánh giá rồi. Cảm ơn bạn."))
    return YES


def may_appeal(tip: Tip, *, waiting: bool = False) -> Verdict:
    if tip.status != Status.CLOSED:
        return no(_("Bạn đề nghị xem lại được khi đã có kết quả."))
    if waiting:
        return no(_("Đề nghị trước của bạn đang được xem xét."))
    return YES


# The rules by which a tip itself must be decided; at most one of them runs at a time.
DECISIVE_KEYS = ("resolve_20d", "extend_1", "extend_2", "resume_1m", "feedback_answer")


def resolve_key(kind: str) -> str:
    return "resolve_20d" if kind in CRIME_KINDS else "feedback_answer"


def duties_on_arrival(kind: str, unit_kind: str) -> list[str]:
    """Which clocks start when a unit takes a report in, the decisive one first. A rule that the
    law did not know on that day is left out by the rule book."""
    keys = [resolve_key(kind)]
    if kind in CRIME_KINDS:
        keys.append("vks_notice")
        if unit_kind == UnitKind.POLICE_COMMUNE:
            keys += ["commune_12h", "commune_file_7d"]
    return keys
