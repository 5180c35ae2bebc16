"""Who may do what with a source of crime information, by date (data/legal/competence.toml)."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.conf import settings


@dataclass(frozen=True)
class Competence:
    """``commune_checks``: commune police verify before handing over; ``decides``: who decides."""

    since: date
    commune_checks: bool
    decides: str
    commune_role: str
    basis: str
    source: str
    verified: bool


def competence(day: date) -> Competence:
    """The division of work on ``day``. LookupError for days before the first period (2018)."""
    held = [period for period in periods() if period.since <= day]
    if not held:
        raise LookupError(f"no competence rule before {periods()[0].since}")
    return held[-1]


@lru_cache(maxsize=1)
def periods() -> tuple[Competence, ...]:
    file = settings.BASE_DIR / "data" / "legal" / "competence.toml"
    rows = tomllib.loads(file.read_text(encoding="utf-8"))["period"]
    return tuple(sorted((Competence(**row) for row in rows), key=lambda period: period.since))
