"""What a list page is made of: columns and rows, tabs, pages by key, exports. Each link keeps what
else the address asks for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString

from binhyen.lib.marks import Shown, escaped
from binhyen.lib.paging import BadCursor, Each, KeyPage, key_page

R = TypeVar("R")
M = TypeVar("M", bound=Model)
PLACE = ("sau", "truoc", "cuoi")
_NUMERIC = ' class="num"'
_ANY = UUID(int=0)


def address(request: HttpRequest, **changes: str) -> str:
    """This page's address with some questions changed, from its first page on."""
    asked = request.GET.copy()
    for name in PLACE:
        asked.pop(name, None)
    for name, value in changes.items():
        asked[name] = value
    return f"?{asked.urlencode()}" if asked else request.path


def question(request: HttpRequest) -> str:
    """What this page's address asks for, to be added to another page's; "" when nothing."""
    asked = address(request)
    return asked if asked.startswith("?") else ""


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


def asked_page(
    request: HttpRequest,
    rows: QuerySet[M],
    order: Sequence[str],
    size: int,
    each: Each | None = None,
) -> KeyPage[M]:
    """The page that the address asks for by key; the first one when the key cannot be read."""
    asked = request.GET
    try:
        return key_page(
            rows,
            order,
            size,
            after=asked.get("sau", ""),
            before=asked.get("truoc", ""),
            last="cuoi" in asked,
            each=each,
        )
    except BadCursor:
        return key_page(rows, order, size, each=each)


def pager(request: HttpRequest, page: KeyPage[Any], words: str) -> dict[str, str]:
    return {
        "first": address(request) if page.previous else "",
        "previous": address(request, truoc=page.previous) if page.previous else "",
        "next": address(request, sau=page.next) if page.next else "",
        "last": address(request, cuoi="1") if page.next else "",
        "words": words,
    }


@lru_cache(maxsize=64)
def _around(name: str) -> tuple[str, str]:
    before, _any, after = reverse(name, args=[_ANY]).partition(str(_ANY))
    return before, after


def address_of(name: str, ref: UUID) -> str:
    """``reverse`` for a route whose only part is a row's ``ref``: asked for every row of a list."""
    before, after = _around(name)
    return f"{before}{ref}{after}"


def export_links(
    request: HttpRequest, name: str, forms: Sequence[str] = ("xlsx", "csv")
) -> list[dict[str, str]]:
    return [
        {"label": form.upper(), "url": reverse(name, args=[form]) + question(request)}
        for form in forms
    ]


@dataclass(frozen=True)
class Column(Generic[R]):
    """One column of a list. ``key`` names it in the address, ``cell`` says what a row shows in it
    (text, or a mark of ``binhyen.lib.marks``), ``sort`` is the field that it can be sorted by."""

    key: str
    label: str
    cell: Callable[[R], Shown]
    sort: str = ""
    numeric: bool = False


Choose = Callable[[R], tuple[str, str]]


def table(
    request: HttpRequest,
    columns: Sequence[Column[R]],
    rows: Sequence[R],
    *,
    order: str = "",
    choose: Choose[R] | None = None,
) -> dict[str, Any]:
    """What portal/list.html draws: the columns asked for (``cot``; none = all; the first always
    stands), links that sort, and the rows. ``order``: the field sorted by now. ``choose``: value
    and name of each row's check box, for acts on several rows at once."""
    asked = set(request.GET.getlist("cot"))
    shown = [c for c in columns if not asked or c is columns[0] or c.key in asked]
    return {
        "columns": [
            {"key": c.key, "label": c.label, "shown": c in shown, "numeric": c.numeric}
            | (_sorting(request, c.sort, order) if c.sort else {})
            for c in columns
        ],
        "rows": rows,
        "body": _body(shown, rows, choose),
        "kept_query": [
            (name, value)
            for name, values in request.GET.lists()
            if name not in ("cot", *PLACE)
            for value in values
        ],
    }


def _body(columns: Sequence[Column[R]], rows: Sequence[R], choose: Choose[R] | None) -> SafeString:
    """The rows; the first cell is the row's head. On a phone a row folds into a card, where
    ``data-label`` names each cell."""
    head, *others = columns
    opening = f'<th scope="row"{_NUMERIC if head.numeric else ""}>'
    cells = [
        (f'<td{_NUMERIC if c.numeric else ""} data-label="{escape(c.label)}">', c.cell)
        for c in others
    ]
    lines: list[str] = []
    for row in rows:
        lines.append("<tr>")
        if choose is not None:
            value, name = map(escape, choose(row))
            lines.append(
                f'<td class="choose"><label><input type="checkbox" name="chon" value="{value}" '
                f'aria-label="{name}"></label></td>'
            )
        lines += (opening, escaped(head.cell(row)), "</th>")
        for before, cell in cells:
            lines += (before, escaped(cell(row)), "</td>")
        lines.append("</tr>\n")
    return SafeString("".join(lines))


def _sorting(request: HttpRequest, field: str, order: str) -> dict[str, str]:
    ways = {field: "ascending", f"-{field}": "descending"}
    turn = f"-{field}" if order == field else field
    return {"sorted": ways.get(order, ""), "sort_url": address(request, xep=turn)}
