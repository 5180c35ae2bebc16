from django.db import migrations

from binhyen.kernel.audit.rows import protect


class Migration(migrations.Migration):
    """Events are read through the record they are of (history_of), by the system's eyes: facts of a
    declared conflict name whom it is about. The anchors are public. Events come from
    ``audit_append``, which runs as the owner: adding one costs nothing more."""

    dependencies = [("audit", "0003_scope")]
    operations = [protect("audit_event", "subject_kind = 'audit.head'")]
