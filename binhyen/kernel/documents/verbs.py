"""What the trail says of files."""

from django.utils.translation import gettext_lazy as _

from binhyen.kernel.audit.history import verbs

verbs(
    {
        "documents.kept": _("Nhận tệp và niêm phong bản gốc"),
        "documents.dropped": _("Bỏ tệp chưa gửi"),
    }
)
