"""What somebody typed into the search field, read once: words, exact things, places, guesses.

With marks, "chè" finds "chè" and, in texts written without marks, "che"; never "che" in a text
that uses them. Without marks it finds every "che", "chè" and "chế". Words in double quotes stand
next to one another as typed, guesses left out.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from binhyen.kernel.search.exact import ACCOUNT, SENSITIVE, Exact, exact_in
from binhyen.kernel.search.placing import Placed, places_in
from binhyen.kernel.search.spelling import vocabulary
from binhyen.kernel.search.writing import WORD, forms, quoted, words_of
from binhyen.lib.text import has_marks

LONGEST = 200  # characters
MOST_WORDS = 24
_QUOTED = re.compile(r'["“”]([^"“”]+)["“”]')


@dataclass(frozen=True)
class Asked:
    """``typed`` as it came; ``marked``: whether it has Vietnamese marks; ``guesses``: word → what
    it may have meant; ``phrases``: runs of words in quotes."""

    typed: str
    marked: bool = False
    words: tuple[str, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    exact: tuple[Exact, ...] = ()
    codes: tuple[str, ...] = ()
    guesses: dict[str, tuple[str, ...]] = field(default_factory=dict)
    places: tuple[Placed, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.words or self.phrases or self.exact or self.codes)

    @property
    def sensitive(self) -> tuple[str, ...]:
        """Kinds of exact things asked for that point at a person: such a search leaves a trace."""
        return tuple(sorted({one.kind for one in self.exact} & SENSITIVE))

    @property
    def suggestion(self) -> str:
        """The query as it was probably meant; "" when nothing in it looks misspelt."""
        if not self.guesses:
            return ""
        plain = unicodedata.normalize("NFC", self.typed)
        return WORD.sub(lambda found: self._meant(found[0]), plain)

    def _meant(self, typed: str) -> str:
        found = self.guesses.get(forms(typed)[0])
        return found[0] if found else typed

    @property
    def column(self) -> str:
        return "canon" if self.marked else "fold"

    def tsquery(self) -> str:
        """For ``column``, without what narrows it; "" when nothing is asked."""
        parts = [_any(_key_words(one)) for one in self.exact]
        parts += [self._phrase(phrase) for phrase in self.phrases]
        at = 0
        for placed in (*self.places, Placed(len(self.words), len(self.words), frozenset())):
            parts += [self._word(word) for word in self.words[at : placed.start]]
            if placed.place_ids:
                said = " & ".join(self._word(word) for word in self._span(placed))
                here = [quoted(f"p:{pk}") for pk in sorted(placed.place_ids)]
                parts.append(f"(({said}) | {' | '.join(here)})")
            at = placed.end
        either = [f"({' & '.join(parts)})"] if parts else []
        return " | ".join(either + [quoted(f"code:{code}") for code in self.codes])

    def _span(self, placed: Placed) -> Sequence[str]:
        return self.words[placed.start : placed.end]

    def _word(self, word: str) -> str:
        return _any(self.spellings(word))

    def spellings(self, word: str) -> list[str]:
        """Lexemes of ``column`` that stand for a typed word."""
        every = (word, *self.guesses.get(word, ()))
        if not self.marked:
            return list(dict.fromkeys(forms(one)[1] for one in every))
        return list(dict.fromkeys(said for one in every for said in (one, "~" + forms(one)[1])))

    def _phrase(self, phrase: tuple[str, ...]) -> str:
        if not self.marked:
            return _next_to(forms(word)[1] for word in phrase)
        return f"({_next_to(phrase)} | {_next_to('~' + forms(word)[1] for word in phrase)})"


def read(typed: str, codes: Iterable[str] = (), *, broad: bool = False) -> Asked:
    """``codes``: what the caller read in it as the code of a record, found beside the words.
    ``broad``: guess at every word that is not usual, because nothing was found as typed."""
    text = unicodedata.normalize("NFC", typed).replace("\x00", " ").strip()[:LONGEST]
    exact = tuple(exact_in(text))
    rest = _without(text, exact)
    phrases = tuple(
        phrase for said in _QUOTED.findall(rest) if (phrase := tuple(words_of(said)[:MOST_WORDS]))
    )
    listed = words_of(_QUOTED.sub(" ", rest))[:MOST_WORDS]
    marked = has_marks(" ".join([*listed, *(" ".join(phrase) for phrase in phrases)]))
    places = tuple(places_in(listed, marked=marked))
    named = {word for place in places for word in listed[place.start : place.end]}
    known = vocabulary()
    guesses = {
        word: meant
        for word in listed
        if word not in named and (meant := known.guesses(word, bare=not marked, broad=broad))
    }
    return Asked(
        text,
        marked,
        tuple(listed),
        phrases,
        exact,
        tuple(codes),
        guesses,
        places,
    )


def _without(text: str, exact: Iterable[Exact]) -> str:
    """What was typed around the exact things; a long bare number stays a word as well."""
    left, at = [], 0
    for one in exact:
        left.append(text[at : one.start])
        at = one.end
    return " ".join([*left, text[at:]])


def _key_words(one: Exact) -> list[str]:
    digits = one.value.lstrip("@+")
    also = [f"{ACCOUNT}:{digits}", digits] if digits.isdigit() else []
    return [one.key, *also]


def _any(words: Sequence[str]) -> str:
    said = " | ".join(map(quoted, words))
    return said if len(words) == 1 else f"({said})"


def _next_to(words: Iterable[str]) -> str:
    return "(" + " <-> ".join(f"{quoted(word)}:ABC" for word in words) + ")"
