"""The sentences of this domain's deeds in a record's history."""

from django.utils.translation import gettext_lazy as _

from binhyen.kernel.audit.history import verbs

verbs(
    {
        "requests.received": _("Nhận yêu cầu về dữ liệu"),
        "requests.viewed": _("Xem yêu cầu"),
        "requests.replied": _("Trả lời tiếp nhận"),
        "requests.identity_confirmed": _("Đối chiếu giấy tờ trực tiếp"),
        "requests.third_party": _("Ghi bên thứ ba phải làm cùng"),
        "requests.extended": _("Gia hạn"),
        "requests.deletion_proposed": _("Đưa vào danh sách đề nghị xóa"),
        "requests.answered": _("Trả lời kết quả"),
        "requests.erased": _("Xóa nội dung hết thời hạn bảo quản"),
    }
)
