"""The API for reports: the public part by its contract, and the staff's list. Thin: it calls the
same actions and queries as the pages. Errors are raised as Problem (RFC 9457)."""

import hmac
from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _
from ninja import Router, Status

from binhyen.domains.intake import actions, queries
from binhyen.domains.intake.api_arrivals import arrival_of, read_tip, steer_away, wrong
from binhyen.domains.intake.api_gate import come_in, proof_needed, too_many
from binhyen.domains.intake.api_schemas import (
    CategoryOut,
    ChallengeIn,
    ChallengeOut,
    DueOut,
    MessageIn,
    MessageOut,
    TipIn,
    TipMade,
    TipPage,
    TipStatus,
    UnitOut,
)
from binhyen.domains.intake.gate import subject
from binhyen.domains.intake.models import Category, Tip
from binhyen.kernel.audit.action import in_scope
from binhyen.kernel.people.actor import ANONYMOUS, acting
from binhyen.kernel.workflow.deadlines import deadlines_of, show_deadlines
from binhyen.kernel.workflow.models import Deadline
from binhyen.lib import codes
from binhyen.lib.knocks import over_limit
from binhyen.lib.paging import BadCursor, key_page
from binhyen.lib.problem import Problem, require_scope
from binhyen.lib.proofs import challenge_for

router = Router(tags=["tips"])
PAGE_LIMIT = 100
# Making a challenge costs the server about a millisecond; of one network this many times what it
# may send.
CHALLENGES_TIMES = 20
REF = "#/components/schemas/{model}"


def _due(rows: Iterable[Deadline]) -> list[DueOut]:
    return [
        DueOut.model_construct(
            rule=row.rule.key,
            title=row.rule.title,
            on=row.due_on,
            last_on=row.last_on,
            basis=row.rule.basis,
            verified=row.rule.is_verified,
            state=row.state,
        )
        for row in rows
    ]


def _unit(tip: Tip) -> UnitOut:
    return UnitOut.model_construct(id=tip.unit_id, name=tip.unit.name)


# --- taking a report ------------------------------------------------------------------------------


@router.post(
    "/tips",
    response={201: TipMade, 200: TipMade},
    auth=None,
    url_name="tips_create",
    summary=gettext_noop("Gửi một tin báo"),
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {"schema": TipIn.model_json_schema(ref_template=REF)},
                "multipart/form-data": {
                    "schema": {
                        "type": "object",
                        "properties": {
                            "tip": {
                                "type": "string",
                                "description": "TipIn, JSON; or its fields one by one, "
                                "as in place[code]=12349",
                            },
                            "files": {
                                "type": "array",
                                "items": {"type": "string", "format": "binary"},
                                "maxItems": 5,
                            },
                        },
                    }
                },
            },
        }
    },
)
def create_tip(request: HttpRequest) -> Any:
    """Send a report. The same idempotency key again answers 200 with the same code; the secret
    only while the same sender is proved (same key, same content, within 24 hours)."""
    proof_for = come_in(request)
    given = read_tip(request)
    if proof_for is not None and proof_for != subject(given.idempotency_key):
        raise proof_needed()
    steer_away(given)
    now = timezone.now()
    receipt = actions.receive_tip(
        actor=ANONYMOUS, arrival=arrival_of(request, given, timezone.localdate(now)), now=now
    )
    # Our own row, not somebody's input: constructed, not validated anew for each report.
    made = TipMade.model_construct(
        code=codes.show(receipt.tip.code, settings.CODE_PREFIX),
        secret=codes.show(receipt.secret) if receipt.secret else None,
        received_at=receipt.tip.received_at,
        unit=_unit(receipt.tip),
        due=_due(receipt.deadlines),
    )
    return Status(201 if receipt.is_new else 200, made)


@router.post(
    "/tips/challenge",
    response=ChallengeOut,
    auth=None,
    url_name="tips_challenge",
    summary=gettext_noop("Lấy phép tính phải giải khi cửa gửi tin đòi (ALTCHA)"),
)
def tip_challenge(request: HttpRequest, given: ChallengeIn) -> Any:
    """Proof of work for one report, asked for when sending it answers 428: solve this (ALTCHA, PoW
    version 2) and send the report again with the header ``X-Altcha``, base64 of the JSON
    {"challenge": this, "solution": {"counter", "derivedKey"}}. Good for an hour and for this
    idempotency key alone."""
    if over_limit(request, "challenges", CHALLENGES_TIMES * settings.RATE_TIPS_PER_HOUR):
        raise too_many()
    return challenge_for(subject(given.idempotency_key))


# --- following -----------------------------------------------------------------------------------


def _by_code(request: HttpRequest, code: str) -> Tip:
    if over_limit(request, "lookups", settings.RATE_LOOKUPS_PER_HOUR):
        raise too_many()
    tip, near = queries.tip_by_code(code, settings.CODE_PREFIX)
    if tip is None:
        raise Problem(
            404,
            "unknown-code",
            _("Không có tin nào mang mã này; hãy so lại từng nhóm với biên nhận."),
            more={"near": near} if near else {},
        )
    return tip


def _with_secret(request: HttpRequest, code: str) -> Tip:
    """The secret comes in the header ``X-Tip-Secret``, never in an address that logs keep."""
    tip = _by_code(request, code)
    given = codes.digest(codes.read(request.headers.get("X-Tip-Secret", "")))
    if not hmac.compare_digest(given, bytes(tip.secret_digest)):
        raise Problem(
            403,
            "wrong-secret",
            _("Mã bí mật chưa đúng với tin này."),
            _("Gửi mã bí mật trong tiêu đề X-Tip-Secret."),
        )
    return tip


@router.get(
    "/tips/{code}",
    response=TipStatus,
    auth=None,
    url_name="tips_status",
    summary=gettext_noop("Tin đang ở bước nào, hạn ngày nào"),
)
def tip_status(request: HttpRequest, code: str) -> dict[str, Any]:
    """Status only, in plain words, with due dates."""
    tip = _by_code(request, code)
    show_deadlines(tip)
    return {
        "code": codes.show(tip.code, settings.CODE_PREFIX),
        "status": tip.status,
        "status_text": tip.get_status_display(),
        "received_at": tip.received_at,
        "unit": {"id": tip.unit_id, "name": tip.unit.name},
        "due": _due(deadlines_of(tip)),
        "outcome": tip.outcome or None,
        "outcome_text": tip.get_outcome_display() if tip.outcome else None,
    }


@router.get(
    "/tips/{code}/messages",
    response=list[MessageOut],
    auth=None,
    url_name="tips_messages",
    summary=gettext_noop("Đọc trao đổi của một tin (cần mã bí mật)"),
)
def list_messages(request: HttpRequest, code: str) -> Any:
    return _with_secret(request, code).messages.order_by("id")


@router.post(
    "/tips/{code}/messages",
    response={201: MessageOut},
    auth=None,
    url_name="tips_messages",
    summary=gettext_noop("Viết thêm cho đơn vị giải quyết (cần mã bí mật)"),
)
def send_message(request: HttpRequest, code: str, given: MessageIn) -> Any:
    with in_scope(ANONYMOUS):
        message = actions.write_message(
            actor=ANONYMOUS,
            tip=_with_secret(request, code),
            text=given.text,
            idempotency_key=given.idempotency_key or uuid4(),
            now=timezone.now(),
        )
    return Status(201, message)


@router.get(
    "/categories",
    response=list[CategoryOut],
    auth=None,
    url_name="categories",
    summary=gettext_noop("Các lĩnh vực có thể báo tin"),
)
def list_categories(request: HttpRequest) -> list[dict[str, Any]]:
    english = (get_language() or "vi").startswith("en")
    rows = Category.objects.filter(is_active=True).select_related("parent")
    return [
        {
            "code": row.code,
            "name": row.name_en if english else row.name,
            "parent": row.parent.code if row.parent else None,
            "kind": row.kind,
            "safety_note": row.safety_note_en if english else row.safety_note,
        }
        for row in rows
    ]


# --- staff ---------------------------------------------------------------------------------------


@router.get(
    "/desk/tips",
    response=TipPage,
    url_name="desk_tips",
    summary=gettext_noop("Bàn trực ban: danh sách tin của đơn vị"),
)
def desk_tips(
    request: HttpRequest,
    bucket: str = "open",
    scope: str = "unit",
    limit: int = 25,
    after: str = "",
    before: str = "",
) -> dict[str, Any]:
    """The desk's list by key pages, for staff signed in or with a token of scope ``tips:read``."""
    actor = acting(request)
    require_scope(getattr(actor, "scopes", None), "tips:read")
    filters = queries.DeskFilter(scope=scope, bucket=bucket)
    try:
        page = key_page(
            queries.desk(actor, filters, timezone.now()),
            filters.order,
            max(1, min(limit, PAGE_LIMIT)),
            after=after,
            before=before,
        )
    except BadCursor as error:
        raise wrong("after", _("Con trỏ trang không đúng; hãy bắt đầu từ trang đầu.")) from error
    items = [
        {
            "ref": tip.ref,
            "code": codes.show(tip.code, settings.CODE_PREFIX),
            "kind": tip.kind,
            "category": tip.category.code,
            "status": tip.status,
            "place": tip.place.name,
            "unit": {"id": tip.unit_id, "name": tip.unit.name},
            "received_at": tip.received_at,
            "due_at": tip.due_at,
        }
        for tip in page.rows
    ]
    return {"items": items, "next": page.next or None, "previous": page.previous or None}
