"""What was done to accounts and duties, in sentences."""

from django.utils.translation import gettext_lazy as _

from binhyen.kernel.audit.history import verbs

verbs(
    {
        "people.account_created": _("Lập tài khoản"),
        "people.account_changed": _("Sửa thông tin tài khoản"),
        "people.account_closed": _("Ngừng dùng tài khoản"),
        "people.account_reopened": _("Mở lại tài khoản"),
        "people.duty_given": _("Giao nhiệm vụ"),
        "people.duty_ended": _("Kết thúc nhiệm vụ"),
        "people.duty_handed_over": _("Bàn giao nhiệm vụ cho người khác"),
        "people.duty_taken_over": _("Nhận bàn giao nhiệm vụ"),
        "people.second_factor_reset": _("Gỡ lớp bảo vệ thứ hai để đặt lại"),
        "people.link_made": _("Lập liên kết đặt mật khẩu"),
        "people.token_created": _("Lập khóa API"),
        "people.token_revoked": _("Thu hồi khóa API"),
    }
)
