"""The one NinjaAPI: who may call, how answers and errors are written."""

import orjson
from django.http import HttpRequest
from django.utils.translation import gettext_noop
from ninja.renderers import BaseRenderer

from binhyen.domains.handins.api import router as handins
from binhyen.domains.intake.api import router as intake
from binhyen.portal.api.callers import BY_SESSION, BY_TOKEN
from binhyen.portal.api.contract import Contract
from binhyen.portal.api.deadlines import router as deadlines
from binhyen.portal.api.figures import router as figures
from binhyen.portal.api.places import router as places
from binhyen.portal.api.problems import JsonOnly, explain_errors
from binhyen.portal.api.search import router as search


class Orjson(BaseRenderer):
    media_type = "application/json"

    def render(self, request: HttpRequest, data: object, *, response_status: int) -> bytes:
        return orjson.dumps(data, default=str)


api = Contract(
    title="Bình Yên",
    version="1",
    description=gettext_noop(
        "Báo tin, theo dõi tin, đơn vị hành chính theo thời gian, thời hạn pháp luật, số liệu. "
        "Lỗi trả về theo RFC 9457 bằng ngôn ngữ của người gọi (Accept-Language: vi, en)."
    ),
    renderer=Orjson(),
    parser=JsonOnly(),
    auth=[BY_TOKEN, BY_SESSION],
    docs_url=None,  # our own page: portal.api.docs
    urls_namespace="api",
)
api.add_router("", intake)
api.add_router("", handins)
api.add_router("/places", places)
api.add_router("", deadlines)
api.add_router("", figures)
api.add_router("", search)
explain_errors(api)
