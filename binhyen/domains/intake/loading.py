"""Reference data of this domain, loaded idempotently from data/intake."""

import tomllib
from pathlib import Path
from typing import Any

from binhyen.domains.intake.models import Category
from binhyen.kernel.search.indexing import give_words
from binhyen.lib.text import fold

FILE = Path(__file__).resolve().parents[3] / "data" / "intake" / "categories.toml"


def load_categories() -> int:
    """Insert or update every category by its code; one that left the file is switched off."""
    groups = tomllib.loads(FILE.read_text(encoding="utf-8"))["group"]
    codes: list[str] = []
    for order, group in enumerate(groups):
        parent = _keep(group, order * 100, None, {})
        codes.append(parent.code)
        for place, item in enumerate(group["items"], start=1):
            codes.append(_keep(item, order * 100 + place, parent, group).code)
    Category.objects.exclude(code__in=codes).update(is_active=False)
    give_words(" ".join(words) for words in Category.objects.values_list("name", "keywords"))
    return len(codes)


def _keep(
    row: dict[str, Any], order: int, parent: Category | None, group: dict[str, Any]
) -> Category:
    words = " ".join([row["name"], row.get("keywords", ""), group.get("name", "")])
    kept, _ = Category.objects.update_or_create(
        code=row["code"],
        defaults={
            "parent": parent,
            "name": row["name"],
            "name_en": row["name_en"],
            "keywords": row.get("keywords", ""),
            "fold": fold(words),
            "kind": row.get("kind", group.get("kind", "crime_information")),
            "safety_note": row.get("safety_note", group.get("safety_note", "")),
            "safety_note_en": row.get("safety_note_en", group.get("safety_note_en", "")),
            "order": order,
            "is_active": True,
        },
    )
    return kept
