"""Seal everything anew after a key was rotated, batch by batch; what no key opens is left alone."""

from collections.abc import Container
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import QuerySet
from django.utils import timezone

from binhyen.kernel.audit.action import in_scope
from binhyen.kernel.people.actor import SYSTEM
from binhyen.kernel.reveal.actions import reseal
from binhyen.kernel.reveal.registry import SealedKind, all_kinds


@dataclass
class Resealed:
    done: int = 0
    left: int = 0


def reseal_all(current: str, openable: Container[str]) -> Resealed:
    """Every row of every kind whose key is not ``current``. May be cut off and run again."""
    told = Resealed()
    for kind in all_kinds():
        for kid in _old_kids(kind, current):
            if kid in openable:
                told.done += _reseal(kind, kid)
        with in_scope(SYSTEM):
            told.left += _rows(kind).exclude(kid=current).count()
    return told


def _reseal(kind: SealedKind, kid: str) -> int:
    done = last = 0
    while _is_more(kind, kid, last):
        batch = reseal(actor=SYSTEM, kind=kind, kid=kid, after=last, now=timezone.now())
        done, last = done + batch.done, batch.last
    return done


def _is_more(kind: SealedKind, kid: str, after: int) -> bool:
    with in_scope(SYSTEM):
        return _rows(kind).filter(kid=kid, pk__gt=after).exists()


def _old_kids(kind: SealedKind, current: str) -> list[str]:
    kids = _rows(kind).exclude(kid=current).order_by("kid").values_list("kid", flat=True)
    with in_scope(SYSTEM):
        return list(kids.distinct())


def _rows(kind: SealedKind) -> "QuerySet[Any]":
    found: QuerySet[Any] = apps.get_model(kind.label)._default_manager.all()
    return found
