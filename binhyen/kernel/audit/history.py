"""The trail of a record as people read it: who, when, in a sentence.

Every verb that ``record()`` writes has a sentence here, registered by the part that writes it (in
its ``verbs.py``): ``verbs({"intake.accepted": _("Thụ lý tin")})``. tests/test_house.py looks for
verbs without one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from binhyen.kernel.audit.models import Event
from binhyen.kernel.audit.scope import in_scope
from binhyen.kernel.people.actor import SYSTEM
from binhyen.kernel.people.models import User

_sentences: dict[str, object] = {}
# A history longer than this is read page by page elsewhere; a record's page shows the newest.
MOST = 300


def verbs(sentences: Mapping[str, object]) -> None:
    """Give each verb its (lazily translated) sentence."""
    _sentences.update(sentences)


def sentence_of(verb: str) -> str:
    return str(_sentences.get(verb, verb))


def known_verbs() -> frozenset[str]:
    return frozenset(_sentences)


@dataclass(frozen=True)
class Line:
    """One event: ``who`` is a person's name, the reporter or the system."""

    id: int
    at: datetime
    who: str
    verb: str
    sentence: str
    facts: dict[str, object]


def history_of(subject_kind: str, subject_id: int) -> list[Line]:
    """The newest events of one record, oldest first, for whoever sees it. Two statements."""
    rows = Event.objects.filter(subject_kind=subject_kind, subject_id=subject_id).order_by("-id")
    with in_scope(SYSTEM):
        events = list(rows.only("id", "at", "actor_id", "verb", "facts")[:MOST])
    ids = {event.actor_id for event in events if event.actor_id}
    names = dict(User.objects.filter(pk__in=ids).values_list("pk", "full_name"))
    return [
        Line(
            event.pk,
            event.at,
            names.get(event.actor_id or 0, "") if event.actor_id else _("hệ thống"),
            event.verb,
            sentence_of(event.verb),
            event.facts,
        )
        for event in reversed(events)
    ]
