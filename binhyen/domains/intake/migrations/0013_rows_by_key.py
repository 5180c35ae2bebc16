from django.db import migrations

from binhyen.kernel.audit.rows import IN_MY_UNITS, ask_anew, child_of

OF_A_TIP = child_of("intake_tip", "tip_id")
CHILDREN = (
    "intake_reporteridentity",
    "intake_tipmessage",
    "intake_tipnote",
    "intake_tipfile",
    "intake_extension",
    "intake_suspension",
    "intake_appeal",
    "intake_assistedintake",
    "intake_answer",
    "intake_shifthandoverline",
    "intake_conflict",
)


class Migration(migrations.Migration):
    """``exists`` let PostgreSQL read all tips for a page of deadlines; a look by key does not."""

    dependencies = [("intake", "0012_conflicts")]
    operations = [
        *[ask_anew(table, OF_A_TIP) for table in CHILDREN],
        ask_anew(
            "intake_tiplink",
            f"{child_of('intake_tip', 'one_id')} and {child_of('intake_tip', 'other_id')}",
        ),
        ask_anew(
            "intake_tiprecurrence",
            f"{child_of('intake_tip', 'earlier_id')} and {child_of('intake_tip', 'later_id')}",
        ),
        ask_anew("intake_registerentry", f"{IN_MY_UNITS} or {OF_A_TIP}"),
        migrations.RunSQL(
            "alter policy of_a_tip on documents_file using ("
            " (select true from intake_tipfile kept where kept.file_id = documents_file.id))",
            migrations.RunSQL.noop,
        ),
        # Deadlines are shown by their unit, or through a door (workflow.show_deadlines).
        migrations.RunSQL(
            "drop policy of_a_tip on workflow_deadline",
            "create policy of_a_tip on workflow_deadline for all using (false)",
        ),
    ]
