"""The reveal process's own database role: it reads, adds tries and alerts, and seals anew."""

from django.apps import apps
from django.db import connection

from binhyen.kernel.reveal.models import Opening
from binhyen.kernel.reveal.registry import all_kinds

REVEAL_ROLE = "binhyen_reveal"
# Alerts to the province, and the jobs that carry them.
_WRITES = ("notify_message", "procrastinate_jobs", "procrastinate_events")


def apply_reveal_grants(pages: str, role: str = REVEAL_ROLE) -> None:
    """Make ``role`` and its rights; the role of the ``pages`` only reads what it writes. Run by
    the owner after `migrate` and after the grants of the pages."""
    name, other = connection.ops.quote_name(role), connection.ops.quote_name(pages)
    tries = Opening._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"do $$ begin create role {name} nologin;"
            " exception when duplicate_object or unique_violation then null; end $$"
        )
        cursor.execute(f"grant {name} to current_user")
        for what in (
            "usage on schema public",
            "select on all tables in schema public",
            "usage on all sequences in schema public",
            "execute on all functions in schema public",
            f"insert on {tries}",
            *(f"insert, update on {table}" for table in _WRITES),
            *(f"update (sealed, kid) on {_table(kind.label)}" for kind in all_kinds()),
        ):
            cursor.execute(f"grant {what} to {name}")
        cursor.execute(f"revoke insert, update, delete, truncate on {tries} from {other}")
        # Of a try they only follow its record's wall (reveal/walls.py).
        cursor.execute(f"grant update (walled) on {tries} to {other}")


def _table(label: str) -> str:
    return connection.ops.quote_name(apps.get_model(label)._meta.db_table)
