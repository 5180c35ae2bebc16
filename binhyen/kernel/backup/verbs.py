"""What the trail says of backups."""

from django.utils.translation import gettext_lazy as _

from binhyen.kernel.audit.history import verbs

verbs(
    {
        "audit.anchored": _("Ghi mốc niêm phong nhật ký"),
        "backup.made": _("Sao lưu toàn bộ hệ thống"),
        "backup.restored": _("Khôi phục từ bản sao lưu"),
    }
)
