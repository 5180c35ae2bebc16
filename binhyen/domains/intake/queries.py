"""Answers from several tables: who takes a report, what stands on a desk, what a record shows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from binhyen.domains.intake.models import (
    Appeal,
    Category,
    RegisterCounter,
    RegisterEntry,
    ReporterIdentity,
    Status,
    Tip,
    TipRecurrence,
)
from binhyen.domains.intake.rules import BY_PAPER, DECISIVE_KEYS
from binhyen.kernel.audit.scope import open_door
from binhyen.kernel.org.models import Unit, UnitKind
from binhyen.kernel.org.queries import unit_for
from binhyen.kernel.people.actor import Actor
from binhyen.kernel.people.models import Duty, Role, User
from binhyen.kernel.people.walls import open_to
from binhyen.kernel.places.models import Place
from binhyen.kernel.places.queries import main_heir, place_on
from binhyen.kernel.workflow.deadlines import deadlines_of
from binhyen.kernel.workflow.models import Deadline
from binhyen.lib import codes
from binhyen.lib.among import among
from binhyen.lib.counting_rows import capped_counts
from binhyen.lib.keeping import kept
from binhyen.lib.text import fold

COUNT_CAP = 1000


@kept
def category_called(code: str) -> Category | None:
    """An active category of the second level: those that a report can be about."""
    return Category.objects.filter(code=code, is_active=True, parent__isnull=False).first()


@kept
def category_groups(language: str) -> list[tuple[str, str]]:
    """(code, name) of the first level, for the desk's filter."""
    rows = Category.objects.filter(is_active=True, parent=None)
    return [(row.code, row.name_en if language == "en" else row.name) for row in rows]


@kept
def place_called(code: str, day: date) -> Place | None:
    return place_on(code, day)


@kept
def place_in_force(stated: Place, day: date) -> Place | None:
    """The unit that stands on ``day`` where ``stated`` stood; None when nobody knows its heir."""
    return stated if stated.holds_on(day) else main_heir(stated, day)


@kept
def receiving_unit(category: Category, place: Place, day: date) -> Unit | None:
    """The body competent for that kind of matter at that place, or the nearest one above."""
    return unit_for(category.receiver, place, day)


def police_at(place: Place, day: date) -> Unit | None:
    """The police of exactly that commune or province."""
    kinds = (UnitKind.POLICE_COMMUNE, UnitKind.POLICE_PROVINCE)
    return Unit.objects.on(day).filter(kind__in=kinds, place=place).order_by("pk").first()


def find_categories(words: str) -> list[Category]:
    """Active second-level categories whose name or people's words hold every word typed."""
    rows = Category.objects.filter(is_active=True, parent__isnull=False).select_related("parent")
    for word in fold(words).split():
        rows = rows.filter(fold__contains=word)
    return list(rows[:12])


def tip_by_code(typed: str, prefix: str) -> tuple[Tip | None, list[str]]:
    """The tip of a typed code; else what the sender may have meant: real codes one slip away."""
    symbols = codes.read(typed, prefix)
    if codes.is_whole(symbols):
        open_door(codes=symbols)
        tip = Tip.objects.select_related("unit", "category", "place").filter(code=symbols).first()
        if tip is not None:
            return tip, []
    meant = codes.near_misses(symbols)
    open_door(codes=",".join(meant))
    near = Tip.objects.filter(code__in=meant).values_list("code", flat=True).order_by("code")
    found = [codes.show(code, prefix) for code in near[:3]]
    open_door(codes="")
    return None, found


@dataclass(frozen=True)
class DeskFilter:
    """What the duty desk shows. ``bucket``: late, today, soon (7 days), open, new, suspended,
    closed, all, waiting (the reporter wrote), again (settled before, and the unit has not said)."""

    scope: str = "unit"
    bucket: str = "open"
    kind: str = ""
    category: str = ""
    unit_id: int | None = None
    sort: str = ""

    @property
    def by_deadline(self) -> bool:
        return self.bucket in ("late", "today", "soon", "open")

    @property
    def is_long(self) -> bool:
        """Years of work, of which no index keeps only what is asked for."""
        return self.bucket in ("all", Status.CLOSED)

    @property
    def order(self) -> tuple[str, str]:
        """Lists of open tips go by deadline, the others by arrival, newest first; or as asked,
        by a column that an index serves."""
        usual = "due_at" if self.by_deadline else "-received_at"
        allowed = {"received_at", "-received_at"} | (
            {"due_at", "-due_at"} if self.by_deadline else set()
        )
        first = self.sort if self.sort in allowed else usual
        return (first, "-id" if first.startswith("-") else "id")


def desk(actor: Actor, filters: DeskFilter, now: datetime) -> QuerySet[Tip]:
    rows = _in_scope(actor, filters.scope)
    rows = _in_bucket(rows, filters.bucket, now)
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.category:
        rows = rows.filter(category__in=_categories_of(filters.category))
    if filters.unit_id:
        rows = rows.filter(unit_id=filters.unit_id)
    return rows.select_related("unit", "category", "place", "assignee")


def _categories_of(code: str) -> QuerySet[Category]:
    """A group stands for all that is in it."""
    return Category.objects.filter(Q(code=code) | Q(parent__code=code))


def _in_scope(actor: Actor, scope: str) -> QuerySet[Tip]:
    rows = Tip.objects.visible_to(actor)
    if scope == "mine":
        return rows.filter(assignee_id=actor.user_id)
    if scope == "unit":
        return rows.filter(among("unit_id", actor.unit_ids))
    return rows


def _in_bucket(rows: QuerySet[Tip], bucket: str, now: datetime) -> QuerySet[Tip]:
    open_now = (Status.RECEIVED, Status.ACCEPTED)
    tonight = timezone.make_aware(datetime.combine(timezone.localdate(now), time.max))
    if bucket == "late":
        return rows.filter(status__in=open_now, due_at__lt=now)
    if bucket == "today":
        return rows.filter(status__in=open_now, due_at__range=(now, tonight))
    if bucket == "soon":
        week = tonight + timedelta(days=7)
        return rows.filter(status__in=open_now, due_at__gt=tonight, due_at__lte=week)
    if bucket == "open":
        return rows.filter(status__in=open_now, due_at__isnull=False)
    if bucket == "new":
        return rows.filter(status=Status.RECEIVED)
    if bucket == "again":
        return rows.filter(pk__in=TipRecurrence.objects.waiting().values("later_id"))
    if bucket == "waiting":
        return rows.filter(waits_for_unit=True)
    if bucket in (Status.SUSPENDED, Status.CLOSED):
        return rows.filter(status=bucket)
    return rows


def badges(actor: Actor, scope: str, buckets: Iterable[str], now: datetime) -> dict[str, int]:
    """How many in each bucket, in one statement: each walks a partial index and stops past
    ``COUNT_CAP``, none counts a million rows."""
    rows = _in_scope(actor, scope)
    return capped_counts({bucket: _in_bucket(rows, bucket, now) for bucket in buckets}, COUNT_CAP)


def register(actor: Actor, unit_id: int, year: int) -> QuerySet[RegisterEntry]:
    if unit_id not in actor.reads():
        return RegisterEntry.objects.none()
    return RegisterEntry.objects.filter(unit_id=unit_id, year=year).select_related("left_to")


def appeals_to(actor: Actor) -> QuerySet[Appeal]:
    """Appeals that a unit of the actor's looks at, of tips that do not name them."""
    return Appeal.objects.filter(open_to(actor, "tip__walled"), among("unit_id", actor.unit_ids))


def recurrences_of(actor: Actor, tip: Tip) -> QuerySet[TipRecurrence]:
    """What came back after this tip, and what this one brings back; of tips that may be seen."""
    return (
        TipRecurrence.objects.visible_to(actor)
        .filter(Q(earlier=tip) | Q(later=tip))
        .select_related("earlier__category", "earlier__place", "later__category", "later__place")
        .order_by("-pk")[:5]
    )


def waiting_appeals(actor: Actor) -> QuerySet[Appeal]:
    return (
        appeals_to(actor)
        .filter(state=Appeal.State.WAITING)
        .select_related("tip__unit", "tip__category", "unit")
        .order_by("id")
    )


def assignees(tip: Tip, today: date) -> QuerySet[User]:
    """Who may be given the tip: handlers and leaders serving in its unit."""
    serving = Duty.objects.on(today).filter(
        unit_id=tip.unit_id, role__in=(Role.HANDLER, Role.LEADER)
    )
    named = [-mark for mark in tip.walled or () if mark < 0]
    found = User.objects.filter(pk__in=serving.values("user_id"), is_active=True)
    return found.exclude(pk__in=named).order_by("full_name", "pk")


def duties_by_paper(tip: Tip) -> list[Deadline]:
    """Running duties that end when a paper is noted as sent."""
    return [
        row
        for row in deadlines_of(tip)
        if row.rule.key in BY_PAPER and row.state == Deadline.State.RUNNING
    ]


def may_contact(tip: Tip) -> bool:
    return ReporterIdentity.objects.filter(tip=tip, may_contact=True).exists()


def has_identity(tip: Tip) -> bool:
    return ReporterIdentity.objects.filter(tip=tip).exists()


def units_with_register(actor: Actor) -> QuerySet[Unit]:
    """Units whose register the actor may open, in the order of their names."""
    entered = RegisterCounter.objects.filter(among("unit_id", actor.reads())).values("unit_id")
    return Unit.objects.filter(pk__in=entered).order_by("name", "valid_from")


@dataclass(frozen=True)
class Promise:
    """One dated line of what happens to a report, in its sender's words."""

    title: str
    by: date
    state: str
    basis: str = ""
    is_verified: bool = True


# What a reporter is told of; the unit's inner duties (12 hours, 7 days) are its own.
_TOLD = (*DECISIVE_KEYS, "vks_notice")


def promises_of(tip: Tip, deadlines: Iterable[Deadline]) -> list[Promise]:
    """By when the Procuracy is told and the report decided, in the order of their days. What an
    extension or a transfer replaced is left out."""
    return [
        Promise(
            _promise_title(deadline.rule.key),
            deadline.due_on,
            deadline.state,
            deadline.rule.basis,
            deadline.rule.is_verified,
        )
        for deadline in deadlines
        if deadline.rule.key in _TOLD and deadline.state != Deadline.State.CANCELLED
    ]


def _promise_title(key: str) -> str:
    if key == "vks_notice":
        return _("Báo cho Viện kiểm sát biết về tin")
    if key == "feedback_answer":
        return _("Trả lời bạn")
    return _("Có kết quả giải quyết và báo cho bạn")


@dataclass(frozen=True)
class Step:
    """One stage of a report as its sender sees it: a plain word and when it was reached."""

    title: str
    on: date | None = None
    is_now: bool = False


def waits_for_reporter(tip: Tip) -> bool:
    """Whether an officer wrote last and the report is still open; what went by itself asks for
    nothing."""
    last = tip.messages.order_by("-id").values_list("user_id", flat=True).first()
    return tip.status != Status.CLOSED and last is not None


def steps_of(tip: Tip) -> list[Step]:
    return [
        Step(_("Đã tiếp nhận"), tip.received_on, tip.status == Status.RECEIVED),
        Step(
            _("Đang giải quyết") if tip.status != Status.SUSPENDED else _("Tạm đình chỉ"),
            tip.accepted_on,
            tip.status in (Status.ACCEPTED, Status.SUSPENDED),
        ),
        Step(_("Có kết quả"), tip.closed_on, tip.status == Status.CLOSED),
    ]


@dataclass(frozen=True)
class Happening:
    """One line of a record's timeline: a message, a note or a deed."""

    at: datetime
    kind: str
    who: str
    text: str
    order: int


# Looks, and deeds whose own words already stand in the line.
UNTOLD = frozenset(
    {
        "intake.viewed",
        "intake.file_viewed",
        "intake.asked",
        "intake.noted",
        "intake.reporter_wrote",
    }
)


# Their sentences name the reporter; nobody else, not the system either, did it.
BY_REPORTER = frozenset(
    {
        "intake.reporter_added_files",
        "intake.contact_withdrawn",
        "intake.rated",
        "intake.appealed",
    }
)


def timeline_of(tip: Tip, history: Iterable[Any]) -> list[Happening]:
    """Conversation and history in one line of time, oldest first."""
    rows = [
        Happening(m.at, m.author, str(m.user or ""), m.text, m.pk)
        for m in tip.messages.select_related("user")
    ]
    rows += [
        Happening(n.at, "note", str(n.user), n.text, n.pk) for n in tip.notes.select_related("user")
    ]
    rows += [
        Happening(row.at, "deed", "" if row.verb in BY_REPORTER else row.who, row.sentence, row.id)
        for row in history
        if row.verb not in UNTOLD
    ]
    return sorted(rows, key=lambda row: (row.at, row.order))


@dataclass(frozen=True)
class Clock:
    """Where today stands between receipt and deadline, in hundredths of the way."""

    starts: date
    ends: date
    today: date
    share: int
    is_late: bool


def clock_of(tip: Tip, now: datetime) -> Clock | None:
    if tip.due_at is None:
        return None
    whole = (tip.due_at - tip.received_at).total_seconds() or 1
    share = int(100 * (now - tip.received_at).total_seconds() / whole)
    return Clock(
        tip.received_on,
        timezone.localdate(tip.due_at),
        timezone.localdate(now),
        max(0, min(100, share)),
        now > tip.due_at,
    )
