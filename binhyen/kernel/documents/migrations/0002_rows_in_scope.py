from django.db import migrations

from binhyen.kernel.audit.rows import protect


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial"), ("audit", "0003_scope")]
    operations = [
        # A file not yet attached, to whoever holds the draft or has just sent it. The domain that
        # attaches files shows them from there on (rows.also_show).
        protect(
            "documents_file",
            "held_for = (select decode(scope_door('draft'), 'hex'))"
            " or ref = (select scope_door('file')::uuid)",
        )
    ]
