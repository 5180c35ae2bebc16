"""`rows.filter(among("unit_id", ids))`: one of many ids, sent as one value.

Django's ``__in`` sends every id as a value of its own. For a province's 700 units that costs a page
15 ms of its own processor, again in every statement; PostgreSQL makes the same plan of both.
"""

from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import EmptyResultSet
from django.db.models import BooleanField, F, Func, Lookup, QuerySet


class Among(Lookup):
    """``<column> = any(<ids>)``; no ids at all is known to find nothing without asking."""

    lookup_name = "among"
    prepare_rhs = False
    output_field = BooleanField()

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        if not self.rhs:
            raise EmptyResultSet
        column, params = self.process_lhs(compiler, connection)
        return f"{column} = any(%s::bigint[])", (*params, self.rhs)


def among(name: str, ids: Iterable[int]) -> Among:
    """A condition for ``filter``: the column ``name`` holds one of ``ids``."""
    listed = ",".join(map(str, sorted(ids)))
    return Among(F(name), f"{{{listed}}}" if listed else "")


class _InOneOf(Func):
    """``<column> = any(array(<rows>) || array(<rows>) …)``."""

    output_field = BooleanField()

    def as_sql(self, compiler: Any, connection: Any, *_: Any, **_more: Any) -> tuple[str, Any]:
        column, *lists = map(compiler.compile, self.get_source_expressions())
        listed = " || ".join(sql for sql, _values in lists)
        return f"{column[0]} = any({listed})", [
            v for _sql, values in (column, *lists) for v in values
        ]


def in_one_of(lists: Iterable[QuerySet[Any, Any]]) -> _InOneOf:
    """A condition for ``filter``: the row's key is in one of some querysets of keys, each worked
    out on its own (so that each walks its index and stops at its own limit)."""
    return _InOneOf(F("pk"), *map(ArraySubquery, lists))
