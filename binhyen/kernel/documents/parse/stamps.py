"""Stamps of a State secret: MẬT, TỐI MẬT, TUYỆT MẬT, in capitals and standing by themselves.

Luật Bảo vệ bí mật nhà nước 117/2025/QH15, Điều 5: secrets are neither drafted nor kept on devices
joined to a network. "BẢO MẬT", "MẬT KHẨU" or "MẬT ONG" are not stamps.
"""

import re
import unicodedata
from collections.abc import Iterable

# Letters only: what makes PDFs often puts spaces inside words.
_LINE = re.compile(r"(?:TÀILIỆU|VĂNBẢN|HỒSƠ|ĐỘMẬT|ĐỘ|DẤU)?(TUYỆTMẬT|TỐIMẬT|MẬT)")
_WHOLE = {"TUYỆTMẬT": "TUYỆT MẬT", "TỐIMẬT": "TỐI MẬT", "MẬT": "MẬT"}
_NO_LETTERS = re.compile(r"[\W\d_]+")
_COLUMNS = re.compile(r"\t|\s{3,}|\|")
# In a file's name a stamp is one or two words among others.
_BEFORE = {"BÍ", "BẢO", "CƠ", "CẨN", "THÂN", "TRÙ", "NGỌT", "NƯỚC", "HOA", "ỐNG"}
_AFTER = {"KHẨU", "MÃ", "ONG", "ĐỘ", "THƯ", "VỤ", "THÁM", "NGỮ", "BÁO", "ƯỚC", "THIẾT", "MÍA"}
_UNMARKED = {("TUYET", "MAT"): "TUYỆT MẬT", ("TOI", "MAT"): "TỐI MẬT"}


def stamp_in_lines(lines: Iterable[str]) -> str | None:
    """The first stamp that is a whole line (or a whole column of one), else None."""
    for raw in lines:
        line = unicodedata.normalize("NFC", raw)
        for part in (line, *_COLUMNS.split(line)):
            if found := _LINE.fullmatch(_NO_LETTERS.sub("", part)):
                return _WHOLE[found[1]]
    return None


def stamp_in_name(name: str) -> str | None:
    """The stamp among the words of a file's name, else None."""
    words = re.findall(r"[^\W\d_]+", unicodedata.normalize("NFC", name))
    for i, word in enumerate(words):
        before = words[i - 1] if i else ""
        after = words[i + 1] if i + 1 < len(words) else ""
        if word == "MẬT" and before in ("TỐI", "TUYỆT"):
            return f"{before} MẬT"
        if word == "MẬT" and before not in _BEFORE and after not in _AFTER:
            return "MẬT"
        if found := _UNMARKED.get((before, word)):
            return found
    return None
