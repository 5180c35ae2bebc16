"""Numbers, dates and spans of time as people write them; a number and its unit never break.

Vietnamese: 1.534 · 19,3 % · 05/07/2024 · 14:30. English: 1,534 · 19.3 % · 5 July 2024 · 14:30.
"""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import get_language, gettext, ngettext

NBSP = "\u00a0"
ENGLISH_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def number(value: float | Decimal, places: int = 0) -> str:
    """``value`` rounded half up to ``places`` decimals, with the language's separators."""
    exact = Decimal(str(value)).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return number_format(exact, decimal_pos=places, use_l10n=True, force_grouping=True)


def percent(ratio: float | Decimal, places: int = 1) -> str:
    """A share between 0 and 1 as a percentage; a whole one loses its decimals."""
    shown = Decimal(str(ratio)) * 100
    return f"{number(shown, 0 if shown == shown.to_integral() else places)}{NBSP}%"


def day(value: date) -> str:
    if isinstance(value, datetime):
        value = timezone.localdate(value) if timezone.is_aware(value) else value.date()
    if get_language() == "en":
        return f"{value.day}{NBSP}{ENGLISH_MONTHS[value.month - 1]}{NBSP}{value.year}"
    return value.strftime("%d/%m/%Y")


def clock(value: datetime) -> str:
    return (timezone.localtime(value) if timezone.is_aware(value) else value).strftime("%H:%M")


def moment(value: datetime) -> str:
    return f"{clock(value)}{NBSP}{day(value)}"


def unbroken(text: str) -> str:
    """Keep a number and its unit, or a short name, on one line."""
    return text.replace(" ", NBSP)


def due_state(due_on: date, today: date) -> str:
    """``late``, ``today``, ``soon`` (three days or fewer) or ``later``."""
    left = (due_on - today).days
    if left < 0:
        return "late"
    if left == 0:
        return "today"
    return "soon" if left <= 3 else "later"


def due_words(due_on: date, today: date) -> str:
    """How far off a last day is, in words: "còn 3 ngày", "hết hạn hôm nay", "quá hạn 2 ngày"."""
    left = (due_on - today).days
    if left == 0:
        return unbroken(gettext("hết hạn hôm nay"))
    if left < 0:
        words = ngettext("quá hạn %(days)s ngày", "quá hạn %(days)s ngày", -left)
        return unbroken(words % {"days": number(-left)})
    words = ngettext("còn %(days)s ngày", "còn %(days)s ngày", left)
    return unbroken(words % {"days": number(left)})
