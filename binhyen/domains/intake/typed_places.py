"""A place as an officer types it: "phố hiến", "thôn An Tảo, Phố Hiến", an old commune's name."""

from dataclasses import dataclass, field
from datetime import date

from binhyen.kernel.places.models import Level, Place
from binhyen.kernel.places.queries import province_on, search
from binhyen.lib.text import fold

KINDS = ("xa", "phuong", "thi tran", "dac khu", "thon", "xom", "to dan pho", "tdp", "tinh")


@dataclass(frozen=True)
class Typed:
    """``place`` in force on the day; ``stated`` the old unit that was named instead; when several
    fit, ``candidates`` and no place."""

    place: Place | None = None
    stated: Place | None = None
    candidates: list[Place] = field(default_factory=list)


def bare(name: str) -> str:
    """Without marks and without the word for its kind: "Phường Phố Hiến" → "pho hien"."""
    plain = fold(name)
    for kind in KINDS:
        if plain.startswith(f"{kind} "):
            return plain.removeprefix(f"{kind} ")
    return plain


def typed_place(words: str, near: Place, day: date) -> Typed:
    """``near``: the area of the officer's unit, whose hamlets are known by their bare names."""
    head, _, tail = (part.strip() for part in words.partition(","))
    if tail:
        return _hamlet_of(head, _commune(tail.split(",")[0], near, day), day)
    here = _hamlets_called(head, near, day)
    if len(here) == 1:
        return Typed(here[0])
    return Typed(candidates=here) if here else _commune(head, near, day)


def _hamlet_of(name: str, commune: Typed, day: date) -> Typed:
    if commune.place is None:
        return commune
    hamlets = _hamlets_called(name, commune.place, day)
    return Typed(hamlets[0], commune.stated) if hamlets else Typed(candidates=[commune.place])


def _hamlets_called(name: str, commune: Place, day: date) -> list[Place]:
    if commune.level != Level.COMMUNE:
        return []
    rows = Place.objects.below(commune, day, Level.HAMLET).order_by("sort_key", "pk")
    whole = [row for row in rows if fold(row.name) == fold(name)]
    return whole or [row for row in rows if bare(row.name) == bare(name)]


def _commune(words: str, near: Place, day: date) -> Typed:
    province = province_on(near, day)
    if province is not None and fold(words) in (fold(province.name), bare(province.name)):
        communes = search(words, day, level=Level.COMMUNE, parent=province, limit=8)
        if fold(words) == fold(province.name) or not communes:
            return Typed(province)
    choices: dict[int, tuple[Place, Place | None]] = {}
    for one in search(words, day, level=Level.COMMUNE, parent=province, limit=8):
        now = [one.place] if one.place.holds_on(day) else one.became
        for place in now:
            if place.holds_on(day):
                choices.setdefault(place.pk, (place, None if place == one.place else one.place))
    same = [pair for pair in choices.values() if bare(pair[0].name) == bare(words)]
    only = same if len(same) == 1 else list(choices.values())
    if len(only) == 1:
        return Typed(*only[0])
    return Typed(candidates=[place for place, _old in choices.values()])
