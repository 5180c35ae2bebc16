"""What demonstration reports say, who sends them and where from: the same at every run."""

import random
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.utils import timezone

from binhyen.domains.intake import actions, queries
from binhyen.domains.intake.models import Category, Channel, Outcome, Tip
from binhyen.kernel.people.actor import Actor
from binhyen.kernel.places.models import Level, Place
from binhyen.lib.names import person_name

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
# What was done in each case, so that no two answers are word for word the same.
DONE = [
    "Ngày {ngay}, tổ công tác đến {noi}, hỏi {n} người biết việc và lập biên bản.",
    "Cán bộ đã xem camera quanh {noi} từ ngày {ngay}, làm việc với {n} người liên quan.",
    "Ngày {ngay}, đơn vị cùng tổ dân phố gặp {n} hộ gần {noi} để nhắc nhở và hướng dẫn.",
    "Đơn vị tuần tra {n} buổi tối quanh {noi}, từ ngày {ngay} chưa thấy tái diễn.",
]
# What a report of each kind of assisted intake says: code of the category, words.
TOLD = {
    Channel.IN_PERSON: (
        "assault",
        "Khoảng 21 giờ tối qua, con trai tôi bị hai thanh niên chặn đánh ở đường gom trước chợ, "
        "phải khâu bốn mũi ở trán. Tôi đến trình báo và nộp giấy ra viện.",
    ),
    Channel.PHONE: (
        "theft",
        "Gọi điện báo: vừa phát hiện mất xe đạp điện màu đỏ dựng trong sân, cổng bị cắt khóa.",
    ),
    Channel.LETTER: (
        "drug_use_place",
        "Đơn gửi qua bưu điện, không ghi tên: dãy trọ cuối ngõ nhiều lần có người tụ tập khuya, "
        "sáng ra thấy bơm kim tiêm vứt ở bờ mương, trẻ con đi học qua rất nguy hiểm.",
    ),
    Channel.BODY: (
        "environment",
        "Đoàn kiểm tra phát hiện cơ sở tái chế nhựa xả nước thải chưa xử lý ra mương thoát nước, "
        "chuyển hồ sơ để xem xét dấu hiệu tội phạm gây ô nhiễm môi trường.",
    ),
}
LORRY = "89C-123.45"
DUMPED = [
    f"Khoảng 23 giờ có xe bồn biển số {LORRY} đổ nước thải đen xuống mương cạnh bãi đất cuối làng.",
    "Đêm qua thấy xe bồn 89C12345 xả nước thải xuống mương sau làng, mùi rất nồng. Xe đỗ 20 phút "
    "rồi đi về phía đường 38.",
    "Khoảng 23 giờ đêm qua xe bồn đổ nước thải đen xuống mương cạnh bãi đất cuối làng, mùi nồng.",
]
SCAM = [
    "Số 0912 345 678 gọi tự xưng là công an phường, bảo tôi cài ứng dụng định danh rồi chuyển "
    "12 triệu vào tài khoản 190 3345 6789 01.",
    "Mẹ tôi nghe máy của 0912.345.678 xưng cán bộ công an, dọa có lệnh bắt, đòi chuyển tiền.",
]
SPOTS = {"noise": "quán nước đầu ngõ 12", "gambling": "sân nhà văn hóa thôn"}
LAMP = "Đề nghị lắp thêm đèn đoạn đường vắng qua cổng trường, tối rất nguy hiểm."


@dataclass
class Maker:
    """Draws the same reports at every run: the seed is the year."""

    rng: random.Random
    categories: dict[str, Category]
    hamlets: dict[int, list[Place]] = field(default_factory=dict)

    def story(self, code: str) -> str:
        text = self.rng.choice(STORIES[code])
        return text.format(**{key: self.rng.choice(words) for key, words in THINGS.items()})

    def answer(self, outcome: Outcome, day: date) -> str:
        noi = self.rng.choice(THINGS["noi"])
        said = self.rng.choice(DONE).format(ngay=f"{day:%d/%m}", noi=noi, n=self.rng.randint(2, 9))
        return f"{ANSWERS[outcome]} {said}"

    def moment(self, day: date) -> datetime:
        at = time(self.rng.randint(6, 21), self.rng.randint(0, 59), self.rng.randint(0, 59))
        return timezone.make_aware(datetime.combine(day, at))

    def arrival(self, code: str, place: Place, day: date, text: str = "") -> actions.Arrival:
        """``text``: what it says; else a story of that category."""
        category = self.categories[code]
        unit = queries.receiving_unit(category, place, day)
        if unit is None:
            raise RuntimeError(f"{place} has no receiving unit on {day}")
        named = self.rng.random() < 0.6
        return actions.Arrival(
            category=category,
            text=text or self.story(code),
            place=place,
            unit=unit,
            anonymous=not named,
            idempotency_key=UUID(int=self.rng.getrandbits(128), version=4),
            occurred_on=day - timedelta(days=self.rng.choice([0, 0, 1, 1, 2, 5])),
            reporter=self.reporter() if named else None,
            channel=self.rng.choice([Channel.WEB, Channel.WEB, Channel.PHONE, Channel.IN_PERSON]),
            is_demo=True,
        )

    def reporter(self) -> actions.Reporter:
        phone = f"+84900{self.rng.randint(0, 999999):06d}"
        return actions.Reporter(name=person_name(self.rng), phone=phone)

    def corners_of(self, commune: Place, day: date) -> list[Place]:
        """Its hamlets."""
        if commune.pk not in self.hamlets:
            found = Place.objects.below(commune, day, Level.HAMLET).order_by("pk")
            self.hamlets[commune.pk] = list(found)
        return self.hamlets[commune.pk]

    def corner_of(self, commune: Place, day: date) -> Place:
        """One of its hamlets, or the commune itself when the reporter did not know."""
        hamlets = self.corners_of(commune, day)
        return self.rng.choice(hamlets) if hamlets and self.rng.random() < 0.6 else commune

    def spread(self, total: int, places: list[Place]) -> list[Place]:
        """``total`` places drawn with unequal weights, each commune at least once if it can."""
        weights = [self.rng.uniform(0.4, 2.5) for _ in places]
        drawn = places[:total] + self.rng.choices(places, weights, k=max(0, total - len(places)))
        self.rng.shuffle(drawn)
        return drawn


def do_duties(maker: Maker, actor: Actor, tip: Tip, now: datetime) -> None:
    """The proposal and the notice of a crime go out in time."""
    if not tip.is_crime:
        return
    for duty in queries.duties_by_paper(tip):
        actions.fulfil_duty(
            actor=actor,
            tip=tip,
            key=duty.rule.key,
            number=f"{maker.rng.randint(1, 300)}/BC (minh họa)",
            done_on=timezone.localdate(now),
            now=min(now, duty.due_at - timedelta(minutes=10)),
        )
    actions.notify_procuracy(
        actor=actor,
        tip=tip,
        number=f"{maker.rng.randint(1, 300)}/TB (minh họa)",
        notified_on=timezone.localdate(now),
        now=now,
    )
