"""One line of an old register, read: a line that can be taken over, or what is wrong with it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from binhyen.domains.intake.models import Category, Channel, Kind, Outcome
from binhyen.domains.intake.rules import CRIME_OUTCOMES, FEEDBACK_OUTCOMES
from binhyen.domains.intake.typed_places import bare
from binhyen.kernel.org.models import Unit
from binhyen.kernel.places.models import Level, Place, PlaceClosure, PlaceName
from binhyen.kernel.places.queries import province_on
from binhyen.lib.phones import normal_phone
from binhyen.lib.text import canon, fold, has_marks

# Of a line whose matter nobody can tell: no crime that figures would then count wrongly.
UNSORTED = "unsorted"
FIRST_DAY = date(1990, 1, 1)
_EPOCH = date(1899, 12, 30)  # day 0 of a spreadsheet
_DAY = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4}|\d{2})(?!\d)")
_HOUR = re.compile(r"(?<![\d/.\-])(\d{1,2})\s*(?::|h|giờ|g)\s*(\d{1,2})?", re.IGNORECASE)
_WORDS = re.compile(r"\w+")
_NUMBER = re.compile(r"(\d{1,7})(?:\s*/\s*(\d{4}))?")

# How outcomes are written in the books, without marks; the first that stands in the cell.
OUTCOMES = (
    ("khong khoi to", Outcome.NOT_INSTITUTED),
    ("khoi to", Outcome.INSTITUTED),
    ("hanh chinh", Outcome.ADMINISTRATIVE),
    ("xu phat", Outcome.ADMINISTRATIVE),
    ("hoa giai", Outcome.MEDIATED),
    ("huong dan", Outcome.ADVISED),
    ("dan su", Outcome.ADVISED),
    ("tra loi", Outcome.ANSWERED),
    ("chuyen", Outcome.TRANSFERRED),
)
KINDS = (
    ("kien nghi khoi to", Kind.PROSECUTION_PROPOSAL),
    ("phan anh", Kind.CITIZEN_FEEDBACK),
    ("kien nghi", Kind.CITIZEN_FEEDBACK),
    ("to giac", Kind.CRIME_ACCUSATION),
    ("tin bao", Kind.CRIME_INFORMATION),
)
CHANNELS = (
    ("dien thoai", Channel.PHONE),
    ("goi", Channel.PHONE),
    ("thu", Channel.LETTER),
    ("don", Channel.LETTER),
    ("buu dien", Channel.LETTER),
    ("co quan", Channel.BODY),
    ("van ban", Channel.BODY),
    ("cong van", Channel.BODY),
)
NAMELESS = frozenset(
    {"", "khong ro", "giau ten", "an danh", "khong ten", "nguoi dan", "quan chung"}
)


@dataclass(frozen=True)
class Fault:
    """``field``: of ``import_columns``; ``is_note``: the line is taken over all the same."""

    field: str
    sentence: str
    is_note: bool = False


@dataclass
class Line:
    """What a line says, in our words. ``row``: as the office program numbers it."""

    row: int
    number: int = 0
    year: int = 0
    received_at: datetime = datetime(2000, 1, 1, tzinfo=UTC)
    channel: str = Channel.IN_PERSON
    name: str = ""
    born: str = ""
    address: str = ""
    phone: str = ""
    text: str = ""
    place: Place | None = None
    place_note: str = ""
    occurred_on: date | None = None
    kind: str = ""
    category: Category | None = None
    accepted_on: date | None = None
    procuracy_on: date | None = None
    outcome: str = ""
    closed_on: date | None = None
    decision: str = ""
    body: str = ""
    said: str = ""
    faults: list[Fault] = field(default_factory=list)

    @property
    def is_fit(self) -> bool:
        return all(fault.is_note for fault in self.faults)


class Reader:
    """Reads the lines of one unit's book; knows its places and categories once for all lines."""

    def __init__(self, unit: Unit, columns: Mapping[int, str], today: date) -> None:
        self.unit, self.today = unit, today
        self.columns = {key: column for column, key in columns.items()}
        rows = Category.objects.filter(parent__isnull=False).select_related("parent")
        rows = rows.order_by("order", "code")
        self.categories = [(row, _known_by(row)) for row in rows if row.code != UNSORTED]
        self.unsorted = next(row for row in rows if row.code == UNSORTED)
        self.names = _names_around(unit)

    def line(self, row: list[Any]) -> Line:
        """``row``: [row number, cell, …] as ``spreadsheets.Table`` has it."""
        read = Line(int(row[0]))
        cells = {key: _cell(row, column + 1) for key, column in self.columns.items()}
        self._read_when(read, cells)
        self._read_number(read, cells)
        self._read_what(read, cells)
        self._read_who(read, cells)
        self._read_end(read, cells)
        return read

    # --- when, and under which number ---

    def _read_when(self, line: Line, cells: dict[str, Any]) -> None:
        day = self._day(line, cells, "received")
        if day is None:
            if not any(fault.field == "received" for fault in line.faults):
                line.faults.append(
                    Fault("received", _("Thiếu ngày tiếp nhận; hãy ghi ngày/tháng/năm."))
                )
            return
        hour = hour_of(cells.get("received", "")) or hour_of(cells.get("hour", "")) or time(0)
        line.received_at = timezone.make_aware(datetime.combine(day, hour))
        if not self.unit.holds_on(day):
            since = f"{self.unit.valid_from:%d/%m/%Y}"
            line.faults.append(
                Fault(
                    "received",
                    _(
                        "Ngày %(day)s %(unit)s chưa có hoặc không còn (lập từ %(since)s); dòng này "
                        "thuộc sổ của đơn vị khi ấy, hãy nhập vào sổ đó."
                    )
                    % {"day": f"{day:%d/%m/%Y}", "unit": self.unit.name, "since": since},
                )
            )

    def _read_number(self, line: Line, cells: dict[str, Any]) -> None:
        said = str(cells.get("number", ""))
        found = _NUMBER.fullmatch(said.strip())
        if found is None or int(found[1]) == 0:
            line.faults.append(
                Fault("number", _("Số vào sổ “%(said)s” không phải là số.") % {"said": said[:20]})
            )
            return
        line.number = int(found[1])
        year = str(cells.get("year", "")).strip() or found[2]
        line.year = (
            int(year) if year and year.isdigit() else timezone.localdate(line.received_at).year
        )
        if abs(line.year - timezone.localdate(line.received_at).year) > 1:
            line.faults.append(
                Fault(
                    "year",
                    _("Năm của sổ là %(year)d nhưng ngày tiếp nhận thuộc năm khác; hãy xem lại.")
                    % {"year": line.year},
                )
            )

    def _day(self, line: Line, cells: dict[str, Any], key: str) -> date | None:
        said = cells.get(key, "")
        if said == "":
            return None
        day = day_of(said)
        if day is None:
            sentence = _("“%(said)s” không phải ngày; hãy ghi ngày/tháng/năm, ví dụ 05/07/2024.")
        elif day > self.today:
            sentence = _("Ngày %(said)s chưa đến; hãy kiểm tra lại.")
        elif day < FIRST_DAY:
            sentence = _("Ngày %(said)s quá xa; hãy kiểm tra lại năm.")
        else:
            return day
        shown = f"{day:%d/%m/%Y}" if day else str(said)[:20]
        line.faults.append(Fault(key, sentence % {"said": shown}))
        return None

    # --- what and where ---

    def _read_what(self, line: Line, cells: dict[str, Any]) -> None:
        line.text = str(cells.get("text", "")).strip()
        if not line.text:
            line.faults.append(Fault("text", _("Thiếu nội dung; hãy ghi tóm tắt việc được báo.")))
        line.kind = _first(KINDS, cells.get("kind", ""))
        line.category = self._category(str(cells.get("category", "")), line)
        line.channel = _first(CHANNELS, cells.get("channel", "")) or Channel.IN_PERSON
        line.occurred_on = self._day(line, cells, "occurred")
        self._read_place(line, str(cells.get("place", "")))

    def _category(self, said: str, line: Line) -> Category:
        found = self._named(said) or self._named_in_part(fold(said).strip())
        if found := found or self._named(line.text):
            return found
        line.faults.append(
            Fault(
                "category",
                _("Chưa rõ lĩnh vực, ghi là “%(name)s”; phân loại lại sau khi nhập được.")
                % {"name": self.unsorted.name},
                is_note=True,
            )
        )
        return self.unsorted

    def _named(self, text: str) -> Category | None:
        """The first whose name, or what people call it, stands in ``text`` as whole words: with
        their marks where it has marks ("lừa đảo" is no "đao")."""
        written = canon if has_marks(text) else fold
        words = f" {' '.join(_WORDS.findall(written(text)))} "
        held = (
            row for row, known in self.categories if any(f" {w} " in words for w in known[written])
        )
        return next(held, None)

    def _named_in_part(self, said: str) -> Category | None:
        """A book says less than our list does: "Ma túy", "Lừa đảo"."""
        if len(said) <= 3:
            return None
        for row, known in self.categories:
            if said in known[fold][0] or (row.parent and said in fold(row.parent.name)):
                return row
        return None

    def _read_place(self, line: Line, said: str) -> None:
        line.place, day = self.unit.place, timezone.localdate(line.received_at)
        for part in [said, *said.split(",")] if said else []:
            for place, first, last in self.names.get(bare(part.strip()), []):
                if first <= day and (last is None or day < last):
                    line.place = place
                    line.place_note = said[:300] if "," in said else ""
                    return
        if said:
            line.place_note = said[:300]
            line.faults.append(
                Fault(
                    "place",
                    _("Không thấy nơi này vào ngày ấy; ghi là %(place)s, giữ lời trong sổ.")
                    % {"place": self.unit.place.name},
                    is_note=True,
                )
            )

    # --- who told ---

    def _read_who(self, line: Line, cells: dict[str, Any]) -> None:
        name = str(cells.get("name", "")).strip()
        line.name = "" if fold(name) in NAMELESS else name[:120]
        line.born = str(cells.get("born", ""))[:4]
        line.address = str(cells.get("address", ""))[:200]
        line.phone = normal_phone(_phone(cells.get("phone", ""))) or ""
        if not line.name:
            line.born = line.address = line.phone = ""
        if line.kind == Kind.CRIME_ACCUSATION and not line.name:
            line.kind = Kind.CRIME_INFORMATION
            note = _(
                "Không có tên người báo nên ghi là tin báo, không ghi tố giác (Điều 144 BLTTHS)."
            )
            line.faults.append(Fault("kind", note, is_note=True))

    # --- how it went on ---

    def _read_end(self, line: Line, cells: dict[str, Any]) -> None:
        received = timezone.localdate(line.received_at)
        line.accepted_on = self._day(line, cells, "accepted")
        line.procuracy_on = self._day(line, cells, "procuracy")
        line.closed_on = self._day(line, cells, "closed")
        line.decision = str(cells.get("decision", ""))[:80]
        line.body = str(cells.get("body", ""))[:200]
        line.said = str(cells.get("outcome", "")).strip()
        line.outcome = _first(OUTCOMES, line.said) or (Outcome.TRANSFERRED if line.body else "")
        for key, day in (("accepted", line.accepted_on), ("closed", line.closed_on)):
            if day is not None and day < received:
                line.faults.append(
                    Fault(key, _("Ngày này trước ngày tiếp nhận; hãy kiểm tra lại."))
                )
        if line.said and not line.outcome:
            sentence = _(
                "Chưa hiểu kết quả “%(said)s”; hãy ghi: khởi tố, không khởi tố, xử lý hành chính, "
                "hòa giải, hướng dẫn, trả lời, hoặc chuyển cơ quan khác."
            )
            line.faults.append(Fault("outcome", sentence % {"said": line.said[:40]}))
        elif line.outcome and line.closed_on is None and cells.get("closed", "") == "":
            line.faults.append(
                Fault("closed", _("Có kết quả nhưng thiếu ngày có kết quả; hãy ghi ngày."))
            )
        self._check_outcome(line)

    def _check_outcome(self, line: Line) -> None:
        kind = line.kind or (line.category.kind if line.category else "")
        allowed = FEEDBACK_OUTCOMES if kind == Kind.CITIZEN_FEEDBACK else CRIME_OUTCOMES
        if line.outcome and line.outcome not in allowed:
            line.faults.append(
                Fault(
                    "outcome",
                    _("Kết quả “%(outcome)s” không dùng cho loại tin này; hãy xem lại loại tin.")
                    % {"outcome": Outcome(line.outcome).label},
                )
            )


def _known_by(category: Category) -> dict[Callable[[str], str], list[str]]:
    """Its name and what people call it, with and without marks: worked out once for all lines."""
    said = [category.name, *category.keywords.split(",")]
    return {
        written: [words for one in said if (words := " ".join(_WORDS.findall(written(one))))]
        for written in (canon, fold)
    }


def _cell(row: list[Any], place: int) -> Any:
    return row[place] if place < len(row) else ""


def _first(table: tuple[tuple[str, str], ...], said: object) -> str:
    words = fold(str(said))
    return next((value for word, value in table if word in words), "")


def _phone(said: object) -> str:
    """A number cell lost its first zero: 912345678."""
    text = str(said).strip()
    return f"0{text}" if isinstance(said, int) and len(text) == 9 else text


def day_of(said: object) -> date | None:
    """A date cell, a day as text (05/07/2024, 5.7.24) or a spreadsheet's day number."""
    if isinstance(said, dict):
        return datetime.fromisoformat(said["at"]).date()
    if isinstance(said, int | float):
        return _EPOCH + timedelta(days=int(said)) if 30_000 < said < 60_000 else None
    found = _DAY.search(str(said))
    if found is None:
        return None
    year = int(found[3]) + (2000 if len(found[3]) == 2 else 0)
    try:
        return date(year, int(found[2]), int(found[1]))
    except ValueError:
        return None


def hour_of(said: object) -> time | None:
    if isinstance(said, dict):
        at = datetime.fromisoformat(said["at"]).time().replace(microsecond=0)
        return at if at != time(0) else None
    if isinstance(said, float):  # a day number's fraction, or an hour alone
        minutes = round((said % 1) * 1440) % 1440
        return time(minutes // 60, minutes % 60) if minutes else None
    found = _HOUR.search(_DAY.sub(" ", str(said)))
    try:
        return time(int(found[1]), int(found[2] or 0)) if found else None
    except ValueError:
        return None


def _names_around(unit: Unit) -> dict[str, list[tuple[Place, date, date | None]]]:
    """Bare names of the communes of the unit's province and of its own hamlets, with the days on
    which they were in force."""
    day = unit.valid_from
    province = province_on(unit.place, day) or unit.place
    links = PlaceClosure.objects.filter(ancestor__in=[province, unit.place]).order_by()
    inside = links.values_list("descendant_id", flat=True).distinct()
    found: dict[str, list[tuple[Place, date, date | None]]] = {}
    rows = PlaceName.objects.filter(place_id__in=list(inside)).select_related("place")
    for row in rows.order_by("place__level", "valid_from", "pk"):
        if row.place.level in (Level.COMMUNE, Level.HAMLET):
            spans = found.setdefault(bare(row.name), [])
            spans.append((row.place, row.valid_from, row.valid_to))
    return found
