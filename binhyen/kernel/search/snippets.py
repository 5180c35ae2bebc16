"""The piece of a text around what was looked for: escaped, the words found in <mark>."""

import re
import unicodedata
from collections.abc import Sequence

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from binhyen.kernel.search.asking import Asked
from binhyen.kernel.search.exact import exact_in
from binhyen.kernel.search.writing import WORD, forms, is_bare, words_of

WIDTH = 220  # characters
_BEFORE = 60
_SPACES = re.compile(r"\s+")
Span = tuple[int, int]


def snippet(texts: Sequence[str], asked: Asked) -> SafeString:
    """From the first text that holds something asked for; else the beginning of the first."""
    plain = [_SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip() for text in texts]
    for text in plain:
        if spans := _spans(text, asked):
            return _cut(text, spans)
    return _cut(plain[0], []) if plain else SafeString("")


def _spans(text: str, asked: Asked) -> list[Span]:
    wanted = [*asked.words, *(word for phrase in asked.phrases for word in phrase)]
    said = {spelling for word in wanted for spelling in asked.spellings(word)}
    bare = is_bare(words_of(text))
    keys = {one.key for one in asked.exact}
    exact = [(one.start, one.end) for one in exact_in(text) if one.key in keys]
    found = list(exact)
    for match in WORD.finditer(text):
        canon, fold = forms(match[0])
        hit = canon in said or fold in said if not asked.marked else canon in said
        if hit or (asked.marked and bare and "~" + fold in said):
            if not any(start <= match.start() < end for start, end in exact):
                found.append(match.span())
    return sorted(found)


def _cut(text: str, spans: list[Span]) -> SafeString:
    first = spans[0][0] if spans else 0
    start = 0 if first <= _BEFORE else text.find(" ", first - _BEFORE) + 1
    start = min(start, first)
    end = len(text) if len(text) <= start + WIDTH else text.rfind(" ", start, start + WIDTH)
    end = max(end, spans[0][1] if spans else 0) if end > start else min(len(text), start + WIDTH)
    out, at = ["… " if start else ""], start
    for begin, stop in spans:
        if begin < at or stop > end:
            continue
        out += [escape(text[at:begin]), "<mark>", escape(text[begin:stop]), "</mark>"]
        at = stop
    out += [escape(text[at:end]), " …" if end < len(text) else ""]
    return mark_safe("".join(out))  # noqa: S308 (every piece of the text went through escape)
