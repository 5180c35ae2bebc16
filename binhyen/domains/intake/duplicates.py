"""Tips that may tell of the same thing, with the reasons: for an officer to judge, never merged.

Two ways to be near: the same phone number, plate, link or account in the text, whenever and
wherever; or within 14 days in the same or a neighbouring commune, told in much the same words.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache

from django.db.models import QuerySet
from django.db.models.functions import Left
from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process

from binhyen.domains.intake.models import Tip, TipLink
from binhyen.kernel.people.actor import Actor
from binhyen.kernel.places.queries import ground_around
from binhyen.kernel.search.exact import ACCOUNT, LINK, PHONE, PLATE, exact_in
from binhyen.kernel.search.finding import naming
from binhyen.lib.phones import spoken_phone
from binhyen.lib.text import fold

DAYS = 14
MOST = 5
# How alike (0 to 100) the words of two tellings must be; words in any order, then in theirs.
SAME_WORDS, SAME_TELLING = 75.0, 60.0
# Fewer than one in so many words of the shorter text shared: not worth a closer look.
_ONE_IN = 3
# Of each text so many characters are compared, and of a busy fortnight so many tips.
_LENGTH, _COMPARED = 600, 3_000
_MOST_BY_NUMBER = 50


@dataclass
class Likeness:
    """A tip that may be the same, and why, in words; the strongest reasons first."""

    tip: Tip
    reasons: list[str] = field(default_factory=list)
    score: float = 0.0


def likenesses(actor: Actor, tip: Tip) -> list[Likeness]:
    """At most five that the actor may see and nobody has judged yet. Four statements."""
    judged = _judged(tip)
    visible = Tip.objects.visible_to(actor).exclude(pk__in={tip.pk, *judged})
    alike = _told_alike(visible, tip)
    keys = {one.key for one in exact_in(_said(tip))}
    same = _naming(visible, keys)
    rows = {
        row.pk: row
        for row in visible.filter(pk__in={*alike, *same}).select_related(
            "category", "place", "unit"
        )
    }
    found = [_likeness(tip, rows[pk], alike.get(pk, 0.0), keys) for pk in rows]
    return sorted(found, key=lambda one: (-one.score, -one.tip.pk))[:MOST]


def linked(actor: Actor, tip: Tip) -> list[tuple[TipLink, Tip]]:
    """Tips linked with this one that the actor may see; of others not even that there are any."""
    rows = (
        TipLink.objects.of(tip)
        .visible_to(actor)
        .filter(state=TipLink.State.LINKED)
        .select_related("user", "one__category", "one__place", "other__category", "other__place")
        .order_by("pk")
    )
    return [(row, row.apart_from(tip)) for row in rows]


def _judged(tip: Tip) -> set[int]:
    pairs = TipLink.objects.of(tip).order_by().values_list("one_id", "other_id")
    return {pk for pair in pairs for pk in pair}


def _said(tip: Tip) -> str:
    return f"{tip.text}\n{tip.place_note}"


def _told_alike(visible: "QuerySet[Tip]", tip: Tip) -> dict[int, float]:
    ground = ground_around(tip.place_id, tip.received_on)
    fortnight = (tip.received_on - timedelta(days=DAYS), tip.received_on + timedelta(days=DAYS))
    rows = (
        visible.filter(place_id__in=[*ground.own, *ground.near], received_on__range=fortnight)
        .order_by("-pk")
        .values_list("pk", Left("text", _LENGTH))[:_COMPARED]
    )
    words = _words(tip.text[:_LENGTH])
    own, texts = " ".join(words), _worth_comparing(frozenset(words), rows)
    near = process.extract(
        own, texts, scorer=fuzz.token_set_ratio, score_cutoff=SAME_WORDS, limit=4 * MOST
    )
    scored = {pk: fuzz.token_sort_ratio(own, text) for text, _score, pk in near}
    return {pk: score for pk, score in scored.items() if score >= SAME_TELLING}


def _worth_comparing(own: frozenset[str], rows: Iterable[tuple[int, str]]) -> dict[int, str]:
    """By their keys, without marks: most texts of a busy fortnight tell of something else."""
    found = {}
    for pk, text in rows:
        words = _words(text)
        if len(own.intersection(words)) * _ONE_IN >= min(len(own), len(words)):
            found[pk] = " ".join(words)
    return found


def _words(text: str) -> list[str]:
    return [_bare(word) for word in text.split()]


_bare = lru_cache(maxsize=50_000)(fold)


def _naming(visible: "QuerySet[Tip]", keys: Iterable[str]) -> list[int]:
    """The newest that name one of these, by the index of the search."""
    asked = sorted(keys)
    found = naming("intake.tip", asked, _MOST_BY_NUMBER) if asked else []
    return list(visible.filter(pk__in=found).order_by("-pk").values_list("pk", flat=True))


def _likeness(tip: Tip, other: Tip, score: float, keys: set[str]) -> Likeness:
    shared = [one for one in exact_in(_said(other)) if one.key in keys]
    told = list(dict.fromkeys(_same(one.kind, one.value) for one in shared))
    found = Likeness(other, told, 100.0 * len(told) + score)
    if score:
        found.reasons.append(_("lời kể giống %(n)d %%") % {"n": round(score)})
        own = ground_around(tip.place_id, tip.received_on).own
        found.reasons.append(_("cùng xã") if other.place_id in own else _("xã bên cạnh"))
        apart = abs((other.received_on - tip.received_on).days)
        found.reasons.append(_("cách %(n)d ngày") % {"n": apart} if apart else _("cùng ngày"))
    if other.category_id == tip.category_id:
        found.reasons.append(_("cùng lĩnh vực"))
    return found


def _same(kind: str, value: str) -> str:
    said = {
        PHONE: _("cùng số điện thoại %(value)s"),
        PLATE: _("cùng biển số %(value)s"),
        LINK: _("cùng liên kết %(value)s"),
        ACCOUNT: _("cùng tài khoản %(value)s"),
    }[kind]
    return said % {"value": spoken_phone(value) if kind == PHONE else value}
