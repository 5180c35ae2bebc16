"""The officer judges a suggested pair: one thing, or two."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from binhyen.domains.intake import actions
from binhyen.domains.intake.models import Tip
from binhyen.kernel.people.actor import acting
from binhyen.kernel.people.staff import staff_only

JUDGED = {"cung-viec": actions.link_tips, "khac-viec": actions.part_tips}


@require_POST
@staff_only
def judge(request: HttpRequest, ref: UUID) -> HttpResponse:
    """A button beside each suggestion; the tip that it names must be one that is seen, too."""
    actor = acting(request)
    tips = Tip.objects.visible_to(actor).select_related("unit")
    tip = get_object_or_404(tips, ref=ref)
    deed = JUDGED.get(request.POST.get("ket-luan", ""))
    other_ref = _uuid(request.POST.get("tin", ""))
    other = tips.filter(ref=other_ref).first() if other_ref else None
    if deed is None or other is None:
        messages.error(request, _("Chưa ghi: không rõ tin nào, hoặc tin ấy đã chuyển đi."))
        return redirect("intake:record", ref=ref)
    with transaction.atomic():
        deed(
            actor=actor,
            tip=tip,
            other=other,
            reason=request.POST.get("vi-sao", "")[:500],
            now=timezone.now(),
        )
    said = _("Đã liên kết hai tin.") if deed is actions.link_tips else _("Đã ghi: không cùng việc.")
    messages.success(request, said)
    return redirect("intake:record", ref=ref)


def _uuid(said: str) -> UUID | None:
    try:
        return UUID(said)
    except ValueError:
        return None
