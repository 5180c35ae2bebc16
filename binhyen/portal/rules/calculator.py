"""The public deadline calculator: one answer for the page /thoi-han/ and GET /api/v1/deadlines."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from binhyen.kernel.org.models import Unit, UnitKind
from binhyen.kernel.org.queries import unit_for
from binhyen.kernel.places.models import Level, Place
from binhyen.kernel.places.queries import full_name, place_on
from binhyen.kernel.places.queries import search as search_places
from binhyen.kernel.workflow.competence import Competence, competence
from binhyen.kernel.workflow.timeline import KIND_NAMES, Step, timeline
from binhyen.lib.workdays import local_day


@dataclass(frozen=True)
class Answer:
    """``unit``: the commune's police on that day; None when it is not in this installation."""

    kind: str
    received_at: datetime
    place: Place | None
    unit: Unit | None
    competence: Competence
    steps: list[Step]

    @property
    def kind_name(self) -> str:
        return str(KIND_NAMES[self.kind])

    @property
    def place_name(self) -> str:
        return full_name(self.place, local_day(self.received_at)) if self.place else ""

    @property
    def is_crime(self) -> bool:
        return self.kind != "citizen_feedback"

    @property
    def decides(self) -> str:
        return _(self.competence.decides)

    @property
    def commune_role(self) -> str:
        return _(self.competence.commune_role)

    @property
    def competence_basis(self) -> str:
        return _(self.competence.basis)


def calculate(
    kind: str, received_at: datetime, *, place: Place | None = None, remote: bool = False
) -> Answer:
    day = local_day(received_at)
    unit = unit_for(UnitKind.POLICE_COMMUNE, place, day) if place else None
    steps = timeline(kind, received_at, remote=remote)
    return Answer(kind, received_at, place, unit, competence(day), steps)


def communes_called(words: str, received_at: datetime) -> list[Place]:
    """Communes in force on that day for a code or a name, old or new; the likeliest first."""
    day = local_day(received_at)
    if words.isdigit():
        place = place_on(words.zfill(5), day, Level.COMMUNE)
        return [place] if place else []
    found: dict[int, Place] = {}
    for hit in search_places(words, day, level=Level.COMMUNE, limit=8):
        for place in [hit.place] if hit.place.holds_on(day) else hit.became[:1]:
            found.setdefault(place.pk, place)
    return list(found.values())
