from django.db import migrations

# What policies ask. All read settings of the transaction; one that is not set shows nothing.
FORWARD = """
create function scope_all() returns boolean language sql stable parallel safe as $$
    select current_setting('app.unit_ids', true) = '*' $$;
create function scope_list(name text) returns bigint[] language sql stable parallel safe as $$
    select coalesce(string_to_array(
        nullif(nullif(current_setting('app.' || name, true), ''), '*'), ',')::bigint[], '{}') $$;
create function scope_units() returns bigint[] language sql stable parallel safe as $$
    select scope_list('unit_ids') $$;
create function scope_marks() returns bigint[] language sql stable parallel safe as $$
    select scope_list('marks') $$;
create function scope_door(name text) returns text language sql stable parallel safe as $$
    select nullif(current_setting('app.' || name, true), '') $$;
"""
BACK = """
drop function scope_door(text);
drop function scope_marks();
drop function scope_units();
drop function scope_list(text);
drop function scope_all();
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_append_only")]
    operations = [migrations.RunSQL(FORWARD, BACK)]
