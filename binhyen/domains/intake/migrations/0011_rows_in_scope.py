from django.db import migrations

from binhyen.kernel.audit.rows import IN_MY_UNITS, NOT_ABOUT_ME, also_show, child_of, protect

# The units whose reports are read; the unit that looks again; who holds the code, the secret or
# the receipt; the sender while sending. Never whom the report names.
TIP = f"""(
    {IN_MY_UNITS}
    or reviewing_unit_id = any((select scope_marks())::bigint[])
    or id = (select scope_door('tip')::bigint)
    or code = any((select string_to_array(scope_door('codes'), ','))::text[])
    or sender_digest = (select decode(scope_door('sender'), 'hex'))
) and {NOT_ABOUT_ME}"""
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
)


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0010_walls_and_reviews"),
        ("documents", "0002_rows_in_scope"),
        ("workflow", "0006_rows_in_scope"),
    ]
    operations = [
        protect("intake_tip", TIP),
        *[protect(table, OF_A_TIP) for table in CHILDREN],
        protect("intake_shifthandover", IN_MY_UNITS),
        # Of two tips: shown to whoever sees both.
        protect(
            "intake_tiplink",
            f"{child_of('intake_tip', 'one_id')} and {child_of('intake_tip', 'other_id')}",
        ),
        protect(
            "intake_tiprecurrence",
            f"{child_of('intake_tip', 'earlier_id')} and {child_of('intake_tip', 'later_id')}",
        ),
        # A register keeps its numbers, also of tips that its unit may no longer read.
        protect("intake_registerentry", f"{IN_MY_UNITS} or {OF_A_TIP}"),
        protect("intake_draft", "key_digest = (select decode(scope_door('draft'), 'hex'))"),
        also_show(
            "documents_file",
            "exists (select from intake_tipfile kept where kept.file_id = documents_file.id)",
            name="of_a_tip",
        ),
        also_show(
            "workflow_deadline",
            "subject_kind = 'intake.tip' and "
            "exists (select from intake_tip whole where whole.id = subject_id)",
            name="of_a_tip",
        ),
    ]
