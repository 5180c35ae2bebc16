"""How long reports are kept: crime sources and feedback, from the day of their result."""

import hmac
from collections.abc import Callable, Collection, Sequence
from datetime import date
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from binhyen.domains.intake import actions, queries
from binhyen.domains.intake.models import CRIME_KINDS, Kind, Outcome, Status, Tip
from binhyen.kernel.audit.action import in_scope
from binhyen.kernel.people.actor import SYSTEM, Actor
from binhyen.kernel.retention.classes import Found, RecordClass, keeps
from binhyen.kernel.retention.models import Tombstone
from binhyen.kernel.retention.subjects import Subject, proves
from binhyen.lib import codes

KIND = "intake.tip"


def erased(ref: UUID) -> Tombstone | None:
    """The tombstone of a tip whose words are gone."""
    return Tombstone.objects.filter(subject_kind=KIND, subject_ref=ref).first()


def _kept(kinds: Collection[str]) -> "QuerySet[Tip]":
    stones = Tombstone.objects.filter(subject_kind=KIND, subject_ref=OuterRef("ref"))
    return Tip.objects.filter(~Exists(stones), kind__in=kinds)


def _line(tip: Tip) -> Found:
    """Category and place only: these lists are read by people who need not know more."""
    ended = tip.closed_on or tip.received_on
    label = f"{tip.category.name}, {tip.place.name}"
    return Found(tip.pk, tip.ref, tip.unit_id, label, ended, tip.walled)


def _ended_by(kinds: Collection[str]) -> Callable[[date, int], Sequence[Found]]:
    def ended_by(day: date, most: int) -> Sequence[Found]:
        """A report that became a criminal case goes with that case's file, not from here."""
        found = _kept(kinds).filter(status=Status.CLOSED, closed_on__lte=day)
        rows = found.exclude(outcome=Outcome.INSTITUTED).select_related("category", "place")
        return [_line(tip) for tip in rows.order_by("closed_on", "id")[:most]]

    return ended_by


def _find(kinds: Collection[str]) -> Callable[[UUID, Actor], Found | None]:
    def find(ref: UUID, actor: Actor) -> Found | None:
        seen = Tip.objects.visible_to(actor).filter(ref=ref).values("pk")
        rows = _kept(kinds).filter(pk__in=seen).select_related("category", "place")
        tip = rows.first()
        return _line(tip) if tip else None

    return find


def _worked_on(ids: Sequence[int]) -> set[int]:
    rows = Tip.objects.filter(pk__in=ids, assignee__isnull=False)
    with in_scope(SYSTEM):  # whoever asks: nobody approves what they worked on
        return set(rows.values_list("assignee_id", flat=True))


def _declared(key: str, title: object, kinds: Collection[str]) -> RecordClass:
    return RecordClass(
        key=key,
        kind=KIND,
        slug="tin",
        title=title,  # type: ignore[arg-type]
        goes=_(
            "Lời kể, lời trao đổi, ghi chú, danh tính, ảnh và tệp, điểm trên bản đồ, lời trả lời, "
            "thư báo."
        ),
        stays=_("Nơi, ngày, lĩnh vực, loại, kết quả, số quyết định, dòng sổ tiếp nhận, nhật ký."),
        rule=f"keep_{key}",
        ended_by=_ended_by(kinds),
        erase=actions.erase_tip,
        find=_find(kinds),
        url=lambda ref: reverse("intake:record", args=[ref]),
        worked_on=_worked_on,
    )


keeps(
    _declared("tip_crime", _("Nguồn tin về tội phạm"), CRIME_KINDS),
    _declared("tip_feedback", _("Phản ánh, kiến nghị"), (Kind.CITIZEN_FEEDBACK,)),
)


@proves
def whose(code: str, secret: str) -> Subject | None:
    """The report that both codes open, as the page that follows it does."""
    tip, _near = queries.tip_by_code(code, settings.CODE_PREFIX)
    expected = bytes(tip.secret_digest) if tip else bytes(32)
    if not hmac.compare_digest(codes.digest(codes.read(secret)), expected) or tip is None:
        return None
    return Subject(KIND, "tin", tip.pk, tip.ref, tip.walled)
