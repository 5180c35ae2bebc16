"""Pages for what went wrong: what happened, what is not lost, and the way on. Never a bare code."""

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import DisallowedHost, RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.csrf import requires_csrf_token


def _came_from(request: HttpRequest) -> str:
    """The page of ours that was left, as a path; the page itself when nothing is known."""
    referrer = urlsplit(request.headers.get("Referer", ""))
    try:
        host = request.get_host()
    except DisallowedHost:  # the very reason why this page is shown
        return ""
    if referrer.netloc == host and referrer.path != request.path:
        return referrer.path
    return ""


def _page(request: HttpRequest, status: int, title: str, *lines: str, **more: Any) -> HttpResponse:
    context = {"error_title": title, "error_lines": lines, "back_url": "", "back_words": ""}
    return render(request, "portal/error.html", {**context, **more}, status=status)


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return _too_large(request)
    return _page(
        request,
        400,
        *_unreadable(),
        back_url=_came_from(request),
        back_words=_("Quay lại trang trước"),
    )


def _too_large(request: HttpRequest) -> HttpResponse:
    return _page(
        request,
        413,
        _("Nội dung gửi lên quá lớn"),
        _("Phần chữ không quá 2,5 MB, mỗi lần không quá 5 tệp. Chưa có gì được lưu."),
        _("Bấm nút quay lại của trình duyệt, rút gọn phần chữ hoặc chọn tệp nhỏ hơn rồi gửi lại."),
        back_url=_came_from(request),
        back_words=_("Quay lại trang trước"),
    )


def _unreadable() -> tuple[str, str, str]:
    return (
        _("Yêu cầu chưa đọc được"),
        _("Trình duyệt gửi đến một yêu cầu bị hỏng hoặc thiếu. Chưa có gì được lưu hay thay đổi."),
        _("Quay lại trang trước, kiểm tra và gửi lại."),
    )


def unreadable() -> HttpResponse:
    """For a request of which not even the address or the cookies can be used."""
    return broken(400, *_unreadable())


@requires_csrf_token
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(
        request,
        403,
        _("Trang này không mở cho tài khoản đang dùng"),
        _("Nhiệm vụ hiện có không gồm việc này, hoặc chưa đăng nhập."),
        _("Nếu cần cho công việc, hỏi chỉ huy đơn vị hoặc người quản trị để được phân công."),
        back_url=_came_from(request),
        back_words=_("Quay lại trang trước"),
    )


@requires_csrf_token
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(
        request,
        404,
        _("Không có trang này"),
        _("Địa chỉ có thể gõ sai, hoặc trang đã đổi chỗ."),
        _("Nếu bạn tìm tin đã gửi, hãy dùng mã theo dõi ở mục “Theo dõi tin”."),
        back_url=_came_from(request),
        back_words=_("Quay lại trang trước"),
    )


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was too old or its cookie is gone: what was typed waits in the browser's page."""
    return _page(
        request,
        403,
        _("Phiên đã hết hạn, tin chưa gửi"),
        _("Trang để mở quá lâu, hoặc trình duyệt chặn cookie, nên lần gửi này chưa được nhận."),
        _(
            "Điều đã nhập chưa mất: bấm nút quay lại của trình duyệt, chữ vẫn còn trong ô. "
            "Chép lại phần dài nếu muốn chắc chắn, tải lại trang rồi gửi lần nữa."
        ),
        back_url=request.path if request.method == "POST" else "",
        back_words=_("Mở lại trang này"),
    )


def too_many(request: HttpRequest) -> HttpResponse:
    """Signing in, or asking for links, too often from one place. Others are not held up."""
    answer = _page(
        request,
        429,
        _("Quá nhiều lần trong thời gian ngắn"),
        _("Để giữ an toàn cho tài khoản, nơi này cần chờ một lúc. Không tài khoản nào bị khóa."),
        _("Chờ năm phút rồi thử lại."),
        back_url=_came_from(request),
        back_words=_("Quay lại trang trước"),
    )
    answer["Retry-After"] = "300"
    return answer


def server_error(request: HttpRequest) -> HttpResponse:
    return broken(
        500,
        _("Có lỗi ở phía chúng tôi"),
        _("Lỗi không do bạn. Việc vừa làm chưa được lưu; những gì đã lưu trước đó vẫn còn."),
        _("Chờ một phút rồi thử lại: gửi lại cùng một biểu mẫu không tạo ra hai tin."),
        _("Việc gấp, hãy gọi 113 hoặc công an xã, phường."),
    )


def unavailable(request: HttpRequest) -> HttpResponse:
    """503 with a sentence, for a full disk or a database that restarts."""
    answer = broken(
        503,
        _("Trang đang bận, xin thử lại sau ít phút"),
        _("Máy chủ tạm thời không ghi được. Lần gửi này chưa được nhận, hãy giữ trang đang mở."),
        _("Chờ một phút rồi gửi lại: cùng một biểu mẫu không tạo ra hai tin."),
        _("Việc gấp, hãy gọi 113 hoặc công an xã, phường."),
    )
    answer["Retry-After"] = "60"
    return answer


def broken(status: int, title: str, *lines: str) -> HttpResponse:
    """A page that asks neither database nor session."""
    context = {"error_title": title, "error_lines": lines}
    return HttpResponse(render_to_string("portal/broken.html", context), status=status)
