"""Which parts of a photograph are to be covered: squares of a grid, typed rectangles, or both."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from binhyen.kernel.documents.parse.parts import Part

SQUARES = 12  # on each side
TYPED = 6  # rectangles that can be typed or drawn at once
_STEP = 100 / SQUARES
_SIDES = ("left", "top", "width", "height")


class CoverForm(forms.Form):
    """Hundredths of the picture's sides, from its upper left corner."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        numbers = {
            f"{side}{row}": forms.FloatField(
                label=_label(side) % {"n": row}, required=False, min_value=0, max_value=100
            )
            for row in range(1, TYPED + 1)
            for side in _SIDES
        }
        every = [(f"{r}-{c}", "") for r in range(SQUARES) for c in range(SQUARES)]
        squares = forms.MultipleChoiceField(choices=every, required=False)
        self.fields.update({**numbers, "squares": squares})
        for number in numbers.values():
            number.widget.attrs |= {"step": "0.1", "inputmode": "decimal"}

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if self.errors:
            return said
        for row in range(1, TYPED + 1):
            sides = [said.get(f"{side}{row}") for side in _SIDES]
            if any(side is not None for side in sides) and not self._is_whole(sides):
                self.add_error(
                    f"left{row}",
                    _("Phần %(n)d: gõ đủ bốn số, rộng và cao lớn hơn 0.") % {"n": row},
                )
        if not self.errors and not list(self._parts(said)):
            self.add_error(None, _("Chọn ít nhất một ô, hoặc gõ một phần cần che."))
        return said

    def parts(self) -> list[Part]:
        """What is to be covered; of a valid form."""
        return list(self._parts(self.cleaned_data))

    def drawn(self) -> list[Part]:
        """The typed rectangles as far as they are whole, for the picture on the page."""
        said = getattr(self, "cleaned_data", {})
        return list(self._typed(said))

    def marked(self) -> set[str]:
        return set(self["squares"].value() or [])

    def grid(self) -> list[tuple[str, str, bool]]:
        """(value, name for who does not see it, whether it is marked) of each square, by rows."""
        marked = self.marked()
        return [
            (
                f"{row}-{column}",
                _("Hàng %(row)d, cột %(column)d") % {"row": row + 1, "column": column + 1},
                f"{row}-{column}" in marked,
            )
            for row in range(SQUARES)
            for column in range(SQUARES)
        ]

    def typed(self) -> list[list[forms.BoundField]]:
        """The boxes to type in, a rectangle each."""
        return [[self[f"{side}{row}"] for side in _SIDES] for row in range(1, TYPED + 1)]

    def _parts(self, said: dict[str, Any]) -> Iterator[Part]:
        for square in said.get("squares", []):
            row, column = map(int, square.split("-"))
            yield Part(column * _STEP, row * _STEP, _STEP, _STEP)
        yield from self._typed(said)

    def _typed(self, said: dict[str, Any]) -> Iterator[Part]:
        for row in range(1, TYPED + 1):
            sides = [said.get(f"{side}{row}") for side in _SIDES]
            if self._is_whole(sides):
                left, top, width, height = (float(side or 0) for side in sides)
                yield Part(left, top, min(width, 100 - left), min(height, 100 - top))

    @staticmethod
    def _is_whole(sides: list[float | None]) -> bool:
        left, top, width, height = sides
        if left is None or top is None or not width or not height:
            return False
        return left < 100 and top < 100


def _label(side: str) -> str:
    return {
        "left": _("Phần %(n)d: cách mép trái"),
        "top": _("cách mép trên"),
        "width": _("rộng"),
        "height": _("cao"),
    }[side]
