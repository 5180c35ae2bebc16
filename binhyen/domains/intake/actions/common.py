"""What every verb on a tip does: lock, count, tell, keep the register."""

from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from binhyen.domains.intake import responses
from binhyen.domains.intake.models import (
    Answer,
    RegisterEntry,
    ReporterIdentity,
    ResponseVersion,
    Status,
    Tip,
    TipMessage,
    TipRecurrence,
)
from binhyen.kernel.indicators.counting import Change, count_many
from binhyen.kernel.notify.actions import tell, tell_sealed
from binhyen.kernel.notify.wording import reporter_question, reporter_update, staff_work
from binhyen.kernel.org.models import Unit
from binhyen.kernel.people.actor import Actor
from binhyen.kernel.people.models import Role, User
from binhyen.kernel.people.queries import holders
from binhyen.kernel.workflow.deadlines import end_deadlines, move_deadlines
from binhyen.lib import filling
from binhyen.lib.postgres.writing import fresh, insert, send

IDENTITY = "intake.reporteridentity"
TO_LOOK_AT = "intake:answers"

_NEXT_NUMBER = """
insert into intake_registercounter (unit_id, year, last) values (%s, %s, 1)
on conflict (unit_id, year) do update set last = intake_registercounter.last + 1
returning last
"""


def locked(tip: Tip) -> Tip:
    """The tip's row for this transaction alone; a second officer waits and then sees the change."""
    return (
        Tip.objects.select_for_update(of=("self",))
        .select_related("unit", "category", "place")
        .get(pk=tip.pk)
    )


def enter_register(tip: Tip, unit: Unit, at: datetime) -> Any:
    """Give the next number of the unit's register of that year: no gaps, whoever else is at it,
    for a number is given in the transaction that writes the line. Answers it (``Later``)."""
    year = timezone.localdate(at).year
    number: Any = send(_NEXT_NUMBER, [unit.pk, year])
    insert(
        [
            fresh(
                RegisterEntry,
                unit_id=unit.pk,
                year=year,
                number=number,
                tip_id=tip.pk,
                entered_at=at,
            )
        ]
    )
    return number


def leave_register(tip: Tip, to: Unit, at: datetime) -> None:
    RegisterEntry.objects.filter(tip=tip, unit=tip.unit, left_at=None).update(
        left_at=at, left_to=to
    )


def hand_over(tip: Tip, to: Unit, at: datetime) -> int:
    """Out of one register into the next one's: the number there. Its unit must accept it anew."""
    leave_register(tip, to, at)
    tip.unit, tip.assignee = to, None
    if tip.status == Status.ACCEPTED:
        tip.status = Status.RECEIVED
    tip.save(update_fields=["unit", "assignee", "status"])
    end_deadlines(tip, keys=("handover_24h", "commune_12h", "commune_file_7d"), at=at)
    move_deadlines(tip, to)
    return int(enter_register(tip, to, at).value)


def count(tip: Tip, part: str, day: date, n: int = 1) -> None:
    count_many([(part, tip.counted_place_id, day, n, tip.kind, tip.category.code)])


def resolved(tip: Tip, n: int) -> list[Change]:
    """What a result adds to the figures (n = 1) or takes back (−1): on its own day."""
    assert tip.closed_on is not None  # noqa: S101 (called for closed tips only)
    of = (tip.kind, tip.category.code)
    days = str(min((tip.closed_on - tip.received_on).days, 999))
    rows: list[Change] = [
        ("tips_resolved", tip.counted_place_id, tip.closed_on, n, *of),
        ("tips_resolved_days", tip.counted_place_id, tip.closed_on, n, tip.kind, days),
    ]
    if tip.late_on is None:
        rows.append(("tips_resolved_on_time", tip.counted_place_id, tip.closed_on, n, *of))
    return rows


def is_counted_as_recurred(tip: Tip) -> bool:
    """Whether a recurrence stands against the present closing of the tip."""
    standing = TipRecurrence.objects.filter(earlier=tip, stands=True)
    return tip.closed_on is not None and standing.filter(closed_on=tip.closed_on).exists()


def count_recurred(tip: Tip, n: int) -> None:
    """On the day of the closing that did not last, so that it counts against that very figure."""
    assert tip.closed_on is not None  # noqa: S101 (called for closed tips only)
    count(tip, "tips_recurred", tip.closed_on, n)


def tell_reporter(actor: Actor, tip: Tip, what: str) -> None:
    """Say that something changed, to a reporter who left an address and agreed. The letter names
    neither the code nor the matter; the reveal process alone opens the address."""
    identity = ReporterIdentity.objects.filter(tip=tip, may_contact=True).only("pk").first()
    if identity is None:
        return
    asks = what.startswith("message")
    words = (reporter_question if asks else reporter_update)(tip.language)
    tell_sealed(
        actor=actor,
        sealed_kind=IDENTITY,
        sealed_id=identity.pk,
        language=tip.language,
        subject=words.subject,
        text=words.text,
        link=reverse("intake:follow"),
        dedupe_key=f"tip-{tip.pk}-{what}",
    )


def tell_officer(actor: Actor, tip: Tip, user: User, what: str, link: str = "") -> None:
    """To a colleague: that something waits, and where; never what it is about."""
    if actor.user_id == user.pk:
        return
    words = staff_work("vi")
    tell(
        actor=actor,
        user=user,
        subject=words.subject,
        text=words.text,
        link=reverse(link) if link else reverse("intake:record", args=[tip.ref]),
        dedupe_key=f"tip-{tip.pk}-{what}-{user.pk}",
    )


def keep_answer(
    actor: Actor,
    tip: Tip,
    text: str,
    now: datetime,
    *,
    version: ResponseVersion | None = None,
    message: TipMessage | None = None,
) -> Answer:
    """Note on which prepared text an answer rests. The words of a result (no ``message``) are
    looked at; when they may lack substance the leaders of the unit are told that one waits."""
    values = responses.values_for(tip, tip.language)
    answer = Answer(tip=tip, unit=tip.unit, version=version, message=message, at=now)
    if message is None:
        prepared = filling.fill(version.wording(tip.language), values) if version else ""
        answer.likeness = filling.likeness(text, values.values())
        answer.flaw = responses.flaw_of(tip, text, prepared, answer.likeness)
    answer.save(force_insert=True)
    if answer.flaw:
        for leader in holders(tip.unit_id, (Role.LEADER,), timezone.localdate(now)):
            tell_officer(actor, tip, leader, f"answer-{answer.pk}", link=TO_LOOK_AT)
    return answer
