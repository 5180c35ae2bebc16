from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("indicators", "0001_initial")]

    operations = [
        migrations.RemoveIndex(model_name="cell", name="cell_read"),
        migrations.AddField(
            model_name="cell",
            name="slice",
            field=models.PositiveSmallIntegerField(
                choices=[(0, "cả hai chiều"), (1, "chiều 1"), (2, "chiều 2"), (3, "tổng")],
                default=0,
                verbose_name="lát cắt",
            ),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="cell",
            index=models.Index(
                fields=["part", "slice", "month", "place"],
                include=("dim1", "dim2", "value"),
                name="cell_read",
            ),
        ),
    ]
