import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("handins", "0003_rows_in_scope")]
    operations = [
        migrations.AddField(
            model_name="handin",
            name="holders",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(),
                default=list,
                size=None,
                verbose_name="các đơn vị đang giữ hiện vật",
            ),
        ),
    ]
