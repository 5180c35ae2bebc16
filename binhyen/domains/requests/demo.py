"""Labelled demo requests ("minh họa"), made by the same actions as real ones."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from binhyen.domains.requests import actions
from binhyen.domains.requests.models import Asks, DataRequest
from binhyen.kernel.audit.action import in_scope
from binhyen.kernel.people.actor import ANONYMOUS, SYSTEM
from binhyen.kernel.retention.clockwork import deciding_unit
from binhyen.lib.progress import Progress, quiet

ASKED = [
    (Asks.ACCESS, "Minh họa: tôi muốn biết hệ thống đang giữ gì về tin tôi gửi tháng trước.", 1),
    (Asks.WITHDRAWAL, "Minh họa: tôi không muốn nhận thư báo nữa.", 5),
    (Asks.DELETION, "Minh họa: việc đã xong, xin xóa ảnh tôi đã gửi.", 9),
]


def make_demo(progress: Progress = quiet) -> None:
    """Some requests waiting for the province; made once."""
    now = timezone.now()
    unit = deciding_unit(now)
    if unit is None:
        return
    with in_scope(SYSTEM):
        if DataRequest.objects.exists():
            return
        for number, (asks, text, days) in enumerate(ASKED):
            actions.receive_request(
                actor=ANONYMOUS,
                asks=asks,
                text=text,
                subject=None,
                unit=unit,
                idempotency_key=UUID(int=9000 + number),
                now=now - timedelta(days=days),
            )
    progress("Yêu cầu về dữ liệu minh họa")
