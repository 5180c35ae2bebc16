"""Errors of the API in one form (RFC 9457), whoever finds them: ninja, Django or a middleware."""

from collections.abc import Callable
from typing import Any

import orjson
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError
from ninja.errors import ValidationError as SchemaError
from ninja.parser import Parser

from binhyen.lib.problem import Problem
from binhyen.lib.schema_errors import describe
from binhyen.lib.verdict import Refused

PROBLEM = "application/problem+json"
RETRY_AFTER = {429: "3600", 503: "60"}
Next = Callable[[HttpRequest], HttpResponse]


def problem_response(problem: Problem) -> HttpResponse:
    answer = HttpResponse(
        orjson.dumps(problem.document(), default=str), content_type=PROBLEM, status=problem.status
    )
    if problem.status in RETRY_AFTER:
        answer["Retry-After"] = RETRY_AFTER[problem.status]
    if problem.status == 401:
        answer["WWW-Authenticate"] = "Bearer"
    return answer


def usual(status: int) -> Problem:
    """The problem of a status that some layer answered without words."""
    kind, title, detail = {
        401: ("unauthenticated", _("Cần đăng nhập hoặc khóa API."), ""),
        403: (
            "forbidden",
            _("Không được phép làm việc này."),
            _("Phiên trình duyệt cần tiêu đề X-CSRFToken; hoặc hãy dùng khóa API."),
        ),
        404: ("not-found", _("Không có gì ở địa chỉ này."), ""),
        405: (
            "method-not-allowed",
            _("Địa chỉ này không nhận phương thức đó."),
            _("Xem tiêu đề Allow."),
        ),
        413: (
            "too-large",
            _("Nội dung gửi lên quá lớn."),
            _("Văn bản không quá 2,5 MB; ảnh, video gửi bằng multipart/form-data."),
        ),
        415: (
            "unsupported-media-type",
            _("Không đọc được kiểu nội dung này."),
            _("Hãy gửi application/json (hoặc multipart/form-data khi kèm tệp)."),
        ),
        500: (
            "fault",
            _("Có lỗi ở phía chúng tôi."),
            _("Chưa có gì được lưu; gửi lại với cùng idempotency_key không tạo ra hai tin."),
        ),
    }.get(
        status,
        (
            "unreadable",
            _("Không đọc được yêu cầu này."),
            _("Hãy kiểm tra địa chỉ, tham số và nội dung gửi lên."),
        ),
    )
    return Problem(status, kind, title, detail)


class JsonOnly(Parser):
    """A body that is not said to be JSON is not guessed at."""

    def parse_body(self, request: HttpRequest) -> Any:
        if request.content_type != "application/json":
            raise usual(415)
        return super().parse_body(request)


def explain_errors(api: NinjaAPI) -> None:
    """Teach ``api`` our words for what went wrong. Nothing that the request wrote is kept."""
    handlers: dict[type[Exception], Callable[[Any], Problem]] = {
        Problem: lambda error: error,
        Refused: _refused,
        SchemaError: _not_as_described,
        AuthenticationError: lambda error: usual(401),
        Http404: lambda error: usual(404),
        RequestDataTooBig: lambda error: usual(413),
        HttpError: _unreadable,
    }
    for kind, explain in handlers.items():
        api.add_exception_handler(kind, _answering(explain))


def _answering(explain: Callable[[Any], Problem]) -> Callable[..., HttpResponse]:
    def answer(request: HttpRequest, error: Any) -> HttpResponse:
        request.undo = True  # type: ignore[attr-defined]
        return problem_response(explain(error))

    return answer


def _refused(error: Refused) -> Problem:
    """A rule's no is a conflict with what is (409); a full disk is a matter of time (503)."""
    status = 503 if error.status == 503 else 409
    law = error.verdict.law
    more = {"law": law} if law else {}
    return Problem(status, "refused", _("Chưa làm được việc này."), error.verdict.reason, more=more)


def _not_as_described(error: SchemaError) -> Problem:
    found = [{**one, "loc": one["loc"][-1:]} for one in error.errors]
    title = _("Có chỗ chưa đúng trong nội dung gửi lên.")
    return Problem(422, "invalid", title, errors=describe(found))


def _unreadable(error: HttpError) -> Problem:
    """ninja wraps whatever reading the body raised."""
    if isinstance(error.__cause__, Problem):
        return error.__cause__
    if isinstance(error.__cause__, RequestDataTooBig):
        return usual(413)
    if error.status_code != 400:
        return usual(error.status_code)
    title = _("Không đọc được nội dung gửi lên; hãy kiểm tra JSON.")
    return Problem(400, "unreadable", title)


def problems_only(get_response: Next) -> Next:
    """Under /api/ also Django's own refusals (no such address, method, CSRF, a fault) are problem
    documents, with the headers that they carry."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not request.path.startswith("/api/") or response.status_code < 400:
            return response
        if response.get("Content-Type", "").startswith(PROBLEM):
            return response
        told = problem_response(usual(response.status_code))
        response.content = told.content
        for name, value in told.items():
            response[name] = value
        if response.has_header("Content-Length"):  # that of the page whose words were replaced
            response["Content-Length"] = str(len(response.content))
        return response

    return middleware
