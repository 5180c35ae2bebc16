from django.db import migrations

FORWARD = """
update handins_handin set holders = held.units from (
    select handin_id, array_agg(distinct holder_id order by holder_id) as units
    from handins_handinitem group by handin_id
) held where held.handin_id = handins_handin.id
"""


class Migration(migrations.Migration):
    dependencies = [("handins", "0004_who_holds_things")]
    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop, elidable=True)]
