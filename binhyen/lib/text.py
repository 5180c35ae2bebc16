"""Vietnamese text: one tone style, folding without marks, and keys that sort as a dictionary does.

The database runs in the C locale (every engine sorts by code point), so the order of Vietnamese
is stored as bytes: ``order_by("sort_key")``.
"""

import re
import unicodedata

# Order of the alphabet, as dictionaries have it; f, j, w and z stand where Latin puts them.
ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
# ngang, huyền, hỏi, ngã, sắc, nặng.
TONES = "\u0300\u0309\u0303\u0301\u0323"

_LETTER = {letter: 0x20 + place for place, letter in enumerate(ALPHABET)}
_VOWEL_MARKS = "\u0302\u0306\u031b"  # â, ă, ơ: part of the letter, not a tone
_NUMBER, _OTHER, _FLAT = 0x10, 0xF0, 0x02
# Every Vietnamese letter with its marks → the letter without them.
_BARE = str.maketrans(
    {
        unicodedata.normalize("NFC", vowel + tone): unicodedata.normalize("NFD", vowel)[0]
        for vowel in "aăâeêioôơuưy"
        for tone in ("", *TONES)
    }
    | {"đ": "d"}
)
_TOKEN = re.compile(r"\d+|[^\W\d_]+")

_O, _U, _A, _E, _Y = "òỏõóọ", "ùủũúụ", "àảãáạ", "èẻẽéẹ", "ỳỷỹýỵ"
_ANY_LETTER = r"[^\W\d_]"
# "hoà" → "hòa" where the syllable ends; "hòan" → "hoàn" where a consonant follows; "qúy" → "quý".
_AT_END = re.compile(rf"(o)([{_A}{_E}])(?!{_ANY_LETTER})|(?<!q)(u)([{_Y}])(?!{_ANY_LETTER})")
_BEFORE_END = re.compile(rf"([{_O}])([ae])(?={_ANY_LETTER})|(?<!q)([{_U}])(y)(?={_ANY_LETTER})")
_AFTER_Q = re.compile(rf"(?<=q)([{_U}])([aeiyăâêơ])")


def canon(text: str) -> str:
    """NFC, lower case, single spaces, one tone style: "Hoà  Bình" and "Hòa Bình" are one name."""
    plain = " ".join(unicodedata.normalize("NFC", text).lower().split())
    for pattern, move in ((_AT_END, _left), (_BEFORE_END, _right), (_AFTER_Q, _right)):
        plain = pattern.sub(move, plain)
    return plain


def one_style(text: str) -> str:
    """The same text in the one tone style, capitals kept: "Tỉnh Hoà Bình" → "Tỉnh Hòa Bình"."""
    shown = " ".join(unicodedata.normalize("NFC", text).split())
    plain = canon(shown)
    if len(plain) != len(shown):  # a letter whose small form is longer, as in Turkish
        return shown
    return "".join(
        new.upper() if old.isupper() else new for old, new in zip(shown, plain, strict=True)
    )


def fold(text: str) -> str:
    """Lower case without any mark, đ as d: "Dị Chế" → "di che". For search, never for display."""
    bare = text.lower().translate(_BARE)
    if not bare.isascii():  # letters of other languages, which cost ten times as much
        bare = unicodedata.normalize("NFD", bare).replace("đ", "d")
        bare = "".join(c for c in bare if not unicodedata.combining(c))
    return " ".join(bare.split())


def has_marks(text: str) -> bool:
    """Whether the writer used Vietnamese marks (then "chè" is not meant by "che")."""
    return canon(text) != fold(text)


def sort_key(text: str) -> bytes:
    """Bytes that sort as a Vietnamese dictionary: syllable by syllable, letters before tones,
    "ba bà bả bã bá bạ ban", and numbers by value ("Thôn 2" before "Thôn 10")."""
    return b"".join(
        _number_key(token) if token.isdecimal() else _syllable_key(token)
        for token in _TOKEN.findall(canon(text))
    )


def given_name_key(full_name: str) -> bytes:
    """Persons sort by the given name, which comes last: "Trần Thị An" before "Lê Văn Bình"."""
    *rest, given = full_name.split() or [""]
    return sort_key(given) + b"\x01" + sort_key(" ".join(rest))


def _number_key(token: str) -> bytes:
    digits = str(int(token)).encode()
    return bytes([_NUMBER, min(len(digits), 0xFF)]) + digits


def _syllable_key(syllable: str) -> bytes:
    key, tone = bytearray(), _FLAT
    for char in syllable:
        letter, own_tone = _letter_and_tone(char)
        if tone == _FLAT and own_tone:
            tone = _FLAT + own_tone
        key += _letter_key(letter)
    return bytes([*key, tone])


def _letter_and_tone(char: str) -> tuple[str, int]:
    parts = unicodedata.normalize("NFD", char)
    base = parts[0] + "".join(c for c in parts[1:] if c in _VOWEL_MARKS)
    tone = next((TONES.index(c) + 1 for c in parts[1:] if c in TONES), 0)
    return unicodedata.normalize("NFC", base), tone


def _letter_key(letter: str) -> bytes:
    place = _LETTER.get(letter) or _LETTER.get(unicodedata.normalize("NFD", letter)[0])
    return bytes([place]) if place else bytes([_OTHER]) + letter.encode()


def _left(found: re.Match[str]) -> str:
    first, second = (part for part in found.groups() if part)
    return _with_tone(first, second) + unicodedata.normalize("NFD", second)[0]


def _right(found: re.Match[str]) -> str:
    first, second = (part for part in found.groups() if part)
    return unicodedata.normalize("NFD", first)[0] + _with_tone(second, first)


def _with_tone(letter: str, toned: str) -> str:
    """``letter`` carrying the tone of ``toned``."""
    tone = next(c for c in unicodedata.normalize("NFD", toned) if c in TONES)
    return unicodedata.normalize("NFC", letter + tone)
