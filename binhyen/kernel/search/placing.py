"""Places as words: a record at the unit of today is found by every name its ground ever had."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings

from binhyen.kernel.places.models import Level, Place, PlaceClosure, PlaceName
from binhyen.kernel.places.queries import kin
from binhyen.lib.keeping import kept
from binhyen.lib.text import canon, fold

_TYPES = (*("xã", "phường", "thị trấn", "đặc khu", "huyện", "quận", "thị xã", "thành phố", "tỉnh"),)
_PREFIXES = tuple(sorted({*_TYPES, *map(fold, _TYPES)}, key=len, reverse=True))
# A name of one syllable ("Hà") is a word like others.
_SHORTEST, _LONGEST = 2, 5


@dataclass(frozen=True)
class Placed:
    """Words ``start`` to ``end`` (not included) of a query are the name of these units."""

    start: int
    end: int
    place_ids: frozenset[int]


def place_words(place_id: int) -> tuple[str, ...]:
    """For the entry of a record at this unit: it, all it came from and went into, and the districts
    and communes above any of them in any time."""
    return _place_words(place_id)


@kept
def _place_words(place_id: int) -> tuple[str, ...]:
    place = Place.objects.get(pk=place_id)
    ids = {place_id}
    if place.level == Level.HAMLET:
        ids |= set(
            PlaceClosure.objects.filter(
                descendant=place, ancestor__level=Level.COMMUNE
            ).values_list("ancestor_id", flat=True)
        )
    for one in Place.objects.filter(pk__in=ids, level=Level.COMMUNE):
        ids |= kin(one)
    above = PlaceClosure.objects.filter(
        descendant__in=ids, ancestor__level__in=(Level.DISTRICT, Level.COMMUNE)
    )
    ids |= set(above.values_list("ancestor_id", flat=True))
    return tuple(f"p:{pk}" for pk in sorted(ids))


def places_in(words: Sequence[str], *, marked: bool) -> list[Placed]:
    """Names of communes and districts of any time among the words, the longest first, none within
    another. With their marks when the query has marks."""
    names = _names()
    found, at = [], 0
    while at < len(words):
        one = _at(words, at, names, marked)
        if one is not None:
            found.append(one)
        at = one.end if one else at + 1
    return found


def _at(words: Sequence[str], at: int, names: "_Names", marked: bool) -> Placed | None:
    for length in range(min(_LONGEST, len(words) - at), _SHORTEST - 1, -1):
        said = " ".join(words[at : at + length])
        ids = {pk for written, pk in names.get(fold(said), ()) if not marked or written == said}
        if ids:
            return Placed(at, at + length, frozenset(ids))
    return None


_Names = dict[str, list[tuple[str, int]]]


@kept
def _names() -> _Names:
    """Names of the province's communes and districts, with and without the word for their type."""
    inside = PlaceClosure.objects.filter(
        ancestor__level=Level.PROVINCE,
        ancestor__in=_province(),
        descendant__level__in=(Level.DISTRICT, Level.COMMUNE),
    ).values("descendant_id")
    rows = PlaceName.objects.filter(place_id__in=inside).order_by("pk")
    names: _Names = defaultdict(list)
    for place_id, name in rows.values_list("place_id", "canon"):
        bare = without_type(name)
        for said in {name, bare}:
            if len(said.split()) >= _SHORTEST:
                names[fold(said)].append((said, place_id))
    return dict(names)


def _province() -> set[int]:
    found: set[int] = set()
    for one in Place.objects.filter(level=Level.PROVINCE, code=settings.PROVINCE).order_by("pk"):
        found |= kin(one)
    return found


def without_type(name: str) -> str:
    """ "xã dị chế" → "dị chế"."""
    plain = canon(name)
    for prefix in _PREFIXES:
        if plain.startswith(prefix + " "):
            return plain[len(prefix) + 1 :]
    return plain
