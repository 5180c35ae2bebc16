"""The worker's part in taking an old register over: read what was sealed, go on where it was."""

import json
import zlib
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from binhyen.domains.intake.actions import importing
from binhyen.domains.intake.import_rows import Fault, Line, Reader
from binhyen.domains.intake.models import RegisterEntry, RegisterImport
from binhyen.kernel.audit.action import in_scope
from binhyen.kernel.documents.worker_keys import worker_secret
from binhyen.kernel.notify.jobs import every, job
from binhyen.kernel.people.actor import SYSTEM, Actor, actor_of
from binhyen.kernel.people.models import User
from binhyen.lib.sealing import unseal
from binhyen.lib.verdict import Refused

AT_A_TIME = 250
KEPT_FOR = timedelta(days=7)
State = RegisterImport.State
Rows = list[list[Any]]


@job(own_scope=True)
def work_on_import(import_id: int, user_id: int) -> None:
    """Whatever waits to be done with it. Run again after a stop, it goes on where it was."""
    now = timezone.now()
    with in_scope(SYSTEM):
        row = RegisterImport.objects.select_related("unit__place").get(pk=import_id)
        actor = actor_of(User.objects.get(pk=user_id), timezone.localdate(now))
    work(row, actor, now)


def work(row: RegisterImport, actor: Actor, now: datetime, rows: Rows | None = None) -> None:
    """``rows``: of the chosen sheet, below its headings, when they need not be unsealed."""
    try:
        if row.state == State.UNDOING:
            _undo(row, actor, now)
        elif row.state in (State.CHECKING, State.RUNNING):
            _go_through(row, actor, now, rows if rows is not None else _unsealed(row))
    except importing.OutOfStep:
        return  # another worker has it in hand


def _undo(row: RegisterImport, actor: Actor, now: datetime) -> None:
    try:
        importing.undo_import(actor=actor, register_import=row, now=now)
    except Refused:
        importing.keep_import(actor=actor, register_import=row, now=now)


def _unsealed(row: RegisterImport) -> Rows:
    packed = unseal(bytes(row.sealed), worker_secret())
    rows: Rows = json.loads(zlib.decompress(packed))[row.sheet]
    return rows[row.sheets[row.sheet]["at"] + 1 :]


def _go_through(row: RegisterImport, actor: Actor, now: datetime, rows: Rows) -> None:
    with in_scope(SYSTEM):
        columns = {int(column): field for column, field in row.columns.items()}
        reader = Reader(row.unit, columns, timezone.localdate(now))
        lines = [reader.line(cells) for cells in rows]
    _mark_doubles(lines)
    runs = row.state == State.RUNNING
    if runs and not row.counters:
        row = importing.reserve_numbers(
            actor=actor, register_import=row, last=_last_numbers(lines), now=now
        )
    step: Callable[..., RegisterImport] = importing.import_lines if runs else importing.note_check
    for start in range(row.position, len(lines), AT_A_TIME):
        some = lines[start : start + AT_A_TIME]
        with in_scope(SYSTEM):
            known = _known(row, some)
        row = step(
            actor=actor,
            register_import=row,
            lines=some,
            known=known,
            position=start,
            now=now,
        )


def _mark_doubles(lines: Sequence[Line]) -> None:
    """Two lines with one number: the second is kept out."""
    first: dict[tuple[int, int], int] = {}
    for line in lines:
        key = (line.year, line.number)
        if line.number and line.year and first.setdefault(key, line.row) != line.row:
            said = {"number": f"{line.number}/{line.year}", "row": first[key]}
            sentence = _("Số %(number)s đã có ở dòng %(row)d của tệp; hãy sửa một trong hai dòng.")
            line.faults.append(Fault("number", sentence % said))


def _last_numbers(lines: Sequence[Line]) -> dict[int, int]:
    last: dict[int, int] = {}
    for line in lines:
        if line.is_fit:
            last[line.year] = max(last.get(line.year, 0), line.number)
    return last


def _known(row: RegisterImport, lines: Sequence[Line]) -> list[Line]:
    """Those taken over before. A number that the book gave to another report is a fault."""
    wanted = {(line.year, line.number): line for line in lines if line.is_fit}
    entries = RegisterEntry.objects.filter(
        unit=row.unit,
        year__in={year for year, _n in wanted},
        number__in={number for _y, number in wanted},
    ).order_by("pk")
    known = []
    found: Iterable[tuple[int, int, int | None]] = entries.values_list(
        "year", "number", "tip__imported_line__pk"
    )
    for year, number, imported in found:
        line = wanted.get((year, number))
        if line is None:
            continue
        if imported is not None:
            known.append(line)
        else:
            said = {"number": f"{number}/{year}"}
            sentence = _("Số %(number)s đã cấp cho một tin khác trong sổ; hãy kiểm tra lại số.")
            line.faults.append(Fault("number", sentence % said))
    return known


@every("53 19 * * *")
def forget_old_imports(now: datetime) -> None:
    """At night: what was uploaded a week ago and never taken over."""
    left = RegisterImport.objects.filter(uploaded_at__lt=now - KEPT_FOR).exclude(sealed=b"")
    for row in left.exclude(state=State.RUNNING).order_by("pk"):
        importing.forget_import(actor=SYSTEM, register_import=row, now=now)
