from django.db import migrations

from binhyen.kernel.audit.rows import IN_MY_UNITS, child_of, protect

CODE = "code = any((select string_to_array(scope_door('codes'), ','))::text[])"
OF_A_HANDIN = child_of("handins_handin", "handin_id")
OF_A_HANDOVER = child_of("handins_handover", "handover_id")
FILES = {
    "of_a_handin": "(select true from handins_handinfile kept where kept.file_id = documents_file.id)",
    "of_a_handover": "(select true from handins_handoverfile kept where kept.file_id = documents_file.id)",
}


class Migration(migrations.Migration):
    """As HandIn.visible_to: registered at a unit that is read, or something of it is held there;
    to whoever has the receipt's code. What hangs on it by one look at its key."""

    dependencies = [("handins", "0005_note_the_holders")]
    operations = [
        protect(
            "handins_handin", f"{IN_MY_UNITS} or holders && (select scope_units()) or {CODE}"
        ),
        protect(
            "handins_handinitem",
            f"holder_id in (select unnest((select scope_units()))) or {OF_A_HANDIN}",
        ),
        *[
            protect(table, OF_A_HANDIN)
            for table in ("handins_giveridentity", "handins_handinfile", "handins_handover")
        ],
        *[
            protect(table, OF_A_HANDOVER)
            for table in ("handins_custodystep", "handins_handoverfile")
        ],
        protect(
            "handins_visit",
            f"{IN_MY_UNITS} or {CODE}"
            " or 'handins.visit:' || id = (select scope_door('subject'))",
        ),
        protect("handins_stock", IN_MY_UNITS),
        protect("handins_stocktake", IN_MY_UNITS),
        protect("handins_stocktakeline", child_of("handins_stocktake", "stocktake_id")),
        *[
            migrations.RunSQL(
                f"alter policy {name} on documents_file using ({rows})", migrations.RunSQL.noop
            )
            for name, rows in FILES.items()
        ],
    ]
