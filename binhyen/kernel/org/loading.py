"""Makes the bodies of one province in all its dated shapes, from the history of its places.

Run again it adds what is missing and leaves what people changed.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from itertools import zip_longest

from django.db import transaction
from django.utils.translation import gettext as _

from binhyen.kernel.org import scope
from binhyen.kernel.org.bodies import (
    DEPARTMENTS,
    FAMILIES,
    NO_DISTRICT_BASIS,
    POLICE,
    REFORM_BASIS,
    Family,
)
from binhyen.kernel.org.models import Unit, UnitKind, UnitParent, UnitSuccession
from binhyen.kernel.places.bulk import copy_in
from binhyen.kernel.places.lineage import kin
from binhyen.kernel.places.models import Level, Place, PlaceClosure, Succession
from binhyen.lib.progress import Progress, quiet

Key = tuple[str, int, str, date]
Stretch = tuple[date, date | None]


@dataclass
class Body:
    family: Family
    kind: str
    name: str
    place: Place
    valid_from: date
    valid_to: date | None
    short_name: str = ""

    @property
    def key(self) -> Key:
        return (self.kind, self.place.pk, self.short_name, self.valid_from)


@dataclass
class Plan:
    bodies: list[Body] = field(default_factory=list)
    # (family title, place id) → body; a department under (its short name, place id).
    at: dict[tuple[str, int], Body] = field(default_factory=dict)
    # place id → (distance, ancestor id, from, to), the place itself left out.
    above: dict[int, list[tuple[int, int, date, date | None]]] = field(default_factory=dict)

    def add(self, body: Body) -> None:
        self.bodies.append(body)
        self.at[(body.short_name or body.family.title, body.place.pk)] = body


@transaction.atomic
def load_units(province_code: str, progress: Progress | None = None) -> int:
    """Load the bodies of the province that has this code today; returns how many were added."""
    say = progress or quiet
    province = Place.objects.get(level=Level.PROVINCE, code=province_code, valid_to=None)
    say(_("Lập đơn vị của %(province)s qua các thời kỳ…") % {"province": province.name})
    plan = _plan(province)
    known = _ids()
    missing = [body for body in plan.bodies if body.key not in known]
    copy_in(
        Unit,
        ("kind", "name", "short_name", "place", "valid_from", "valid_to", *_BLANK),
        (
            (
                *(body.kind, body.name, body.short_name, body.place.pk),
                *(body.valid_from, body.valid_to, "", "", False),
            )
            for body in missing
        ),
    )
    if missing:
        _store_links(plan, {body.key for body in missing}, _ids())
        scope.forget()
    return len(missing)


_BLANK = ("address", "phone", "is_demo")


def _ids() -> dict[Key, int]:
    listed = Unit.objects.order_by("pk").values_list(
        "kind", "place_id", "short_name", "valid_from", "pk"
    )
    return {(kind, place, short, since): pk for kind, place, short, since, pk in listed}


def _plan(province: Place) -> Plan:
    plan = Plan()
    shapes = Place.objects.filter(pk__in=kin(province), level=Level.PROVINCE)
    links = PlaceClosure.objects.filter(ancestor__in=shapes).values("descendant")
    levels = (Level.PROVINCE, Level.DISTRICT, Level.COMMUNE)
    for place in Place.objects.filter(pk__in=links, level__in=levels).order_by("pk"):
        for family in FAMILIES:
            if kind := family.kinds.get(place.level):
                plan.add(_body(family, kind, place))
        if place.level == Level.PROVINCE:
            for short, title in DEPARTMENTS.items():
                plan.add(_department(short, title, place))
    above = PlaceClosure.objects.filter(descendant__in=links, distance__gt=0).order_by("pk")
    for distance, low, high, since, until in above.values_list(
        "distance", "descendant_id", "ancestor_id", "valid_from", "valid_to"
    ):
        plan.above.setdefault(low, []).append((distance, high, since, until))
    return plan


def _body(family: Family, kind: str, place: Place) -> Body:
    until = place.valid_to
    if place.level == Level.DISTRICT and family.district_until:
        until = min(until or family.district_until, family.district_until)
    return Body(family, kind, family.name(place.name), place, place.valid_from, until)


def _department(short: str, title: str, place: Place) -> Body:
    name = f"{title}, {POLICE.name(place.name)}"
    return Body(
        *(POLICE, UnitKind.POLICE_DEPARTMENT, name, place, place.valid_from, place.valid_to, short)
    )


def _store_links(plan: Plan, new: set[Key], ids: dict[Key, int]) -> None:
    copy_in(
        UnitParent,
        ("unit", "parent", "valid_from", "valid_to"),
        (
            (ids[body.key], ids[parent.key], since, until)
            for body in plan.bodies
            if body.key in new
            for parent, since, until in _chain(plan, body)
        ),
    )
    copy_in(
        UnitSuccession,
        ("old", "new", "on", "is_default", "basis"),
        (
            (ids[old.key], ids[heir.key], on, is_default, basis)
            for old, heir, on, is_default, basis in _successions(plan)
            if old.key in new or heir.key in new
        ),
    )


def _chain(plan: Plan, body: Body) -> list[tuple[Body, date, date | None]]:
    """At any time the superior is the nearest body of the family above that exists then."""
    if body.short_name:
        head = plan.at[(POLICE.title, body.place.pk)]
        return [(head, body.valid_from, body.valid_to)]
    offers = []
    for distance, place, since, until in plan.above.get(body.place.pk, ()):
        if superior := plan.at.get((body.family.title, place)):
            both = _overlap((since, until), (superior.valid_from, superior.valid_to))
            both = both and _overlap(both, (body.valid_from, body.valid_to))
            if both:
                offers.append((distance, superior, both))
    return _nearest(offers)


def _overlap(one: Stretch, other: Stretch) -> Stretch | None:
    since = max(one[0], other[0])
    ends = [end for end in (one[1], other[1]) if end]
    until = min(ends) if ends else None
    return (since, until) if until is None or since < until else None


def _nearest(offers: list[tuple[int, Body, Stretch]]) -> list[tuple[Body, date, date | None]]:
    """Cut time at every change and take the nearest offer in each piece; join equal neighbours."""
    cuts = sorted({since for *_, (since, _) in offers} | {end for *_, (_, end) in offers if end})
    chain: list[tuple[Body, date, date | None]] = []
    for since, until in zip_longest(cuts, cuts[1:]):
        inside = [
            (distance, superior)
            for distance, superior, (start, end) in offers
            if start <= since and (end is None or since < end)
        ]
        if not inside:
            continue
        superior = min(inside, key=lambda offer: offer[0])[1]
        if chain and chain[-1][0] is superior and chain[-1][2] == since:
            chain[-1] = (superior, chain[-1][1], until)
        else:
            chain.append((superior, since, until))
    return chain


def _successions(plan: Plan) -> list[tuple[Body, Body, date, bool, str]]:
    """Bodies follow their places; a district body without such an heir goes to the province."""
    places = [body.place.pk for body in plan.bodies]
    edges: dict[int, list[Succession]] = defaultdict(list)
    for edge in Succession.objects.filter(old__in=places).order_by("pk"):
        edges[edge.old_id].append(edge)
    found = []
    for body in plan.bodies:
        heirs = [
            (heir, edge.is_default)
            for edge in edges[body.place.pk]
            if body.valid_to == edge.on
            and (heir := plan.at.get((body.short_name or body.family.title, edge.new_id)))
        ]
        for heir, is_default in heirs:
            found.append((body, heir, heir.valid_from, is_default, REFORM_BASIS))
        if body.valid_to and not heirs and (head := _provincial(plan, body, edges)):
            found.append((body, head, body.valid_to, True, NO_DISTRICT_BASIS))
    return found


def _provincial(plan: Plan, body: Body, edges: dict[int, list[Succession]]) -> Body | None:
    """The province's body on the day the district's one ended: its heir, if it ended that day."""
    day = body.valid_to
    if day is None or body.place.level != Level.DISTRICT:
        return None
    for _distance, place, since, until in plan.above[body.place.pk]:
        head = plan.at.get((body.family.title, place))
        if head and since < day and (until is None or day <= until):
            if head.valid_to == day:
                return plan.at.get((body.family.title, edges[place][0].new_id))
            return head
    return None
