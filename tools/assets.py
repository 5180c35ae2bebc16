"""Fetch what the browser needs into binhyen/portal/static/vendor/ (`make assets`, part of setup).

Everything comes out of packages that requirements/*.txt pin with hashes, so setting up needs no
second download and no browser ever asks another site. Each source is checked once more against
tools/assets.lock; the two fonts are cut down to Vietnamese, Latin and punctuation (132 kB → 10 kB).

    python tools/assets.py          makes what is missing (0.1 s when nothing is)
    python tools/assets.py lock     writes assets.lock anew after an upgrade: look at the diff
"""

import hashlib
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "binhyen" / "portal" / "static" / "vendor"
LOCK = ROOT / "tools" / "assets.lock"

# target in vendor/ -> (package, file inside it)
COPIED = {
    "htmx/htmx.min.js": ("django_htmx", "static/django_htmx/htmx-2.min.js"),
    "leaflet/leaflet.js": ("leaflet", "static/leaflet/leaflet.js"),
    "leaflet/leaflet.css": ("leaflet", "static/leaflet/leaflet.css"),
    "leaflet/images/layers.png": ("leaflet", "static/leaflet/images/layers.png"),
    "leaflet/images/layers-2x.png": ("leaflet", "static/leaflet/images/layers-2x.png"),
    "leaflet/images/marker-icon.png": ("leaflet", "static/leaflet/images/marker-icon.png"),
    "leaflet/images/marker-icon-2x.png": ("leaflet", "static/leaflet/images/marker-icon-2x.png"),
    "leaflet/images/marker-shadow.png": ("leaflet", "static/leaflet/images/marker-shadow.png"),
    "fonts/LICENSE.txt": ("fontpkg_be_vietnam_pro", "LICENSE"),
}
SUBSET = {
    "fonts/be-vietnam-pro-400.woff2": (
        "fontpkg_be_vietnam_pro",
        "files/BeVietnamPro-Regular.ttf",
    ),
    "fonts/be-vietnam-pro-600.woff2": (
        "fontpkg_be_vietnam_pro",
        "files/BeVietnamPro-SemiBold.ttf",
    ),
}

VIETNAMESE = "ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúýĂăĐđĨĩŨũƠơƯư" + "".join(
    chr(code) for code in range(0x1EA0, 0x1EFA)
)
# Marks on their own: text pasted from some phones arrives decomposed.
COMBINING = "\u0300\u0301\u0302\u0303\u0306\u0309\u031b\u0323"
LATIN = "".join(chr(code) for code in range(0x20, 0x7F))
SIGNS = "\u00a0«»§°±²³·×÷½–—‘’“”…•′″‰₫←↑→↓−≤≥©\u202f"


def _source(package: str, inside: str) -> Path:
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        sys.exit(
            f"Thiếu gói {package}: chạy lại `make setup`. / Package missing: run `make setup`."
        )
    return Path(next(iter(spec.submodule_search_locations))) / inside


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _sources() -> dict[str, Path]:
    return {target: _source(*where) for target, where in {**COPIED, **SUBSET}.items()}


def _locked() -> dict[str, str]:
    lines = LOCK.read_text().splitlines()
    return {target: digest for digest, target in (line.split("  ", 1) for line in lines if line)}


def add_tabular_figures(font: Any) -> None:
    """Figures of one width (that of "0" and "8"), each a shifted reference to the drawn one."""
    from fontTools.otlLib.builder import buildLookup, buildSingleSubstSubtable
    from fontTools.pens.ttGlyphPen import TTGlyphPen
    from fontTools.ttLib.tables import otTables

    drawn, letters, metrics = font.getGlyphSet(), font.getBestCmap(), font["hmtx"]
    width = metrics[letters[ord("8")]][0]
    swaps = {}
    for figure in "0123456789":
        name = letters[ord(figure)]
        shift = (width - metrics[name][0]) // 2
        pen = TTGlyphPen(drawn)
        pen.addComponent(name, (1, 0, 0, 1, shift, 0))
        swaps[name] = f"{name}.tnum"
        font["glyf"][swaps[name]] = pen.glyph()
        metrics[swaps[name]] = (width, metrics[name][1] + shift)
    gsub = font["GSUB"].table
    gsub.LookupList.Lookup.append(buildLookup([buildSingleSubstSubtable(swaps)]))
    record = otTables.FeatureRecord()
    record.FeatureTag, record.Feature = "tnum", otTables.Feature()
    record.Feature.FeatureParams = None
    record.Feature.LookupListIndex = [len(gsub.LookupList.Lookup) - 1]
    gsub.FeatureList.FeatureRecord.append(record)
    for script in gsub.ScriptList.ScriptRecord:
        systems = [entry.LangSys for entry in script.Script.LangSysRecord]
        for system in [script.Script.DefaultLangSys, *systems]:
            system.FeatureIndex.append(len(gsub.FeatureList.FeatureRecord) - 1)


def cut_font(source: Path, target: Path) -> None:
    """Keep our letters, kerning and mark placement; drop hinting and everything else.

    The family has no tabular figures, which tables need: they are added as the feature "tnum".
    """
    from fontTools import subset
    from fontTools.ttLib import TTFont

    options = subset.Options()
    options.flavor = "woff2"
    options.hinting = False
    options.layout_features = ["kern", "ccmp", "locl", "mark", "mkmk", "tnum"]
    options.name_IDs = [1, 2, 13, 14]  # the family, and its licence
    options.drop_tables += ["DSIG", "meta"]
    font = TTFont(source)
    add_tabular_figures(font)
    cutter = subset.Subsetter(options)
    cutter.populate(text=VIETNAMESE + COMBINING + LATIN + SIGNS)
    cutter.subset(font)
    subset.save_font(font, str(target), options)


def make() -> int:
    """Make what is missing or was made from another source; says what it did."""
    locked, made = _locked(), 0
    for target, source in _sources().items():
        path, stamp = VENDOR / target, VENDOR / f"{target}.from"
        if path.exists() and stamp.exists() and stamp.read_text() == locked.get(target):
            continue
        if _digest(source) != locked.get(target):
            sys.exit(
                f"{source.name}: mã băm không khớp tools/assets.lock, không dùng. / "
                f"hash differs from tools/assets.lock, not used."
            )
        path.parent.mkdir(parents=True, exist_ok=True)
        if target in SUBSET:
            cut_font(source, path)
        else:
            shutil.copyfile(source, path)
        stamp.write_text(locked[target])
        made += 1
    return made


def lock() -> None:
    LOCK.write_text("".join(f"{_digest(path)}  {name}\n" for name, path in _sources().items()))


if __name__ == "__main__":
    if sys.argv[1:] == ["lock"]:
        lock()
    else:
        count = make()
        print(f"→ Phông chữ, htmx, bản đồ: {f'đã làm {count} tệp' if count else 'đã có đủ'}")
