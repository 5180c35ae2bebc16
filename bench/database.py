"""The database of the measurements: var/bench, migrated, with reference data. Acts as owner."""

import os
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@cache
def prepared() -> Path:
    """Start it and bring it up to date (about 15 s, then 2 s); call before importing models."""
    home = Path(os.environ.get("BINHYEN_BENCH_HOME", str(ROOT / "var" / "bench")))
    os.environ["BINHYEN_HOME"] = str(home)
    os.environ["BINHYEN_DB_ROLE"] = ""
    os.environ.setdefault("BINHYEN_MODE", "development")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if not os.environ.get("DATABASE_URL"):
        from binhyen.lib import embedded

        embedded.start(home)
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from config.reference import load_all

    load_all()
    return home
