"""Reference data of this part, loaded idempotently from ``data/legal`` and ``data/calendar``.

What an administrator verified or edited is never overwritten: such a row (``LegalRule.is_ours``)
and such a year (``CalendarYear.edited_at`` or ``verified``) stay as they are, and a row of the
file that would overlap one of them is left out and named in ``Loaded.kept``, to be looked at.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from binhyen.kernel.workflow import calendars, rulebook
from binhyen.kernel.workflow.models import CalendarDay, CalendarYear, LegalRule
from binhyen.lib.progress import Progress, quiet

RULES = ("rules.toml", "retention.toml", "data_subject.toml")


@dataclass
class Loaded:
    added: int = 0
    changed: int = 0
    kept: list[str] = field(default_factory=list)


@transaction.atomic
def load_rules(progress: Progress = quiet) -> Loaded:
    """Bring the rules of ``data/legal`` into the table."""
    loaded = Loaded()
    for name in RULES:
        for row in _rules_in(settings.BASE_DIR / "data" / "legal" / name):
            _load_rule(row, loaded)
    rulebook.forget()
    progress(f"Quy định thời hạn: thêm {loaded.added}, sửa {loaded.changed}")
    for words in loaded.kept:
        progress(f"Giữ quy định của quản trị viên: {words}")
    return loaded


@transaction.atomic
def load_calendars(progress: Progress = quiet) -> Loaded:
    """Bring ``data/calendar/<year>.toml`` into the tables."""
    loaded = Loaded()
    for file in sorted((settings.BASE_DIR / "data" / "calendar").glob("*.toml")):
        _load_year(int(file.stem), tomllib.loads(file.read_text(encoding="utf-8")), loaded)
    calendars.forget()
    progress(f"Lịch làm việc: thêm {loaded.added} năm, sửa {loaded.changed} năm")
    for words in loaded.kept:
        progress(f"Giữ lịch của quản trị viên: {words}")
    return loaded


def _rules_in(file: Path) -> Iterator[dict[str, Any]]:
    rows = tomllib.loads(file.read_text(encoding="utf-8"))["rule"]
    for row in sorted(rows, key=lambda row: row["valid_from"]):
        row["is_internal"] = row.pop("internal", False)
        yield {"variant": "strict", "valid_to": None, "note": "", "counts_back": False} | row


def _load_rule(row: dict[str, Any], loaded: Loaded) -> None:
    same = LegalRule.objects.filter(key=row["key"], variant=row["variant"])
    rule = same.filter(valid_from=row["valid_from"]).first()
    if rule is None:
        if any(ours.is_ours and _overlap(ours, row) for ours in same):
            loaded.kept.append(f"{row['key']} từ {row['valid_from']:%d/%m/%Y}")
            return
        LegalRule.objects.create(**row)
        loaded.added += 1
        return
    differs = [name for name, value in row.items() if getattr(rule, name) != value]
    if differs and rule.is_ours:
        loaded.kept.append(f"{row['key']} từ {row['valid_from']:%d/%m/%Y}")
    elif differs:
        LegalRule.objects.filter(pk=rule.pk).update(**row)
        loaded.changed += 1


def _overlap(rule: LegalRule, row: dict[str, Any]) -> bool:
    ends_after = rule.valid_to is None or rule.valid_to > row["valid_from"]
    starts_before = row["valid_to"] is None or rule.valid_from < row["valid_to"]
    return ends_after and starts_before


def _load_year(year: int, data: dict[str, Any], loaded: Loaded) -> None:
    days = {day: (is_working, name) for day, is_working, name in _days_in(data)}
    row = CalendarYear.objects.filter(year=year).first()
    known = {
        day.date: (day.is_working, day.name) for day in CalendarDay.objects.filter(date__year=year)
    }
    if row and known == days and row.source == data["source"]:
        return
    if row and (row.edited_at or row.verified):
        loaded.kept.append(str(year))
        return
    CalendarDay.objects.filter(date__year=year).delete()
    CalendarDay.objects.bulk_create(
        CalendarDay(date=day, is_working=works, name=name) for day, (works, name) in days.items()
    )
    CalendarYear.objects.update_or_create(
        year=year,
        defaults={
            "source": data["source"],
            "verified": data["verified"],
            "version": row.version + 1 if row else 1,
        },
    )
    if row:
        loaded.changed += 1
    else:
        loaded.added += 1


def _days_in(data: dict[str, Any]) -> Iterator[tuple[date, bool, str]]:
    for kind in ("off", "worked"):
        for entry in data.get(kind, []):
            first, last = entry.get("from") or entry["on"], entry.get("to") or entry["on"]
            for ahead in range((last - first).days + 1):
                yield first + timedelta(days=ahead), kind == "worked", entry["name"]
