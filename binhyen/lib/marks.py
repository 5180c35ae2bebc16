"""Small pieces of HTML that stand in every row of a list: a state, a last day, a moment, a link.

Functions, not templates: a list of 100 rows draws some 500 of them, and a component of a template
costs thirty times as much. `{% load vn %}` offers the same ones to templates.
"""

from datetime import date, datetime
from functools import lru_cache

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from binhyen.lib import words
from binhyen.lib.icons import ICONS

# What a row shows: text, which is escaped, or one of these marks.
Shown = str | int | Promise
_DUE_LOOKS = {"soon": "today", "later": "plain"}


@lru_cache(maxsize=512)
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


def due(on: date | None, today: date | None = None) -> SafeString:
    """<c-due>: how far off a last day is, in words, and its date."""
    if on is None:
        return SafeString("")
    return _due(on, today or timezone.localdate(), get_language())


@lru_cache(maxsize=2048)
def _due(on: date, today: date, language: str | None) -> SafeString:
    state = words.due_state(on, today)
    return format_html(
        '<span class="due"><span class="badge {}">{}{}</span><time datetime="{}">{}</time></span>',
        _DUE_LOOKS.get(state, state),
        icon(f"state-{state if state in ('late', 'today', 'soon') else 'plain'}"),
        words.due_words(on, today),
        on.isoformat(),
        words.day(on),
    )


def badge(state: str, label: Shown) -> SafeString:
    """<c-badge>: a state's word and shape; plain, info, soon, today, late or done."""
    return _badge(state, str(label))


@lru_cache(maxsize=512)
def _badge(state: str, label: str) -> SafeString:
    return format_html('<span class="badge {}">{}{}</span>', state, icon(f"state-{state}"), label)


def moment(at: datetime | None) -> SafeString:
    if at is None:
        return SafeString("")
    local = timezone.localtime(at)
    return SafeString(f'<time datetime="{local.isoformat()}">{words.moment(local)}</time>')


def link(address: str, label: Shown) -> SafeString:
    return SafeString(f'<a href="{escaped(address)}">{escaped(label)}</a>')


def soft(label: Shown, tag: str = "span") -> SafeString:
    """What is said in passing: nobody yet, the unit below a name (``tag``: small)."""
    return SafeString(f'<{tag} class="soft">{escaped(label)}</{tag}>')


def escaped(shown: Shown) -> SafeString:
    return conditional_escape(shown)  # type: ignore[arg-type]  # it turns any value into text


def unverified() -> SafeString:
    """<c-unverified>: beside every legal number that nobody has verified yet."""
    return format_html(
        '<span class="mark-unverified" title="{}">{}</span>',
        _("Chưa có người có thẩm quyền đối chiếu với văn bản gốc."),
        _("chưa kiểm chứng"),
    )


def joined(*parts: Shown, between: str = " ") -> SafeString:
    """The parts that say something, escaped where they are plain text; ``between`` is HTML."""
    return SafeString(between.join(escaped(part) for part in parts if part))
