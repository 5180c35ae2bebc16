"""What this part's events are called in a record's history."""

from django.utils.translation import gettext_lazy as _

from binhyen.kernel.audit.history import verbs

verbs(
    {
        "workflow.rule_edited": _("Sửa quy định: bản mới thay bản cũ"),
        "workflow.rule_verified": _("Kiểm chứng quy định"),
        "workflow.rule_unverified": _("Bỏ dấu đã kiểm chứng"),
        "workflow.day_marked": _("Ghi một ngày vào lịch"),
        "workflow.day_cleared": _("Bỏ một ngày khỏi lịch"),
        "workflow.reminded": _("Nhắc việc sắp đến hạn"),
        "workflow.escalated": _("Báo chỉ huy: việc đã quá hạn"),
        "workflow.escalated_above": _("Báo chỉ huy cấp trên: việc đã quá hạn"),
        "workflow.view_saved": _("Lưu một cách xem danh sách"),
        "workflow.view_dropped": _("Bỏ một cách xem danh sách"),
        "workflow.year_verified": _("Kiểm chứng lịch của năm"),
    }
)
