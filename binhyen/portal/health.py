"""/healthz: this process answers. /readyz: the product can serve, and what is missing if not."""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

# The worker writes a heartbeat every 10 s.
WORKER_SILENT_SECONDS = 60


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"alive": True})


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    state = {"database": False, "migrations": False, "worker": False}
    try:
        connection.ensure_connection()
        state["database"] = True
        state["migrations"] = _migrated()
        state["worker"] = _worker_beats()
    except DatabaseError:
        pass  # what could not be asked stays false
    ready = all(state.values())
    answer = JsonResponse({"ready": ready, **state}, status=200 if ready else 503)
    answer._has_been_logged = True  # type: ignore[attr-defined]  # an answer, not a fault
    return answer


def _migrated() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _worker_beats() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "select exists (select 1 from procrastinate_workers"
            " where last_heartbeat > now() - make_interval(secs => %s))",
            [WORKER_SILENT_SECONDS],
        )
        return bool(cursor.fetchone()[0])
