"""What the trail says of files."""

from django.utils.translation import gettext_lazy as _

from binhyen.kernel.audit.history import verbs

verbs(
    {
        "documents.kept": _("Nhận tệp và niêm phong bản gốc"),
        "documents.dropped": _("Bỏ tệp chưa gửi"),
        "documents.covered": _("Che một phần ảnh trên bản làm việc"),
        "documents.scanned": _("Đã quét, tệp không có mã độc"),
        "documents.infected": _("Đã quét, tệp có mã độc: chỉ giữ bản gốc niêm phong"),
        "documents.converted": _("Chuyển video sang định dạng xem được"),
        "documents.not_converted": _("Không chuyển được video: chỉ giữ bản gốc niêm phong"),
    }
)
