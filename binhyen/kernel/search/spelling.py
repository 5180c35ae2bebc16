"""What a misspelt word may have meant: what Telex left in it, else the most usual word one slip
away (a letter or a mark too few, too many, wrong, or two in the wrong order)."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.db.models import F
from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from binhyen.kernel.audit.scope import in_scope
from binhyen.kernel.people.actor import SYSTEM
from binhyen.kernel.search.models import SearchWord
from binhyen.lib.keeping import kept
from binhyen.lib.syllables import is_syllable, lost_its_mark, spelt, untelexed
from binhyen.lib.text import fold

# A word of fewer records may be somebody's name: it is never suggested to anybody.
COMMON = 5
MOST_WORDS = 20_000
# A slip is made again and again: a word is one when what it meant is so many times as usual.
OUTWEIGHS = 20
MOST_GUESSES = 4
_SHORTEST, _LONGEST = 3, 12


@dataclass(frozen=True)
class Vocabulary:
    """Usual words → in how many records."""

    words: dict[str, int]

    @cached_property
    def _marked_listed(self) -> tuple[list[str], list[str]]:
        """Syllables, and how each is spelt."""
        listed = [word for word in self.words if is_syllable(word)]
        return listed, [spelt(word) for word in listed]

    @cached_property
    def _with_marks(self) -> dict[str, list[str]]:
        """Without marks → its usual words with marks, the most usual first."""
        found: dict[str, list[str]] = defaultdict(list)
        for word in self._marked_listed[0]:
            if word != fold(word):
                found[fold(word)].append(word)
        return found

    @cached_property
    def _bare(self) -> dict[str, int]:
        counts: dict[str, int] = defaultdict(int)
        for word in self._marked_listed[0]:
            counts[fold(word)] += self.words[word]
        return dict(counts)

    @cached_property
    def _bare_listed(self) -> tuple[list[str], list[str]]:
        return list(self._bare), list(self._bare)

    @cached_property
    def _kept(self) -> dict[tuple[str, bool, bool], tuple[str, ...]]:
        return {}

    def guess(self, word: str, *, bare: bool = False) -> str:
        """What a word of a text was meant to be, "" when it looks right or nothing is near.
        ``bare``: the text is written without marks, and so is the answer."""
        found = self.guesses(word, bare=bare)
        return found[0] if found else ""

    def guesses(self, word: str, *, bare: bool = False, broad: bool = False) -> tuple[str, ...]:
        """What it may have been meant to be, the likeliest first. ``broad``: also for a word that
        could be right, because nothing was found by it."""
        key = (word, bare, broad)
        if key not in self._kept:
            self._kept[key] = tuple(dict.fromkeys(self._guesses(word, bare, broad)))[:MOST_GUESSES]
        return self._kept[key]

    def _guesses(self, word: str, bare: bool, broad: bool) -> Iterator[str]:
        if not word.isalpha() or not 2 <= len(word) <= _LONGEST:
            return
        is_unmarked = word == fold(word)
        least = self._count(word, bare) * OUTWEIGHS
        if is_unmarked and not bare:
            any_will_do = broad or lost_its_mark(word)
            for meant in self._with_marks.get(word, ()):
                if any_will_do or self.words[meant] >= max(least, OUTWEIGHS * COMMON):
                    yield meant
        if len(word) < _SHORTEST and not broad:
            return
        if is_unmarked and (meant := untelexed(word)) and self._count(meant, False) >= least:
            yield meant
        if broad or not is_syllable(word):
            yield from self._nearest(word, bare, least)

    def _count(self, word: str, bare: bool) -> int:
        known = self.words.get(word, 0)
        return max(known, self._bare.get(word, 0)) if bare else known

    def _nearest(self, word: str, bare: bool, least: int) -> list[str]:
        """The most usual words one slip away, of at least so many records."""
        counts = self._bare if bare else self.words
        listed, spelt_so = self._bare_listed if bare else self._marked_listed
        near = process.extract(
            word if bare else spelt(word),
            spelt_so,
            scorer=DamerauLevenshtein.distance,
            score_cutoff=1,
            limit=None,
        )
        found = [listed[at] for _word, slips, at in near if slips and counts[listed[at]] >= least]
        return sorted(found, key=lambda one: (-counts[one], one))


@kept
def vocabulary() -> Vocabulary:
    """The usual words, read once a minute."""
    rows = SearchWord.objects.filter(documents__gte=COMMON).order_by(F("documents").desc(), "word")
    with in_scope(SYSTEM):  # of the rare words the page learns nothing
        return Vocabulary(dict(rows.values_list("word", "documents")[:MOST_WORDS]))
