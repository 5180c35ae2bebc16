"""Which units stand below a unit, in any time, and which dissolved ones it inherited.

Read once and kept in the process for ten seconds, or until this process changes the chain of
command (``forget``). So a change reaches every server process within ten seconds.
"""

import threading
import time

from django.db import connection

from binhyen.lib import keeping

_LIFE_SECONDS = 10.0
_lock = threading.Lock()
_kept: dict[tuple[int, bool], frozenset[int]] = {}
_read_at = 0.0

_SQL = """
with recursive found(id) as (
    select %(unit)s::bigint
    union
    select next.id from found, lateral (
        select old_id as id from org_unitsuccession where new_id = found.id and is_default
        union all
        select unit_id from org_unitparent where parent_id = found.id and %(children)s
    ) next
)
select id from found
"""


def units_below(unit_id: int, *, children: bool = True) -> frozenset[int]:
    """The unit, the dissolved units it inherited and (``children``) all under them, ever."""
    global _read_at
    with _lock:
        if time.monotonic() - _read_at > _LIFE_SECONDS:
            _kept.clear()
            _read_at = time.monotonic()
        found = _kept.get((unit_id, children))
    if found is None:
        with connection.cursor() as cursor:
            cursor.execute(_SQL, {"unit": unit_id, "children": children})
            found = frozenset(row[0] for row in cursor.fetchall())
        with _lock:
            _kept[(unit_id, children)] = found
    return found


def forget() -> None:
    """Drop what is kept: called by every action that changes the chain of command."""
    with _lock:
        _kept.clear()
    keeping.forget_all()
