"""What messages say: that something changed and where to look, never what, whom or where.

A mailbox may be read by others (a family, an employer, whoever finds the phone), so neither the
code of a report nor its subject stands here.
"""

from typing import NamedTuple

from django.utils.translation import gettext, ngettext, override


class Words(NamedTuple):
    subject: str
    text: str


def reporter_update(language: str) -> Words:
    """To a reporter who asked for e-mail: there is news."""
    with override(language):
        return Words(
            gettext("Có cập nhật mới dành cho bạn"),
            gettext(
                "Nội dung bạn gửi qua Bình Yên vừa có cập nhật. Để xem, bạn mở trang theo dõi và "
                "nhập mã mà bạn đã lưu. Vì sự an toàn của bạn, thư này không nhắc lại nội dung "
                "và không kèm mã."
            ),
        )


def reporter_question(language: str) -> Words:
    """To a reporter who asked for e-mail: the officer asks something."""
    with override(language):
        return Words(
            gettext("Có câu hỏi đang chờ bạn trả lời"),
            gettext(
                "Người xử lý cần hỏi thêm bạn một điều. Bạn mở trang theo dõi, nhập mã mà bạn đã "
                "lưu để đọc và trả lời. Bạn có thể không trả lời."
            ),
        )


def staff_work(language: str) -> Words:
    """To an officer: something waits at the desk."""
    with override(language):
        return Words(
            gettext("Có việc mới trên bàn làm việc"),
            gettext("Có việc mới hoặc thay đổi cần xem. Đăng nhập để xem chi tiết."),
        )


def reminder(language: str, count: int, *, late: bool) -> Words:
    """To an officer: how many duties fall due soon, or are late; never which."""
    with override(language):
        if late:
            subject = gettext("Có việc quá hạn")
            text = ngettext(
                "Có %(n)s việc đã quá hạn mà chưa xong.",
                "Có %(n)s việc đã quá hạn mà chưa xong.",
                count,
            )
        else:
            subject = gettext("Có việc sắp đến hạn")
            text = ngettext("Có %(n)s việc sắp đến hạn.", "Có %(n)s việc sắp đến hạn.", count)
        return Words(subject, f"{text % {'n': count}} {gettext('Đăng nhập để xem chi tiết.')}")


def reminder_below(language: str, *, late: bool) -> Words:
    """To a leader above: units below have duties that are late, or (where nobody leads the unit)
    that fall due; one message, however many."""
    with override(language):
        if late:
            subject = gettext("Đơn vị cấp dưới có việc quá hạn")
            text = gettext("Có đơn vị cấp dưới quá hạn việc mà chưa xong.")
        else:
            subject = gettext("Đơn vị cấp dưới có việc sắp đến hạn")
            text = gettext("Có đơn vị cấp dưới chưa có chỉ huy mà việc sắp đến hạn.")
        return Words(subject, f"{text} {gettext('Đăng nhập để xem chi tiết.')}")


def closing(language: str) -> str:
    """The last lines of every e-mail."""
    with override(language):
        return gettext(
            "Thư gửi tự động từ Bình Yên, không cần trả lời. Nếu không muốn nhận thư nữa, có thể "
            "tắt trên trang theo dõi hoặc trong tài khoản. Trường hợp khẩn cấp: gọi 113, 114 "
            "hoặc 115."
        )
