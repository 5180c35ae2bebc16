"""Reference data of this domain, loaded idempotently from data/handins."""

import tomllib
from pathlib import Path
from typing import Any

from django.conf import settings

from binhyen.domains.handins.models import ItemCategory, Measure, VisitHours

FOLDER: Path = settings.BASE_DIR / "data" / "handins"


def load_categories() -> int:
    """Insert or update each category by its code and first day; what left the file but is named by
    a hand-in stays."""
    rows = tomllib.loads((FOLDER / "categories.toml").read_text(encoding="utf-8"))["category"]
    # A row that ends earlier than before makes room for its successor: oldest first.
    for order, row in enumerate(rows):
        ItemCategory.objects.update_or_create(
            code=row["code"],
            valid_from=row["valid_from"],
            defaults={"order": order, **_filled(row)},
        )
    return len(rows)


def _filled(row: dict[str, Any]) -> dict[str, Any]:
    usual: dict[str, Any] = {
        "valid_to": None,
        "measure": Measure.PIECE,
        "never_carried": False,
        "asks_purpose": False,
        "verified": False,
        "help": "",
        "help_en": "",
    }
    return usual | {name: value for name, value in row.items() if name != "valid_from"}


def load_hours() -> int:
    """The usual hours, as the file has them; a unit's own are its own."""
    given = tomllib.loads((FOLDER / "hours.toml").read_text(encoding="utf-8"))["hours"]
    kept = []
    for row in given:
        for weekday in row["weekdays"]:
            found, _new = VisitHours.objects.update_or_create(
                unit=None,
                weekday=weekday,
                opens=row["opens"],
                defaults={name: row[name] for name in ("closes", "minutes", "seats")},
            )
            kept.append(found.pk)
    VisitHours.objects.filter(unit=None).exclude(pk__in=kept).delete()
    return len(kept)
