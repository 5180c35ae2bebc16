"""Rows of a busy door: several INSERTs as one prepared statement, one journey to the server.

An ordinary ``save()`` makes its SQL anew, and the server reads and plans it anew, one journey a
statement: of no matter for an officer's act, half of the cost of a report where many arrive at once
(``bench/bench_report.py``, docs/decisions/0020). Constraints, types and errors are the usual ones.

    with together():
        tip.pk = next_key(Tip)
        insert([tip])
        insert([ReporterIdentity(tip_id=tip.pk, …)])
        number = send("insert … returning number", [tip.pk])
    tip.pk = tip.pk.value

becomes ``with s0 as (select nextval(…)), s1 as (insert … (select * from s0) …), … select …``. No
INSERT answers its key, which is asked for first: row-level security lets anybody add a row and lets
only those read it back who may see it.
All parts see the database as it was before (PostgreSQL 7.8.4, data-modifying statements in WITH).
"""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache, partial
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection, models
from django.db.models.base import ModelState
from psycopg import RawCursor
from psycopg.types.numeric import Int8

Values = Sequence[Any]
Row = TypeVar("Row", bound=models.Model)


@dataclass(eq=False)
class Later:
    """The one value that a statement answers; inside its block usable before it is known."""

    name: str = ""
    value: Any = None


@dataclass
class _Journey:
    parts: list[str] = field(default_factory=list)
    values: list[Values] = field(default_factory=list)
    answers: list[Later] = field(default_factory=list)


_journey: ContextVar[_Journey | None] = ContextVar("journey", default=None)


@contextmanager
def together() -> Iterator[None]:
    """What is given to ``send`` and ``insert`` inside is run at the block's end, as one."""
    journey = _Journey()
    outer = _journey.set(journey)
    try:
        yield
    finally:
        _journey.reset(outer)
    if journey.parts:
        _set_out(journey)


def send(sql: str, values: Values = ()) -> Later:
    """Run a statement, prepared, a value at each ``%s``. Inside ``together`` it is an INSERT or
    UPDATE that answers by ``returning`` one column of one row, or nothing; or a SELECT of one
    function."""
    journey = _journey.get()
    if journey is None:
        row = _run(_numbered((sql,), (("",) * len(values),), ()), [_now(v) for v in values])
        return Later(value=row[0] if row else None)
    later = Later(f"s{len(journey.parts)}")
    journey.parts.append(sql)
    journey.values.append(values)
    if "returning" in sql or sql.startswith("select"):
        journey.answers.append(later)
    return later


def _now(value: Any) -> Any:
    return value.value if type(value) is Later else value


def insert(rows: Sequence[models.Model]) -> None:
    """One INSERT of new rows of one table, all with a key (``next_key``) or all without."""
    model, keyed = type(rows[0]), rows[0].pk is not None
    values = [read(row) for row in rows for read in _readers(model, keyed)]
    send(_insert_of(model, len(rows), keyed), values)


def fresh(model: type[Row], **values: Any) -> Row:
    """As ``model(**values)``, for a row that is to be inserted: its defaults without asking each
    field for them, which for many columns takes as long as all else about the row."""
    row = model.__new__(model)
    plain, called = _defaults(model)
    vars(row).update(plain, _state=ModelState())
    for name, default in called:
        setattr(row, name, default())
    for name, value in values.items():
        setattr(row, name, value)
    return row


def insert_many(rows: Sequence[models.Model]) -> None:
    """``insert`` for hundreds of rows whose values are all known: they go as one value, so that the
    statement is the same for any number. COPY would do, but not under row-level security."""
    if not rows:
        return
    model, keyed = type(rows[0]), rows[0].pk is not None
    names = [field.column for field in _fields(model, keyed)]
    readers = _readers(model, keyed)
    told = [dict(zip(names, [read(row) for read in readers], strict=True)) for row in rows]
    send(_insert_many_of(model, keyed), [json.dumps(told, default=_as_text)])


def next_key(model: type[models.Model]) -> Later:
    """A number for a new row of the table."""
    return send(_next_key_of(model))


def next_keys(model: type[models.Model], count: int) -> list[int]:
    """Numbers for so many new rows of the table."""
    with connection.cursor() as cursor:
        cursor.execute(f"{_next_key_of(model)} from generate_series(1, %s)", [count])
        return [row[0] for row in cursor.fetchall()]


def marks(rows: int, columns: int) -> str:
    """The places of the values of some rows: ``(%s, %s), (%s, %s)``."""
    return ", ".join([f"({', '.join(['%s'] * columns)})"] * rows)


# --- one statement of many -----------------------------------------------------------------------


def _set_out(journey: _Journey) -> None:
    shapes = tuple(
        tuple(value.name if type(value) is Later else "" for value in values)
        for values in journey.values
    )
    asked = tuple(later.name for later in journey.answers)
    sent = [value for values in journey.values for value in values if type(value) is not Later]
    row = _run(_numbered(tuple(journey.parts), shapes, asked), sent)
    for later, value in zip(journey.answers, row or (), strict=False):
        later.value = value


_THE_ONE = "(select * from {})"


@lru_cache(500)
def _numbered(
    parts: tuple[str, ...], shapes: tuple[tuple[str, ...], ...], asked: tuple[str, ...]
) -> str:
    """SQL with $1, $2 … where values go; ``shapes``: per value "" or the part that answers it."""
    written, number = [], 0
    for sql, shape in zip(parts, shapes, strict=True):
        pieces = iter(sql.split("%s"))
        text = next(pieces)
        for name, piece in zip(shape, pieces, strict=True):
            number += not name
            text += (_THE_ONE.format(name) if name else f"${number}") + piece
        written.append(text)
    if len(parts) == 1 and not asked:
        return written[0]
    named = ", ".join(f"s{place} as ({text})" for place, text in enumerate(written))
    answers = ", ".join(_THE_ONE.format(name) for name in asked)
    return f"with {named} select {answers or '1'}"


def _run(sql: str, values: list[Any]) -> Any:
    """The first row, if the statement answers any. Watchers of Django's statements see it too."""
    run: Callable[..., Any] = _execute
    for wrapper in reversed(connection.execute_wrappers):
        run = partial(wrapper, run)
    connection.ensure_connection()
    connection.validate_no_broken_transaction()
    if connection.queries_logged:
        connection.queries_log.append({"sql": sql, "time": "0"})
    with connection.wrap_database_errors:
        return run(sql, values, False, {"connection": connection})


def _execute(sql: str, values: list[Any], many: bool, context: dict[str, Any]) -> Any:
    cursor = RawCursor(connection.connection)
    cursor.execute(sql, [_typed(value) for value in values], prepare=True)
    return cursor.fetchone() if cursor.description else None


def _typed(value: Any) -> Any:
    """Whole numbers under one type, so that a statement is prepared once and not for each size."""
    return Int8(value) if type(value) is int else value


# --- an INSERT of a table's rows -----------------------------------------------------------------


Reader = Callable[[models.Model], Any]


@cache
def _defaults(model: type[models.Model]) -> tuple[dict[str, Any], list[tuple[str, Any]]]:
    """(by column of the row, those that are worked out anew for each)."""
    plain = {name: value for name, value in vars(model()).items() if name != "_state"}
    fields = [f for f in model._meta.concrete_fields if f.has_default() and callable(f.default)]
    called = [(field.attname, field.default) for field in fields]
    for name, _default in called:
        del plain[name]
    return plain, called


@cache
def _insert_of(model: type[models.Model], rows: int, keyed: bool) -> str:
    fields = _fields(model, keyed)
    names = ", ".join(f'"{field.column}"' for field in fields)
    into = f'insert into "{model._meta.db_table}" ({names})'
    return f"{into} values {marks(rows, len(fields))}"


@cache
def _insert_many_of(model: type[models.Model], keyed: bool) -> str:
    names = ", ".join(f'"{field.column}"' for field in _fields(model, keyed))
    into = f'insert into "{model._meta.db_table}" ({names})'
    rows = f'json_populate_recordset(null::"{model._meta.db_table}", %s::json)'
    return " ".join((into, "select", names, "from", rows))


def _as_text(value: Any) -> str:
    """As PostgreSQL reads a column of the value's type; TypeError for what it would not."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return f"\\x{value.hex()}"
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(type(value).__name__)


@cache
def _next_key_of(model: type[models.Model]) -> str:
    found = f"'\"{model._meta.db_table}\"', '{model._meta.pk.column}'"
    return f"select nextval(pg_get_serial_sequence({found}))"


@cache
def _readers(model: type[models.Model], keyed: bool) -> list[Reader]:
    return [_reader(field) for field in _fields(model, keyed)]


def _fields(model: type[models.Model], keyed: bool) -> list["models.Field[Any, Any]"]:
    fields = model._meta.local_concrete_fields
    return [field for field in fields if keyed or not field.primary_key]


def _reader(field: "models.Field[Any, Any]") -> Reader:
    """Django's own way from a row to a column's value; short where the value goes as it is."""
    name = field.attname
    stamped = getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
    if (type(field) in _AS_IT_IS and not stamped) or isinstance(field, models.ForeignKey):
        return lambda row: getattr(row, name)
    return lambda row: field.get_db_prep_save(field.pre_save(row, add=True), connection)


_AS_IT_IS = {
    models.AutoField,
    models.BigAutoField,
    models.BigIntegerField,
    models.BinaryField,
    models.BooleanField,
    models.CharField,
    models.DateField,
    models.DateTimeField,
    models.FloatField,
    models.PositiveIntegerField,
    models.PositiveSmallIntegerField,
    models.TextField,
    models.UUIDField,
}
