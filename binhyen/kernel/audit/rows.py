"""Row-level security for migrations: which rows of a table the role of the pages may touch.

    operations = [protect("handins_handin", IN_MY_UNITS)]

``rows`` is SQL over the table's own columns: what is true of a row that the scope may see (the
system sees all). What a statement needs once stands in ``(select …)``: it is worked out once, not
for each row. The owner of the tables (migrations, backups) is not bound.
"""

from django.db.migrations import RunSQL

# Of tables with these columns: ``unit_id``, and ``walled`` (people.walls).
IN_MY_UNITS = "unit_id in (select unnest((select scope_units())))"
NOT_ABOUT_ME = "(walled is null or not walled && (select scope_marks()))"

_PROTECT = """
alter table {table} enable row level security;
create policy {name} on {table} for all
    using ((select scope_all()) or ({rows})) with check (true);
"""
_UNPROTECT = """
drop policy {name} on {table};
alter table {table} disable row level security;
"""


def protect(table: str, rows: str, name: str = "in_scope") -> RunSQL:
    """Close ``table`` and open ``rows`` of it. Anybody may add a row, but reads back
    (``returning``) only one that is shown: adding a report costs no look at another table."""
    values = {"table": table, "rows": rows, "name": name}
    return RunSQL(_PROTECT.format(**values), _UNPROTECT.format(**values))


def also_show(table: str, rows: str, name: str) -> RunSQL:
    """Open more rows of a protected table: a domain shows the kernel's that hang on its own."""
    return RunSQL(
        f"create policy {name} on {table} for all using ({rows}) with check (true)",
        f"drop policy {name} on {table}",
    )


def child_of(parent: str, column: str) -> str:
    """Rows are shown with the row of ``parent`` that ``column`` points to.

    Not ``exists``, which PostgreSQL may answer by reading all of ``parent`` once: one look by key.
    """
    return f"(select true from {parent} whole where whole.id = {column})"  # noqa: S608


def ask_anew(table: str, rows: str, name: str = "in_scope") -> RunSQL:
    """Other words for a policy of ``protect`` that stands already."""
    return RunSQL(
        f"alter policy {name} on {table} using ((select scope_all()) or ({rows}))", RunSQL.noop
    )
