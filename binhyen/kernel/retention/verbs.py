"""What the trail says of keeping and erasing."""

from django.utils.translation import gettext_lazy as _

from binhyen.kernel.audit.history import verbs

verbs(
    {
        "retention.proposed": _("Đưa vào danh sách đề nghị xóa"),
        "retention.approved": _("Đồng ý xóa"),
        "retention.declined": _("Không đồng ý xóa"),
        "retention.left_out": _("Để lại một hồ sơ"),
        "retention.held": _("Yêu cầu giữ hồ sơ"),
        "retention.lifted": _("Bỏ lệnh giữ hồ sơ"),
        "retention.erased": _("Xóa hồ sơ theo đề nghị đã duyệt"),
        "retention.finished": _("Xóa xong danh sách"),
        "retention.erased_again": _("Xóa lại sau khi khôi phục bản sao lưu"),
        "retention.forgotten": _("Dọn thư, dữ liệu tạm hết thời hạn"),
    }
)
