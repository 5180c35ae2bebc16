"""Links of a list page: tabs, pages by key, exports; each keeps what else the address asks for."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from binhyen.lib.paging import KeyPage

PLACE = ("sau", "truoc", "cuoi")


def address(request: HttpRequest, **changes: str) -> str:
    """This page's address with some questions changed, from its first page on."""
    asked = request.GET.copy()
    for name in PLACE:
        asked.pop(name, None)
    for name, value in changes.items():
        asked[name] = value
    return f"?{asked.urlencode()}" if asked else request.path


def tab(
    request: HttpRequest,
    label: Any,
    *,
    scope: tuple[str, str],
    current: bool,
    count: int | None = None,
    cap: int = 1000,
) -> dict[str, Any]:
    """One tab: ``scope`` is the question it sets and its value. Past ``cap`` the count is shown
    as "1.000+": nobody counted further."""
    return {
        "label": label,
        "url": address(request, **{scope[0]: scope[1]}),
        "count": None if count is None else min(count, cap),
        "capped": count is not None and count > cap,
        "current": current,
    }


def pager(request: HttpRequest, page: KeyPage[Any], words: str) -> dict[str, str]:
    return {
        "first": address(request) if page.previous else "",
        "previous": address(request, truoc=page.previous) if page.previous else "",
        "next": address(request, sau=page.next) if page.next else "",
        "last": address(request, cuoi="1") if page.next else "",
        "words": words,
    }


def export_links(request: HttpRequest, name: str) -> list[dict[str, str]]:
    return [
        {"label": form.upper(), "url": reverse(name, args=[form]) + address(request)}
        for form in ("xlsx", "csv")
    ]


def columns(
    request: HttpRequest,
    labels: dict[str, str],
    *,
    sortable: dict[str, str] | None = None,
    order: str = "",
    numeric: tuple[str, ...] = (),
) -> dict[str, Any]:
    """Columns by key, with links that sort and the chooser's state (``cot``; none = all; the first
    one always stands). ``sortable``: key → field; ``order``: the field sorted by now."""
    chosen = request.GET.getlist("cot")
    sortable = sortable or {}
    first = next(iter(labels))
    rows = []
    for key, label in labels.items():
        row: dict[str, Any] = {
            "key": key,
            "label": label,
            "shown": key == first or not chosen or key in chosen,
            "numeric": key in numeric,
        }
        if key in sortable:
            row |= _sorting(request, sortable[key], order)
        rows.append(row)
    return {
        "columns": rows,
        "shown": {row["key"] for row in rows if row["shown"]},
        "labels": labels,
        "kept_query": [
            (name, value)
            for name, values in request.GET.lists()
            if name not in ("cot", *PLACE)
            for value in values
        ],
    }


def _sorting(request: HttpRequest, field: str, order: str) -> dict[str, str]:
    ways = {field: "ascending", f"-{field}": "descending"}
    turn = f"-{field}" if order == field else field
    return {"sorted": ways.get(order, ""), "sort_url": address(request, xep=turn)}
