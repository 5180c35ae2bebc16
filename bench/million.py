"""A million tips with texts, found by the search: made once, then the ground of the measurements.

Tips as ``bench_desk.fill`` lays them, over all communes and five years, their texts generated
(bench/tales.py), indexed by the product's own writer. It takes some minutes and about 5 GB, so the
database stays in the cluster: measurements that only look share it, those that write get a copy
(``written``). Made anew when the day, the tables or the code that made it are others.
"""

import os
import time
from array import array
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.bench_desk import fill, signed_in
from bench.database import ROOT, connect, copied, copy, home, prepared, working_on
from bench.run import is_quick
from bench.tales import tales

if TYPE_CHECKING:
    from binhyen.kernel.search.kinds import Document

TIPS = 1_000_000
NAME = "bench_million"
_MADE_BY = ("bench/million.py", "bench/tales.py", "bench/bench_desk.py", "binhyen/kernel/search")
_AT_A_TIME = 5_000
# The vocabulary is counted from so many, as it would have grown before.
_FIRST_READ = 20_000

# The trail of one unit's reports, by the product's own function: its register is turned back by it.
_TRAIL = """
select count(audit_append(unit_id, json_build_object('actor', null, 'at', to_char(
        at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US+00:00'), 'facts', facts,
        'subject', json_build_array('intake.tip', id), 'verb', verb)::text))
from (
    select tip.unit_id, tip.id, act.* from intake_tip tip, lateral (values
        ('intake.received', tip.received_at, '{}'::json),
        ('intake.accepted', tip.received_at + interval '1 day', '{"first": true}'),
        ('intake.closed', tip.received_at + interval '12 days', '{"outcome": "advised"}')
    ) as act (verb, at, facts)
    where tip.status = 'closed' and tip.unit_id = (
        select min(id) from org_unit where kind = 'police_commune' and valid_to is null)
    order by act.at
) as acts
"""


def tips() -> int:
    return TIPS // 10 if is_quick() else TIPS


def million() -> str:
    """The name of the database, made when it is not there as it should be."""
    prepared()
    mark = _mark()
    if _mark_of(NAME) != mark:
        _make(mark)
    return NAME


@contextmanager
def written(name: str) -> Iterator[str]:
    """A copy for a measurement that writes: files copied as they are, then dropped."""
    with copied(name, of=million()):
        yield name


def client_of(role: str) -> Any:
    """As ``signed_in``, and the same person again where one already is."""
    from django.test import Client

    from binhyen.kernel.people.models import User
    from tests.cast import note_second_factor

    user = User.objects.filter(email=f"{role}@vidu.vn").first()
    if user is None:
        return signed_in(role)
    client = Client()
    client.force_login(user)
    note_second_factor(client, user)
    return client


def _mark() -> str:
    from django.db.migrations.loader import MigrationLoader

    said = [time.strftime("%Y-%m-%d"), str(tips())]
    said += sorted(f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations)
    files = [ROOT / one for one in _MADE_BY]
    for path in sorted(p for one in files for p in (one.glob("*.py") if one.is_dir() else [one])):
        said.append(sha256(path.read_bytes()).hexdigest())
    return sha256("\n".join(said).encode()).hexdigest()


def _mark_of(name: str) -> str:
    with connect("postgres") as owner:
        row = owner.execute(
            "select shobj_description(oid, 'pg_database') from pg_database where datname = %s",
            [name],
        ).fetchone()
    return str(row[0]) if row else ""


def _make(mark: str) -> None:
    truth: dict[str, array[int]] = defaultdict(lambda: array("I"))
    copy(NAME)
    fill(NAME, tips(), _told(truth))
    _keep(truth)
    with connect(NAME) as database:
        database.execute(_TRAIL)
    with working_on(NAME, role=""):
        started = time.perf_counter()
        index_all()
        took = time.perf_counter() - started
    with connect(NAME) as database:
        database.execute("create table bench_made (tips_a_second float)")
        database.execute("insert into bench_made values (%s)", [tips() / took])
        database.execute(f"comment on database {NAME} is '{mark}'")


# --- what was meant -------------------------------------------------------------------------------


def _told(truth: dict[str, "array[int]"]) -> Iterator[str]:
    """The texts; on the way it is noted which tale holds which word."""
    for g, tale in enumerate(tales(tips())):
        for word in set(tale.truth):
            truth[word].append(g)
        yield tale.text


def _truth_file() -> Path:
    return home() / "truth.npz"


def _keep(truth: dict[str, "array[int]"]) -> None:
    import numpy as np

    words = sorted(truth)
    at = {f"w{n}": truth[word] for n, word in enumerate(words)}
    np.savez(_truth_file(), words=np.array(words), **at)


def truth() -> dict[str, Any]:
    """Word → the tales that mean it (numbers from 0, ascending)."""
    import numpy as np

    with np.load(_truth_file()) as kept:
        return {str(word): kept[f"w{n}"] for n, word in enumerate(kept["words"])}


# --- the search -----------------------------------------------------------------------------------


def index_all() -> None:
    """The product's own writer, by COPY, in a process for each processor; the vocabulary from the
    newest 20,000. The indexes by word are made after, as a restore does."""
    from django.db import connection

    from binhyen.domains.intake.models import Tip
    from binhyen.domains.intake.searching import INTAKE
    from binhyen.kernel.search.indexing import count_words
    from binhyen.kernel.search.spelling import Vocabulary, vocabulary
    from binhyen.kernel.search.writing import write

    with connection.cursor() as cursor:
        cursor.execute("drop index search_canon; drop index search_fold")
    ids = list(Tip.objects.order_by("pk").values_list("pk", flat=True))
    none = Vocabulary({})
    for batch in _batches(ids[:_FIRST_READ]):
        count_words(write(one, none) for one in INTAKE.read(batch))
    vocabulary.forget()
    connection.close()  # each process opens its own
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("fork")) as processes:
        for _ in processes.map(_index, _batches(ids)):
            pass
    with connection.cursor() as cursor:
        cursor.execute("set maintenance_work_mem = '512MB'; set synchronous_commit = off")
        for column in ("canon", "fold"):
            cursor.execute(
                f"create index search_{column} on search_searchentry using gin ({column})"
                " with (fastupdate = off)"
            )
        cursor.execute("vacuum analyze search_searchentry")


def _index(ids: Sequence[int]) -> None:
    from binhyen.domains.intake.searching import INTAKE
    from binhyen.kernel.search.indexing import array_text
    from binhyen.kernel.search.spelling import vocabulary
    from binhyen.kernel.search.writing import write

    words = vocabulary()
    columns = "kind, object_id, at, canon, fold, units, event_id"
    into = f"copy search_searchentry ({columns}) from stdin"
    with connect(NAME) as database, database.cursor().copy(into) as rows:
        for one in _documents(ids):
            made, units = write(one, words), array_text(one.units)
            rows.write_row((INTAKE.name, one.object_id, one.at, made.canon, made.fold, units, 0))


def _documents(ids: Sequence[int]) -> Iterator["Document"]:
    """As INTAKE.read gives them for a tip with a text and nothing else, without its rows."""
    from binhyen.domains.intake.models import Tip
    from binhyen.kernel.search.kinds import Document

    rows = Tip.objects.filter(pk__in=ids).order_by("pk")
    for pk, at, category, text, code, unit, place in rows.values_list(
        *("pk", "received_at", "category__name", "text", "code", "unit_id", "place_id")
    ):
        yield Document(pk, at, [(category, "A"), (text, "C")], (code,), (unit,), place)


def _batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), _AT_A_TIME):
        yield ids[start : start + _AT_A_TIME]
