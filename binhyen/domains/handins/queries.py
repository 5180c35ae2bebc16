"""Answers from several tables: lists, stock, free times."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import JSONObject
from django.utils import timezone

from binhyen.domains.handins.models import (
    BEFORE_EXAMINED,
    HELD,
    Campaign,
    HandIn,
    HandInItem,
    ItemCategory,
    Measure,
    Stage,
    Stock,
    Stocktake,
    Visit,
    VisitHours,
)
from binhyen.domains.handins.rules import BOOK_AHEAD_DAYS, BOOK_BEFORE, RECEIVERS, examiners_on
from binhyen.kernel.audit.scope import in_scope, open_door
from binhyen.kernel.org.models import Unit, UnitKind
from binhyen.kernel.org.queries import unit_for
from binhyen.kernel.people.actor import SYSTEM, Actor
from binhyen.kernel.people.models import Duty, User
from binhyen.kernel.places.models import Place
from binhyen.kernel.workflow.calendars import calendar_for
from binhyen.lib import codes
from binhyen.lib.counting_rows import capped_counts
from binhyen.lib.keeping import kept

COUNT_CAP = 1000


def categories_on(day: date) -> QuerySet[ItemCategory]:
    return ItemCategory.objects.on(day).order_by("order", "code")


def handin_by_code(typed: str) -> tuple[HandIn | None, list[str]]:
    """The hand-in of a receipt's code; else real codes one slip away."""
    symbols = codes.read(typed, settings.CODE_PREFIX)
    if codes.is_whole(symbols):
        open_door(codes=symbols)
        found = HandIn.objects.select_related("unit").filter(code=symbols).first()
        if found is not None:
            return found, []
    meant = codes.near_misses(symbols)
    open_door(codes=",".join(meant))
    near = HandIn.objects.filter(code__in=meant).order_by("code").values_list("code", flat=True)
    shown = [codes.show(code, settings.CODE_PREFIX) for code in near[:3]]
    open_door(codes="")
    return None, shown


# --- the list ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ListFilter:
    """``bucket``: all, or a stage in which at least one line is."""

    scope: str = "unit"
    bucket: str = "all"
    campaign_id: int | None = None
    category: str = ""
    number: int | None = None
    sort: str = ""

    @property
    def order(self) -> tuple[str, str]:
        first = self.sort if self.sort in ("received_at", "-received_at") else "-received_at"
        return (first, "-id" if first.startswith("-") else "id")


def handins(actor: Actor, filters: ListFilter) -> QuerySet[HandIn]:
    rows = _in_scope(actor, filters.scope)
    rows = _in_bucket(rows, filters.bucket)
    if filters.campaign_id:
        rows = rows.filter(campaign_id=filters.campaign_id)
    if filters.category:
        with_it = HandInItem.objects.filter(category__code=filters.category)
        rows = rows.filter(pk__in=with_it.values("handin_id"))
    if filters.number:
        rows = rows.filter(number=filters.number)
    return rows.select_related("unit", "place", "campaign")


def _in_scope(actor: Actor, scope: str) -> QuerySet[HandIn]:
    rows = HandIn.objects.visible_to(actor)
    if scope == "below":
        return rows
    held = HandInItem.objects.filter(holder_id__in=actor.unit_ids)
    return rows.filter(Q(unit_id__in=actor.unit_ids) | Q(pk__in=held.values("handin_id")))


def _in_bucket(rows: QuerySet[HandIn], bucket: str) -> QuerySet[HandIn]:
    if bucket not in Stage.values:
        return rows
    return rows.filter(pk__in=HandInItem.objects.filter(stage=bucket).values("handin_id"))


def badges(actor: Actor, scope: str, buckets: Iterable[str]) -> dict[str, int]:
    rows = _in_scope(actor, scope)
    return capped_counts({bucket: _in_bucket(rows, bucket) for bucket in buckets}, COUNT_CAP)


@dataclass(frozen=True)
class Thing:
    """One line as the list shows it."""

    name: str
    measure: str
    quantity: int
    stage: str


def with_things(rows: QuerySet[HandIn]) -> QuerySet[HandIn]:
    """Each with its lines, in the same statement: ``things_of`` reads them."""
    lines = HandInItem.objects.filter(handin=OuterRef("pk")).order_by("line")
    told = JSONObject(category="category_id", quantity="quantity", stage="stage")
    return rows.annotate(things=ArraySubquery(lines.values(told=told)))


def things_of(handin: HandIn, language: str) -> list[Thing]:
    named = category_names(language)
    return [
        Thing(*named[one["category"]], one["quantity"], one["stage"])
        for one in handin.things  # type: ignore[attr-defined]  # from with_things
    ]


@kept
def category_names(language: str) -> dict[int, tuple[str, str]]:
    """Of every time: id → (name, what it is measured in)."""
    return {
        row.pk: (str(row), str(row.get_measure_display()))
        for row in ItemCategory.objects.order_by("pk")
    }


@kept
def category_choices(language: str) -> list[tuple[str, str]]:
    """(code, newest name), for the filter."""
    newest: dict[str, str] = {}
    for category in ItemCategory.objects.order_by("order", "valid_from"):
        newest[category.code] = str(category)
    return list(newest.items())


@kept
def campaign_choices(actor: Actor) -> list[tuple[str, str]]:
    rows = Campaign.objects.visible_to(actor).order_by("-valid_from", "-id")
    return [(str(pk), name) for pk, name in rows.values_list("pk", "name")[:50]]


def lines_of(handins: Iterable[HandIn]) -> dict[int, list[HandInItem]]:
    """All lines of these hand-ins, by hand-in: one statement for a whole page."""
    found: dict[int, list[HandInItem]] = {}
    ids = [handin.pk for handin in handins]
    rows = HandInItem.objects.filter(handin_id__in=ids).select_related("category", "holder")
    for item in rows.order_by("handin_id", "line"):
        found.setdefault(item.handin_id, []).append(item)
    return found


# --- who may act, and where to -------------------------------------------------------------------


def receiving_units(actor: Actor, today: date) -> QuerySet[Unit]:
    """Units in which the actor may register a hand-in."""
    rows = Unit.objects.on(today).filter(kind__in=RECEIVERS, pk__in=actor.unit_ids)
    return rows.select_related("place").order_by("name", "pk")


def examining_units(today: date, besides: Iterable[int]) -> QuerySet[Unit]:
    rows = Unit.objects.on(today).filter(kind__in=examiners_on(today)).exclude(pk__in=besides)
    return rows.order_by("-kind", "name", "pk")  # the province before its departments


def colleagues(unit_ids: Iterable[int], today: date) -> list[str]:
    """Names of who serves there today: offered as the second signatory."""
    serving = Duty.objects.on(today).filter(unit_id__in=list(unit_ids))
    rows = User.objects.filter(pk__in=serving.values("user_id"), is_active=True)
    return list(rows.order_by("sort_key", "pk").values_list("full_name", flat=True)[:60])


# --- stock ---------------------------------------------------------------------------------------


def stock_units(actor: Actor) -> QuerySet[Unit]:
    """Units whose stock the actor may see, those that hold or held something."""
    held = Stock.objects.filter(unit_id__in=actor.reads()).values("unit_id")
    return Unit.objects.filter(pk__in=held).order_by("name", "valid_from")


def stock_of(actor: Actor, unit_id: int) -> QuerySet[Stock]:
    if unit_id not in actor.reads():
        return Stock.objects.none()
    rows = Stock.objects.filter(unit_id=unit_id, quantity__gt=0).select_related("category")
    return rows.order_by("category__order", "category__code", "category_id")


def held_by_stage(unit_id: int) -> dict[int, dict[str, int]]:
    """category → stage → quantity, counted from the lines themselves."""
    rows = (
        HandInItem.objects.filter(holder_id=unit_id, stage__in=HELD)
        .order_by()
        .values_list("category_id", "stage")
        .annotate(n=Sum("quantity"))
    )
    found: dict[int, dict[str, int]] = {}
    for category, stage, n in rows:
        found.setdefault(category, {})[stage] = n
    return found


def stocktakes_of(actor: Actor, unit_id: int) -> QuerySet[Stocktake]:
    if unit_id not in actor.reads():
        return Stocktake.objects.none()
    return Stocktake.objects.filter(unit_id=unit_id).order_by("-at", "-id")


def stock_that_disagrees() -> list[tuple[int, int, int, int]]:
    """(unit, category, in stock, in lines) wherever the two differ: none, or a fault of ours."""
    booked = {(row.unit_id, row.category_id): row.quantity for row in Stock.objects.order_by("pk")}
    rows = HandInItem.objects.held().order_by().values_list("holder_id", "category_id")
    lines = {(unit, category): n for unit, category, n in rows.annotate(n=Sum("quantity"))}
    return [
        (*key, booked.get(key, 0), lines.get(key, 0))
        for key in sorted({*booked, *lines})
        if booked.get(key, 0) != lines.get(key, 0)
    ]


# --- campaigns -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class CampaignSums:
    handins: int
    pieces: int
    grams: int
    extinguishers: int


def campaign_sums(campaign: Campaign) -> CampaignSums:
    own = HandIn.objects.filter(campaign=campaign)
    with in_scope(SYSTEM):  # sums of all units that take part
        counted = own.aggregate(n=Count("pk"), gifts=Sum("extinguishers"))
        things = HandInItem.objects.filter(handin__campaign=campaign).aggregate(
            pieces=Sum("quantity", filter=Q(category__measure=Measure.PIECE)),
            grams=Sum("quantity", filter=Q(category__measure=Measure.GRAM)),
        )
    return CampaignSums(
        counted["n"], things["pieces"] or 0, things["grams"] or 0, counted["gifts"] or 0
    )


def campaign_by_unit(campaign: Campaign) -> list[tuple[str, int]]:
    """(unit, hand-ins), most first."""
    rows = (
        HandIn.objects.filter(campaign=campaign)
        .order_by()
        .values_list("unit__name")
        .annotate(n=Count("pk"))
    )
    with in_scope(SYSTEM):
        return [(name, n) for name, n in rows.order_by("-n", "unit__name")]


def campaigns_for(unit_id: int, today: date) -> QuerySet[Campaign]:
    return Campaign.objects.for_unit(unit_id, today).order_by("-valid_from", "-id")


# --- visits --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class FreeDay:
    day: date
    times: tuple[datetime, ...]


def receiver_at(place: Place, today: date) -> Unit | None:
    """The commune police where somebody lives: the door that everybody knows."""
    return unit_for(UnitKind.POLICE_COMMUNE, place, today)


def hours_of(unit: Unit) -> list[VisitHours]:
    own = list(VisitHours.objects.filter(unit=unit).order_by("weekday", "opens"))
    usual = VisitHours.objects.filter(unit=None).order_by("weekday", "opens")
    return own or list(usual)


def free_seats(unit: Unit, now: datetime) -> dict[datetime, int]:
    """Seats left at every time that may be booked: working days of the calendar, the unit's hours,
    less what is taken."""
    first = timezone.localdate(now)
    days = [first + timedelta(days=ahead) for ahead in range(BOOK_AHEAD_DAYS + 1)]
    calendar = calendar_for({days[0].year, days[-1].year})
    hours = hours_of(unit)
    seats: dict[datetime, int] = {}
    for day in (day for day in days if not calendar.is_off(day)):
        for row in hours:
            if row.weekday == day.weekday():
                seats |= dict.fromkeys(_times(row, day), row.seats)
    last = timezone.make_aware(datetime.combine(days[-1], time.max))
    for at, n in _taken(unit, now, last).items():
        if at in seats:
            seats[at] -= n
    return {at: n for at, n in sorted(seats.items()) if n > 0 and at >= now + BOOK_BEFORE}


def _times(row: VisitHours, day: date) -> list[datetime]:
    at = timezone.make_aware(datetime.combine(day, row.opens))
    end = timezone.make_aware(datetime.combine(day, row.closes))
    step = timedelta(minutes=row.minutes)
    found = []
    while at + step <= end:
        found.append(at)
        at += step
    return found


def _taken(unit: Unit, first: datetime, last: datetime) -> Mapping[datetime, int]:
    rows = Visit.objects.taken().filter(unit=unit, starts_at__range=(first, last)).order_by()
    with in_scope(SYSTEM):  # whoever books sees which times are taken, not the bookings
        return dict(rows.values_list("starts_at").annotate(n=Count("pk")))


def free_days(unit: Unit, now: datetime) -> list[FreeDay]:
    by_day: dict[date, list[datetime]] = {}
    for at in free_seats(unit, now):
        by_day.setdefault(timezone.localdate(at), []).append(at)
    return [FreeDay(day, tuple(times)) for day, times in by_day.items()]


def visit_by_code(typed: str) -> Visit | None:
    symbols = codes.read(typed, settings.CODE_PREFIX)
    if not codes.is_whole(symbols):
        return None
    open_door(codes=symbols)
    return Visit.objects.select_related("unit").filter(code=symbols).first()


def visits(actor: Actor, day: date, scope: str = "unit") -> QuerySet[Visit]:
    """Bookings of one day, in their order."""
    start = timezone.make_aware(datetime.combine(day, time(0)))
    rows = Visit.objects.visible_to(actor).filter(
        starts_at__range=(start, start + timedelta(days=1, microseconds=-1))
    )
    if scope != "below":
        rows = rows.filter(unit_id__in=actor.unit_ids)
    return rows.select_related("unit")


# --- what the receipt's holder may know ----------------------------------------------------------


def stages_told(items: Iterable[HandInItem]) -> list[str]:
    """Plain words for how far the things have come, without what they are."""
    now = {Stage(item.stage) for item in items}
    return [str(stage.label) for stage in Stage if stage in now]


def waits_for_examiners(items: Iterable[HandInItem]) -> bool:
    return any(item.stage in BEFORE_EXAMINED for item in items)
