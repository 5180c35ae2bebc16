"""What a misspelt word may have meant: what Telex left in it, else the most usual word one slip
away (a letter or a mark too few, too many, wrong, or two in the wrong order)."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import F
from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from binhyen.kernel.search.models import SearchWord
from binhyen.lib.keeping import kept
from binhyen.lib.syllables import is_syllable, spelt, untelexed
from binhyen.lib.text import fold

# A word of fewer records may be somebody's name: it is never suggested to anybody.
COMMON = 5
MOST_WORDS = 20_000
_SHORTEST, _LONGEST = 3, 12


@dataclass(frozen=True)
class Vocabulary:
    """Usual words → in how many records."""

    words: dict[str, int]

    @cached_property
    def _marked(self) -> list[str]:
        return [word for word in self.words if is_syllable(word)]

    @cached_property
    def _spelt(self) -> list[str]:
        return [spelt(word) for word in self._marked]

    @cached_property
    def _bare(self) -> dict[str, int]:
        counts: dict[str, int] = {}
        for word in self._marked:
            counts[fold(word)] = counts.get(fold(word), 0) + self.words[word]
        return counts

    @cached_property
    def _guesses(self) -> dict[tuple[str, bool], str]:
        return {}

    def knows(self, word: str) -> bool:
        return word in self.words or word in self._bare

    def guess(self, word: str, *, bare: bool = False) -> str:
        """The word that was meant, "" when nothing is near. ``bare``: written without marks, so
        is the answer."""
        key = (word, bare)
        if key not in self._guesses:
            self._guesses[key] = self._guess(word, bare)
        return self._guesses[key]

    def _guess(self, word: str, bare: bool) -> str:
        if not word.isalpha() or not _SHORTEST <= len(word) <= _LONGEST or self.knows(word):
            return ""
        if is_syllable(word) and not bare:
            return ""
        if word == fold(word) and (meant := untelexed(word)):
            return fold(meant) if bare and not self.knows(meant) else meant
        if is_syllable(word):
            return ""
        return self._nearest_bare(word) if bare else self._nearest(word)

    def _nearest(self, word: str) -> str:
        near = process.extract(
            spelt(word), self._spelt, scorer=DamerauLevenshtein.distance, score_cutoff=1, limit=None
        )
        found = [self._marked[at] for _word, _slips, at in near]
        return max(found, key=lambda one: (self.words[one], one), default="")

    def _nearest_bare(self, word: str) -> str:
        near = process.extract(
            word,
            list(self._bare),
            scorer=DamerauLevenshtein.distance,
            score_cutoff=1,
            limit=None,
        )
        found = [one for one, _slips, _at in near]
        return max(found, key=lambda one: (self._bare[one], one), default="")


@kept
def vocabulary() -> Vocabulary:
    """The usual words, read once a minute."""
    rows = SearchWord.objects.filter(documents__gte=COMMON).order_by(F("documents").desc(), "word")
    return Vocabulary(dict(rows.values_list("word", "documents")[:MOST_WORDS]))
