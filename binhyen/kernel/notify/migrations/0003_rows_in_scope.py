from django.db import migrations

from binhyen.kernel.audit.rows import protect


# Telling is for somebody else's eyes: the teller gets back no more than the numbers.
TELL = """
create function notify_tell(p_channels text[], p_user bigint, p_kind text, p_sealed bigint,
    p_language text, p_subject text, p_text text, p_link text, p_key text)
returns table (number bigint, way text)
language sql security definer set search_path = public, pg_temp as $$
    insert into notify_message (channel, user_id, sealed_kind, sealed_id, language, subject, text,
        link, dedupe_key, state, attempts, last_error, created_at, sent_at)
    select channel, p_user, p_kind, p_sealed, p_language, p_subject, p_text, p_link, p_key,
        case channel when 'inbox' then 'sent' else 'waiting' end, 0, '', now(),
        case channel when 'inbox' then now() end
    from unnest(p_channels) as channel
    on conflict (channel, dedupe_key) do nothing
    returning id, channel
$$
"""
UNTELL = "drop function notify_tell(text[], bigint, text, bigint, text, text, text, text, text)"


class Migration(migrations.Migration):
    dependencies = [("notify", "0002_find_unread_and_mails"), ("audit", "0003_scope")]
    operations = [
        migrations.RunSQL(TELL, UNTELL),
        # One's own; the state of e-mails to those who keep the installation.
        protect(
            "notify_message",
            "user_id = (select scope_door('user_id')::bigint)"
            " or (channel = 'email' and (select scope_door('keeps')) = '1')",
        )
    ]
