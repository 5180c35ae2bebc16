"""What the kernel itself keeps for a while only."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from binhyen.kernel.notify.models import Message
from binhyen.kernel.retention.classes import Passing, keeps

State = Message.State


def _mails(before: datetime) -> int:
    old = Message.objects.mails().filter(
        state__in=(State.SENT, State.DROPPED, State.FAILED), created_at__lt=before
    )
    return old.delete()[0]


def _inbox(before: datetime) -> int:
    old = Message.objects.filter(
        channel=Message.Channel.INBOX, read_at__isnull=False, created_at__lt=before
    )
    return old.delete()[0]


keeps(
    Passing("mails", _("Thư điện tử đã gửi"), rule="keep_mails", forget=_mails),
    Passing("inbox", _("Lời báo đã đọc trong hộp thư"), rule="keep_inbox", forget=_inbox),
    Passing("drafts", _("Bản nháp tin chưa gửi"), length=_("24 giờ")),
    Passing("uploads", _("Tệp của bản nháp chưa gửi"), length=_("3 ngày")),
    Passing("sessions", _("Phiên đăng nhập"), length=_("12 giờ; 30 phút không dùng")),
    Passing("jobs", _("Việc nền không làm được"), length=_("30 ngày")),
    Passing(
        "logs",
        _("Nhật ký kỹ thuật của máy chủ"),
        length=_("theo cấu hình của người vận hành; không có địa chỉ mạng, tên người"),
    ),
    Passing(
        "audit",
        _("Nhật ký thao tác"),
        length=_("không xóa: xóa một dòng làm đứt chuỗi; không chứa danh tính người báo tin"),
    ),
)
