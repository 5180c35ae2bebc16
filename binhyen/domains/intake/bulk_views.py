"""Several reports at once: asked once, decided row by row, told row by row."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from binhyen.domains.intake.bulk import BULK, BulkAct, BulkForm
from binhyen.domains.intake.models import Tip
from binhyen.kernel.audit.action import in_scope
from binhyen.kernel.audit.batch import MOST_ROWS, apart, each
from binhyen.kernel.people.actor import Actor, acting
from binhyen.kernel.people.staff import staff_only


@apart
@require_POST
@staff_only
def bulk(request: HttpRequest) -> HttpResponse:
    """First the question with the rows it is about, then what became of each."""
    actor, now = acting(request), timezone.now()
    chosen = _chosen(request)
    if wrong := _wrong(chosen):
        messages.error(request, wrong)
        return redirect("intake:desk")
    name = request.POST.get("viec", "")
    if name not in BULK:
        raise Http404
    act = BULK[name]
    with in_scope(actor):
        tips = _tips(actor, chosen)
        sent = request.POST if "xac-nhan" in request.POST else None
        form = act.form(sent, tips=tips, today=timezone.localdate(now))
        if not form.is_valid():
            return _question(request, name, form, tips, len(chosen))
    done = each(tips, lambda tip: act.do(actor, tip, form.cleaned_data, now))
    context = {
        "label": act.label,
        "went": [one for one in done if one.verdict],
        "stayed": [one for one in done if not one.verdict],
        "missing": len(chosen) - len(tips),
    }
    with in_scope(actor):
        return render(request, "intake/bulk_done.html", context)


def _chosen(request: HttpRequest) -> list[UUID]:
    found: dict[UUID, None] = {}
    for one in request.POST.getlist("chon"):
        try:
            found[UUID(one)] = None
        except ValueError:
            continue
    return list(found)


def _wrong(chosen: list[UUID]) -> str:
    if not chosen:
        return _("Hãy đánh dấu ít nhất một tin trong danh sách.")
    if len(chosen) > MOST_ROWS:
        return _("Mỗi lần làm với nhiều nhất %(n)d tin; hãy chọn ít hơn.") % {"n": MOST_ROWS}
    return ""


def _tips(actor: Actor, chosen: list[UUID]) -> list[Tip]:
    rows = Tip.objects.visible_to(actor).filter(ref__in=chosen)
    return list(rows.select_related("unit", "category", "place").order_by("unit_id", "pk"))


def _question(
    request: HttpRequest, name: str, form: BulkForm, tips: list[Tip], chosen: int
) -> HttpResponse:
    act: BulkAct = BULK[name]
    rows = [(tip, act.may(acting(request), tip)) for tip in tips]
    context = {
        "name": name,
        "label": act.label,
        "form": form,
        "rows": rows,
        "ready": sum(bool(verdict) for _tip, verdict in rows),
        "missing": chosen - len(tips),
    }
    return render(request, "intake/bulk.html", context, status=400 if form.errors else 200)
