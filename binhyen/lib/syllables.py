"""How a Vietnamese syllable is built: whether a typed word can be one, what Telex left in it, and
how it is spelt letter by letter (a missing mark is then one slip, like a missing letter)."""

import re
import unicodedata
from functools import lru_cache

from binhyen.lib.text import TONES, canon, fold

_ONSETS = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x"
# Every rhyme without its tone; those that end in c, ch, p or t carry sắc or nặng.
_RHYMES = """
a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
e ec em en eng eo ep et ê êch êm ên ênh êp êt êu
i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu
o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on
ong ooc oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
u ua uân uâng uât uây uc uê uêch uênh ui um un ung uôc uôi uôm uôn uông uôt uơ up ut uy uya uych
uyên uyêt uyn uynh uyp uyt uyu ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu
y yêm yên yêng yêt yêu
"""
_ONSET = "|".join(sorted(_ONSETS.split(), key=len, reverse=True))
_RHYME = frozenset(_RHYMES.split())
_BARE_RHYME = frozenset(fold(rhyme) for rhyme in _RHYME)
_SPLIT = re.compile(rf"({_ONSET})?(.+)")
_TONED_ONLY = ("c", "ch", "p", "t")
_MUST = ("\u0301", "\u0323")
_TELEX_TONES = dict(zip("frxsj", TONES, strict=True))
_TELEX_LETTERS = (
    *(("dd", "đ"), ("uow", "ươ"), ("aa", "â"), ("ee", "ê"), ("oo", "ô"), ("aw", "ă")),
    *(("ow", "ơ"), ("uw", "ư")),
)
_VOWELS = "aăâeêioôơuưy"


def spelt(word: str) -> str:
    """The letters, and behind them which marks stand on them: two letters swapped or one doubled
    are then one slip, whatever they carry, as is a mark too few. "trộm" → "trom" + dot + hat."""
    parts = unicodedata.normalize("NFD", word.replace("đ", "d\u0335"))
    marks = {char for char in parts if unicodedata.combining(char)}
    return "".join(char for char in parts if char not in marks) + "".join(sorted(marks))


@lru_cache(maxsize=50_000)
def is_syllable(word: str) -> bool:
    """Whether ``word`` (as ``canon`` gives it) can be a Vietnamese syllable as it stands; of a word
    without any mark, whether it can be one that lost them."""
    plain, tone = _without_tone(word)
    if word == fold(word):
        return any(rhyme in _BARE_RHYME for rhyme in _rhymes_of(word))
    for rhyme in _rhymes_of(plain):
        if rhyme in _RHYME and (tone in _MUST or not rhyme.endswith(_TONED_ONLY)):
            return True
    return False


@lru_cache(maxsize=50_000)
def lost_its_mark(word: str) -> bool:
    """A syllable that cannot stand without a tone ("mat", "hoc", "tap"), yet does."""
    return word == fold(word) and word.endswith(_TONED_ONLY) and is_syllable(word)


@lru_cache(maxsize=50_000)
def untelexed(word: str) -> str:
    """What was meant when the keyboard was not switched: "nhaf" → "nhà", "ddanhs" → "đánh"; ""
    when that gives no syllable."""
    letters, tone = word, ""
    last = max((letters.rfind(key) for key in _TELEX_TONES), default=-1)
    if last > 0:
        tone, letters = _TELEX_TONES[letters[last]], letters[:last] + letters[last + 1 :]
    for typed, meant in _TELEX_LETTERS:
        letters = letters.replace(typed, meant)
    meant = canon(_with_tone(letters, tone))
    return meant if meant not in (word, fold(word)) and is_syllable(meant) else ""


def _rhymes_of(plain: str) -> list[str]:
    """With the longest beginning, and as a word that has none ("oan", "gì" = g + i)."""
    split = _SPLIT.fullmatch(plain)
    found = [plain]
    if split and split[1]:
        found = [split[2]]
    if plain.startswith("gi"):
        found.append(plain[1:])
    return found


def _without_tone(word: str) -> tuple[str, str]:
    marks = unicodedata.normalize("NFD", word)
    tone = next((mark for mark in marks if mark in TONES), "")
    return unicodedata.normalize("NFC", "".join(c for c in marks if c not in TONES)), tone


def _with_tone(letters: str, tone: str) -> str:
    vowels = [at for at, letter in enumerate(letters) if letter in _VOWELS]
    if not tone or not vowels:
        return letters
    marked = [at for at in vowels if letters[at] in "ăâêôơư"]
    if letters.startswith(("qu", "gi")) and len(vowels) > 1:
        vowels = vowels[1:]
    ends_open = vowels[-1] == len(letters) - 1
    at = marked[-1] if marked else vowels[0 if ends_open and len(vowels) < 3 else -1]
    if not marked and ends_open and len(vowels) == 3:
        at = vowels[1]
    return unicodedata.normalize("NFC", letters[: at + 1] + tone + letters[at + 1 :])
