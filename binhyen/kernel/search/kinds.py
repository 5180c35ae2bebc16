"""What can be searched: each domain registers its kinds of record here (``searching.py``)."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise

from binhyen.kernel.people.actor import Actor


@dataclass(frozen=True)
class Document:
    """A record as it is to be found. ``texts``: (words, weight), weight A to C; ``codes``: what it
    is called exactly; ``units``: who finds it; ``walled``: who never does (people.walls);
    ``place_id``: the lowest unit known."""

    object_id: int
    at: datetime
    texts: Sequence[tuple[str, str]]
    codes: Sequence[str] = ()
    units: Sequence[int] = ()
    walled: Sequence[int] | None = None
    place_id: int | None = None


@dataclass(frozen=True)
class Told:
    """A result as a line: what, where, its page, and the texts a snippet may come from."""

    ref: str
    title: str
    url: str
    texts: Sequence[str]
    place: str = ""
    note: str = ""


@dataclass(frozen=True)
class Kind:
    """``name``: the label of its table, as the trail names it. ``tell``: of these the rows that the
    actor may see, as lines. ``narrow``: units whose records are all
    that the actor may see, or None when that cannot be said; only to search less. ``silent``:
    verbs after which the words are what they were."""

    name: str
    title: str | Promise
    every: Callable[[], "QuerySet[Any]"]
    read: Callable[[Sequence[int]], Iterable[Document]]
    tell: Callable[[Sequence[int], Actor], Mapping[int, Told]]
    narrow: Callable[[Actor], Collection[int] | None] = lambda actor: None
    silent: frozenset[str] = frozenset()


_kinds: dict[str, Kind] = {}


def searchable(kind: Kind) -> None:
    _kinds[kind.name] = kind


def kinds() -> tuple[Kind, ...]:
    return tuple(_kinds.values())


def kind_called(name: str) -> Kind:
    """Raises KeyError for one that nobody registered."""
    return _kinds[name]
