"""The desk looks at a reporter's photograph first: covers parts of it, then lets others see it."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from binhyen.domains.intake import actions, photos, rules
from binhyen.domains.intake.models import Tip, TipFile
from binhyen.domains.intake.photo_forms import CoverForm
from binhyen.kernel.documents.rules import may_cover
from binhyen.kernel.people.actor import acting
from binhyen.kernel.people.staff import staff_only
from binhyen.lib.verdict import Refused

COVER, LOOK, SHOW = "che", "xem-truoc", "cho-xem"


def _find(request: HttpRequest, ref: UUID) -> Tip:
    rows = Tip.objects.visible_to(acting(request)).select_related("unit")
    return get_object_or_404(rows, ref=ref)


@require_http_methods(["GET", "POST"])
@staff_only
def photo(request: HttpRequest, ref: UUID, file_ref: UUID) -> HttpResponse:
    """One photograph with a grid over it; the pictures themselves come from ``tip_file``, which
    records the look."""
    tip = _find(request, ref)
    rules.may_write(acting(request), tip).require()
    row = get_object_or_404(TipFile.objects.select_related("file"), tip=tip, file__ref=file_ref)
    may_cover(row.file).require()
    step = request.POST.get("buoc", "")
    if step == SHOW:
        return _show(request, tip, [row])
    form = CoverForm(request.POST or None)
    if step == COVER and form.is_valid():
        try:
            with transaction.atomic():
                actions.cover_photo(
                    actor=acting(request),
                    tip=tip,
                    row=row,
                    parts=form.parts(),
                    now=timezone.now(),
                )
        except Refused as refused:
            form.add_error(None, refused.verdict.reason)
        else:
            messages.success(request, _("Đã che. Bản cũ đã bị xóa; bản gốc vẫn niêm phong."))
            return redirect("intake:photo", ref=ref, file_ref=file_ref)
    context = {"tip": tip, "row": row, "form": form, "waits": photos.waits(row)}
    wrong = form.is_bound and not form.is_valid()
    return render(request, "intake/photo.html", context, status=400 if wrong else 200)


@require_POST
@staff_only
def show_all(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Nothing on these photographs needs covering."""
    tip = _find(request, ref)
    return _show(request, tip, list(photos.waiting(tip)))


def _show(request: HttpRequest, tip: Tip, rows: list[TipFile]) -> HttpResponse:
    with transaction.atomic():
        count = actions.show_photos(actor=acting(request), tip=tip, rows=rows, now=timezone.now())
    if count:
        messages.success(request, _("Từ bây giờ người có quyền đọc tin này xem được ảnh."))
    return redirect("intake:record", ref=tip.ref)
