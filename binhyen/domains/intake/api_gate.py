"""The door of reports by the API: how many an hour, and proof of work when it is asked."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from binhyen.domains.intake.gate import Gate, knock, let_in
from binhyen.lib.problem import Problem


def come_in(request: HttpRequest) -> str | None:
    """Count one report; None when it may come in, else for which subject a proof came along. Asked
    before the body is read: whoever floods with files is turned away by the header alone."""
    gate, proved_for = knock(request), None
    if gate is Gate.PROOF:
        gate, proved_for = let_in(request, request.headers.get("X-Altcha", ""))
    if gate is Gate.PROOF:
        raise proof_needed()
    if gate is Gate.CLOSED:
        raise too_many()
    return proved_for


def too_many() -> Problem:
    return Problem(
        429,
        "too-many",
        _("Có quá nhiều lượt gửi từ mạng này trong giờ qua."),
        _("Hãy thử lại sau, hoặc gọi 113 nếu khẩn cấp."),
    )


def proof_needed() -> Problem:
    return Problem(
        428,
        "proof-needed",
        _("Đang có nhiều lượt gửi cùng lúc: tin cần kèm lời giải của một phép tính ngắn."),
        _("Lấy phép tính ở challenge, giải, rồi gửi lại tin với tiêu đề X-Altcha."),
        more={"challenge": reverse("api:tips_challenge")},
    )
