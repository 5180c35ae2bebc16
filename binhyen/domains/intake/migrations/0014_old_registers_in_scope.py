from django.db import migrations

from binhyen.kernel.audit.rows import IN_MY_UNITS, child_of, protect

IMPORT = child_of("intake_registerimport", "register_import_id")


class Migration(migrations.Migration):
    dependencies = [("intake", "0013_rows_by_key")]
    operations = [
        protect("intake_registerimport", IN_MY_UNITS),
        protect("intake_columnmemory", IN_MY_UNITS),
        protect("intake_importfault", IMPORT),
        # Also to whoever reads the tip: that it came from an old register.
        protect("intake_importedline", f"{IMPORT} or {child_of('intake_tip', 'tip_id')}"),
    ]
