from django.db import migrations

FORWARD = """
update search_searchentry set units = array(
    select substr(lexeme, 3)::bigint from unnest(canon) where lexeme like 'u:%')
"""


class Migration(migrations.Migration):
    dependencies = [("search", "0002_words_in_scope")]
    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop, elidable=True)]
