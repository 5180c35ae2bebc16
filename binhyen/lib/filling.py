"""Prepared texts: fields in braces that code fills, a gap that its writer fills, and how much of a
text is the writer's own."""

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Mapping

from binhyen.lib.text import fold

# Where the officer writes: a text with a gap left in it is not sent.
GAP = "[…]"
_FIELD = re.compile(r"\{\s*([^{}\n]{1,40}?)\s*\}")
_WORD = re.compile(r"\w+")


def unknown_fields(text: str, known: Collection[str]) -> list[str]:
    """Fields that nobody fills, in the order of the text: ["mã tn"]."""
    return list(dict.fromkeys(name for name in _FIELD.findall(text) if name not in known))


def fill(text: str, values: Mapping[str, str]) -> str:
    """``{mã tin}`` becomes its value; a field without one stays as it stands."""
    return _FIELD.sub(lambda found: values.get(found[1], found[0]), text)


def has_gap(text: str) -> bool:
    return GAP in text or "[...]" in text


def words_of(text: str) -> list[str]:
    return _WORD.findall(fold(text))


def own_words(text: str, prepared: str) -> int:
    """How many words of ``text`` do not come from the prepared one it began with."""
    return sum((Counter(words_of(text)) - Counter(words_of(prepared))).values())


def likeness(text: str, values: Collection[str]) -> bytes:
    """32 bytes that are the same for texts that differ in ``values`` (a code, a date) alone."""
    plain = text
    for value in sorted(values, key=len, reverse=True):
        if value:
            plain = plain.replace(value, " ")
    return hashlib.sha256(" ".join(words_of(plain)).encode()).digest()
