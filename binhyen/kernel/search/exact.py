"""Exact things that texts name: phone numbers, number plates, links, bank and social accounts.

Found by rules, each kept in one spelling: "phone:+84912345678", "plate:89B112345",
"link:nhanqua.example/app", "account:19035678901". Two records that name the same one are related,
however differently they are told.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from binhyen.lib.phones import normal_phone

PHONE, PLATE, LINK, ACCOUNT = "phone", "plate", "link", "account"
# What points at a person or their property: looking for it leaves a trace.
SENSITIVE = frozenset({PHONE, PLATE, LINK, ACCOUNT})

_LINK = re.compile(
    r"(?:https?://|www\.)[^\s<>\"'()]+"
    r"|\b(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+"
    r"(?:com|net|org|vn|info|xyz|top|vip|club|online|site|shop|app|io|me|cc|biz|asia|link|example)"
    r"\b(?:/[^\s<>\"'()]*)?",
    re.IGNORECASE,
)
# 29A-123.45, 89B1-123.45, 89-B1 234.56, 29LD-123.45, and four digits of older plates.
_PLATE = re.compile(
    r"\b(\d{2})[\s.-]?([A-ZĐ]{1,2}\d?)[\s.-]{0,3}(\d{3}[.\s]?\d{2}|\d{4})\b", re.IGNORECASE
)
_PHONE = re.compile(r"(?<![\w.])(?:\+?84|0)(?:[\s.\-()]{0,2}\d){8,10}(?!\w)")
_ACCOUNT = re.compile(
    r"(?:tài khoản|tai khoan|stk|số tk|so tk|\btk|ngân hàng|ngan hang|bank)[^\d\n]{0,40}?"
    r"(\d(?:[\s.-]?\d){5,18})(?!\d)",
    re.IGNORECASE,
)
_SOCIAL = re.compile(
    r"(?:facebook\.com|fb\.com|tiktok\.com|t\.me|zalo\.me|instagram\.com|youtube\.com)/+@?([\w.-]+)",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"(?<![\w@.])@([a-z0-9_.]{3,30})\b", re.IGNORECASE)
# Most texts hold none of this: seen at a glance.
_WORTH_READING = re.compile(r"\d\d|@|://|\w\.\w")
_DIGIT = re.compile(r"\D")


@dataclass(frozen=True)
class Exact:
    """``value`` in its one spelling; ``start`` and ``end`` say where it stands in the text."""

    kind: str
    value: str
    start: int
    end: int

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.value}"


def exact_in(text: str) -> list[Exact]:
    """Everything exact in ``text``, each stretch of it read once, in the order it stands there."""
    if not _WORTH_READING.search(text):
        return []
    found: list[Exact] = []
    for one in _all(text):
        if not any(one.start < other.end and other.start < one.end for other in found):
            found.append(one)
    return sorted(found, key=lambda one: one.start)


def _all(text: str) -> Iterator[Exact]:
    for match in _SOCIAL.finditer(text):
        yield Exact(ACCOUNT, "@" + match[1].lower().rstrip("."), match.start(), match.end())
    for match in _LINK.finditer(text):
        value = _link(match[0])
        yield Exact(LINK, value, match.start(), match.end())
    for match in _HANDLE.finditer(text):
        yield Exact(ACCOUNT, "@" + match[1].lower().rstrip("."), match.start(), match.end())
    for match in _ACCOUNT.finditer(text):
        yield Exact(ACCOUNT, _DIGIT.sub("", match[1]), match.start(1), match.end(1))
    for match in _PHONE.finditer(text):
        if number := normal_phone(match[0]):
            yield Exact(PHONE, number, match.start(), match.end())
    for match in _PLATE.finditer(text):
        if 11 <= int(match[1]) <= 99:
            value = (match[1] + match[2] + _DIGIT.sub("", match[3])).upper()
            yield Exact(PLATE, value, match.start(), match.end())


def _link(written: str) -> str:
    plain = re.sub(r"^https?://", "", written.lower()).removeprefix("www.")
    return plain.split("?")[0].rstrip("/.,;:!")
