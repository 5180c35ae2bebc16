"""One moment of the database, held open: what is counted in it is what pg_dump writes."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from binhyen.kernel.audit.verify import merkle_root
from binhyen.kernel.backup.manifest import Manifest

_FILES = "select original, working, thumbnail from documents_file order by id"


@dataclass
class Snapshot:
    """``name`` is what ``pg_dump --snapshot`` takes, for as long as this stays open."""

    name: str
    connection: "psycopg.Connection[Any]"

    def describe(self, made_at: str) -> Manifest:
        heads = heads_in(self.connection)
        return Manifest(
            made_at=made_at,
            postgresql=self.connection.info.server_version // 10_000,
            schema=schema_in(self.connection),
            tables=counts_in(self.connection),
            heads={str(shard): [seq, head] for shard, (seq, head) in heads.items()},
            root=merkle_root(heads),
        )

    def paths(self) -> Iterator[str]:
        """Every path that a row names, relative to MEDIA_ROOT."""
        with self.connection.cursor(name="backup_files") as cursor:
            for row in cursor.execute(_FILES):
                yield from (path for path in row if path)

    def has_file(self, path: str) -> bool:
        found = self.connection.execute(
            "select 1 from documents_file where %s in (original, working, thumbnail)", [path]
        )
        return found.fetchone() is not None


@contextmanager
def snapshot_of(url: str) -> Iterator[Snapshot]:
    """``url`` reaches the database as its owner, who alone may read every row."""
    with psycopg.connect(url) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        found = connection.execute("select pg_export_snapshot()").fetchone()
        assert found is not None  # noqa: S101 (a function call answers one row)
        yield Snapshot(found[0], connection)


def counts_in(connection: "psycopg.Connection[Any]") -> dict[str, int]:
    """Rows of each table in ``public``."""
    tables = connection.execute(
        "select tablename from pg_tables where schemaname = 'public' order by tablename"
    ).fetchall()
    return {table: _count(connection, table) for (table,) in tables}


def _count(connection: "psycopg.Connection[Any]", table: str) -> int:
    question = sql.SQL("select count(*) from {}").format(sql.Identifier("public", table))
    found = connection.execute(question).fetchone()
    return int(found[0]) if found else 0


def heads_in(connection: "psycopg.Connection[Any]") -> dict[int, tuple[int, str]]:
    rows = connection.execute("select shard, seq, encode(hash, 'hex') from audit_head").fetchall()
    return {shard: (seq, head) for shard, seq, head in sorted(rows)}


def schema_in(connection: "psycopg.Connection[Any]") -> dict[str, str]:
    rows = connection.execute("select app, max(name) from django_migrations group by app")
    return dict(sorted(rows.fetchall()))
