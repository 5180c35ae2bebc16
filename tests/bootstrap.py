"""Loaded before Django's settings (``-p tests.bootstrap``): where tests keep their state.

The tests have a cluster of their own in var/test, so that a running demo is left alone, unless
DATABASE_URL names a PostgreSQL to use.
"""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
os.environ["BINHYEN_HOME"] = os.environ.get("BINHYEN_TEST_HOME", str(ROOT / "var" / "test"))
os.environ["BINHYEN_DB_ROLE"] = ""  # the owner makes the tables; conftest then takes the role on
os.environ["BINHYEN_MODE"] = "development"
os.environ["BINHYEN_PROCESS"] = "test"  # may open seals, as the worker may

if not os.environ.get("DATABASE_URL"):
    import psycopg

    from binhyen.lib import embedded

    home = Path(os.environ["BINHYEN_HOME"])
    server = embedded.start(home)
    with psycopg.connect(embedded.database_url(home), autocommit=True) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"alter system set {setting} = off")
        connection.execute("select pg_reload_conf()")
