"""Labelled demo reports ("minh họa"), made by the same actions as real ones.

The first half of 2024 gives the figures of the provincial police's page of 25 July 2024: 1.534
reports of crime received and accepted (100 %) over the 161 communes of that time. The rest are
reports of this year on today's communes, so that a desk has work. The units of 2024 have no
accounts any more, so the system itself signs what they did; everything else is as in real life.
"""

import random
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from binhyen.domains.intake import actions, queries
from binhyen.domains.intake.actions.law import Decision, Result
from binhyen.domains.intake.models import (
    CRIME_KINDS,
    Category,
    Channel,
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
from binhyen.lib.names import person_name
from binhyen.lib.progress import Progress, quiet

HALF_2024 = (date(2024, 1, 1), date(2024, 6, 30))
# The page of the provincial police, 25 July 2024: "tiếp nhận, thụ lý 1.534 … (đạt 100 %)".
RECEIVED_2024H1 = 1534
THIS_YEAR = 420
ON_A_DESK = 24
BATCH = 40

# What a report of each category may say; {…} is filled with an ordinary thing.
STORIES: dict[str, list[str]] = {
    "theft": [
        "Khoảng {gio} giờ đêm, nhà tôi bị mất một chiếc {xe} để trong sân. Cổng bị cắt khóa.",
        "Có người vào {noi} lấy trộm {do}. Camera nhà bên có quay được hai người đi xe máy.",
    ],
    "assault": [
        "Một nhóm thanh niên đánh nhau trước {noi} lúc {gio} giờ, có người bị chảy máu ở đầu.",
        "Tôi bị hàng xóm cầm gậy đánh vào tay vì chuyện để xe trước {noi}.",
    ],
    "loan_shark": [
        "Nhiều người lạ đến {noi} ném chất bẩn, dán tờ rơi đòi nợ, dọa đánh cả nhà.",
    ],
    "drug_dealing": [
        "Ban đêm hay có xe lạ dừng ở {noi} vài phút rồi đi, tôi nghi là giao ma túy.",
    ],
    "drug_use_place": [
        "Trong {noi} nhiều lần thấy bơm kim tiêm, tối có người tụ tập, nghi sử dụng ma túy.",
    ],
    "impersonation": [
        "Có người gọi tự xưng là công an, bảo tôi cài ứng dụng định danh và chuyển tiền.",
    ],
    "account_theft": [
        "Tài khoản mạng xã hội của con tôi bị chiếm, kẻ xấu nhắn vay {tien} triệu của người quen.",
    ],
    "investment_scam": [
        "Tôi được mời làm nhiệm vụ mua hàng hưởng hoa hồng, đã chuyển {tien} triệu rồi bị khóa.",
    ],
    "gambling": [
        "Chiều nào cũng có nhóm người đánh bạc ăn tiền ở {noi}, khoảng {gio} giờ là đông nhất.",
    ],
    "fireworks": [
        "Có nhóm học sinh mua bột về tự chế pháo ở {noi}, tôi sợ nổ gây thương tích.",
    ],
    "illegal_weapons": [
        "Thấy mấy thanh niên cất dao dài và phóng lợn ở {noi}.",
    ],
    "school_bullying": [
        "Cháu tôi bị mấy bạn chặn đánh sau giờ học gần {noi} và quay phim lại.",
    ],
    "hit_and_run": ["Một xe tải va vào xe máy trước {noi} lúc {gio} giờ rồi bỏ chạy."],
    "environment": ["Có xe bồn đổ nước thải xuống mương cạnh {noi} vào khoảng {gio} giờ đêm."],
    "racing": ["Tối cuối tuần thanh niên đua xe, nẹt pô trên đường qua {noi}."],
    "noise": ["Quán gần {noi} mở loa kéo đến {gio} giờ đêm, cả xóm mất ngủ."],
    "road_obstruction": ["Hàng quán lấn hết lòng đường trước {noi}, xe cấp cứu không vào được."],
    "fire_hazard": ["Xưởng ở {noi} sạc nhiều xe điện qua đêm, dây điện chằng chịt."],
    "land_dispute": ["Hai nhà cạnh {noi} tranh chấp lối đi, cãi nhau nhiều lần."],
    "procedure": ["Tôi làm căn cước đã quá hẹn mà chưa được trả, mong đơn vị kiểm tra giúp."],
    "safety_proposal": ["Đề nghị lắp thêm đèn và tuần tra đoạn đường vắng qua {noi}."],
    "thanks": ["Cảm ơn các anh công an đã giúp tôi tìm lại {do} để quên ở {noi}."],
}
THINGS = {
    "noi": ["chợ", "nhà văn hóa thôn", "cổng trường", "bãi đất cuối làng", "quán nước đầu ngõ"],
    "xe": ["xe máy", "xe đạp điện", "xe đạp"],
    "do": ["máy bơm", "con gà chọi", "điện thoại", "ví tiền", "cuộn dây đồng"],
    "gio": ["18", "20", "22", "23"],
    "tien": ["3", "5", "12", "20", "48"],
}
CRIMES = [
    "theft", "assault", "loan_shark", "drug_dealing", "drug_use_place", "impersonation",
    "account_theft", "investment_scam", "gambling", "fireworks", "illegal_weapons",
    "school_bullying", "hit_and_run", "environment",
]  # fmt: skip
ANSWERS = {
    Outcome.INSTITUTED: "Đã xác minh và có quyết định khởi tố. Cảm ơn bạn đã báo tin.",
    Outcome.NOT_INSTITUTED: "Đã xác minh: việc không có dấu hiệu tội phạm. Đơn vị đã nhắc nhở.",
    Outcome.ADMINISTRATIVE: "Đã xác minh, lập biên bản và xử phạt vi phạm hành chính.",
    Outcome.MEDIATED: "Hai bên đã được mời đến hòa giải và thống nhất cách giải quyết.",
    Outcome.ADVISED: "Đơn vị đã hướng dẫn cách giải quyết theo pháp luật dân sự.",
    Outcome.ANSWERED: "Đơn vị đã kiểm tra tại chỗ và xử lý theo phản ánh. Cảm ơn bạn.",
}


@dataclass
class Maker:
    """Draws the same reports at every run: the seed is the year."""

    rng: random.Random
    categories: dict[str, Category]
    hamlets: dict[int, list[Place]] = field(default_factory=dict)

    def story(self, code: str) -> str:
        text = self.rng.choice(STORIES[code])
        return text.format(**{key: self.rng.choice(words) for key, words in THINGS.items()})

    def moment(self, day: date) -> datetime:
        at = time(self.rng.randint(6, 21), self.rng.randint(0, 59), self.rng.randint(0, 59))
        return timezone.make_aware(datetime.combine(day, at))

    def arrival(self, code: str, place: Place, day: date) -> actions.Arrival:
        category = self.categories[code]
        unit = queries.receiving_unit(category, place, day)
        if unit is None:
            raise RuntimeError(f"{place} has no receiving unit on {day}")
        named = self.rng.random() < 0.6
        return actions.Arrival(
            category=category,
            text=self.story(code),
            place=place,
            unit=unit,
            anonymous=not named,
            idempotency_key=UUID(int=self.rng.getrandbits(128), version=4),
            occurred_on=day - timedelta(days=self.rng.choice([0, 0, 1, 1, 2, 5])),
            reporter=self._reporter() if named else None,
            channel=self.rng.choice([Channel.WEB, Channel.WEB, Channel.PHONE, Channel.IN_PERSON]),
            is_demo=True,
        )

    def _reporter(self) -> actions.Reporter:
        phone = f"+84900{self.rng.randint(0, 999999):06d}"
        return actions.Reporter(name=person_name(self.rng), phone=phone)

    def corner_of(self, commune: Place, day: date) -> Place:
        """One of its hamlets, or the commune itself when the reporter did not know."""
        if commune.pk not in self.hamlets:
            found = Place.objects.below(commune, day, Level.HAMLET).order_by("pk")
            self.hamlets[commune.pk] = list(found)
        hamlets = self.hamlets[commune.pk]
        return self.rng.choice(hamlets) if hamlets and self.rng.random() < 0.6 else commune

    def spread(self, total: int, places: list[Place]) -> list[Place]:
        """``total`` places drawn with unequal weights, each commune at least once if it can."""
        weights = [self.rng.uniform(0.4, 2.5) for _ in places]
        drawn = places[:total] + self.rng.choices(places, weights, k=max(0, total - len(places)))
        self.rng.shuffle(drawn)
        return drawn


def is_made() -> bool:
    return Tip.objects.filter(is_demo=True, received_on__gte=HALF_2024[1]).exists()


def make_demo(progress: Progress | None = None, today: date | None = None) -> int:
    """Make what is not there yet; ``progress`` is told how far it is. About 2,000 reports."""
    today = today or timezone.localdate()
    tell = progress or quiet
    if is_made():
        return 0
    units = _units_of_demo_people(today)
    made = _half_of_2024(tell) + _this_year(tell, today, units)
    for unit in units:
        _finish_desk(unit, today)
    return made


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
        answer=ANSWERS[outcome],
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


def _this_year(tell: Progress, today: date, demo_units: list[Unit]) -> int:
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
    work = sorted(
        (min(maker.moment(today - timedelta(days=age)), newest), place.pk, place)
        for place, age in wanted
    )
    for start in range(0, len(work), BATCH):
        with in_scope(SYSTEM):
            for at, _pk, place in work[start : start + BATCH]:
                _one_of_this_year(maker, maker.corner_of(place, today), at, today)
        tell(f"tin năm nay: {min(start + BATCH, len(work))} trên {len(work)}")
    return len(work)


def _one_of_this_year(maker: Maker, place: Place, at: datetime, today: date) -> None:
    age = (today - timezone.localdate(at)).days
    tip = _received(maker, maker.rng.choice(list(STORIES)), place, at)
    if age < 1 or (age < 3 and maker.rng.random() < 0.5):
        return
    accepted = at + timedelta(hours=maker.rng.randint(1, 20))
    actions.accept_tip(actor=SYSTEM, tip=tip, now=accepted)
    _do_duties(maker, tip, accepted)
    if maker.rng.random() < 0.15:
        actions.write_message(
            actor=ANONYMOUS, tip=tip, text="Tôi vừa thấy việc đó xảy ra lần nữa.", now=accepted
        )
    took = maker.rng.choices([maker.rng.randint(2, 18), maker.rng.randint(21, 40)], [0.9, 0.1])[0]
    if took < age:
        _decided(maker, tip, accepted + timedelta(days=took))


def _do_duties(maker: Maker, tip: Tip, now: datetime) -> None:
    """Most units send their proposal and their notice in time; some forget."""
    if not tip.is_crime or maker.rng.random() < 0.1:
        return
    for duty in queries.duties_by_paper(tip):
        actions.fulfil_duty(
            actor=SYSTEM,
            tip=tip,
            key=duty.rule.key,
            number=f"{maker.rng.randint(1, 300)}/BC (minh họa)",
            done_on=timezone.localdate(now),
            now=min(now, duty.due_at - timedelta(minutes=10)),
        )
    actions.notify_procuracy(
        actor=SYSTEM,
        tip=tip,
        number=f"{maker.rng.randint(1, 300)}/TB (minh họa)",
        notified_on=timezone.localdate(now),
        now=now,
    )


def _share_out(maker: Maker, unit: Unit, today: date) -> None:
    """Half of what is open gets an officer of the unit."""
    handlers = [
        duty.user
        for duty in Duty.objects.on(today)
        .filter(unit=unit, role=Role.HANDLER, user__is_demo=True)
        .select_related("user")
    ]
    for tip in Tip.objects.filter(unit=unit).open().order_by("pk"):
        if handlers and maker.rng.random() < 0.5:
            actions.assign_tip(
                actor=SYSTEM, tip=tip, assignee=maker.rng.choice(handlers), now=timezone.now()
            )


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
