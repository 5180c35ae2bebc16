"""An old register is taken over: uploaded, its columns matched, tried, taken in by hundreds and,
when it was wrong, taken back as a whole. Each step stands or falls as one transaction."""

import hashlib
import json
import zlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from binhyen.domains.intake import import_rules as rules
from binhyen.domains.intake.actions.arriving import (
    Arrival,
    Reporter,
    duties_of,
    sealed_identity,
    tip_of,
)
from binhyen.domains.intake.actions.common import resolved
from binhyen.domains.intake.import_columns import guess, heading_row, heading_words
from binhyen.domains.intake.import_rows import Line
from binhyen.domains.intake.models import (
    ColumnMemory,
    ImportedLine,
    ImportFault,
    Outcome,
    RegisterCounter,
    RegisterEntry,
    RegisterImport,
    Status,
    Tip,
)
from binhyen.kernel.audit.action import action, in_scope, record, record_many
from binhyen.kernel.audit.models import Event
from binhyen.kernel.documents.spreadsheets import Table
from binhyen.kernel.documents.worker_keys import worker_recipient
from binhyen.kernel.indicators.counting import Change, count_many
from binhyen.kernel.org.models import Unit
from binhyen.kernel.people.actor import SYSTEM, Actor
from binhyen.kernel.workflow.deadlines import open_many
from binhyen.kernel.workflow.models import Deadline
from binhyen.lib import sealing
from binhyen.lib.postgres.writing import insert_many, next_keys

State = RegisterImport.State
# Deeds that change nothing of a report: looks, and what the clock notes by itself.
_NO_ACT = ("intake.imported", "intake.viewed", "intake.late")


class OutOfStep(Exception):
    """Somebody else dealt with these lines, or the import was stopped: nothing was done."""


@action
def upload_register(
    *, actor: Actor, unit: Unit, tables: Sequence[Table], now: datetime
) -> RegisterImport:
    """Keep the sheets, sealed for the worker, and guess which column means what."""
    rules.may_import(actor, unit).require()
    memory = dict(ColumnMemory.objects.filter(unit=unit).values_list("heading", "field"))
    sheets, guesses = [], []
    for table in tables:
        at = heading_row(table.rows)
        headings = [str(cell)[:120] for cell in table.rows[at][1:]]
        sheets.append(
            {"name": table.name, "at": at, "headings": headings, "rows": len(table.rows) - at - 1}
        )
        guesses.append(guess(headings, memory))
    best = max(range(len(sheets)), key=lambda n: (len(guesses[n]), -n))
    packed = zlib.compress(json.dumps([table.rows for table in tables]).encode())
    recipient = worker_recipient()
    row = RegisterImport.objects.create(
        unit=unit,
        user=actor.user,
        sealed=sealing.seal(packed, recipient),
        kid=sealing.kid(recipient),
        sheets=sheets,
        sheet=best,
        columns={str(column): field for column, field in guesses[best].items()},
        uploaded_at=now,
    )
    record(actor, "intake.import_uploaded", row, unit_id=unit.pk, at=now, sheets=len(sheets))
    return row


@action
def match_columns(
    *,
    actor: Actor,
    register_import: RegisterImport,
    sheet: int,
    columns: Mapping[int, str],
    now: datetime,
) -> RegisterImport:
    """Say which column means what, remember it for this unit, and have the lines tried."""
    row = _locked(register_import)
    rules.may_import(actor, row.unit).require()
    rules.may_match(row, columns.values()).require()
    headings = row.sheets[sheet]["headings"]
    told = {heading_words(head): columns.get(place, "") for place, head in enumerate(headings)}
    ColumnMemory.objects.bulk_create(
        [
            ColumnMemory(unit=row.unit, heading=words, field=field)
            for words, field in told.items()
            if words
        ],
        update_conflicts=True,
        unique_fields=["unit", "heading"],
        update_fields=["field"],
    )
    row.sheet, row.columns = sheet, {str(column): field for column, field in columns.items()}
    row.state, row.total, row.position = State.CHECKING, row.sheets[sheet]["rows"], 0
    row.made = row.known = row.faulty = 0
    row.save()
    record(actor, "intake.import_matched", row, unit_id=row.unit_id, at=now, columns=row.columns)
    have_it_worked_on(row, actor)
    return row


@action
def note_check(
    *,
    actor: Actor,
    register_import: RegisterImport,
    lines: Sequence[Line],
    known: Sequence[Line],
    position: int,
    now: datetime,
) -> RegisterImport:
    """Write down what a try found in some lines; nothing is taken over."""
    row = _locked(register_import)
    if row.state != State.CHECKING or row.position > position:
        raise OutOfStep
    if row.position == 0:
        ImportFault.objects.filter(register_import=row).delete()
    _note_faults(row, lines)
    row.position += len(lines)
    _add_up(row, lines, known)
    if row.position >= row.total:
        row.state = State.CHECKED
    row.save()
    record(actor, "intake.import_tried", row, unit_id=row.unit_id, at=now, position=row.position)
    return row


@action
def start_import(*, actor: Actor, register_import: RegisterImport, now: datetime) -> RegisterImport:
    row = _locked(register_import)
    rules.may_import(actor, row.unit).require()
    rules.may_start(row).require()
    row.state, row.position = State.RUNNING, 0
    row.made = row.known = row.faulty = 0
    row.counters = {}
    row.save()
    ImportFault.objects.filter(register_import=row).delete()
    record(actor, "intake.import_started", row, unit_id=row.unit_id, at=now)
    have_it_worked_on(row, actor)
    return row


@action
def reserve_numbers(
    *, actor: Actor, register_import: RegisterImport, last: Mapping[int, int], now: datetime
) -> RegisterImport:
    """Raise the counters past the old book's numbers first, so that a report that arrives while
    it is taken over gets a number of its own. ``last``: year -> highest number."""
    row = _locked(register_import)
    if row.state != State.RUNNING or row.counters:
        raise OutOfStep
    counters = {}
    for year, number in sorted(last.items()):
        counter, _made = RegisterCounter.objects.select_for_update().get_or_create(
            unit=row.unit, year=year
        )
        counters[str(year)] = [counter.last, max(counter.last, number)]
        counter.last = max(counter.last, number)
        counter.save(update_fields=["last"])
    row.counters = counters or {"": [0, 0]}
    row.save(update_fields=["counters"])
    record(actor, "intake.numbers_reserved", row, unit_id=row.unit_id, at=now, counters=counters)
    return row


@action
def import_lines(
    *,
    actor: Actor,
    register_import: RegisterImport,
    lines: Sequence[Line],
    known: Sequence[Line],
    position: int,
    now: datetime,
) -> RegisterImport:
    """Take some lines over as one: reports, envelopes, numbers, deadlines, figures, traces, and
    how far the import is. Raises ``OutOfStep`` when it already went further."""
    row = _locked(register_import)
    if row.state != State.RUNNING or row.position != position:
        raise OutOfStep
    _note_faults(row, lines)
    there = {line.row for line in known}
    taken = [line for line in lines if line.is_fit and line.row not in there]
    _take_over(actor, row, taken, now)
    row.position += len(lines)
    _add_up(row, lines, known)
    if row.position >= row.total:
        row.state, row.done_at, row.sealed = State.DONE, now, b""
    row.save()
    record(actor, "intake.import_advanced", row, unit_id=row.unit_id, at=now, position=row.position)
    return row


def _take_over(actor: Actor, row: RegisterImport, lines: Sequence[Line], now: datetime) -> None:
    arrivals = [_arrival(row.unit, line) for line in lines]
    tips = [_tip(line, arrival, now) for line, arrival in zip(lines, arrivals, strict=True)]
    for tip, key in zip(tips, next_keys(Tip, len(tips)), strict=True):
        tip.pk = key
    insert_many(tips)
    envelopes = [sealed_identity(tip, given) for tip, given in zip(tips, arrivals, strict=True)]
    insert_many([one for one in envelopes if one])
    insert_many(
        [
            RegisterEntry(
                unit=row.unit,
                year=line.year,
                number=line.number,
                tip=tip,
                entered_at=tip.received_at,
            )
            for line, tip in zip(lines, tips, strict=True)
        ]
    )
    open_many(duty for tip in tips for duty in _duties(tip))
    count_many([change for tip in tips for change in _figures(tip, 1)])
    insert_many(
        [
            ImportedLine(register_import=row, tip=tip, row=line.row)
            for line, tip in zip(lines, tips, strict=True)
        ]
    )
    traces: list[tuple[Any, dict[str, object]]] = [
        (tip, {"number": line.number, "year": line.year, "row": line.row, "import": row.pk})
        for line, tip in zip(lines, tips, strict=True)
    ]
    if traces:
        record_many(actor, "intake.imported", traces, unit_id=row.unit_id, at=now)


def _natural_key(unit_id: int, year: int, number: int) -> UUID:
    """The same line of the same book again is the same report, whatever file it comes in: the
    unique ``sender_digest`` made of this keeps it single."""
    said = f"register:{unit_id}:{year}:{number}".encode()
    return UUID(bytes=hashlib.sha256(said).digest()[:16], version=4)


def _arrival(unit: Unit, line: Line) -> Arrival:
    assert line.category is not None  # noqa: S101 (a line that is fit has one)
    assert line.place is not None  # noqa: S101
    reporter = Reporter(name=line.name, phone=line.phone, born=line.born, address=line.address)
    return Arrival(
        category=line.category,
        text=line.text,
        place=line.place,
        place_note=line.place_note,
        unit=unit,
        anonymous=not line.name,
        idempotency_key=_natural_key(unit.pk, line.year, line.number),
        occurred_on=line.occurred_on,
        reporter=reporter if line.name else None,
        channel=line.channel,
        received_at=line.received_at,
        kind=line.kind,
    )


def _tip(line: Line, arrival: Arrival, now: datetime) -> Tip:
    tip = tip_of(arrival, now)
    # Its key can be worked out by anybody: a digest of the content would let one guess at a name.
    tip.content_digest = None
    tip.language = "vi"
    tip.accepted_on, tip.procuracy_notified_on = line.accepted_on, line.procuracy_on
    if line.accepted_on:
        tip.status = Status.ACCEPTED
    assert tip.due_at is not None  # noqa: S101 (tip_of gives every report one)
    end = _noon(line.closed_on) if line.outcome and line.closed_on else now
    if tip.due_at < end:
        tip.late_on = timezone.localdate(tip.due_at) + timedelta(days=1)
    if line.outcome and line.closed_on:
        tip.status, tip.closed_on, tip.due_at = Status.CLOSED, line.closed_on, None
        tip.outcome = line.outcome
        tip.answer = f"Theo sổ tiếp nhận: {line.said or Outcome(line.outcome).label}"
        tip.decision_number, tip.decided_by = line.decision, line.body
    return tip


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


def _duties(tip: Tip) -> list[tuple[Tip, Unit, Any, datetime | None]]:
    """The time to resolve, by the law of that day; the notice to the Procuracy when the book
    tells of it. Whether other duties were done nobody knows any more."""
    found = []
    for duty in duties_of(tip):
        if duty[2]:
            done = _noon(tip.closed_on) if tip.closed_on else None
            found.append((tip, tip.unit, duty, done))
        elif duty[0].key == "vks_notice" and tip.procuracy_notified_on:
            found.append((tip, tip.unit, duty, _noon(tip.procuracy_notified_on)))
    return found


def _figures(tip: Tip, n: int) -> list[Change]:
    of = (tip.kind, tip.category.code)
    counted = [
        ("tips_received", tip.received_on),
        ("tips_accepted", tip.accepted_on),
        ("tips_late", tip.late_on),
    ]
    rows: list[Change] = [(part, tip.counted_place_id, day, n, *of) for part, day in counted if day]
    return rows + (resolved(tip, n) if tip.closed_on else [])


def _note_faults(row: RegisterImport, lines: Sequence[Line]) -> None:
    headings = row.sheets[row.sheet]["headings"]
    columns = {field: int(column) for column, field in row.columns.items()}
    insert_many(
        [
            ImportFault(
                register_import=row,
                row=line.row,
                heading=headings[columns[fault.field]] if fault.field in columns else "",
                sentence=fault.sentence[:400],
                is_note=fault.is_note,
            )
            for line in lines
            for fault in line.faults
        ]
    )


def _add_up(row: RegisterImport, lines: Sequence[Line], known: Sequence[Line]) -> None:
    faulty = sum(not line.is_fit for line in lines)
    row.faulty += faulty
    row.known += len(known)
    row.made += len(lines) - faulty - len(known)


@action
def ask_undo(*, actor: Actor, register_import: RegisterImport, now: datetime) -> RegisterImport:
    """A leader has the whole import taken back, as long as nothing was done with what it made."""
    row = _locked(register_import)
    _require_undoable(actor, row, now)
    row.state = State.UNDOING
    row.save(update_fields=["state"])
    record(actor, "intake.undo_asked", row, unit_id=row.unit_id, at=now)
    have_it_worked_on(row, actor)
    return row


@action
def undo_import(*, actor: Actor, register_import: RegisterImport, now: datetime) -> RegisterImport:
    """All of it in one transaction: reports, numbers, deadlines, figures. The trail keeps all."""
    row = _locked(register_import)
    if row.state != State.UNDOING:
        raise OutOfStep
    _require_undoable(actor, row, now)
    found = Tip.objects.filter(imported_line__register_import=row)
    tips = list(found.select_related("category").order_by("id"))
    keys = [tip.pk for tip in tips]
    count_many([change for tip in tips for change in _figures(tip, -1)])
    traces: list[tuple[Any, dict[str, object]]] = [(tip, {"import": row.pk}) for tip in tips]
    if traces:
        record_many(actor, "intake.import_taken_back", traces, unit_id=row.unit_id, at=now)
    Deadline.objects.filter(subject_kind="intake.tip", subject_id__in=keys).delete()
    RegisterEntry.objects.filter(tip_id__in=keys).delete()
    Tip.objects.filter(pk__in=keys).delete()
    for year, (before, _last) in row.counters.items():
        if year:
            RegisterCounter.objects.filter(unit=row.unit, year=int(year)).update(last=before)
    row.state = State.UNDONE
    row.save(update_fields=["state"])
    record(actor, "intake.import_undone", row, unit_id=row.unit_id, at=now, reports=len(tips))
    return row


@action
def keep_import(*, actor: Actor, register_import: RegisterImport, now: datetime) -> RegisterImport:
    """Something was done meanwhile: what was imported stays."""
    row = _locked(register_import)
    if row.state == State.UNDOING:
        row.state = State.DONE
        row.save(update_fields=["state"])
    record(actor, "intake.import_kept", row, unit_id=row.unit_id, at=now)
    return row


def _require_undoable(actor: Actor, row: RegisterImport, now: datetime) -> None:
    tips = ImportedLine.objects.filter(register_import=row).values("tip_id")
    deeds = Event.objects.filter(subject_kind="intake.tip", subject_id__in=tips)
    given = 0
    for counter in RegisterCounter.objects.select_for_update().filter(
        unit=row.unit, year__in=[int(year) for year in row.counters if year]
    ):
        given += counter.last - row.counters[str(counter.year)][1]
    with in_scope(SYSTEM):  # also where a tip went on to others
        followed = deeds.exclude(verb__in=_NO_ACT).count()
    rules.may_undo(actor, row, now, followed=followed, given=given).require()


@action
def forget_import(
    *, actor: Actor, register_import: RegisterImport, now: datetime
) -> RegisterImport:
    """Nobody went on with it for days: what was uploaded is let go of."""
    row = _locked(register_import)
    row.sealed = b""
    row.save(update_fields=["sealed"])
    record(actor, "intake.import_forgotten", row, unit_id=row.unit_id, at=now)
    return row


def _locked(register_import: RegisterImport) -> RegisterImport:
    rows = RegisterImport.objects.select_for_update(of=("self",)).select_related("unit__place")
    return rows.get(pk=register_import.pk)


def have_it_worked_on(row: RegisterImport, actor: Actor) -> None:
    """By the worker, in the transaction of what was asked; the command does it by itself."""
    if actor.user_id is None:
        return
    from binhyen.domains.intake.import_work import work_on_import

    work_on_import.configure(lock=row.lock).defer(import_id=row.pk, user_id=actor.user_id)
