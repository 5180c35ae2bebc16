"""Every step that the law wants for one kind of source, with its date: the public calculator.

The page /thoi-han/ and GET /api/v1/deadlines show these; a record's own deadlines come from the
same rules through ``limits.limit``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from binhyen.kernel.workflow.limits import Limit, limit
from binhyen.kernel.workflow.models import LegalRule
from binhyen.kernel.workflow.rulebook import RuleBook, rulebook
from binhyen.lib.workdays import Measure, local_day

RECEIVED = "received"
_POLICE = (
    "urgent_now",
    "commune_12h",
    "commune_24h_difficult",
    "commune_file_7d",
    "handover_24h",
    "handover_48h_remote",
)
_PROCEDURE = (
    "vks_notice",
    "resolve_20d",
    "extend_1",
    "ask_vks_5d",
    "extend_2",
    "suspend_copy_24h",
    "resume_1m",
    "notify_result",
)
KINDS: dict[str, tuple[str, ...]] = {
    "crime_accusation": _POLICE + _PROCEDURE,
    "crime_information": _POLICE + _PROCEDURE,
    # A State agency sends it in writing to the investigating body itself (Art. 144(3) CPC).
    "prosecution_proposal": ("handover_24h", "handover_48h_remote", *_PROCEDURE),
    "citizen_feedback": ("feedback_route", "feedback_answer"),
}
KIND_NAMES = {
    "crime_accusation": gettext_lazy("Tố giác về tội phạm"),
    "crime_information": gettext_lazy("Tin báo về tội phạm"),
    "prosecution_proposal": gettext_lazy("Kiến nghị khởi tố"),
    "citizen_feedback": gettext_lazy("Phản ánh, kiến nghị"),
}
# The longer limit of places far away or hard to reach stands for the ordinary one there.
_REMOTE = {"commune_12h": "commune_24h_difficult", "handover_24h": "handover_48h_remote"}
CONDITIONS = {
    "urgent_now": gettext_lazy(
        "khi phạm tội quả tang, tội rất nghiêm trọng trở lên, dư luận quan tâm hoặc người bị tố "
        "giác có thể bỏ trốn"
    ),
    "commune_12h": gettext_lazy("khi Công an cấp xã tiếp nhận"),
    "commune_24h_difficult": gettext_lazy("khi Công an cấp xã tiếp nhận"),
    "commune_file_7d": gettext_lazy("khi Công an cấp xã tiếp nhận"),
    "handover_24h": gettext_lazy("khi nơi tiếp nhận không có thẩm quyền giải quyết"),
    "handover_48h_remote": gettext_lazy("khi nơi tiếp nhận không có thẩm quyền giải quyết"),
    "extend_1": gettext_lazy("chỉ khi có quyết định kéo dài"),
    "ask_vks_5d": gettext_lazy("chỉ khi cần Viện kiểm sát gia hạn"),
    "extend_2": gettext_lazy("chỉ khi Viện kiểm sát gia hạn"),
    "suspend_copy_24h": gettext_lazy("kể từ khi ra quyết định tạm đình chỉ"),
    "resume_1m": gettext_lazy("kể từ khi lý do tạm đình chỉ không còn"),
    "notify_result": gettext_lazy("kể từ khi có kết quả"),
}


@dataclass(frozen=True)
class Step:
    """One duty. Dates are None while the event that it counts from has not happened.

    ``due_on``: by the stricter reading; ``last_on``: the last possible day."""

    key: str
    title: str
    length: str
    condition: str
    due_on: date | None
    due_at: datetime | None
    last_on: date | None
    basis: str
    source: str
    note: str
    verified: bool
    internal: bool
    counts_back: bool
    by_the_hour: bool
    calendar_version: str

    @property
    def may_move(self) -> bool:
        """The last possible day is later than the stricter one."""
        return self.last_on != self.due_on


def timeline(
    kind: str, received_at: datetime, *, remote: bool = False, variant: str | None = None
) -> list[Step]:
    """Steps in the order they fall due; those that wait for another event come last.

    ``received_at`` is aware; the rules are those in force on its day in Vietnam. ``remote``: the
    longer limits of places hard to reach. Raises KeyError for an unknown kind.
    """
    book = rulebook(local_day(received_at))
    rules = [book.find(key, variant) for key in _keys(kind, remote)]
    ends: dict[str, Limit] = {}
    steps = [_step(rule, ends, received_at, book, variant) for rule in rules if rule]
    return sorted(steps, key=lambda step: (step.due_at is None, step.due_at or received_at))


def _keys(kind: str, remote: bool) -> Iterator[str]:
    unused = set(_REMOTE if remote else _REMOTE.values())
    return (key for key in KINDS[kind] if key not in unused)


def _step(
    rule: LegalRule,
    ends: dict[str, Limit],
    received_at: datetime,
    book: RuleBook,
    variant: str | None,
) -> Step:
    end = _end(rule, ends, received_at, book, variant)
    return Step(
        key=rule.key,
        title=_(rule.title),
        length=rule.length,
        condition=str(CONDITIONS.get(rule.key, "")),
        due_on=end.due_on if end else None,
        due_at=end.due_at if end else None,
        last_on=end.last_on if end else None,
        basis=_(rule.basis),
        source=rule.source,
        note=_(rule.note) if rule.note else "",
        verified=rule.is_verified,
        internal=rule.is_internal,
        counts_back=rule.counts_back,
        by_the_hour=rule.measure in (Measure.HOUR, Measure.NOW),
        calendar_version=end.calendar_version if end else "",
    )


def _end(
    rule: LegalRule,
    ends: dict[str, Limit],
    received_at: datetime,
    book: RuleBook,
    variant: str | None,
) -> Limit | None:
    """When ``rule`` ends: from receipt, or from the end of the rule that it builds on."""
    if rule.key in ends:
        return ends[rule.key]
    starts_at: datetime | None = received_at
    if rule.counts_from != RECEIVED:
        base = book.find(rule.counts_from, variant)
        before = _end(base, ends, received_at, book, variant) if base else None
        starts_at = before.due_at if before else None
    if starts_at is None:
        return None
    ends[rule.key] = limit(rule, starts_at)
    return ends[rule.key]
