from django.db import migrations

from binhyen.kernel.audit.rows import IN_MY_UNITS, NOT_ABOUT_ME, protect


class Migration(migrations.Migration):
    dependencies = [("workflow", "0005_walls"), ("audit", "0003_scope")]
    # The domain shows the deadlines of a record that is shown otherwise (rows.also_show).
    operations = [
        protect(
            "workflow_deadline",
            f"({IN_MY_UNITS} or subject_kind || ':' || subject_id = (select scope_door('subject')))"
            f" and {NOT_ABOUT_ME}",
        )
    ]
