"""`{% load vn %}`: figures and dates as people write them, and our icons.

{{ 1534|num }} 1.534 · {{ 0.193|percent }} 19,3 % · {{ tip.received_on|day }} 05/07/2024
{{ at|clock }} 14:30 · {{ at|moment }} 14:30 05/07/2024 · {{ due_on|due_words:today }} còn 3 ngày
{% icon "search" %} · {{ field|described }} · {{ "HY7F3K9QTD"|groups:4 }}
"""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.forms import BoundField
from django.utils import timezone
from django.utils.safestring import SafeString

from binhyen.lib import marks, words

register = template.Library()


@register.filter
def num(value: float | Decimal | None, places: int = 0) -> str:
    return "–" if value in (None, "") else words.number(value, int(places))


@register.filter
def percent(value: float | Decimal | None, places: int = 1) -> str:
    return "–" if value in (None, "") else words.percent(value, int(places))


@register.filter
def day(value: date | None) -> str:
    return words.day(value) if value else ""


@register.filter
def clock(value: datetime | None) -> str:
    return words.clock(value) if value else ""


@register.filter
def moment(value: datetime | None) -> str:
    return words.moment(value) if value else ""


@register.filter
def unbroken(value: object) -> str:
    return words.unbroken(str(value))


@register.filter
def due_words(due_on: date, today: date | str = "") -> str:
    return words.due_words(due_on, today if isinstance(today, date) else timezone.localdate())


@register.filter
def due_state(due_on: date, today: date | str = "") -> str:
    return words.due_state(due_on, today if isinstance(today, date) else timezone.localdate())


@register.filter
def groups(code: str, size: int = 5) -> list[str]:
    """A code cut into pieces that can be said over the phone; hyphens already there win."""
    if "-" in code:
        return code.split("-")
    return [code[start : start + size] for start in range(0, len(code), size)]


@register.filter
def described(field: BoundField) -> SafeString:
    """The control of a form field, tied to its help and its error for a screen reader."""
    ids = []
    if field.help_text:
        ids.append(f"{field.auto_id}-help")
    if field.errors:
        ids.append(f"{field.auto_id}-error")
    more: dict[str, Any] = {}
    if ids:
        more["aria-describedby"] = " ".join(ids)
    if field.errors:
        more["aria-invalid"] = "true"
    return field.as_widget(attrs=more)


@register.filter
def is_group(field: BoundField) -> bool:
    """Whether the control is several (radio buttons, check boxes) and wants a legend."""
    return bool(field.use_fieldset)


@register.filter
def is_check(field: BoundField) -> bool:
    return getattr(field.field.widget, "input_type", "") == "checkbox" and not is_group(field)


@register.filter
def helps(choices: Sequence[Any], value: str) -> str:
    """The line of help of one choice, when the form gives ``{value: help}``."""
    return dict(choices).get(value, "") if choices else ""


@register.filter
def unlocalized(value: float) -> str:
    """A number for an SVG attribute: a point, no separators."""
    return f"{float(value):g}"


@register.filter
def groups_of_words(line: str) -> list[str]:
    return line.split()


register.simple_tag(marks.icon, name="icon")
register.simple_tag(marks.due, name="due_mark")
register.simple_tag(marks.badge, name="badge_mark")
