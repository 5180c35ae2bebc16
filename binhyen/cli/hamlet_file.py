"""`binhyen load-hamlets FILE`: a list of hamlets (thôn, tổ dân phố), commune by commune."""

import csv
from collections import defaultdict
from datetime import date
from pathlib import Path

from django.utils import timezone

from binhyen.kernel.audit.action import in_scope
from binhyen.kernel.people.actor import SYSTEM
from binhyen.kernel.places.actions import import_hamlets
from binhyen.kernel.places.models import Level, PlaceType
from binhyen.kernel.places.queries import place_on
from binhyen.lib.verdict import Refused

KINDS = {"thon": PlaceType.HAMLET, "to-dan-pho": PlaceType.RESIDENTIAL_GROUP}
COLUMNS = {"commune_code", "name", "kind"}


class BadFile(ValueError):
    """Nothing was stored; the sentences say which lines and why."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences


def load_hamlets(path: Path, on: date | None = None) -> int:
    """Read a CSV (UTF-8; columns commune_code, name, kind: thon or to-dan-pho) and add what is not
    there yet, all or nothing. Returns how many were added; raises ``BadFile``."""
    on = on or timezone.localdate()
    lists, faults = _read(path, on)
    if faults:
        raise BadFile(faults)
    added = 0
    with in_scope(SYSTEM):
        for code, names in lists.items():
            commune = place_on(code, on, Level.COMMUNE)
            assert commune is not None  # noqa: S101 (checked while reading)
            try:
                rows = import_hamlets(
                    actor=SYSTEM, commune=commune, names=names, on=on, source=path.name
                )
            except Refused as refused:
                raise BadFile([f"{commune.name}: {refused.verdict.reason}"]) from refused
            added += len(rows)
    return added


def _read(path: Path, on: date) -> tuple[dict[str, list[tuple[str, str]]], list[str]]:
    lists: dict[str, list[tuple[str, str]]] = defaultdict(list)
    faults: list[str] = []
    with path.open(encoding="utf-8-sig", newline="") as text:
        reader = csv.DictReader(text)
        if not set(reader.fieldnames or []) >= COLUMNS:
            return {}, ["Dòng đầu phải có các cột: commune_code, name, kind."]
        for number, row in enumerate(reader, start=2):
            fault = _fault(row, on, set(lists))
            if fault:
                faults.append(f"Dòng {number}: {fault}")
            else:
                lists[row["commune_code"]].append((row["name"].strip(), KINDS[row["kind"]]))
    return dict(lists), faults


def _fault(row: dict[str, str], on: date, known: set[str]) -> str:
    if not (row["name"] or "").strip():
        return "thiếu tên."
    if row["kind"] not in KINDS:
        return f"loại “{row['kind']}” không có; dùng thon hoặc to-dan-pho."
    code = row["commune_code"]
    if code not in known and place_on(code, on, Level.COMMUNE) is None:
        return f"không có xã, phường mã {code} vào ngày {on:%d/%m/%Y}."
    return ""
