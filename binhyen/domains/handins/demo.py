"""Labelled demo hand-ins ("minh họa"), made by the same acts as real ones: a year's first half and
what came since, over all communes, two campaigns, and things at every stage of the chain."""

import random
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from binhyen.domains.handins import actions, queries
from binhyen.domains.handins.actions import Giver, Giving, Line, Signing
from binhyen.domains.handins.models import (
    Campaign,
    HandIn,
    ItemCategory,
    Stage,
    Stock,
    Visit,
    Way,
)
from binhyen.kernel.audit.action import in_scope
from binhyen.kernel.org.models import Unit, UnitKind
from binhyen.kernel.people.actor import ANONYMOUS, SYSTEM, actor_of
from binhyen.kernel.people.models import Duty, Role
from binhyen.kernel.people.queries import holders
from binhyen.kernel.places.models import Level, Place
from binhyen.kernel.places.queries import place_on
from binhyen.lib.names import person_name
from binhyen.lib.progress import Progress, quiet

HANDINS = 150
ON_A_DESK = 6
BATCH = 30
# category → how often, what it looks like, how many (grams for what is weighed)
THINGS: dict[str, tuple[int, list[str], tuple[int, int]]] = {
    "primitive": (9, ["phóng lợn hàn tay", "kiếm dài 60 cm", "dao găm cán gỗ", "nỏ gỗ"], (1, 3)),
    "military": (2, ["súng tự chế nòng thép", "súng cồn", "đạn súng trường"], (1, 4)),
    "hunting": (2, ["súng hơi", "súng kíp cũ"], (1, 1)),
    "knife": (3, ["dao bầu mài nhọn", "mã tấu", "dao nhọn dài 40 cm"], (1, 2)),
    "support": (5, ["bình xịt hơi cay", "dùi cui điện", "roi điện"], (1, 2)),
    "firecracker": (6, ["pháo nổ chưa đốt", "thuốc pháo"], (200, 3000)),
    "explosive": (1, ["thuốc nổ công nghiệp cũ"], (100, 800)),
    "detonator": (1, ["kíp nổ", "cuộn dây cháy chậm"], (1, 5)),
}


@dataclass
class Maker:
    """Draws the same hand-ins at every run: the seed is the year."""

    rng: random.Random
    campaigns: list[Campaign]

    def giving(self, place: Place, unit: Unit, day: date) -> Giving:
        codes = list(THINGS)
        weights = [THINGS[code][0] for code in codes]
        drawn = dict.fromkeys(self.rng.choices(codes, weights, k=self.rng.choice([1, 1, 2])))
        running = [one for one in self.campaigns if one.holds_on(day)]
        name = person_name(self.rng) if self.rng.random() < 0.4 else ""
        return Giving(
            unit=unit,
            place=place,
            lines=[self._line(code, day) for code in drawn],
            key=UUID(int=self.rng.getrandbits(128), version=4),
            giver=Giver(name) if name else None,
            campaign=self.rng.choice(running) if running else None,
            way=Way.BROUGHT,
            extinguishers=1 if self.rng.random() < 0.6 else 0,
            is_demo=True,
        )

    def _line(self, code: str, day: date) -> Line:
        _weight, looks, (least, most) = THINGS[code]
        category = ItemCategory.objects.on(day).get(code=code)
        seal = f"NP-{self.rng.randint(100, 999)}" if self.rng.random() < 0.5 else ""
        purpose = "giữ để đánh nhau (người nộp kể)" if category.asks_purpose else ""
        return Line(category, self.rng.randint(least, most), self.rng.choice(looks), seal, purpose)

    def signing(self, number: str = "") -> Signing:
        first, second = (f"{person_name(self.rng)} (minh họa)" for _ in range(2))
        return Signing(first, f"{second} 2" if first == second else second, document_number=number)

    def moment(self, day: date) -> datetime:
        at = time(self.rng.randint(7, 16), self.rng.randint(0, 59))
        return timezone.make_aware(datetime.combine(day, at))


def make_demo(progress: Progress | None = None, today: date | None = None) -> int:
    """Make what is not there yet. About 170 hand-ins."""
    tell, today = progress or quiet, today or timezone.localdate()
    with in_scope(SYSTEM):
        if HandIn.objects.filter(is_demo=True).exists():
            return 0
    province = place_on(settings.PROVINCE, today, Level.PROVINCE)
    if province is None:
        raise RuntimeError("reference data are not loaded")
    examiners = Unit.objects.on(today).get(kind=UnitKind.POLICE_PROVINCE, place=province)
    year = _year_of_half(today)
    maker = Maker(random.Random(year), _campaigns(examiners, year))  # noqa: S311 (a demo)
    work = _work(maker, province, year, today)
    for start in range(0, len(work), BATCH):
        with in_scope(SYSTEM):
            for at, unit in work[start : start + BATCH]:
                _one(maker, unit, at, examiners, today)
        tell(f"giao nộp: {min(start + BATCH, len(work))} trên {len(work)}")
    with in_scope(SYSTEM):
        for unit in _demo_units(today):
            _visits(maker, unit)
            _store(maker, unit)
    return len(work)


def _year_of_half(today: date) -> int:
    """The newest first half-year that is over."""
    return today.year if today >= date(today.year, 7, 1) else today.year - 1


def _campaigns(host: Unit, year: int) -> list[Campaign]:
    spans = [
        ("Giao nộp vũ khí, pháo dịp Tết (minh họa)", date(year, 1, 5), date(year, 2, 28)),
        ("Cao điểm vận động giao nộp (minh họa)", date(year, 5, 1), date(year, 7, 31)),
    ]
    return [
        actions.open_campaign(
            actor=SYSTEM,
            host=host,
            name=name,
            directive_number=f"{n}/KH-CAT (minh họa)",
            directive_on=first - timedelta(days=10),
            first_day=first,
            last_day=last,
            is_demo=True,
            now=timezone.make_aware(datetime.combine(first, time(8))),
        )
        for n, (name, first, last) in enumerate(spans, start=1)
    ]


def _work(maker: Maker, province: Place, year: int, today: date) -> list[tuple[datetime, Unit]]:
    """When and where, in the order of coming; the units of the demo's accounts get some of late."""
    police = Unit.objects.on(today).filter(kind=UnitKind.POLICE_COMMUNE)
    below = Place.objects.below(province, today, Level.COMMUNE)
    units = list(police.filter(place__in=below.values("pk")).select_related("place").order_by("pk"))
    weights = [maker.rng.uniform(0.3, 2.5) for _ in units]
    half = (date(year, 1, 2), date(year, 6, 30))
    days = [half[0] + timedelta(days=maker.rng.randint(0, 179)) for _ in range(HANDINS)]
    work = [
        (maker.moment(day), unit)
        for day, unit in zip(days, maker.rng.choices(units, weights, k=HANDINS), strict=True)
    ]
    newest = timezone.now() - timedelta(minutes=10)
    for unit in _demo_units(today):
        for _ in range(ON_A_DESK):
            at = maker.moment(today - timedelta(days=maker.rng.randint(0, 45)))
            work.append((min(at, newest), unit))
    return sorted(work, key=lambda one: (one[0], one[1].pk))


def _demo_units(today: date) -> list[Unit]:
    serving = Duty.objects.on(today).filter(user__is_demo=True).values("unit_id")
    units = Unit.objects.filter(pk__in=serving, kind=UnitKind.POLICE_COMMUNE)
    return list(units.select_related("place").order_by("pk"))


def _one(maker: Maker, unit: Unit, at: datetime, examiners: Unit, today: date) -> None:
    """Received, and then as far along the chain as its age allows; some wait too long."""
    day = timezone.localdate(at)
    giving = maker.giving(unit.place, unit, day)
    handin = actions.receive_handin(
        actor=SYSTEM, giving=giving, signing=maker.signing("BB (minh họa)"), now=at
    )
    age, stop = (today - day).days, maker.rng.random()
    if age >= 150:  # nothing waits that long
        stop /= 2
    if age >= 1:
        _step(maker, handin, Stage.RECEIVED, at + timedelta(hours=5), examiners)
    if age >= 15 and stop < 0.85:
        _step(maker, handin, Stage.STORED, at + timedelta(days=9), examiners)
    if age >= 30 and stop < 0.75:
        _step(maker, handin, Stage.TRANSFERRED, at + timedelta(days=20), examiners)
    if age >= 90 and stop < 0.55:
        _step(maker, handin, Stage.EXAMINED, at + timedelta(days=70), examiners)


def _step(maker: Maker, handin: HandIn, stage: str, at: datetime, examiners: Unit) -> None:
    lines = list(handin.items.order_by("line").values_list("line", flat=True))
    more = {"actor": SYSTEM, "handin": handin, "now": at}
    if stage == Stage.RECEIVED:
        actions.store_items(lines=lines, signing=maker.signing(), **more)  # type: ignore[arg-type]
    elif stage == Stage.STORED:
        actions.transfer_items(
            lines=lines,
            to=examiners,
            signing=maker.signing("BG (minh họa)"),
            **more,  # type: ignore[arg-type]
        )
    elif stage == Stage.TRANSFERRED:
        for line in lines:
            actions.examine_items(
                lines=[line],
                category=_found(maker, handin, line, at),
                signing=maker.signing("KL (minh họa)"),
                **more,  # type: ignore[arg-type]
            )
    elif maker.rng.random() < 0.7:
        actions.destroy_items(
            lines=lines,
            signing=maker.signing("QĐ tiêu hủy (minh họa)"),
            **more,  # type: ignore[arg-type]
        )
    else:
        actions.hand_to_military(
            lines=lines,
            body="Bộ Chỉ huy quân sự tỉnh (minh họa)",
            signing=maker.signing("QĐ bàn giao (minh họa)"),
            **more,  # type: ignore[arg-type]
        )


def _found(maker: Maker, handin: HandIn, line: int, at: datetime) -> ItemCategory:
    """Mostly what was noted; now and then a home-made gun turns out to be a hunting gun."""
    noted = handin.items.select_related("category").get(line=line).category
    turned = noted.code == "military" and maker.rng.random() < 0.3
    code = "hunting" if turned else noted.code
    found: ItemCategory = ItemCategory.objects.on(timezone.localdate(at)).get(code=code)
    return found


def _visits(maker: Maker, unit: Unit) -> None:
    """Three times booked in the days to come, and two of last week: one came, one did not."""
    now = timezone.now()
    before = now - timedelta(days=8)
    past = [_booked(maker, unit, at, before) for at in list(queries.free_seats(unit, before))[:2]]
    for visit, came in zip(past, (True, False), strict=False):
        actions.note_visit(
            actor=SYSTEM, visit=visit, came=came, now=visit.starts_at + timedelta(hours=1)
        )
    for at in list(queries.free_seats(unit, now))[:9:3]:
        _booked(maker, unit, at, now)


def _booked(maker: Maker, unit: Unit, at: datetime, now: datetime) -> Visit:
    return actions.book_visit(
        actor=ANONYMOUS,
        unit=unit,
        starts_at=at,
        about=maker.rng.choice(Visit.About.values),
        is_demo=True,
        now=now,
    )


def _store(maker: Maker, unit: Unit) -> None:
    """The leader counts what stands in the store, and gives a gift that was still owed."""
    now = timezone.now()
    today = timezone.localdate(now)
    leader = holders(unit.pk, (Role.LEADER,), today).first()
    rows = list(Stock.objects.filter(unit=unit, quantity__gt=0).select_related("category"))
    owed = HandIn.objects.filter(unit=unit, extinguishers=0).order_by("received_at").first()
    if leader is None:
        return
    if owed is not None:
        actions.give_gift(actor=actor_of(leader, today), handin=owed, extinguishers=1, now=now)
    if rows:
        signing = maker.signing()
        actions.take_stock(
            actor=actor_of(leader, today),
            unit=unit,
            counted=[actions.Counted(row.category, row.quantity) for row in rows],
            first_name=leader.full_name,
            second_name=signing.second_name,
            document_number="KK-01 (minh họa)",
            now=now,
        )
