"""Labelled demo requests ("minh họa") at every stage, made by the same actions as real ones."""

from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from binhyen.domains.requests import actions
from binhyen.domains.requests.models import Asks, DataRequest
from binhyen.kernel.audit.action import in_scope
from binhyen.kernel.org.models import Unit
from binhyen.kernel.people.actor import ANONYMOUS, SYSTEM, Actor, actor_of
from binhyen.kernel.people.models import Role
from binhyen.kernel.people.queries import holders
from binhyen.kernel.retention.clockwork import deciding_unit
from binhyen.kernel.retention.subjects import Subject
from binhyen.lib.progress import Progress, quiet

Outcome = DataRequest.Outcome
CAME = "Đã nhận yêu cầu của bạn. Đơn vị sẽ trả lời ở trang này trước hạn ghi bên trên."


def make_demo(progress: Progress = quiet, subject: Subject | None = None) -> None:
    """Requests to the province in every state; made once. ``subject``: a record of which one asker
    showed the secret."""
    now = timezone.now()
    unit = deciding_unit(now)
    if unit is None:
        return
    # Not one of those who decide about erasing: whoever proposes may not.
    officer = holders(unit.pk, (Role.HANDLER,), timezone.localdate(now)).first()
    with in_scope(SYSTEM):
        if DataRequest.objects.exists():
            return
        maker = _Maker(unit, actor_of(officer, timezone.localdate(now)) if officer else None, now)
        maker.waiting()
        if maker.officer is not None:
            maker.worked_on(maker.officer, subject)
    progress("Yêu cầu về dữ liệu minh họa")


class _Maker:
    def __init__(self, unit: Unit, officer: Actor | None, now: datetime) -> None:
        self.unit, self.officer, self.now = unit, officer, now
        self.made = 0

    def ago(self, days: float) -> datetime:
        return self.now - timedelta(days=days)

    def asked(
        self, asks: str, text: str, days: float, subject: Subject | None = None
    ) -> DataRequest:
        self.made += 1
        return actions.receive_request(
            actor=ANONYMOUS,
            asks=asks,
            text=f"Minh họa: {text}",
            subject=subject,
            unit=self.unit,
            idempotency_key=UUID(int=9000 + self.made),
            now=self.ago(days),
        ).request

    def waiting(self) -> None:
        """Nobody has looked yet: one in time, one whose two working days are over."""
        self.asked(Asks.ACCESS, "tôi muốn biết hệ thống đang giữ gì về tin tôi gửi.", 1)
        self.asked(Asks.WITHDRAWAL, "tôi không muốn nhận thư báo nữa.", 5)

    def worked_on(self, officer: Actor, subject: Subject | None) -> None:
        by = {"actor": officer}
        replied = self.asked(Asks.CORRECTION, "ngày xảy ra việc ghi sai, xin sửa.", 6)
        actions.reply(**by, request=replied, text=CAME, now=self.ago(5))

        third = self.asked(Asks.RESTRICTION, "xin dừng chuyển số điện thoại của tôi.", 8)
        actions.reply(**by, request=third, text=CAME, now=self.ago(7))
        actions.involve_third_party(
            **by, request=third, third_party="Nhà mạng (minh họa)", now=self.ago(6)
        )

        longer = self.asked(Asks.ACCESS, "xin bản sao mọi trao đổi về tin của tôi.", 9)
        actions.reply(**by, request=longer, text=CAME, now=self.ago(8))
        actions.extend(
            **by, request=longer, reason="Hồ sơ lưu ở hai đơn vị, đang tập hợp.", now=self.ago(2)
        )

        gone = self.asked(Asks.DELETION, "việc đã xong, xin xóa tin và ảnh.", 7, subject)
        actions.reply(**by, request=gone, text=CAME, now=self.ago(6))
        if subject is not None:
            actions.propose_deletion(**by, request=gone, now=self.ago(3))

        self._closed(officer)

    def _closed(self, officer: Actor) -> None:
        """An answer of each kind."""
        done = self.asked(Asks.WITHDRAWAL, "đừng gửi thư cho tôi nữa.", 30)
        met = self.asked(Asks.CORRECTION, "tên thôn ghi sai.", 26)
        unproven = self.asked(Asks.DELETION, "xóa hết tin của nhà bên cạnh.", 24)
        kept = self.asked(Asks.DELETION, "xin xóa tin tố giác đã có quyết định khởi tố.", 40)
        for request in (done, met, kept):
            actions.confirm_identity(actor=officer, request=request, now=self.ago(22))
        for request, outcome, text in (
            (done, Outcome.DONE, "Đã dừng gửi thư. Bạn vẫn xem được tin bằng mã."),
            (met, Outcome.PARTLY, "Đã sửa tên thôn. Dòng sổ tiếp nhận giữ nguyên theo luật."),
            (
                unproven,
                Outcome.NOT_PROVEN,
                "Chưa biết đây là dữ liệu của bạn. Mời bạn đến trực tiếp, mang theo giấy tờ.",
            ),
            (
                kept,
                Outcome.NOT_ALLOWED,
                "Tin đã thành hồ sơ vụ án hình sự, luật tố tụng không cho xóa.",
            ),
        ):
            actions.answer(
                actor=officer, request=request, outcome=outcome, text=text, now=self.ago(20)
            )
