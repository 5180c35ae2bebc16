from django.db import migrations

# What was opened, held or listed before it kept a copy of its tip's wall.
FORWARD = """
update reveal_opening hung set walled = tip.walled from intake_tip tip
where hung.case_kind = 'intake.tip' and hung.case_id = tip.id and tip.walled is not null;
update retention_hold hung set walled = tip.walled from intake_tip tip
where hung.subject_kind = 'intake.tip' and hung.subject_id = tip.id and tip.walled is not null;
update retention_proposalitem hung set walled = tip.walled from intake_tip tip
where hung.subject_kind = 'intake.tip' and hung.subject_id = tip.id and tip.walled is not null;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0014_old_registers_in_scope"),
        ("reveal", "0002_walls"),
        ("retention", "0002_walls"),
    ]
    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop, elidable=True)]
