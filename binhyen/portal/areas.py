"""The areas of the rail and the links of the public head and foot.

An area whose page is not installed is left out, so a domain adds itself by its route and one line
here. Order is the order of a working day.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from binhyen.kernel.people.actor import Actor
from binhyen.kernel.people.models import Role


@dataclass(frozen=True)
class Area:
    """``roles``: who sees it; empty = every member of staff."""

    label: str | Promise
    url_name: str
    icon: str = ""
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Link:
    label: str | Promise
    url: str
    icon: str
    current: bool


ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
ANSWERABLE = frozenset({Role.LEADER, Role.SUPERVISOR})

AREAS = (
    Area(_("Hôm nay"), "portal:today", "today"),
    Area(_("Tin báo"), "intake:desk", "tips"),
    Area(_("Sổ tiếp nhận"), "intake:register", "papers"),
    Area(_("Giao nộp"), "handins:list", "handins"),
    Area(_("Số liệu"), "portal:desk_figures", "figures"),
    Area(_("Địa bàn"), "portal:places", "places"),
    Area(_("Đơn vị"), "portal:units", "units"),
    Area(_("Lịch và thời hạn"), "portal:rules", "rules"),
    Area(_("Yêu cầu dữ liệu"), "requests:desk", "lock"),
    Area(_("Lưu trữ"), "portal:retention", "papers"),
    Area(_("Mở danh tính"), "portal:openings", "lock", ANSWERABLE),
    Area(_("Tài khoản"), "people:list", "people", ADMINISTRATORS),
    Area(_("Quản trị"), "portal:admin", "settings", ADMINISTRATORS),
)
PUBLIC_HEAD = (
    Area(_("Báo tin"), "intake:start"),
    Area(_("Theo dõi tin"), "intake:follow"),
    Area(_("Giao nộp"), "handins:start"),
    Area(_("Số liệu"), "portal:figures"),
)
PUBLIC_FOOT = (
    Area(_("Giới thiệu"), "portal:about"),
    Area(_("Quyền riêng tư"), "portal:privacy"),
    Area(_("Dữ liệu của bạn"), "requests:ask"),
    Area(_("Trợ năng"), "portal:accessibility"),
    Area(_("Việc khẩn cấp"), "portal:emergency"),
    Area(_("Tính thời hạn"), "portal:deadlines"),
    Area(_("API cho lập trình viên"), "portal:api_docs"),
)


@lru_cache(maxsize=64)
def url_of(name: str) -> str:
    """The address of a route, empty when it is not installed."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _links(areas: Iterable[Area], path: str) -> list[Link]:
    found = []
    for area in areas:
        if url := url_of(area.url_name):
            found.append(Link(area.label, url, area.icon, False))
    return _with_current(found, path)


def _with_current(links: list[Link], path: str) -> list[Link]:
    """The longest address that the path begins with is where the reader is."""
    above = [link.url for link in links if path.startswith(link.url) and link.url != "/"]
    here = max(above, key=len, default="")
    return [replace(link, current=link.url == here) for link in links]


def for_actor(actor: Actor | None, path: str) -> list[Link]:
    roles = actor.roles if actor else frozenset()
    return _links((a for a in AREAS if not a.roles or a.roles & roles), path)


def public_links(path: str) -> dict[str, list[Link]]:
    return {"head": _links(PUBLIC_HEAD, path), "foot": _links(PUBLIC_FOOT, path)}
