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
        "workflow.year_verified": _("Kiểm chứng lịch của năm"),
    }
)
