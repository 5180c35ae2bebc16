"""Saved views of any list: keep this one under a name, drop one."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from binhyen.kernel.org.models import Unit
from binhyen.kernel.people.actor import acting
from binhyen.kernel.people.staff import staff_only
from binhyen.kernel.workflow import actions, saved
from binhyen.kernel.workflow.models import SavedView


class SaveForm(forms.Form):
    page = forms.CharField(max_length=60)
    query = forms.CharField(max_length=2000, required=False)
    name = forms.CharField(max_length=60)
    shared = forms.BooleanField(required=False)


@require_POST
@staff_only
def save(request: HttpRequest) -> HttpResponse:
    form = SaveForm(request.POST)
    page = request.POST.get("page", "")
    if not saved.is_kept(page):
        raise Http404
    actor = acting(request)
    if not form.is_valid():
        messages.error(request, _("Hãy đặt tên cho cách xem, không quá 60 chữ."))
        return redirect(_address(page, request.POST.get("query", "")))
    given: dict[str, Any] = form.cleaned_data
    unit = Unit.objects.get(pk=actor.duties[0].unit_id) if given["shared"] else None
    view = actions.save_view(
        actor=actor,
        page=page,
        name=given["name"],
        query=given["query"],
        unit=unit,
        now=timezone.now(),
    )
    saved.remark(request)
    messages.success(request, _("Đã lưu cách xem “%(name)s”.") % {"name": view.name})
    return redirect(_address(page, view.query))


@require_POST
@staff_only
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    actor = acting(request)
    view = get_object_or_404(SavedView.objects.visible_to(actor), pk=pk)
    page = view.page
    actions.drop_view(actor=actor, view=view, now=timezone.now())
    saved.remark(request)
    messages.success(request, _("Đã bỏ cách xem “%(name)s”.") % {"name": view.name})
    return redirect(_address(page, ""))


def _address(page: str, query: str) -> str:
    kept = saved.kept_query(page, query)
    return reverse(page) + (f"?{kept}" if kept else "")
