from django.db import migrations

from binhyen.kernel.audit.rows import also_show

# As HandIn.visible_to: registered at a unit that is read, or something of it is held there.
MINE = """
    handin.unit_id in (select unnest((select scope_units())))
    or exists (select from handins_handinitem item where item.handin_id = handin.id
        and item.holder_id in (select unnest((select scope_units()))))
"""


class Migration(migrations.Migration):
    dependencies = [
        ("handins", "0002_knives_and_what_they_were_for"),
        ("documents", "0002_rows_in_scope"),
    ]
    operations = [
        also_show(
            "documents_file",
            "exists (select from handins_handinfile kept"
            " join handins_handin handin on handin.id = kept.handin_id"
            f" where kept.file_id = documents_file.id and ({MINE}))",
            name="of_a_handin",
        ),
        also_show(
            "documents_file",
            "exists (select from handins_handoverfile kept"
            " join handins_handover step on step.id = kept.handover_id"
            " join handins_handin handin on handin.id = step.handin_id"
            f" where kept.file_id = documents_file.id and ({MINE}))",
            name="of_a_handover",
        ),
    ]
