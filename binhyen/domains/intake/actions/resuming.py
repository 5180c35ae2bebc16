"""An old register whose taking over stopped for good (its job was given up) goes on."""

from datetime import datetime

from binhyen.domains.intake import import_rules as rules
from binhyen.domains.intake.actions.importing import have_it_worked_on
from binhyen.domains.intake.models import RegisterImport
from binhyen.kernel.audit.action import action, record
from binhyen.kernel.people.actor import Actor


@action
def resume_import(
    *, actor: Actor, register_import: RegisterImport, now: datetime
) -> RegisterImport:
    """From the line where it stopped. Should a job be at it all the same, this one waits for it and
    then finds nothing to do."""
    rows = RegisterImport.objects.select_for_update(of=("self",)).select_related("unit")
    row = rows.get(pk=register_import.pk)
    rules.may_resume(actor, row).require()
    record(actor, "intake.import_resumed", row, unit_id=row.unit_id, at=now, position=row.position)
    have_it_worked_on(row, actor)
    return row
