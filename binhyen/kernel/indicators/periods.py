"""Periods of time as people ask for them: 2024, 2024H1, 2024Q1, 2024-05, 2024-01-01..2024-06-30."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from django.utils.translation import gettext as _

Form = Literal["year", "half", "quarter", "month", "free"]
_LENGTH: dict[str, int] = {"year": 12, "half": 6, "quarter": 3, "month": 1}
GRAINS: tuple[Form, ...] = ("year", "half", "quarter", "month")
_STANDARD = re.compile(r"(\d{4})(?:H([12])|Q([1-4])|-(0[1-9]|1[0-2]))?")
_ROMAN = ("", "I", "II", "III", "IV")
FIRST_YEAR, LAST_YEAR = 2000, 2100


class NoSuchPeriod(ValueError):
    """Carries the sentence for the reader."""


@dataclass(frozen=True)
class Period:
    """Both days included."""

    form: Form
    first: date
    last: date

    @property
    def code(self) -> str:
        year = self.first.year
        if self.form == "free":
            return f"{self.first:%Y-%m-%d}..{self.last:%Y-%m-%d}"
        if self.form == "year":
            return str(year)
        if self.form == "month":
            return f"{self.first:%Y-%m}"
        return f"{year}{'H' if self.form == 'half' else 'Q'}{self._index}"

    @property
    def label(self) -> str:
        year = self.first.year
        if self.form == "free":
            return _("từ %(first)s đến %(last)s") % {
                "first": f"{self.first:%d/%m/%Y}",
                "last": f"{self.last:%d/%m/%Y}",
            }
        if self.form == "year":
            return _("năm %(year)s") % {"year": year}
        if self.form == "month":
            return _("tháng %(month)s") % {"month": f"{self.first:%m/%Y}"}
        if self.form == "quarter":
            return _("quý %(quarter)s năm %(year)s") % {
                "quarter": _ROMAN[self._index],
                "year": year,
            }
        if self._index == 1:
            return _("6 tháng đầu năm %(year)s") % {"year": year}
        return _("6 tháng cuối năm %(year)s") % {"year": year}

    @property
    def _index(self) -> int:
        return (self.first.month - 1) // _LENGTH[self.form] + 1

    @property
    def whole_months(self) -> bool:
        return self.first.day == 1 and (self.last + timedelta(days=1)).day == 1

    def before(self) -> "Period":
        """The period of the same length just before."""
        if self.form == "free":
            days = self.last - self.first
            last = self.first - timedelta(days=1)
            return Period("free", last - days, last)
        first = _months_on(self.first, -_LENGTH[self.form])
        return Period(self.form, first, self.first - timedelta(days=1))

    def year_before(self) -> "Period":
        return Period(self.form, _a_year_back(self.first), _a_year_back(self.last))

    def months(self) -> list["Period"]:
        """Its calendar months, cut at its ends."""
        return list(self._months())

    def _months(self) -> Iterator["Period"]:
        first = self.first
        while first <= self.last:
            end = month_end(first)
            last = min(end, self.last)
            whole = first.day == 1 and last == end
            yield Period("month" if whole else "free", first, last)
            first = end + timedelta(days=1)

    def standard(self) -> list["Period"]:
        """Of a period of whole months: the fewest years, halves, quarters, months that make it."""
        found: list[Period] = []
        first = self.first
        while first <= self.last:
            spans = (containing(form, first) for form in GRAINS)
            found.append(next(s for s in spans if s.first == first and s.last <= self.last))
            first = found[-1].last + timedelta(days=1)
        return found


def month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def _months_on(first: date, months: int) -> date:
    index = first.year * 12 + first.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def _a_year_back(day: date) -> date:
    year = day.year - 1
    if day == month_end(day):  # 29/02 and 28/02: the end of February is the end of February
        return month_end(date(year, day.month, 1))
    return day.replace(year=year)


def parse(text: str) -> Period:
    """Raises ``NoSuchPeriod`` with a sentence that shows how to write one."""
    text = text.strip()
    if ".." in text:
        return _free(text)
    found = _STANDARD.fullmatch(text)
    if found is None:
        raise NoSuchPeriod(
            _(
                "Không hiểu kỳ “%(text)s”. Viết như 2024, 2024H1 (nửa năm), 2024Q1 (quý), "
                "2024-05 (tháng) hoặc 2024-01-01..2024-06-30."
            )
            % {"text": text[:40]}
        )
    year, half, quarter, month = (int(one) if one else 0 for one in found.groups())
    _in_range(year)
    form: Form = "half" if half else "quarter" if quarter else "month" if month else "year"
    length = _LENGTH[form]
    first = date(year, (max(half, quarter, month, 1) - 1) * length + 1, 1)
    return Period(form, first, _months_on(first, length) - timedelta(days=1))


def _free(text: str) -> Period:
    try:
        first, last = (date.fromisoformat(one) for one in text.split(".."))
    except ValueError:
        raise NoSuchPeriod(
            _("Khoảng ngày viết là năm-tháng-ngày, như 2024-01-01..2024-06-30.")
        ) from None
    if last < first:
        raise NoSuchPeriod(_("Ngày cuối phải từ ngày đầu trở đi."))
    _in_range(first.year)
    _in_range(last.year)
    return Period("free", first, last)


def _in_range(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NoSuchPeriod(
            _("Chỉ có số liệu từ năm %(first)d đến năm %(last)d.")
            % {"first": FIRST_YEAR, "last": LAST_YEAR}
        )


def containing(form: Form, day: date) -> Period:
    """The standard period of that form in which ``day`` lies."""
    length = _LENGTH[form]
    first = date(day.year, (day.month - 1) // length * length + 1, 1)
    return Period(form, first, _months_on(first, length) - timedelta(days=1))
