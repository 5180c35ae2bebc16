"""From a record's texts to the two vectors of its entry, made here and not by PostgreSQL's parser,
which knows neither tone styles nor what a number plate is.

In ``canon`` stand the words as written; of a text typed without marks (and of single words that
lost theirs) also "~" + the word without marks, so that "xe máy" finds "xe may" there and only
there. In ``fold`` stand all words without marks. Beside them, in both: exact things
("phone:+84912345678"), the code ("code:…"), the unit ("u:12"), the month ("m:202611") and places
("p:345"); no typed word holds a colon or a tilde.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from django.utils import timezone

from binhyen.kernel.search.exact import ACCOUNT, PLATE, exact_in
from binhyen.kernel.search.kinds import Document
from binhyen.kernel.search.placing import place_words
from binhyen.kernel.search.spelling import Vocabulary
from binhyen.lib.syllables import lost_its_mark
from binhyen.lib.text import canon, fold

WORD = re.compile(r"[^\W_]+")
GUESSED = "D"
# What a vector can hold: positions up to 16,383, at most 255 of one word.
_LAST, _MOST = 16_383, 255
_LONGEST_WORD = 40


@dataclass(frozen=True)
class Written:
    """The two vectors as PostgreSQL reads them, and the words that count for the vocabulary."""

    canon: str
    fold: str
    words: frozenset[str]


@lru_cache(maxsize=200_000)
def forms(word: str) -> tuple[str, str]:
    """(canon, fold) of one word."""
    plain = canon(word)
    return plain, fold(plain)


def words_of(text: str) -> list[str]:
    """The words of ``text`` as ``canon`` writes them."""
    plain = unicodedata.normalize("NFC", text)
    return [forms(word)[0] for word in WORD.findall(plain) if len(word) <= _LONGEST_WORD]


def is_bare(words: Iterable[str]) -> bool:
    """Whether whoever wrote these words uses no marks at all."""
    letters = [word for word in words if word.isalpha()]
    return bool(letters) and all(word == forms(word)[1] for word in letters)


def month_word(day: date) -> str:
    return f"m:{day:%Y%m}"


@dataclass
class _Vector:
    at: dict[str, list[str]] = field(default_factory=dict)

    def add(self, word: str, place: int, weight: str) -> None:
        stands = self.at.get(word)
        if stands is None:
            stands = self.at[word] = []
        if place <= _LAST and len(stands) < _MOST:
            stands.append(f"{place}{weight}")

    def mark(self, words: Iterable[str]) -> None:
        for word in words:
            self.at.setdefault(word, [])

    def told(self) -> str:
        return " ".join(
            f"{quoted(word)}:{','.join(stands)}" if stands else quoted(word)
            for word, stands in self.at.items()
        )


def quoted(word: str) -> str:
    """A lexeme as PostgreSQL's input of vectors and queries reads it."""
    if "'" in word or "\\" in word:
        word = word.replace("\\", "\\\\").replace("'", "''")
    return f"'{word}'"


def write(document: Document, vocabulary: Vocabulary) -> Written:
    as_written, bare = _Vector(), _Vector()
    seen: set[str] = set()
    place = 0
    for text, weight in document.texts:
        place = _write_text(text, weight, place, as_written, bare, vocabulary, seen) + 1
    beside = [f"code:{code}" for code in document.codes]
    beside += [f"u:{unit}" for unit in document.units]
    beside.append(month_word(timezone.localtime(document.at)))
    if document.place_id is not None:
        beside += place_words(document.place_id)
    as_written.mark(beside)
    bare.mark(beside)
    return Written(as_written.told(), bare.told(), frozenset(seen))


def _write_text(
    text: str,
    weight: str,
    place: int,
    as_written: _Vector,
    bare: _Vector,
    vocabulary: Vocabulary,
    seen: set[str],
) -> int:
    words = words_of(text)
    markless = is_bare(words)
    for word in words:
        place += 1
        plain = forms(word)[1]
        as_written.add(word, place, weight)
        bare.add(plain, place, weight)
        if markless or lost_its_mark(word):
            as_written.add("~" + plain, place, weight)
        if word.isalpha():
            if not markless:  # "may" of a text without marks is not the word "may"
                seen.add(word)
            if (meant := vocabulary.guess(word, bare=markless)) and not lost_its_mark(word):
                _write_guess(meant, place, as_written, bare)
    for one in exact_in(text):
        extra = [one.key]
        if one.kind == PLATE:  # people remember the last digits
            extra += re.findall(r"\d{4,5}$", one.value)
        elif one.kind == ACCOUNT:
            extra.append(one.value.lstrip("@"))
        as_written.mark(extra)
        bare.mark(extra)
    return place


def _write_guess(meant: str, place: int, as_written: _Vector, bare: _Vector) -> None:
    plain = forms(meant)[1]
    as_written.add("~" + plain, place, GUESSED)
    if meant != plain:
        as_written.add(meant, place, GUESSED)
    bare.add(plain, place, GUESSED)
