"""The public deadline calculator: one answer for the page /thoi-han/ and GET /api/v1/deadlines."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from binhyen.kernel.org.models import Unit, UnitKind
from binhyen.kernel.org.queries import unit_for
from binhyen.kernel.places.models import Level, Place
from binhyen.kernel.places.queries import full_name, place_on, province_on
from binhyen.kernel.places.queries import search as search_places
from binhyen.kernel.workflow.competence import Competence, competence
from binhyen.kernel.workflow.timeline import KIND_NAMES, Step, timeline
from binhyen.lib.verdict import YES, Verdict, no
from binhyen.lib.workdays import VIETNAM, local_day

FIRST_DAY = date(2018, 1, 1)


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


def read_moment(text: str) -> datetime | None:
    """ISO 8601; without a zone it is Vietnam's time, without a time the day's beginning. A space
    stands for the plus sign that was not escaped in an address."""
    try:
        moment = datetime.fromisoformat(re.sub(r" (\d\d:?\d\d)$", r"+\1", text.strip()))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)


def may_ask(moment: datetime, now: datetime) -> Verdict:
    """The calculator answers from the day the Code took effect to a year from now."""
    if local_day(moment) < FIRST_DAY:
        return no(_("Trang chỉ tính từ 01/01/2018, ngày Bộ luật Tố tụng hình sự 2015 có hiệu lực."))
    if moment > now + timedelta(days=366):
        return no(_("Ngày này còn quá xa. Chọn ngày trong vòng một năm tới."))
    return YES


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
    # Those of the province that this installation serves come first.
    return sorted(found.values(), key=lambda place: not _is_ours(place, day))


def _is_ours(place: Place, day: date) -> bool:
    province = province_on(place, day)
    return province is not None and province.code == settings.PROVINCE
