"""Codes as a square to photograph, made here so that no other party ever sees them."""

import segno
from django.utils.safestring import SafeString, mark_safe


def square_of(words: str) -> SafeString:
    made = segno.make(words, error="m")
    return mark_safe(made.svg_inline(scale=3, border=2, omitsize=True))  # noqa: S308 (our own SVG)
