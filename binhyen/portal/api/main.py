"""The one NinjaAPI: who may call, how answers and errors are written."""

import orjson
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError
from ninja.errors import ValidationError as SchemaError
from ninja.renderers import BaseRenderer

from binhyen.domains.intake.api import router as intake
from binhyen.kernel.people.actor import Actor
from binhyen.lib.problem import Problem
from binhyen.lib.schema_errors import describe
from binhyen.lib.verdict import Refused
from binhyen.portal.api.deadlines import router as deadlines
from binhyen.portal.api.figures import router as figures
from binhyen.portal.api.places import router as places

PROBLEM = "application/problem+json"
# Shapes of errors that every operation may answer, for the OpenAPI document.
PROBLEM_SCHEMA = {
    "type": "object",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
            },
        },
    },
    "required": ["type", "title", "status"],
}


class Orjson(BaseRenderer):
    media_type = "application/json"

    def render(self, request: HttpRequest, data: object, *, response_status: int) -> bytes:
        return orjson.dumps(data, default=str)


def staff(request: HttpRequest) -> Actor | None:
    """A person signed in, or a token; the middleware has worked out who (request.actor)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor if actor.is_staff else None


api = NinjaAPI(
    title="Bình Yên",
    version="1",
    description=(
        "Báo tin, theo dõi tin, đơn vị hành chính theo thời gian, thời hạn pháp luật, số liệu. "
        "Lỗi trả về theo RFC 9457 bằng ngôn ngữ của người gọi (Accept-Language: vi, en)."
    ),
    renderer=Orjson(),
    auth=staff,
    urls_namespace="api",
)
api.add_router("", intake)
api.add_router("/places", places)
api.add_router("", deadlines)
api.add_router("", figures)


def problem_response(problem: Problem) -> HttpResponse:
    return HttpResponse(
        orjson.dumps(problem.document(), default=str),
        content_type=PROBLEM,
        status=problem.status,
    )


@api.exception_handler(Problem)
def _problem(request: HttpRequest, error: Problem) -> HttpResponse:
    return problem_response(error)


@api.exception_handler(Refused)
def _refused(request: HttpRequest, error: Refused) -> HttpResponse:
    verdict = error.verdict
    more = {"law": verdict.law} if verdict.law else {}
    return problem_response(
        Problem(409, "refused", _("Chưa làm được việc này."), verdict.reason, more=more)
    )


@api.exception_handler(SchemaError)
def _schema(request: HttpRequest, error: SchemaError) -> HttpResponse:
    found = [{**one, "loc": one["loc"][-1:]} for one in error.errors]
    title = _("Có chỗ chưa đúng trong nội dung gửi lên.")
    return problem_response(Problem(422, "invalid", title, errors=describe(found)))


@api.exception_handler(AuthenticationError)
def _stranger(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    title = _("Cần đăng nhập hoặc khóa API.")
    return problem_response(Problem(401, "unauthenticated", title))


@api.exception_handler(Http404)
def _missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem_response(Problem(404, "not-found", _("Không có gì ở địa chỉ này.")))


@api.exception_handler(HttpError)
def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    title = _("Không đọc được nội dung gửi lên; hãy kiểm tra JSON.")
    return problem_response(Problem(error.status_code, "unreadable", title))
