"""Saved views of lists: which lists keep them, what of an address is kept, whose may be dropped.

keeps_views("intake:desk", ("muc", "cua", "loai"))
"""

import secrets
from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.http import HttpRequest
from django.utils.translation import gettext as _

from binhyen.kernel.people.actor import Actor
from binhyen.kernel.people.models import User
from binhyen.kernel.workflow.models import SavedView
from binhyen.lib.keeping import kept
from binhyen.lib.verdict import YES, Verdict, no

MOST_OF_ONE_PAGE = 20
MARK = "saved_views"
_questions: dict[str, tuple[str, ...]] = {}


def keeps_views(page: str, questions: Sequence[str]) -> None:
    """Register a list by its route, with the questions of its address that make a view."""
    _questions[page] = tuple(questions)


def is_kept(page: str) -> bool:
    return page in _questions


def kept_query(page: str, query: str) -> str:
    """What of an address makes a view, in one order, so that two addresses can be compared."""
    asked = parse_qsl(query.lstrip("?"))[:20]
    kept = [(name, value) for name in _questions[page] for key, value in asked if key == name]
    return urlencode(kept)[:300]


def kept_views(request: HttpRequest, actor: Actor, page: str) -> dict[str, Any]:
    """What portal/parts/kept_views.html draws."""
    now = kept_query(page, request.GET.urlencode())
    rows = _views_of(actor.user_id, actor.unit_ids, page, request.session.get(MARK, ""))
    tabs = [
        {
            "label": row.name,
            "url": f"?{row.query}" if row.query else request.path,
            "current": row.query == now,
        }
        for row in rows
    ]
    return {
        "kept_page": page,
        "kept_now": now,
        "kept_tabs": tabs,
        "kept_own": [row for row in rows if row.owner_id == actor.user_id],
    }


@kept
def _views_of(
    user_id: int | None, unit_ids: frozenset[int], page: str, mark: str
) -> list[SavedView]:
    """Shared ones first, then by name; kept in the process, for the desk's queries are counted.
    Whoever changes theirs carries a new ``mark`` in the session and sees it at once in every
    process; colleagues within a minute."""
    actor = Actor(user=User(pk=user_id), unit_ids=unit_ids)
    found = SavedView.objects.visible_to(actor).filter(page=page)
    rows = list(found.order_by("name", "pk")[: 3 * MOST_OF_ONE_PAGE])
    return sorted(rows, key=lambda row: row.unit_id is None)


def remark(request: HttpRequest) -> None:
    """This person changed a view."""
    request.session[MARK] = secrets.token_hex(4)


def may_save(actor: Actor, page: str, unit_id: int | None) -> Verdict:
    if actor.user is None or not is_kept(page):
        return no(_("Danh sách này không lưu cách xem."))
    if unit_id is not None and unit_id not in {held.unit_id for held in actor.duties}:
        return no(_("Chỉ chia sẻ cách xem trong đơn vị mình đang phục vụ."))
    if SavedView.objects.filter(owner=actor.user, page=page).count() >= MOST_OF_ONE_PAGE:
        return no(
            _("Mỗi người lưu nhiều nhất %(n)d cách xem của một danh sách; hãy bỏ bớt.")
            % {"n": MOST_OF_ONE_PAGE}
        )
    return YES


def may_drop(actor: Actor, view: SavedView) -> Verdict:
    if view.owner_id == actor.user_id:
        return YES
    return no(_("Cách xem này do người khác lưu; chỉ người lưu bỏ được."))
