"""Search for staff and their programs: the same answers as the page /tim/."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import Query, Router, Schema
from pydantic import Field

from binhyen.kernel.people.actor import acting
from binhyen.kernel.search.asking import LONGEST
from binhyen.kernel.search.finding import answer
from binhyen.kernel.search.snippets import snippet
from binhyen.kernel.search.tracing import trace_lookup
from binhyen.lib import codes
from binhyen.lib.paging import BadCursor
from binhyen.lib.problem import Problem, require_scope

router = Router(tags=["search"])


class Asked(Schema):
    q: str = Field(max_length=LONGEST, description="Từ, mã tin, số điện thoại, biển số, liên kết.")
    limit: int = Field(20, ge=1, le=50)
    after: str = Field("", max_length=120, description="Con trỏ “next” của trang trước.")


class FoundOut(Schema):
    kind: str
    ref: str
    title: str
    url: str
    place: str
    at: datetime
    snippet: str = Field(description="HTML đã thoát ký tự; điều tìm thấy nằm trong <mark>.")


class SearchPage(Schema):
    items: list[FoundOut]
    suggestion: str | None = Field(description="Cách viết có thể đã định gõ.")
    next: str | None


@router.get(
    "/search",
    response=SearchPage,
    url_name="search",
    summary=gettext_noop("Tìm trong hồ sơ mà người gọi có quyền đọc"),
)
def search(request: HttpRequest, given: Query[Asked]) -> dict[str, Any]:
    """The newest first. A search for a phone number, plate, link or account leaves a trace."""
    actor = acting(request)
    require_scope(getattr(actor, "scopes", None), "tips:read")
    try:
        answered = answer(actor, given.q, _codes(given.q), after=given.after, size=given.limit)
    except BadCursor as error:
        raise Problem(
            400,
            "invalid",
            _("Con trỏ trang không đúng; hãy bắt đầu từ trang đầu."),
            errors=[{"field": "after", "message": _("Con trỏ trang không đúng.")}],
        ) from error
    asked, found = answered.asked, answered.page
    if not given.after:
        trace_lookup(actor, asked, len(found.hits))
    items = [
        {
            "kind": hit.kind,
            "ref": hit.told.ref,
            "title": hit.told.title,
            "url": hit.told.url,
            "place": hit.told.place,
            "at": hit.at,
            "snippet": snippet(hit.told.texts, asked),
        }
        for hit in found.hits
    ]
    return {"items": items, "suggestion": answered.suggestion or None, "next": found.next or None}


def _codes(typed: str) -> list[str]:
    code = codes.read(typed, settings.CODE_PREFIX)
    return [code] if len(code) == codes.CODE_LENGTH and codes.is_whole(code) else []
