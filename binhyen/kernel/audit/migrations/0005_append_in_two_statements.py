from importlib import import_module

from django.db import migrations

# One UPDATE locks the head, waits for whoever holds it, and goes on from what that one left: half
# of the statements of before. A chain's first link makes its head.
FORWARD = """
create or replace function audit_append(p_shard bigint, p_event text) returns bigint
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    v_event jsonb := p_event::jsonb;
    v_seq bigint;
    v_hash bytea;
begin
    loop
        update audit_head set seq = seq + 1,
            hash = sha256(hash || convert_to(p_shard || ':' || (seq + 1) || ':' || p_event, 'UTF8'))
        where shard = p_shard returning seq, hash into v_seq, v_hash;
        exit when found;
        insert into audit_head (shard, seq, hash) values (p_shard, 0, '\\x') on conflict do nothing;
    end loop;
    insert into audit_event (shard, seq, at, actor_id, verb, subject_kind, subject_id, facts, body, hash)
    values (p_shard, v_seq, (v_event->>'at')::timestamptz, (v_event->>'actor')::bigint,
            v_event->>'verb', v_event->'subject'->>0, (v_event->'subject'->>1)::bigint,
            v_event->'facts', p_shard || ':' || v_seq || ':' || p_event, v_hash);
    return v_seq;
end $$;
"""
_BEFORE = import_module("binhyen.kernel.audit.migrations.0002_append_only").FORWARD
BACK = _BEFORE.partition("create function audit_refuse")[0].replace("create f", "create or replace f")


class Migration(migrations.Migration):
    dependencies = [("audit", "0004_events_in_scope")]
    operations = [migrations.RunSQL(FORWARD, BACK)]
