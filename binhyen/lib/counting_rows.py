"""Counts of several lists in one statement, none counted further than anybody needs to know."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet


def capped_counts(lists: Mapping[str, QuerySet[Any]], cap: int) -> dict[str, int]:
    """How many rows each list has, by its name; ``cap + 1`` stands for "more than ``cap``"."""
    counts = dict.fromkeys(lists, 0)
    parts: list[str] = []
    values: list[Any] = []
    for name, rows in lists.items():
        try:
            sql, params = rows.order_by().values("pk")[: cap + 1].query.sql_with_params()
        except EmptyResultSet:  # nothing can be in it, so there is nothing to ask
            continue
        parts.append(f"select %s::text, count(*) from ({sql}) as rows")  # noqa: S608
        values += [name, *params]
    if parts:
        with connection.cursor() as cursor:
            cursor.execute(" union all ".join(parts), values)
            counts |= dict(cursor.fetchall())
    return counts
