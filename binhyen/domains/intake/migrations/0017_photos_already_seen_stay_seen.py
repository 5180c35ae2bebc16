from django.db import migrations


class Migration(migrations.Migration):
    """Photographs kept so far were shown to whoever reads the report; that does not change."""

    dependencies = [("intake", "0016_photos_wait_for_the_desk")]
    operations = [
        migrations.RunSQL(
            "update intake_tipfile set shown_at = added_at where shown_at is null",
            migrations.RunSQL.noop,
            elidable=True,
        )
    ]
