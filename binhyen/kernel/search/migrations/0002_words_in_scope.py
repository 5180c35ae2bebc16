import django.contrib.postgres.fields
from django.db import migrations, models

from binhyen.kernel.audit.rows import protect

# An index of words is no use behind a policy (``@@`` is not leakproof), so the words are read by
# this function alone, as the owner: it hands out no word, and only the keys of records that the
# scope may see. Planned anew each time: what a word costs depends on the word. Without sequential
# scans: the estimate for two usual words may prefer to read the whole table.
FORWARD = """
create function search_matches(p_column text, p_kind text, p_query tsquery, p_before timestamptz,
    p_before_id bigint, p_oldest timestamptz, p_most int)
returns table (object_id bigint, at timestamptz, id bigint)
language plpgsql stable security definer
set search_path = public, pg_temp set enable_seqscan = off as $$
begin
    return query execute format('
        select entry.object_id, entry.at, entry.id from search_searchentry entry
        where entry.kind = $1 and entry.%I @@ $2 and (entry.at, entry.id) < ($3, $4)
            and ($5 is null or entry.at < $5)
            and ((select scope_all()) or entry.units && (select scope_units()))
            and (entry.walled is null or not entry.walled && (select scope_marks()))
        order by entry.at desc, entry.id desc limit $6', p_column)
    using p_kind, p_query, p_before, p_before_id, p_oldest, p_most;
end $$;
"""
BACK = "drop function search_matches(text, text, tsquery, timestamptz, bigint, timestamptz, int)"


class Migration(migrations.Migration):
    dependencies = [("search", "0001_the_search_table"), ("audit", "0003_scope")]
    operations = [
        migrations.AddField(
            model_name="searchentry",
            name="units",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(),
                default=list,
                size=None,
                verbose_name="các đơn vị được tìm thấy",
            ),
        ),
        migrations.AddField(
            model_name="searchentry",
            name="walled",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(),
                blank=True,
                editable=False,
                null=True,
                size=None,
                verbose_name="không hiện cho ai (đơn vị, tài khoản được nêu trong hồ sơ)",
            ),
        ),
        # The system alone: officers find through the function, and read the record itself. Of the
        # words, those of few records may be somebody's name.
        protect("search_searchentry", "false"),
        protect("search_searchword", "false"),
        migrations.RunSQL(FORWARD, BACK),
    ]
