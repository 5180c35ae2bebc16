"""Reference data of this domain, loaded idempotently from data/intake."""

import tomllib
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from binhyen.domains.intake.models import Category, ResponseText, ResponseVersion
from binhyen.kernel.search.indexing import give_words
from binhyen.lib.text import fold

DATA = Path(__file__).resolve().parents[3] / "data" / "intake"
FILE = DATA / "categories.toml"
SINCE = date(2018, 1, 1)


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
            "is_active": not group.get("hidden", row.get("hidden", False)),
        },
    )
    return kept


def load_responses() -> int:
    """Insert the province's prepared texts by key, or bring the wording up to date. A text that a
    person wrote a version of, or withdrew, is left alone."""
    rows = tomllib.loads((DATA / "responses.toml").read_text(encoding="utf-8"))["response"]
    categories = dict(Category.objects.values_list("code", "pk"))
    for row in rows:
        edited = ResponseVersion.objects.filter(response__key=row["key"], author__isnull=False)
        if edited.exists():
            continue
        response, _ = ResponseText.objects.update_or_create(
            key=row["key"],
            defaults={
                "title": row["title"],
                "category_id": categories[row["category"]] if "category" in row else None,
                "state": row["state"],
                "is_automatic": row.get("automatic", False),
            },
        )
        ResponseVersion.objects.update_or_create(
            response=response,
            number=1,
            defaults={
                "text": row["text"],
                "text_en": row["text_en"],
                "valid_from": SINCE,
                "written_at": datetime(2018, 1, 1, tzinfo=UTC),
            },
        )
    return len(rows)
