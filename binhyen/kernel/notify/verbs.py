"""What the trail says of messages."""

from django.utils.translation import gettext_lazy as _

from binhyen.kernel.audit.history import verbs

verbs(
    {
        "notify.retried": _("Cho gửi lại thư"),
        "notify.read": _("Đọc tin nhắn"),
        "notify.all_read": _("Đánh dấu đã đọc tất cả tin nhắn"),
    }
)
