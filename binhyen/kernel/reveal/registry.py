"""Which tables hold sealed identities: each domain names its own here, in its ``AppConfig.ready``.

Such a table has the columns ``sealed`` and ``kid`` (made by ``documents.keys.seal_identity``). The
page, the counting, the trail, letters and re-sealing come with the entry.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet

from binhyen.kernel.people.actor import Actor
from binhyen.lib.verdict import Verdict


@dataclass(frozen=True)
class Case:
    """The record an identity belongs to, as the page and the trail name it."""

    record: Model
    unit_id: int
    title: str
    url: str


@dataclass(frozen=True)
class SealedKind:
    """``label`` of the table ("intake.reporteridentity"); ``slug`` in addresses ("tin").

    ``rows(actor)``: the sealed rows whose record the actor may see, and ``by`` the field that an
    address names one with (``tip__ref``). ``fields``: key of the sealed JSON -> label, in order.
    ``may_open``: whether the officer may, with a sentence. ``address``: the key that holds an
    e-mail; ``wants_letters(row)``: whether its owner still agrees to letters.
    """

    label: str
    slug: str
    by: str
    fields: Mapping[str, Any]
    rows: Callable[[Actor], QuerySet[Any]]
    case_of: Callable[[Any], Case]
    may_open: Callable[[Actor, Any], Verdict]
    address: str = ""
    wants_letters: Callable[[Any], bool] = lambda row: False


_kinds: dict[str, SealedKind] = {}


def seals(kind: SealedKind) -> None:
    """Register a table of sealed identities."""
    _kinds[kind.label] = kind


def sealed_kind(label: str) -> SealedKind | None:
    return _kinds.get(label)


def kind_by_slug(slug: str) -> SealedKind | None:
    return next((kind for kind in _kinds.values() if kind.slug == slug), None)


def all_kinds() -> list[SealedKind]:
    return sorted(_kinds.values(), key=lambda kind: kind.label)
