"""Reference data of this part: ``data/reveal/limits.toml``, loaded idempotently."""

import tomllib

from django.conf import settings
from django.db import transaction

from binhyen.kernel.reveal.models import OpeningLimit


@transaction.atomic
def load_limits() -> None:
    file = settings.BASE_DIR / "data" / "reveal" / "limits.toml"
    rows = tomllib.loads(file.read_text(encoding="utf-8"))["limit"]
    rows.sort(key=lambda row: row["valid_from"])
    for row, following in zip(rows, [*rows[1:], {}], strict=True):
        row["valid_to"] = following.get("valid_from")
        OpeningLimit.objects.update_or_create(valid_from=row.pop("valid_from"), defaults=row)
