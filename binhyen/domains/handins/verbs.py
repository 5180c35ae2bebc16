"""The sentences of this domain's deeds in a record's history."""

from django.utils.translation import gettext_lazy as _

from binhyen.kernel.audit.history import verbs

verbs(
    {
        "handins.received": _("Nhận đồ giao nộp, vào sổ"),
        "handins.viewed": _("Xem lượt giao nộp"),
        "handins.file_viewed": _("Xem ảnh, giấy tờ giao nộp"),
        "handins.exported": _("Xuất danh sách giao nộp ra tệp"),
        "handins.gift": _("Tặng bình chữa cháy"),
        "handins.stored": _("Nhập kho"),
        "handins.transferred": _("Chuyển đi để phân loại"),
        "handins.arrived": _("Nhận hiện vật để phân loại"),
        "handins.examined": _("Phân loại"),
        "handins.destroyed": _("Tiêu hủy"),
        "handins.to_military": _("Bàn giao quân đội"),
        "handins.erased": _("Xóa nội dung hết thời hạn bảo quản"),
        "handins.corrected": _("Sửa dòng ghi nhầm"),
        "handins.taken_over": _("Đơn vị kế thừa nhận hiện vật"),
        "handins.campaign_opened": _("Phát động đợt vận động"),
        "handins.campaign_ended": _("Kết thúc đợt vận động"),
        "handins.stock_taken": _("Kiểm kê"),
        "handins.visit_booked": _("Người dân hẹn giờ giao nộp"),
        "handins.visit_moved": _("Người dân đổi giờ hẹn"),
        "handins.visit_cancelled": _("Người dân hủy hẹn"),
        "handins.visit_noted": _("Ghi người hẹn đến hay không"),
        "handins.hours_set": _("Đặt giờ nhận giao nộp"),
    }
)
