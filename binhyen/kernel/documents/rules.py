"""Which files are kept: how many, how large, and never a State secret."""

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from binhyen.kernel.documents.models import File, FileKind
from binhyen.kernel.documents.parse.stamps import stamp_in_name
from binhyen.kernel.documents.parse.unfit import Reason
from binhyen.lib.verdict import YES, Verdict, no

# Cấm soạn thảo, lưu giữ bí mật nhà nước trên thiết bị có kết nối mạng.
STATE_SECRETS_LAW = "Luật Bảo vệ bí mật nhà nước số 117/2025/QH15, Điều 5"
STATE_SECRETS_SINCE = "01/03/2026"
_PICTURES = (FileKind.JPEG, FileKind.PNG, FileKind.WEBP, FileKind.HEIC)


def may_be_named(name: str) -> Verdict:
    return _secret() if stamp_in_name(name) else YES


def may_be_so_large(kind: str, size: int) -> Verdict:
    """``size`` in bytes; the limit depends on the kind."""
    limit = largest(kind)
    if size <= limit:
        return YES
    return no(
        _("Tệp nặng %(size)s, quá mức %(limit)s cho loại này. Bạn chọn tệp nhỏ hơn.")
        % {"size": filesizeformat(size), "limit": filesizeformat(limit)}
    )


def largest(kind: str) -> int:
    if kind in _PICTURES:
        return int(settings.UPLOAD_LARGEST_PHOTO)
    if kind == FileKind.PDF:
        return int(settings.UPLOAD_LARGEST_PDF)
    return int(settings.UPLOAD_LARGEST)


def may_keep_another(already: int) -> Verdict:
    if already < settings.UPLOAD_MOST_FILES:
        return YES
    return no(
        _("Mỗi lần gửi được nhiều nhất %(count)s tệp. Bạn bỏ bớt một tệp rồi thêm lại.")
        % {"count": settings.UPLOAD_MOST_FILES}
    )


def state_of(working: str, to_convert: bool) -> str:
    """The state of a file that is known to be clean."""
    if not working:
        return File.State.SEALED
    return File.State.PENDING if to_convert else File.State.READY


def because(reason: Reason) -> Verdict:
    """The refusal of a file that the parsing process found unfit."""
    if reason == Reason.SECRET:
        return _secret()
    return no(_sentences()[reason])


def has_malware() -> Verdict:
    return no(
        _(
            "Trong tệp có mã độc nên không nhận được. Phần chữ vẫn gửi được; bạn có thể chụp màn "
            "hình nội dung cần gửi rồi gửi ảnh ấy. Bạn cũng nên quét mã độc trên máy của mình."
        )
    )


def may_cover(file: File) -> Verdict:
    """Parts of photographs are covered, on the copy that people see."""
    if file.kind not in _PICTURES or not file.working:
        return no(_("Chỉ che được phần ảnh."))
    if not file.is_ready:
        return no(_("Ảnh chưa xem được nên chưa che được."))
    return YES


def _secret() -> Verdict:
    return no(
        _(
            "Tệp mang dấu mật (MẬT, TỐI MẬT hoặc TUYỆT MẬT). Không gửi tài liệu bí mật nhà nước "
            "qua mạng: hệ thống không lưu lại tệp này. Tài liệu mật nộp trực tiếp tại cơ quan "
            "công an."
        ),
        law=STATE_SECRETS_LAW,
        since=STATE_SECRETS_SINCE,
    )


def _sentences() -> dict[Reason, str]:
    return {
        Reason.UNKNOWN: _(
            "Chưa nhận được loại tệp này. Bạn gửi ảnh (JPEG, PNG, WebP, HEIC), video (MP4, "
            "MOV, 3GP), ghi âm (M4A, MP3) hoặc PDF."
        ),
        Reason.DAMAGED: _(
            "Tệp bị hỏng hoặc chưa tải lên hết. Bạn mở thử trên máy mình rồi gửi lại."
        ),
        Reason.HIDDEN: _(
            "Trong tệp có lẫn một tệp khác nên không nhận được. Bạn chụp lại màn hình hoặc lưu "
            "thành ảnh mới rồi gửi."
        ),
        Reason.HUGE_PICTURE: _(
            "Ảnh có quá nhiều điểm ảnh. Bạn chụp ở độ phân giải thấp hơn hoặc thu nhỏ ảnh."
        ),
        Reason.LOCKED: _("Tệp PDF đặt mật khẩu. Bạn bỏ mật khẩu rồi gửi lại."),
        Reason.MANY_PAGES: _("Tệp PDF có quá 500 trang. Bạn tách ra và gửi phần cần thiết."),
        Reason.HEAVY: _(
            "Tệp quá nặng để kiểm tra an toàn nên không nhận được. Bạn lưu thành tệp đơn giản "
            "hơn, ví dụ ảnh chụp màn hình."
        ),
        Reason.DISK_FULL: _("Máy chủ tạm hết chỗ để nhận tệp. Bạn thử lại sau."),
    }
