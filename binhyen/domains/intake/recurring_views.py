"""The unit answers whether a new tip is the old matter come back."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from binhyen.domains.intake import actions
from binhyen.domains.intake.models import TipRecurrence
from binhyen.kernel.people.actor import acting
from binhyen.kernel.people.staff import staff_only


@require_POST
@staff_only
def answer(request: HttpRequest, ref: UUID, pk: int) -> HttpResponse:
    actor = acting(request)
    rows = TipRecurrence.objects.visible_to(actor)
    recurrence = get_object_or_404(rows, pk=pk, later__ref=ref)
    with transaction.atomic():
        actions.answer_recurrence(
            actor=actor,
            recurrence=recurrence,
            same=request.POST.get("tra-loi") == "lap-lai",
            reason=request.POST.get("vi-sao", "").strip()[:500],
            now=timezone.now(),
        )
    messages.success(request, _("Đã ghi câu trả lời về việc lặp lại."))
    return redirect("intake:record", ref=ref)
