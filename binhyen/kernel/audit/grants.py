"""What the role of the pages and jobs may do: rows yes, tables no, the audit trail read-only."""

from django.db import connection

# Tables whose rows come only from SQL functions of the owner.
READ_ONLY = ("audit_event", "audit_head", "django_migrations")


def apply_grants(role: str) -> None:
    """Make ``role`` if need be and give it what pages need. Run by the owner after `migrate`."""
    name = connection.ops.quote_name(role)
    with connection.cursor() as cursor:
        cursor.execute("select 1 from pg_roles where rolname = %s", [role])
        if cursor.fetchone() is None:
            cursor.execute(f"create role {name} nologin")
        cursor.execute(f"grant {name} to current_user")
        cursor.execute(f"grant usage on schema public to {name}")
        for what in (
            "select, insert, update, delete on all tables",
            "usage on all sequences",
            "execute on all functions",
        ):
            cursor.execute(f"grant {what} in schema public to {name}")
        for table in READ_ONLY:
            cursor.execute(f"revoke insert, update, delete, truncate on {table} from {name}")
