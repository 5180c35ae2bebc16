"""Run what waits in the queue here and now, in the test's own transaction, as the worker would."""

from procrastinate.contrib.django.models import ProcrastinateJob

from binhyen.kernel.notify.jobs import app


def waiting(name_ends_with: str = "") -> int:
    """How many jobs wait (whose task's name ends so)."""
    return ProcrastinateJob.objects.filter(
        status="todo", task_name__endswith=name_ends_with
    ).count()


def run_jobs(most: int = 100) -> int:
    """Run jobs in order, those they enqueue for at once included; later ones stay. How many ran."""
    ran = 0
    while ran < most:
        due = ProcrastinateJob.objects.filter(status="todo", scheduled_at=None)
        found = due.order_by("-priority", "id").first()
        if found is None:
            break
        # The queue's own rows are the library's: its model refuses changes.
        ProcrastinateJob.objects.filter(pk=found.pk)._raw_delete("default")
        app.tasks[found.task_name].func(**found.args)
        ran += 1
    return ran
