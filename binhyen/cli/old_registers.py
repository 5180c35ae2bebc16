"""`binhyen import-register FILE --unit …`: an old register taken over from the command line."""

from pathlib import Path

from django.utils import timezone

from binhyen.cli.terminal import Exit, out, say, stop
from binhyen.domains.intake.actions import importing
from binhyen.domains.intake.import_work import work
from binhyen.domains.intake.models import ImportFault, RegisterImport
from binhyen.kernel.audit.action import in_scope
from binhyen.kernel.documents.spreadsheets import read_spreadsheet
from binhyen.kernel.org.models import Unit
from binhyen.kernel.people.actor import SYSTEM
from binhyen.lib.verdict import Refused


def take_over(file: Path, unit_name: str, sheet_name: str = "", *, dry_run: bool = False) -> int:
    """Try the file, name what is wrong, take over the rest. 1 when a line was left out."""
    try:
        with in_scope(SYSTEM):
            unit = _unit(unit_name)
            row, rows = _upload(file, unit, sheet_name)
    except Refused as refused:
        return stop(refused.verdict.reason, refused.verdict.reason, Exit.FINDING)
    now = timezone.now()
    work(row, SYSTEM, now, rows)
    with in_scope(SYSTEM):
        row.refresh_from_db()
        _tell(row)
    if not dry_run and row.made:
        row = importing.start_import(actor=SYSTEM, register_import=row, now=now)
        work(row, SYSTEM, now, rows)
        with in_scope(SYSTEM):
            row.refresh_from_db()
        say(f"Đã nhập {row.made} dòng.", f"{row.made} lines taken over.")
    else:
        with in_scope(SYSTEM):
            importing.forget_import(actor=SYSTEM, register_import=row, now=now)
    return Exit.FINDING if row.faulty else Exit.OK


def _unit(name: str) -> Unit:
    found: Unit | None = Unit.objects.filter(name__iexact=name).order_by("-valid_from").first()
    if found is None:
        stop(f"Không có đơn vị “{name}”.", f"There is no unit “{name}”.", Exit.USAGE)
    return found


def _upload(file: Path, unit: Unit, sheet_name: str) -> tuple[RegisterImport, list[list[object]]]:
    tables, now = read_spreadsheet(file), timezone.now()
    row = importing.upload_register(actor=SYSTEM, unit=unit, tables=tables, now=now)
    names = [table.name for table in tables]
    if sheet_name and sheet_name not in names:
        listed = ", ".join(names)
        stop(f"Tệp có các trang: {listed}.", f"The file has the sheets: {listed}.", Exit.USAGE)
    sheet = names.index(sheet_name) if sheet_name else row.sheet
    columns = {int(column): field for column, field in row.columns.items()}
    if sheet != row.sheet:
        from binhyen.domains.intake.import_columns import guess

        columns = guess(row.sheets[sheet]["headings"], {})
    row = importing.match_columns(
        actor=SYSTEM, register_import=row, sheet=sheet, columns=columns, now=now
    )
    return row, tables[sheet].rows[row.sheets[sheet]["at"] + 1 :]


def _tell(row: RegisterImport) -> None:
    for fault in ImportFault.objects.filter(register_import=row).order_by("row", "id"):
        mark = "·" if fault.is_note else "✗"
        out.print(f"{mark} {fault.row} {fault.heading}: {fault.sentence}", markup=False)
    say(
        f"{row.total} dòng: nhập được {row.made}, đã có {row.known}, cần sửa {row.faulty}.",
        f"{row.total} lines: {row.made} fit, {row.known} known, {row.faulty} to mend.",
    )
