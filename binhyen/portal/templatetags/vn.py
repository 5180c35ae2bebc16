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
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from binhyen.lib import words
from binhyen.portal.icons import ICONS

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


@register.simple_tag
def icon(name: str, words: str = "") -> SafeString:
    """A drawing beside a word (hidden from screen readers), or with ``words`` in place of one."""
    drawing = mark_safe(ICONS[name])  # noqa: S308 (our own constant)
    if not words:
        return format_html(
            '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{}</svg>',
            drawing,
        )
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" role="img" aria-label="{}">{}</svg>',
        words,
        drawing,
    )


@register.filter
def unlocalized(value: float) -> str:
    """A number for an SVG attribute: a point, no separators."""
    return f"{float(value):g}"


@register.filter
def groups_of_words(line: str) -> list[str]:
    return line.split()


_DUE_LOOKS = {"soon": "today", "later": "plain"}


@register.simple_tag
def due_mark(on: date | None) -> SafeString:
    """<c-due> for long lists: the same marks at a tenth of the cost of a component a row."""
    if on is None:
        return mark_safe("")
    today = timezone.localdate()
    state = words.due_state(on, today)
    look = _DUE_LOOKS.get(state, state)
    return format_html(
        '<span class="due"><span class="badge {}">{}{}</span><time datetime="{}">{}</time></span>',
        look,
        icon(f"state-{state if state in ('late', 'today', 'soon') else 'plain'}"),
        words.due_words(on, today),
        on.isoformat(),
        words.day(on),
    )


@register.simple_tag
def badge_mark(state: str, label: str) -> SafeString:
    """<c-badge> for long lists."""
    return format_html('<span class="badge {}">{}{}</span>', state, icon(f"state-{state}"), label)
