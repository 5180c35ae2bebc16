"""Walls around a record that names a unit or one of its people: they never learn that it exists.

A record with a column ``walled`` keeps there the marks of whom it names (``Actor.marks``: a unit's
id; an account's id with a minus). Nearly all records have none. What hangs on such a record and is
read by itself (a deadline, a list of what was opened) keeps a copy, which follows it.
"""

from collections.abc import Callable, Iterable

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from binhyen.kernel.people.actor import Actor


def walled_field() -> "ArrayField[list[int] | None, list[int] | None]":
    return ArrayField(
        models.BigIntegerField(),
        verbose_name=_("không hiện cho ai (đơn vị, tài khoản được nêu trong hồ sơ)"),
        null=True,
        blank=True,
        editable=False,
    )


def open_to(actor: Actor, column: str = "walled") -> Q:
    """Rows that name neither the actor nor a unit they serve."""
    if actor.is_system or not actor.marks:
        return Q()
    named = Q(**{f"{column}__overlap": sorted(actor.marks)})
    return Q(**{f"{column}__isnull": True}) | ~named


def marks_of(units: Iterable[int], users: Iterable[int] = ()) -> list[int]:
    """The column's value for a record that names these."""
    return sorted({*units, *(-user for user in users)})


def walls_of(record: models.Model) -> list[int] | None:
    """Whom a record names; None for one of a kind that never has walls, too."""
    walled: list[int] | None = getattr(record, "walled", None)
    return walled


Follow = Callable[[models.Model], object]
_followers: list[Follow] = []


def follows_walls(function: Follow) -> Follow:
    """Register ``function(record)``: copy the record's ``walled`` to what hangs on it."""
    _followers.append(function)
    return function


def raise_walls(record: models.Model) -> None:
    """From here on nothing that hangs on the record is shown to whom it names, either. Called
    inside the act that found out, in the system's scope."""
    for follow in _followers:
        follow(record)
