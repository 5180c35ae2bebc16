"""Labelled demo reports ("minh họa"), made by the same actions as real ones.

The first half of 2024 gives the figures of the provincial police's page of 25 July 2024: 1.534
reports of crime received and accepted (100 %) over the 161 communes of that time. The rest are
reports of this year on today's communes, so that a desk has work. The units of 2024 have no
accounts any more, so the system itself signs what they did; everything else is as in real life.
"""

import random
from datetime import date, datetime, time, timedelta
from functools import partial

from django.conf import settings
from django.utils import timezone

from binhyen.domains.intake import actions, demo_cases
from binhyen.domains.intake.actions.law import Decision, Result
from binhyen.domains.intake.demo_maker import CRIMES, STORIES, Maker, do_duties
from binhyen.domains.intake.models import (
    CRIME_KINDS,
    Category,
    Decider,
    Kind,
    Outcome,
    Tip,
)
from binhyen.kernel.audit.action import in_scope
from binhyen.kernel.org.models import Unit, UnitKind
from binhyen.kernel.people.actor import ANONYMOUS, SYSTEM
from binhyen.kernel.people.models import Duty, Role
from binhyen.kernel.places.models import Level, Place
from binhyen.kernel.places.queries import place_on
from binhyen.lib.progress import Progress, quiet

HALF_2024 = (date(2024, 1, 1), date(2024, 6, 30))
# The page of the provincial police, 25 July 2024: "tiếp nhận, thụ lý 1.534 … (đạt 100 %)".
RECEIVED_2024H1 = 1534
THIS_YEAR = 420
ON_A_DESK = 24
# Feedback of so long ago that it need not be kept any more (data/legal/retention.toml).
LONG_AGO = (date(2021, 3, 1), 8)
BATCH = 40


def is_made() -> bool:
    return Tip.objects.filter(is_demo=True, received_on__gte=HALF_2024[1]).exists()


def make_demo(progress: Progress | None = None, today: date | None = None) -> int:
    """Make what is not there yet; ``progress`` is told how far it is. About 2,000 reports."""
    today = today or timezone.localdate()
    tell = progress or quiet
    if is_made():
        return 0
    units = _units_of_demo_people(today)
    desks = _desks(units, today)
    made = _long_ago() + _half_of_2024(tell) + _this_year(tell, today, units, desks)
    for unit in units:
        _finish_desk(unit, today)
    with in_scope(SYSTEM):
        for desk in desks:
            demo_cases.finish(desk)
    return made


def _desks(units: list[Unit], today: date) -> list[demo_cases.Desk]:
    maker, now = _maker(0), timezone.now()
    desks = [demo_cases.desk_of(unit, maker, now) for unit in units]
    return [desk for desk in desks if desk is not None]


def _long_ago() -> int:
    first, many = LONG_AGO
    maker = _maker(first.year)
    places = _communes(first, settings.PROVINCE)[:many]
    with in_scope(SYSTEM):
        for number, place in enumerate(places):
            at = maker.moment(first + timedelta(days=9 * number))
            tip = _received(maker, "noise", place, at)
            actions.accept_tip(actor=SYSTEM, tip=tip, now=at + timedelta(hours=4))
            _decided(maker, tip, at + timedelta(days=11))
    return len(places)


def _units_of_demo_people(today: date) -> list[Unit]:
    serving = Duty.objects.on(today).filter(user__is_demo=True).values("unit_id")
    units = Unit.objects.filter(pk__in=serving, kind=UnitKind.POLICE_COMMUNE)
    return list(units.select_related("place").order_by("pk"))


def _maker(seed: int) -> Maker:
    rows = Category.objects.filter(parent__isnull=False)
    return Maker(random.Random(seed), {row.code: row for row in rows})  # noqa: S311 (a demo)


def _communes(day: date, code: str) -> list[Place]:
    province = place_on(code, day, Level.PROVINCE)
    if province is None:
        raise RuntimeError(f"province {code} is not loaded")
    return list(Place.objects.below(province, day, Level.COMMUNE).order_by("code"))


def _half_of_2024(tell: Progress) -> int:
    maker = _maker(2024)
    first, last = HALF_2024
    places = maker.spread(RECEIVED_2024H1, _communes(last, settings.PROVINCE))
    days = sorted(first + timedelta(days=maker.rng.randint(0, (last - first).days)) for _ in places)
    work = list(zip(places, days, strict=True))
    for start in range(0, len(work), BATCH):
        with in_scope(SYSTEM):
            for place, day in work[start : start + BATCH]:
                _one_of_2024(maker, place, day, last)
        tell(f"tin 6 tháng đầu năm 2024: {min(start + BATCH, len(work))} trên {len(work)}")
    return len(work)


def _one_of_2024(maker: Maker, place: Place, day: date, last: date) -> None:
    """Received, accepted within the half-year (100 %); most decided within the 20 days."""
    at = maker.moment(day)
    tip = _received(maker, maker.rng.choice(CRIMES), place, at)
    if maker.rng.random() < 0.03:
        tip = actions.classify_tip(
            actor=SYSTEM,
            tip=tip,
            kind=Kind.PROSECUTION_PROPOSAL,
            category=tip.category,
            document="Văn bản kiến nghị (minh họa)",
            now=at,
        )
    accepted = min(at + timedelta(hours=maker.rng.randint(1, 20)), _end_of(last))
    actions.accept_tip(actor=SYSTEM, tip=tip, now=accepted)
    if maker.rng.random() < 0.06:
        actions.mark_valuable(
            actor=SYSTEM, tip=tip, reason="Giúp xác định đúng nơi, đúng việc", now=accepted
        )
    days = [maker.rng.randint(3, 18), maker.rng.randint(21, 45)]
    took = maker.rng.choices(days, [0.93, 0.07])[0]
    _decided(maker, tip, accepted + timedelta(days=took))


def _end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(23, 59, 59)))


def _received(maker: Maker, code: str, place: Place, at: datetime) -> Tip:
    arrival = maker.arrival(code, place, timezone.localdate(at))
    return actions.receive_tip(actor=ANONYMOUS, arrival=arrival, now=at).tip


def _decided(maker: Maker, tip: Tip, at: datetime) -> None:
    outcome = Outcome.ANSWERED
    if tip.kind != Kind.CITIZEN_FEEDBACK:
        outcome = maker.rng.choices(
            [
                Outcome.INSTITUTED,
                Outcome.NOT_INSTITUTED,
                Outcome.ADMINISTRATIVE,
                Outcome.MEDIATED,
                Outcome.ADVISED,
            ],
            [3, 2, 4, 1, 1],
        )[0]
    decided = outcome in (Outcome.INSTITUTED, Outcome.NOT_INSTITUTED)
    result = Result(
        outcome=outcome,
        answer=maker.answer(outcome, timezone.localdate(at)),
        decision_number=f"{maker.rng.randint(1, 400)}/QĐ-CSĐT (minh họa)" if decided else "",
        decision_on=timezone.localdate(at) if decided else None,
        decider=Decider.PROVINCE if decided else "",
    )
    actions.close_tip(actor=SYSTEM, tip=tip, result=result, now=at)
    if maker.rng.random() < 0.35:
        actions.rate_tip(
            actor=ANONYMOUS,
            tip=tip,
            rating=maker.rng.choices([5, 4, 3, 2, 1], [5, 6, 2, 1, 1])[0],
            note="",
            now=at + timedelta(days=1),
        )


def _this_year(
    tell: Progress, today: date, demo_units: list[Unit], desks: list[demo_cases.Desk]
) -> int:
    """Reports of this year in the order of their coming, as a register has them. The units of the
    demonstration's accounts get a full desk."""
    maker = _maker(today.year)
    communes = _communes(today, settings.PROVINCE)
    span = (today - date(today.year, 1, 1)).days or 1
    # A third in the last three weeks, so that every desk has new, due and late ones.
    ages = [
        maker.rng.randint(0, min(21, span)) if n % 3 == 0 else maker.rng.randint(0, span)
        for n in range(THIS_YEAR)
    ]
    wanted = list(zip(maker.spread(THIS_YEAR, communes), ages, strict=True))
    wanted += [(unit.place, min(age, span)) for unit in demo_units for age in range(ON_A_DESK)]
    newest = timezone.now() - timedelta(minutes=5)
    ordinary = sorted(
        (min(maker.moment(today - timedelta(days=age)), newest), place.pk, place)
        for place, age in wanted
    )
    work: list[tuple[datetime, demo_cases.Deed]] = [
        (at, partial(_one_of_this_year, maker, maker.corner_of(place, today), today=today))
        for at, _pk, place in ordinary
    ]
    work += [case for desk in desks for case in demo_cases.planned(desk)]
    work.sort(key=lambda one: one[0])
    for start in range(0, len(work), BATCH):
        with in_scope(SYSTEM):
            for at, deed in work[start : start + BATCH]:
                deed(at)
        tell(f"tin năm nay: {min(start + BATCH, len(work))} trên {len(work)}")
    return len(work)


def _one_of_this_year(maker: Maker, place: Place, at: datetime, today: date) -> None:
    age = (today - timezone.localdate(at)).days
    tip = _received(maker, maker.rng.choice(list(STORIES)), place, at)
    if age < 1 or (age < 3 and maker.rng.random() < 0.5):
        return
    accepted = at + timedelta(hours=maker.rng.randint(1, 20))
    actions.accept_tip(actor=SYSTEM, tip=tip, now=accepted)
    if maker.rng.random() >= 0.1:  # some forget
        do_duties(maker, SYSTEM, tip, accepted)
    if maker.rng.random() < 0.15:
        actions.write_message(
            actor=ANONYMOUS, tip=tip, text="Tôi vừa thấy việc đó xảy ra lần nữa.", now=accepted
        )
    took = maker.rng.choices([maker.rng.randint(2, 18), maker.rng.randint(21, 40)], [0.9, 0.1])[0]
    if took < age:
        _decided(maker, tip, accepted + timedelta(days=took))


def _share_out(maker: Maker, unit: Unit, today: date) -> None:
    """Half of what is open gets an officer of the unit."""
    handlers = list(
        Duty.objects.on(today)
        .filter(unit=unit, role=Role.HANDLER, user__is_demo=True)
        .select_related("user")
    )
    for tip in Tip.objects.filter(unit=unit, assignee=None).open().order_by("pk"):
        if handlers and maker.rng.random() < 0.5:
            duty = maker.rng.choice(handlers)
            began = timezone.make_aware(datetime.combine(duty.valid_from, time.min))
            at = min(max(tip.received_at + timedelta(hours=5), began), timezone.now())
            actions.assign_tip(actor=SYSTEM, tip=tip, assignee=duty.user, now=at)


def _finish_desk(unit: Unit, today: date) -> None:
    """Officers hold half of it, and two tips have been extended by a decision."""
    maker = _maker(unit.pk)
    with in_scope(SYSTEM):
        _share_out(maker, unit, today)
        running = Tip.objects.filter(unit=unit, status="accepted", kind__in=CRIME_KINDS)
        for tip in running.filter(due_at__gt=timezone.now()).order_by("due_at", "id")[:2]:
            actions.extend_tip(
                actor=SYSTEM,
                tip=tip,
                decision=Decision(
                    "05/QĐ (minh họa)", today, "Thủ trưởng Cơ quan điều tra (minh họa)"
                ),
                reason="Vụ việc có nhiều tình tiết phức tạp, phải xác minh ở nhiều nơi.",
                now=timezone.now(),
            )
