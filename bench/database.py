"""The database of the measurements: var/bench, migrated, with reference data. Acts as owner.

Measurements that write or need a million rows get a copy of it (``copied``), made in a second.
The cluster is an ordinary one: every commit waits for the disk, as in production.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import psycopg

ROOT = Path(__file__).resolve().parent.parent
APP_ROLE = "binhyen_app"


def home() -> Path:
    return Path(os.environ.get("BINHYEN_BENCH_HOME", str(ROOT / "var" / "bench")))


@cache
def prepared() -> Path:
    """Start it and bring it up to date (about 15 s, then 2 s); call before importing models."""
    os.environ["BINHYEN_HOME"] = str(home())
    os.environ["BINHYEN_DB_ROLE"] = ""
    # As it is served: assets by content hash, limits of the public doors off.
    os.environ["BINHYEN_MODE"] = "demo"
    os.environ["BINHYEN_RATE_TIPS"] = os.environ["BINHYEN_RATE_LOOKUPS"] = "0"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if not os.environ.get("DATABASE_URL"):
        from binhyen.lib import embedded

        embedded.start(home())
    import django

    django.setup()
    from binhyen.cli.setting_up import collect_static, make_keys, make_tables
    from config.reference import load_all

    make_tables()
    collect_static()
    load_all()
    make_keys()
    return home()


def url_of(database: str) -> str:
    """The address of another database of the same cluster, as the owner."""
    from django.conf import settings

    head, _, options = settings.DATABASE_URL.partition("?")
    return head.rsplit("/", 1)[0] + "/" + database + (f"?{options}" if options else "")


def connect(database: str) -> "psycopg.Connection[Any]":
    import psycopg

    return psycopg.connect(url_of(database), autocommit=True)


@contextmanager
def copied(name: str, *, keep: bool = False, of: str = "") -> Iterator[str]:
    """A copy of the prepared database, or of that named, called ``name``; ``keep``: made once, left
    for next time."""
    prepared()
    if not (keep and _exists(name)):
        copy(name, of)
    try:
        yield name
    finally:
        if not keep:
            drop(name)


def _exists(name: str) -> bool:
    with connect("postgres") as owner:
        known = owner.execute("select 1 from pg_database where datname = %s", [name]).fetchone()
    return known is not None


def copy(name: str, of: str = "") -> None:
    """PostgreSQL copies only a database that nobody is connected to, so our own side leaves it. A
    named one is taken to be large: its files are copied, and not each page through the log."""
    from django.db import connection

    template, how = of or connection.settings_dict["NAME"], "strategy file_copy" if of else ""
    connection.close()
    drop(name)
    with connect("postgres") as owner:
        owner.execute(f'create database "{name}" template "{template}" {how}')


def drop(name: str) -> None:
    with connect("postgres") as owner:
        owner.execute(f'drop database if exists "{name}" with (force)')


@contextmanager
def without_indexes(database: "psycopg.Connection[Any]", *tables: str) -> Iterator[None]:
    """For writing many rows: indexes that no constraint needs are dropped, then built anew."""
    kept = database.execute(
        "select i.indexname, i.indexdef from pg_indexes i where i.tablename = any(%s)"
        " and not exists (select from pg_constraint where conname = i.indexname)",
        [list(tables)],
    ).fetchall()
    for name, _made_by in kept:
        database.execute(f'drop index "{name}"')
    yield
    for _name, made_by in kept:
        database.execute(made_by)


@contextmanager
def working_on(name: str, role: str = APP_ROLE) -> Iterator[None]:
    """This process's Django on database ``name``, as ``role`` ("" is the owner)."""
    from django.db import connection

    before = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict["NAME"] = name
    connection.settings_dict["OPTIONS"] = before["OPTIONS"] | {"assume_role": role or None}
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(before)
