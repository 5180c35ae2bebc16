from django.db import migrations

FORWARD = """
create function audit_append(p_shard bigint, p_event text) returns bigint
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    v_event jsonb := p_event::jsonb;
    v_seq bigint;
    v_prev bytea;
    v_body text;
    v_hash bytea;
begin
    insert into audit_head (shard, seq, hash) values (p_shard, 0, '\\x') on conflict do nothing;
    select seq, hash into v_seq, v_prev from audit_head where shard = p_shard for update;
    v_seq := v_seq + 1;
    v_body := p_shard || ':' || v_seq || ':' || p_event;
    v_hash := sha256(v_prev || convert_to(v_body, 'UTF8'));
    insert into audit_event (shard, seq, at, actor_id, verb, subject_kind, subject_id, facts, body, hash)
    values (p_shard, v_seq, (v_event->>'at')::timestamptz, (v_event->>'actor')::bigint,
            v_event->>'verb', v_event->'subject'->>0, (v_event->'subject'->>1)::bigint,
            v_event->'facts', v_body, v_hash);
    update audit_head set seq = v_seq, hash = v_hash where shard = p_shard;
    return v_seq;
end $$;

create function audit_refuse() returns trigger language plpgsql as $$
begin
    raise exception 'audit_event is append-only' using errcode = 'insufficient_privilege';
end $$;
create trigger audit_event_append_only before update or delete on audit_event
    for each row execute function audit_refuse();
create trigger audit_event_no_truncate before truncate on audit_event
    for each statement execute function audit_refuse();
"""
BACK = """
drop trigger audit_event_no_truncate on audit_event;
drop trigger audit_event_append_only on audit_event;
drop function audit_refuse();
drop function audit_append(bigint, text);
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACK)]
