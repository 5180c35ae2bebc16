"""The register as it stood at the end of any day: lines given by then, and of each only what had
happened by then. What a tip says today is turned back by the trail."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from binhyen.domains.intake.models import Category, RegisterEntry, Status, Tip
from binhyen.kernel.audit.models import Event
from binhyen.kernel.audit.scope import in_scope
from binhyen.kernel.people.actor import SYSTEM, Actor

AT_A_TIME = 500
_CLASSIFIED = "intake.classified"
_BECAME = {
    "intake.accepted": Status.ACCEPTED,
    "intake.suspended": Status.SUSPENDED,
    "intake.resumed": Status.ACCEPTED,
    "intake.closed": Status.CLOSED,
    "intake.appeal_decided": Status.ACCEPTED,
    "intake.arrived": Status.RECEIVED,
}


def end_of_day(on: date) -> datetime:
    return timezone.make_aware(datetime.combine(on + timedelta(days=1), time(0)))


def entered_by(entries: QuerySet[RegisterEntry], on: date | None) -> QuerySet[RegisterEntry]:
    """Of these lines those that stood at the end of ``on`` (None: now)."""
    return entries if on is None else entries.filter(entered_at__lt=end_of_day(on))


def in_order(
    actor: Actor, entries: QuerySet[RegisterEntry], on: date | None
) -> Iterator[RegisterEntry]:
    """All lines by number, some hundred at a time, as they stood. For exports."""
    last = 0
    while rows := list(entries.filter(number__gt=last).order_by("number")[:AT_A_TIME]):
        yield from as_it_stood(actor, rows, on)
        last = rows[-1].number


def lines_of(actor: Actor, given: Iterable[RegisterEntry]) -> list[RegisterEntry]:
    """The entries with ``shown``: their tip, or None when the actor may not read it. Then nothing
    but number and time is shown, and nobody can tell a tip that was handed on from one that is
    about the reader (docs/decisions: a report about the police). One statement."""
    entries = list(given)
    rows = Tip.objects.visible_to(actor).filter(pk__in={entry.tip_id for entry in entries})
    tips = {tip.pk: tip for tip in rows.select_related("category", "place")}
    for entry in entries:
        entry.shown = tips.get(entry.tip_id)
    return entries


def as_it_stood(
    actor: Actor, given: Sequence[RegisterEntry], on: date | None
) -> Sequence[RegisterEntry]:
    """The same rows with those of their tips that the actor may read (``shown``), turned back to
    the end of ``on``, in memory only. One statement, two when ``on`` is a day."""
    rows = lines_of(actor, given)
    if on is None:
        return rows
    events = _events([row.tip_id for row in rows if row.shown])
    names = {category.code: category for category in _categories(events)}
    for row in rows:
        if row.left_at is not None and row.left_at >= end_of_day(on):
            row.left_at = row.left_to = None
        if row.shown is not None:
            _turn_back(row.shown, events[row.tip_id], names, on)
    return rows


def _events(tips: list[int]) -> dict[int, list[Event]]:
    found: dict[int, list[Event]] = defaultdict(list)
    rows = Event.objects.filter(
        subject_kind="intake.tip", subject_id__in=tips, verb__in=[_CLASSIFIED, *_BECAME]
    )
    with in_scope(SYSTEM):  # of tips that the reader of the book sees
        for event in rows.order_by("at", "id").only("at", "verb", "facts", "subject_id"):
            found[event.subject_id].append(event)
    return found


def _categories(events: dict[int, list[Event]]) -> Sequence[Category]:
    """Those that a tip was filed under before; no statement when none was filed anew."""
    codes = {
        str(event.facts["was"][1])
        for rows in events.values()
        for event in rows
        if event.verb == _CLASSIFIED
    }
    return list(Category.objects.filter(code__in=codes).order_by("pk")) if codes else []


def _turn_back(tip: Tip, events: list[Event], names: dict[str, Category], on: date) -> None:
    later = [event for event in events if event.at >= end_of_day(on)]
    filed = next((event for event in later if event.verb == _CLASSIFIED), None)
    if filed is not None:
        kind, code = filed.facts["was"]
        tip.kind, tip.category = str(kind), names.get(str(code), tip.category)
    if any(_became(event) for event in later):
        _as_of(tip, [event for event in events if event.at < end_of_day(on)], on)
    elif tip.closed_on is not None and tip.closed_on > on:  # closed in an old book, later on
        _open_again(tip, on)


def _became(event: Event) -> str:
    """The status that a deed led to; "" when it changed none (an appeal upheld)."""
    upheld = event.verb == "intake.appeal_decided" and event.facts.get("state") != "reopened"
    return "" if upheld else str(_BECAME.get(event.verb, ""))


def _as_of(tip: Tip, events: list[Event], on: date) -> None:
    deed = next((event for event in reversed(events) if _became(event)), None)
    if deed is None:
        _open_again(tip, on)
        return
    tip.status, tip.outcome, tip.closed_on = _became(deed), "", None
    if tip.status == Status.CLOSED:
        tip.outcome = str(deed.facts.get("outcome", ""))
        tip.closed_on = timezone.localdate(deed.at)


def _open_again(tip: Tip, on: date) -> None:
    was_accepted = tip.accepted_on is not None and tip.accepted_on <= on
    tip.status = Status.ACCEPTED if was_accepted else Status.RECEIVED
    tip.outcome, tip.closed_on = "", None
