"""The sentences of this domain's deeds in a record's history."""

from django.utils.translation import gettext_lazy as _

from binhyen.kernel.audit.history import verbs

verbs(
    {
        "intake.received": _("Tiếp nhận, vào sổ"),
        "intake.registered": _("Tiếp nhận hộ, vào sổ"),
        "intake.minutes_kept": _("Lưu biên bản đã ký (niêm phong)"),
        "intake.imported": _("Nhập từ sổ cũ"),
        "intake.import_uploaded": _("Tải sổ cũ lên"),
        "intake.import_matched": _("Ghép cột sổ cũ"),
        "intake.import_tried": _("Kiểm tra sổ cũ"),
        "intake.import_started": _("Bắt đầu nhập sổ cũ"),
        "intake.numbers_reserved": _("Giữ các số của sổ cũ"),
        "intake.import_advanced": _("Nhập thêm các dòng của sổ cũ"),
        "intake.undo_asked": _("Yêu cầu hoàn tác lượt nhập"),
        "intake.import_taken_back": _("Rút lại tin nhập từ sổ cũ"),
        "intake.import_undone": _("Hoàn tác lượt nhập"),
        "intake.import_kept": _("Giữ lại lượt nhập"),
        "intake.import_forgotten": _("Xóa tệp sổ cũ chưa nhập"),
        "intake.viewed": _("Xem hồ sơ"),
        "intake.file_viewed": _("Xem tệp"),
        "intake.exported": _("Xuất danh sách ra tệp"),
        "intake.accepted": _("Thụ lý"),
        "intake.classified": _("Phân loại"),
        "intake.assigned": _("Phân công cán bộ thụ lý"),
        "intake.asked": _("Viết cho người báo tin"),
        "intake.first_answered": _("Tự gửi lời trả lời đầu tiên"),
        "intake.response_written": _("Soạn mẫu trả lời"),
        "intake.response_withdrawn": _("Thôi dùng mẫu trả lời"),
        "intake.answer_looked_at": _("Chỉ huy xem lại lời trả lời"),
        "intake.noted": _("Ghi chú nội bộ"),
        "intake.transferred": _("Chuyển đi"),
        "intake.arrived": _("Nhận từ đơn vị khác, vào sổ"),
        "intake.valued": _("Ghi nhận thông tin có giá trị"),
        "intake.late": _("Quá hạn giải quyết"),
        "intake.extended": _("Kéo dài, gia hạn thời hạn"),
        "intake.procuracy_notified": _("Thông báo Viện kiểm sát"),
        "intake.duty_done": _("Ghi việc đã làm theo thời hạn"),
        "intake.suspended": _("Tạm đình chỉ"),
        "intake.resumed": _("Phục hồi giải quyết"),
        "intake.closed": _("Ghi kết quả"),
        "intake.reporter_wrote": _("Người báo tin viết thêm"),
        "intake.reporter_added_files": _("Người báo tin gửi thêm tệp"),
        "intake.contact_withdrawn": _("Người báo tin thôi nhận thư"),
        "intake.erased": _("Xóa nội dung hết thời hạn bảo quản"),
        "intake.rated": _("Người báo tin đánh giá"),
        "intake.appealed": _("Người báo tin đề nghị xem lại"),
        "intake.appeal_decided": _("Quyết định về đề nghị xem lại"),
    }
)
