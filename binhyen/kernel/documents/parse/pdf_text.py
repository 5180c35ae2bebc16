"""The words on the pages of a PDF, line by line, well enough to find a stamp.

No layout engine: text-showing operators are decoded with their fonts' ToUnicode maps and put into
lines by height; a wide gap begins a new column.
"""

import contextlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

Matrix = tuple[float, float, float, float, float, float]
_ONE: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_UNREADABLE = (pikepdf.PdfError, ValueError, TypeError, KeyError, IndexError, AttributeError)
_PAGES_READ = 60
_FORMS_DEEP = 4
_WIDE = 1.5  # a gap of so many letter heights begins a new column
_GAP = 0.15  # and of so many a new word
_PAIR = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f\s]*)>")
_RANGE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*(?:<([0-9A-Fa-f]+)>|\[(.*?)\])", re.S)
# Glyph names of the letters of the stamps, for fonts with named differences.
_GLYPHS = {
    "Acircumflexdotbelow": "Ậ", "Ocircumflexacute": "Ố", "Ecircumflexdotbelow": "Ệ",
    "space": " ",
}  # fmt: skip


def lines_of(pdf: Pdf) -> Iterator[str]:
    """Lines (or columns of them) of the first pages. A page that cannot be read is passed over."""
    for page in list(pdf.pages)[:_PAGES_READ]:
        reader = _Reader()
        with contextlib.suppress(*_UNREADABLE):
            reader.read(page.obj, page.obj.get("/Resources"), _ONE, 0)
        yield from reader.lines()


@dataclass
class _Font:
    wide: bool = False  # two bytes a letter
    letters: dict[int, str] = field(default_factory=dict)
    widths: dict[int, float] = field(default_factory=dict)  # thousandths of the letter's height
    other_width: float = 600.0

    def codes(self, raw: bytes) -> list[int]:
        if self.wide:
            return [int.from_bytes(raw[i : i + 2], "big") for i in range(0, len(raw) - 1, 2)]
        return list(raw)

    def letter(self, code: int) -> str:
        known = self.letters.get(code)
        if known is not None or self.wide:
            return known or "\ufffd"
        return bytes([code]).decode("cp1252", "replace")

    def show(self, raw: bytes) -> tuple[str, float]:
        """The letters and how far they reach, in thousandths of their height."""
        codes = self.codes(raw)
        reach = sum(self.widths.get(code, self.other_width) for code in codes)
        return "".join(map(self.letter, codes)), reach


@dataclass
class _Piece:
    height: float
    left: float
    right: float
    size: float
    text: str


class _Pen:
    """Where and how the next letters are written (PDF 1.7, 9.3)."""

    def __init__(self, base: Matrix, resources: Object | None) -> None:
        self.at, self.saved, self.resources = base, [base], resources
        self.place = self.line = _ONE
        self.font, self.size, self.leading = _Font(), 1.0, 0.0

    def save(self, *_nothing: Object) -> None:
        self.saved.append(self.at)

    def restore(self, *_nothing: Object) -> None:
        self.at = self.saved.pop() if len(self.saved) > 1 else self.saved[0]

    def transform(self, *matrix: Object) -> None:
        self.at = _times(_matrix(matrix), self.at)

    def begin(self, *_nothing: Object) -> None:
        self.place = self.line = _ONE

    def set_leading(self, leading: Object) -> None:
        self.leading = float(leading)

    def move(self, x: Object, y: Object) -> None:
        self._to(_times((1, 0, 0, 1, float(x), float(y)), self.line))

    def move_and_lead(self, x: Object, y: Object) -> None:
        self.leading = -float(y)
        self.move(x, y)

    def put(self, *matrix: Object) -> None:
        self._to(_matrix(matrix))

    def next_line(self, *_nothing: Object) -> None:
        self._to(_times((1, 0, 0, 1, 0, -self.leading), self.line))

    def _to(self, line: Matrix) -> None:
        self.place = self.line = line


_MOVES: dict[str, Callable[..., None]] = {
    "q": _Pen.save,
    "Q": _Pen.restore,
    "cm": _Pen.transform,
    "BT": _Pen.begin,
    "TL": _Pen.set_leading,
    "Td": _Pen.move,
    "TD": _Pen.move_and_lead,
    "Tm": _Pen.put,
    "T*": _Pen.next_line,
    "'": _Pen.next_line,
    '"': _Pen.next_line,
}


class _Reader:
    def __init__(self) -> None:
        self.pieces: list[_Piece] = []
        self.fonts: dict[tuple[int, int] | str, _Font] = {}

    def read(self, holder: Object, resources: Object | None, base: Matrix, depth: int) -> None:
        """All text that a page or form shows, in its order."""
        pen = _Pen(base, resources)
        for instruction in pikepdf.parse_content_stream(holder):
            name, operands = str(instruction.operator), list(instruction.operands)
            if name in _MOVES:
                _MOVES[name](pen, *([] if name in "'\"" else operands))
            if name in ("Tj", "TJ", "'", '"'):
                self._write(operands[-1], pen)
            elif name == "Tf":
                pen.font, pen.size = self._font(resources, operands[0]), float(operands[1])
            elif name == "Do" and depth < _FORMS_DEEP:
                self._form(resources, operands[0], pen.at, depth)

    def lines(self) -> Iterator[str]:
        """Pieces of one height that stand close together, joined."""
        line: list[_Piece] = []
        for piece in self.pieces:
            if line and not _follows(line[-1], piece):
                yield "".join(p.text for p in line)
                line = []
            elif line and piece.left - line[-1].right > _GAP * piece.size:
                piece.text = " " + piece.text
            line.append(piece)
        if line:
            yield "".join(p.text for p in line)

    def _write(self, operand: Object, pen: _Pen) -> None:
        text, reach = _shown(operand, pen.font)
        after = _times((1, 0, 0, 1, reach / 1000 * pen.size, 0), pen.place)
        if text.strip():
            whole = _times(pen.place, pen.at)
            scale = abs(whole[3]) or abs(whole[1]) or 1.0
            right = _times(after, pen.at)[4]
            self.pieces.append(_Piece(whole[5], whole[4], right, abs(pen.size) * scale, text))
        pen.place = after

    def _form(self, resources: Object | None, name: Object, at: Matrix, depth: int) -> None:
        forms = resources.get("/XObject") if resources is not None else None
        form = forms.get(str(name)) if forms is not None else None
        if isinstance(form, Stream) and form.get("/Subtype") == Name.Form:
            own = _matrix(list(form["/Matrix"])) if "/Matrix" in form else _ONE
            self.read(form, form.get("/Resources", resources), _times(own, at), depth + 1)

    def _font(self, resources: Object | None, name: Object) -> _Font:
        fonts = resources.get("/Font") if resources is not None else None
        found = fonts.get(str(name)) if fonts is not None else None
        if not isinstance(found, Dictionary):
            return _Font()
        key = found.objgen if found.is_indirect else str(name)
        if key not in self.fonts:
            self.fonts[key] = _font_of(found)
        return self.fonts[key]


def _follows(before: _Piece, piece: _Piece) -> bool:
    size = max(before.size, piece.size)
    same_height = abs(before.height - piece.height) < 0.3 * size
    return same_height and -0.5 * size < piece.left - before.right < _WIDE * size


def _shown(operand: Object, font: _Font) -> tuple[str, float]:
    """Text and reach of a shown string, or of an array of strings and shifts."""
    if not isinstance(operand, Array):
        return font.show(bytes(operand))
    text, reach = "", 0.0
    for part in operand:
        if isinstance(part, pikepdf.String):
            more, further = font.show(bytes(part))
            text, reach = text + more, reach + further
        else:
            shift = -float(part)
            reach += shift
            text += "   " if shift > 1000 * _WIDE else " " if shift > _GAP * 1000 else ""
    return text, reach


def _font_of(font: Dictionary) -> _Font:
    made = _Font(wide=font.get("/Subtype") == Name.Type0)
    encoding = font.get("/Encoding")
    if isinstance(encoding, Dictionary) and "/Differences" in encoding:
        made.letters |= _differences(encoding["/Differences"])
    if isinstance(unicode_map := font.get("/ToUnicode"), Stream):
        made.letters |= _unicode_map(unicode_map.read_bytes())
    with contextlib.suppress(*_UNREADABLE):
        _measure(made, font)
    return made


def _measure(made: _Font, font: Dictionary) -> None:
    """How wide its letters are (PDF 1.7, 9.2.4 and 9.7.4.3)."""
    if not made.wide:
        first = int(font["/FirstChar"])
        # Drawn letters (Type 3) are measured on a grid of their own.
        grid = 1000 * float(font["/FontMatrix"][0]) if "/FontMatrix" in font else 1.0
        made.widths = {first + i: grid * float(w) for i, w in enumerate(list(font["/Widths"]))}
        return
    below = font["/DescendantFonts"][0]
    made.other_width = float(below.get("/DW", 1000))
    entries = list(below.get("/W", []))
    while len(entries) >= 2:
        start, second = int(entries[0]), entries[1]
        if isinstance(second, Array):
            made.widths |= {start + i: float(w) for i, w in enumerate(list(second))}
            entries = entries[2:]
        else:
            codes = range(start, min(int(second), start + 0xFFFF) + 1)
            made.widths |= dict.fromkeys(codes, float(entries[2]))
            entries = entries[3:]


def _differences(entries: Object) -> dict[int, str]:
    letters, code = {}, 0
    for entry in list(entries):
        if isinstance(entry, Name):
            if letter := _letter(str(entry)[1:]):
                letters[code] = letter
            code += 1
        else:
            code = int(entry)
    return letters


def _letter(glyph: str) -> str:
    if glyph in _GLYPHS:
        return _GLYPHS[glyph]
    if found := re.fullmatch(r"uni([0-9A-F]{4})|u([0-9A-F]{4,6})", glyph):
        return chr(int(found[1] or found[2], 16))
    return glyph if len(glyph) == 1 else ""


def _unicode_map(raw: bytes) -> dict[int, str]:
    """The bfchar and bfrange tables of a ToUnicode map (PDF 1.7, 9.10.3)."""
    letters: dict[int, str] = {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", raw, re.S):
        for code, text in _PAIR.findall(block):
            letters[int(code, 16)] = _utf16(text)
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", raw, re.S):
        for first, last, start, several in _RANGE.findall(block):
            codes = range(int(first, 16), min(int(last, 16), int(first, 16) + 0xFFFF) + 1)
            if several:
                texts = re.findall(rb"<([0-9A-Fa-f\s]*)>", several)
                letters |= {c: _utf16(t) for c, t in zip(codes, texts, strict=False)}
            elif start and len(start) <= 4:
                letters |= {c: chr(int(start, 16) + i) for i, c in enumerate(codes)}
    return letters


def _utf16(text: bytes) -> str:
    return bytes.fromhex(text.decode("ascii")).decode("utf-16-be", "replace")


def _matrix(operands: object) -> Matrix:
    a, b, c, d, e, f = (float(x) for x in operands)  # type: ignore[attr-defined]
    return (a, b, c, d, e, f)


def _times(m: Matrix, n: Matrix) -> Matrix:
    return (
        m[0] * n[0] + m[1] * n[2],
        m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2],
        m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4],
        m[4] * n[1] + m[5] * n[3] + n[5],
    )
