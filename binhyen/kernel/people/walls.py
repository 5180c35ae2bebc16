"""Walls around a record that names a unit or one of its people: they never learn that it exists.

A record with a column ``walled`` keeps there the marks of whom it names (``Actor.marks``: a unit's
id; an account's id with a minus). Nearly all records have none.
"""

from collections.abc import Iterable

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
