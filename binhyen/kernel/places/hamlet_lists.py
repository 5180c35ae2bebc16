"""A commune's list of hamlets as somebody keeps it: what each line of it would add, or why it
cannot be taken. Answers; changes nothing (``actions.import_hamlets`` does)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from binhyen.kernel.places.models import Level, Place, PlaceType
from binhyen.lib.text import canon, fold, one_style
from binhyen.lib.verdict import no

HAMLET_KINDS = {
    PlaceType.HAMLET: "Thôn",
    PlaceType.RESIDENTIAL_GROUP: "Tổ dân phố",
}
MOST_LINES = 1000
LONGEST = 120
_KINDS = {
    "thon": PlaceType.HAMLET,
    "to dan pho": PlaceType.RESIDENTIAL_GROUP,
    "tdp": PlaceType.RESIDENTIAL_GROUP,
}
# What heads a column, without marks → which of the three it is.
_HEADS = {
    **dict.fromkeys(("name", "ten", "ten thon", "ten thon to dan pho", "thon to dan pho"), "name"),
    **dict.fromkeys(("kind", "loai"), "kind"),
    **dict.fromkeys(("commune code", "ma xa", "ma xa phuong", "ma don vi"), "code"),
}
_USUAL = {"name": 0, "kind": 1, "code": 2}


@dataclass(frozen=True)
class HamletLine:
    """One line: ``name`` as it would stand ("Thôn Đông"), ``kind`` of ``PlaceType``. ``fault``
    says why it cannot be taken, ``note`` why nothing is added; with neither it is new."""

    number: int
    given: str
    name: str = ""
    kind: str = ""
    fault: str = ""
    note: str = ""

    @property
    def is_new(self) -> bool:
        return not self.fault and not self.note


def read_hamlets(text: str, commune: Place, on: date) -> list[HamletLine]:
    """Lines "name; kind; commune's code" (or with tabs, as copied from a spreadsheet; only the name
    is needed where it begins with the kind). A first line of headings may order the columns
    otherwise. Empty lines are left out; numbers count every line. One statement."""
    here = Place.objects.below(commune, on, Level.HAMLET).values_list("name", flat=True)
    known = {canon(name) for name in here}
    columns, seen, found = _USUAL, dict[str, int](), list[HamletLine]()
    for number, line in enumerate(text.splitlines(), start=1):
        cells = [" ".join(cell.split()) for cell in re.split(r"[\t;]", line)]
        if not any(cells):
            continue
        if not found and (named := _headings(cells)):
            columns = named
            continue
        read = _line(number, cells, columns, commune)
        if not read.fault:
            read = _compared(read, known, seen)
        found.append(read)
    return found


def _headings(cells: Iterable[str]) -> dict[str, int]:
    named = {
        head: at
        for at, cell in enumerate(cells)
        if (head := _HEADS.get(" ".join(re.findall(r"\w+", fold(cell).replace("_", " ")))))
    }
    return named if "name" in named else {}


def _line(number: int, cells: list[str], columns: dict[str, int], commune: Place) -> HamletLine:
    def cell(column: str) -> str:
        at = columns.get(column, len(cells))
        return cells[at] if at < len(cells) else ""

    given, kind, code = cell("name"), cell("kind"), cell("code")
    plain = fold(kind or given).replace("-", " ")
    found = next((of for word, of in _KINDS.items() if f"{plain} ".startswith(f"{word} ")), None)
    if not given:
        fault = _("thiếu tên.")
    elif code and code != commune.code:
        fault = _("mã %(code)s không phải của %(commune)s (%(own)s).") % {
            "code": code[:12],
            "commune": commune.name,
            "own": commune.code,
        }
    elif found is None and kind:
        fault = _("loại “%(kind)s” không có; ghi thôn hoặc tổ dân phố.") % {"kind": kind[:40]}
    elif found is None:
        fault = _("chưa rõ là thôn hay tổ dân phố; ghi loại vào cột thứ hai.")
    elif len(given) > LONGEST:
        fault = _("tên dài quá %(most)d ký tự.") % {"most": LONGEST}
    else:
        return HamletLine(number, given, hamlet_name(given, found), found)
    return HamletLine(number, given or "; ".join(cells)[:LONGEST], fault=fault)


def _compared(line: HamletLine, known: set[str], seen: dict[str, int]) -> HamletLine:
    key = canon(line.name)
    note = ""
    if key in known:
        note = _("đã có, giữ nguyên.")
    elif key in seen:
        note = _("trùng dòng %(number)d, chỉ lấy một.") % {"number": seen[key]}
    seen.setdefault(key, line.number)
    return HamletLine(line.number, line.given, line.name, line.kind, note=note)


def hamlet_name(given: str, kind: str) -> str:
    """ "Đông" of the kind thon → "Thôn Đông". Raises ``Refused``."""
    prefix = HAMLET_KINDS.get(PlaceType(kind)) if kind in PlaceType.values else None
    name = one_style(given)
    if prefix is None or not name:
        no(_("Mỗi dòng cần tên và loại: thôn (thon) hoặc tổ dân phố (to-dan-pho).")).require()
    return name if canon(name).startswith(f"{canon(str(prefix))} ") else f"{prefix} {name}"
