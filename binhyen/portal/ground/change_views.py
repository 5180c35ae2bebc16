"""What a resolution does to one unit: rename it, move it, end it, begin another under it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from binhyen.kernel.people.actor import Actor, acting
from binhyen.kernel.places import actions
from binhyen.kernel.places.models import Level, Place
from binhyen.lib.verdict import Refused
from binhyen.portal.ground import act_forms as forms
from binhyen.portal.rules.access import for_staff


@dataclass(frozen=True)
class Change:
    """``act`` does it with what the form says and answers the unit to show; ``levels``: of which
    units it can be done."""

    label: Any
    heading: Any
    form: type[Any]
    act: Callable[[Actor, Place, Any], Place]
    levels: tuple[str, ...]


def _rename(actor: Actor, place: Place, form: Any) -> Place:
    return actions.rename_place(actor=actor, place=place, **form.cleaned_data)


def _move(actor: Actor, place: Place, form: Any) -> Place:
    return actions.move_unit(actor=actor, place=place, **form.cleaned_data)


def _end(actor: Actor, place: Place, form: Any) -> Place:
    asked = form.cleaned_data
    return actions.end_place(
        actor=actor, place=place, on=asked["on"], act=asked["act"], heirs=asked["heirs"]
    )


def _begin(actor: Actor, place: Place, form: Any) -> Place:
    return actions.begin_place(actor=actor, level=form.level, parent=place, **form.cleaned_data)


_LIVING = (Level.PROVINCE, Level.COMMUNE, Level.HAMLET)
CHANGES = {
    "doi-ten": Change(
        gettext_lazy("Đổi tên, đổi loại"),
        gettext_lazy("Đổi tên %(place)s"),
        forms.RenameForm,
        _rename,
        _LIVING,
    ),
    "chuyen": Change(
        gettext_lazy("Chuyển sang cấp trên khác"),
        gettext_lazy("Chuyển %(place)s sang cấp trên khác"),
        forms.MoveForm,
        _move,
        (Level.COMMUNE, Level.HAMLET),
    ),
    "ket-thuc": Change(
        gettext_lazy("Kết thúc: nhập, chia"),
        gettext_lazy("Kết thúc %(place)s"),
        forms.EndForm,
        _end,
        _LIVING,
    ),
    "lap-moi": Change(
        gettext_lazy("Lập đơn vị mới ở dưới"),
        gettext_lazy("Lập đơn vị mới dưới %(place)s"),
        forms.BeginForm,
        _begin,
        (Level.NATION, Level.PROVINCE, Level.COMMUNE),
    ),
}


def changes_of(place: Place) -> list[tuple[str, Any]]:
    """Addresses and labels of what can be entered of a unit that is in force."""
    if place.valid_to is not None:
        return []
    return [
        (reverse("portal:place_change", args=[place.pk, name]), change.label)
        for name, change in CHANGES.items()
        if place.level in change.levels
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def place_change(request: HttpRequest, pk: int, change: str) -> HttpResponse:
    actions.may_change_places(acting(request)).require()
    place = get_object_or_404(Place, pk=pk, valid_to=None)
    chosen = CHANGES.get(change)
    if chosen is None or place.level not in chosen.levels:
        raise Http404
    data = request.POST if request.method == "POST" else None
    initial = {"name": place.name, "kind": place.kind} if change == "doi-ten" else None
    form = chosen.form(data, place=place, initial=initial)
    if form.is_valid():
        try:
            shown = chosen.act(acting(request), place, form)
        except Refused as refused:
            form.add_error("on", refused.verdict.reason)
        except IntegrityError:  # somebody else entered the same code, or the same change, just now
            form.add_error(None, _("Vừa có người ghi thay đổi khác ở đơn vị này. Hãy xem lại."))
        else:
            messages.success(request, _("Đã ghi thay đổi."))
            return redirect("portal:place", pk=shown.pk)
    context = {
        "form": form,
        "act_heading": chosen.heading % {"place": place.name},
        "button": _("Ghi thay đổi"),
        "back_url": reverse("portal:place", args=[place.pk]),
    }
    return render(request, "portal/people/act.html", context, status=400 if form.errors else 200)
