"""Pages by key, not by offset: the last page of a million rows costs what the first one does."""

import base64
import binascii
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Model, Q, QuerySet

from binhyen.lib.among import in_one_of

M = TypeVar("M", bound=Model)
Each = tuple[str, Collection[int]]
FEW = 12  # values of which each is looked up on its own

_UNREADABLE = (
    ValueError,
    TypeError,
    OverflowError,
    RecursionError,
    binascii.Error,
    FieldDoesNotExist,
    ValidationError,
)


@dataclass(frozen=True)
class KeyPage(Generic[M]):
    """``next`` and ``previous`` are cursors for ``key_page(after=…)`` and ``(before=…)``, empty
    where there is nothing further."""

    rows: list[M]
    next: str = ""
    previous: str = ""


class BadCursor(ValueError):
    """The cursor was not made by ``key_page`` for this order: start from the first page."""


def key_page(
    rows: QuerySet[M],
    order: Sequence[str],
    size: int,
    *,
    after: str = "",
    before: str = "",
    last: bool = False,
    each: Each | None = None,
) -> KeyPage[M]:
    """One page of ``rows`` in ``order`` (field names, ``-`` for descending; together unique and
    never null), by exactly one statement. ``each``: a column and the few values that it may hold,
    each of which an index keeps in ``order``."""
    backwards = bool(before) or last
    turned = [_turn(name) for name in order] if backwards else list(order)
    cursor = before or after
    if cursor:
        rows = rows.filter(_beyond(turned, _read(cursor, rows.model, turned)))
    found = _first(rows.order_by(*turned), size + 1, each)
    more = len(found) > size
    found = found[:size]
    if backwards:
        found.reverse()
        has_previous, has_next = more, bool(before)
    else:
        has_previous, has_next = bool(after), more
    return KeyPage(
        found,
        next=_cursor(found[-1], order) if found and has_next else "",
        previous=_cursor(found[0], order) if found and has_previous else "",
    )


def _first(rows: QuerySet[M], count: int, each: Each | None) -> list[M]:
    """Only keys are sorted; what else a page shows of a row is joined to those found. PostgreSQL
    joins first where it misjudges how many rows a policy lets through (tens of thousands)."""
    query = rows.query
    if not query.select_related or query.annotations or query.distinct:
        return list(rows[:count])
    keys = rows.values("pk")
    found = rows.model._base_manager.all()
    if each and 1 < len(each[1]) <= FEW:
        name, values = each
        found = found.filter(in_one_of(keys.filter(**{name: v})[:count] for v in sorted(values)))
    else:
        found = found.filter(pk__in=keys[:count])
    found.query.select_related = query.select_related
    found.query.deferred_loading = query.deferred_loading
    found = found.prefetch_related(*rows._prefetch_related_lookups)  # type: ignore[attr-defined]
    return list(found.order_by(*query.order_by)[:count])


def _turn(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"


def _beyond(order: Sequence[str], values: Sequence[Any]) -> Q:
    """Row-wise comparison, spelt so that PostgreSQL walks the index of ``order``."""
    first, value = order[0], values[0]
    name = first.lstrip("-")
    way = "lt" if first.startswith("-") else "gt"
    if len(order) == 1:
        return Q(**{f"{name}__{way}": value})
    tie = Q(**{name: value}) & _beyond(order[1:], values[1:])
    return Q(**{f"{name}__{way}e": value}) & (Q(**{f"{name}__{way}": value}) | tie)


def _cursor(row: Model, order: Sequence[str]) -> str:
    values = [_plain(_value(row, name.lstrip("-"))) for name in order]
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def _value(row: Model, path: str) -> Any:
    value: Any = row
    for step in path.split("__"):
        value = getattr(value, step)
    return value


def _plain(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):  # a sort key; BinaryField.to_python reads it back
        return base64.b64encode(value).decode()
    return value.isoformat() if isinstance(value, date | datetime) else value


def _read(cursor: str, model: type[Model], order: Sequence[str]) -> list[Any]:
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        fields = [model._meta.get_field(name.lstrip("-").split("__")[0]) for name in order]
        if not isinstance(values, list) or len(values) != len(order):
            raise BadCursor(cursor)
        if not all(_is_plain(value) for value in values):
            raise BadCursor(cursor)
        return [
            field.to_python(value) if "__" not in name else value  # type: ignore[union-attr]
            for field, name, value in zip(fields, order, values, strict=True)
        ]
    except _UNREADABLE as error:
        raise BadCursor(cursor) from error


def _is_plain(value: object) -> bool:
    """What ``_cursor`` writes: no nothing, no lists, no text that the database cannot keep."""
    if isinstance(value, bool):
        return False
    return isinstance(value, int | float) or (isinstance(value, str) and "\x00" not in value)
