"""Classes of records: each app says in its ``retention.py`` what it keeps, how long, and how it is
erased. Two kinds:

``RecordClass``: records about cases. Their time runs out, a list is proposed, two people approve.
``Passing``: what is there only for a while (letters, inboxes, drafts): goes by itself, by a rule.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.functional import Promise

from binhyen.kernel.people.actor import Actor


@dataclass(frozen=True)
class Found:
    """A record in a line. ``ended_on``: the day from which its time counts; ``walled``: whom it
    names (people.walls)."""

    pk: int
    ref: UUID
    unit_id: int
    label: str
    ended_on: date
    walled: list[int] | None = None


@dataclass(frozen=True)
class RecordClass:
    """``rule``: key of the legal rule that says how many months. ``ended_by(day, most)``: records
    that ended on ``day`` or before and are not erased yet, the oldest first. ``erase``: an act of
    the domain, ``erase(actor=, pk=, now=)``; answers the names of the keys of the seals it removed;
    again on an erased record does no harm. ``find``: the record as the actor may see it.
    ``worked_on``: ids of the people who worked on these records; they may not decide."""

    key: str
    kind: str
    slug: str
    title: str | Promise
    goes: str | Promise
    stays: str | Promise
    rule: str
    ended_by: Callable[[date, int], Sequence[Found]]
    erase: Callable[..., Sequence[str]]
    find: Callable[[UUID, Actor], Found | None]
    url: Callable[[UUID], str]
    worked_on: Callable[[Sequence[int]], set[int]]


@dataclass(frozen=True)
class Passing:
    """``forget(before)`` removes what is older and answers how many; None: another clock does it,
    and ``length`` says when. ``rule`` is then empty."""

    key: str
    title: str | Promise
    rule: str = ""
    length: str | Promise = ""
    forget: Callable[[datetime], int] | None = None


_classes: dict[str, RecordClass] = {}
_passing: dict[str, Passing] = {}


def keeps(*declared: RecordClass | Passing) -> None:
    for one in declared:
        if isinstance(one, RecordClass):
            _classes[one.key] = one
        else:
            _passing[one.key] = one


def classes() -> tuple[RecordClass, ...]:
    return tuple(_classes.values())


def passing() -> tuple[Passing, ...]:
    return tuple(_passing.values())


def class_called(key: str) -> RecordClass:
    """Raises KeyError for one that no app declares."""
    return _classes[key]


def find_record(slug: str, ref: UUID, actor: Actor) -> tuple[RecordClass, Found] | None:
    """The record behind an address, with its class; None when the actor may not see it."""
    for one in _classes.values():
        if one.slug == slug and (found := one.find(ref, actor)) is not None:
            return one, found
    return None


def classes_of(kind: str) -> list[RecordClass]:
    return [one for one in _classes.values() if one.kind == kind]
