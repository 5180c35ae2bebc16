"""Keys to the API: made and withdrawn by their owner; scopes narrow what duties allow."""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from binhyen.kernel.audit.action import action, record
from binhyen.kernel.people.actor import Actor, actor_of
from binhyen.kernel.people.models import READING_ROLES, ApiToken
from binhyen.lib.verdict import YES, Verdict, no

# What each scope opens, in words. A path of the API names the scope that it needs.
SCOPES = {
    "tips:read": gettext_lazy("Xem tin của đơn vị"),
    "tips:write": gettext_lazy("Xử lý tin (thụ lý, phân loại, chuyển, kết thúc…)"),
    "handins:read": gettext_lazy("Xem giao nộp của đơn vị"),
    "figures:read": gettext_lazy("Xem số liệu nội bộ"),
}
MAX_DAYS = 366
MAX_TOKENS = 10
_PREFIX = "by_"  # lets a leaked key be recognised by scanners


def digest(raw: str) -> bytes:
    """256 random bits need no slow hash; looking up the digest takes the same time for all."""
    return hashlib.sha256(raw.encode()).digest()


def may_create_token(
    actor: Actor, scopes: Iterable[str], expires_at: datetime, now: datetime, *, by_mfa: bool
) -> Verdict:
    """``by_mfa``: whether the present session was opened with a second factor."""
    if actor.user is None or not actor.is_staff:
        return no(_("Chỉ người đang giữ nhiệm vụ mới lập được khóa API."))
    if actor.roles & READING_ROLES and not by_mfa:
        return no(_("Hãy đăng nhập với lớp bảo vệ thứ hai rồi lập khóa API."))
    if not set(scopes) or set(scopes) - SCOPES.keys():
        return no(_("Hãy chọn ít nhất một phạm vi có trong danh sách."))
    if not now < expires_at <= now + timedelta(days=MAX_DAYS):
        return no(_("Khóa API có hạn dùng từ một ngày đến một năm."))
    return YES


@action
def create_token(
    *,
    actor: Actor,
    name: str,
    scopes: Iterable[str],
    expires_at: datetime,
    now: datetime,
    by_mfa: bool,
) -> tuple[ApiToken, str]:
    """The row, and the key itself: shown once, never kept."""
    scopes = sorted(set(scopes))
    may_create_token(actor, scopes, expires_at, now, by_mfa=by_mfa).require()
    assert actor.user is not None  # noqa: S101 (the rule has just said so)
    if actor.user.api_tokens.filter(revoked_at=None, expires_at__gt=now).count() >= MAX_TOKENS:
        no(_("Đã có %(count)d khóa đang dùng. Hãy thu hồi bớt.") % {"count": MAX_TOKENS}).require()
    raw = _PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        user=actor.user, name=name, digest=digest(raw), scopes=scopes, expires_at=expires_at
    )
    record(actor, "people.token_created", token, scopes=scopes, expires_at=expires_at)
    return token, raw


@action
def revoke_token(*, actor: Actor, token: ApiToken, now: datetime) -> None:
    if token.user_id != actor.user_id:
        no(_("Chỉ người lập khóa mới thu hồi được khóa đó.")).require()
    token.revoked_at = now
    token.save(update_fields=["revoked_at"])
    record(actor, "people.token_revoked", token)


def actor_for_token(raw: str, today: date) -> Actor | None:
    """Who calls with this key, with no more than the duties of today and the key's scopes."""
    token = (
        ApiToken.objects.filter(digest=digest(raw), revoked_at=None, expires_at__date__gt=today)
        .select_related("user")
        .first()
    )
    if token is None or not token.user.is_active:
        return None
    if token.last_used_on != today:
        ApiToken.objects.filter(pk=token.pk).update(last_used_on=today)
    return replace(actor_of(token.user, today), scopes=frozenset(token.scopes))
