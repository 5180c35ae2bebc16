"""Places and units as of any day: lists, one page each, and dissolving a unit."""

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import Prefetch, Q, QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from binhyen.kernel.audit.history import history_of
from binhyen.kernel.org.actions import dissolve_unit, may_change_units
from binhyen.kernel.org.models import Unit, UnitParent, UnitSuccession
from binhyen.kernel.org.queries import parent_of
from binhyen.kernel.people.actor import acting
from binhyen.kernel.places.actions import may_change_places
from binhyen.kernel.places.models import Level, Place, PlaceParent
from binhyen.kernel.places.queries import full_name, place_on, search
from binhyen.lib.listing import asked_page, export_links, pager, table
from binhyen.lib.sheets import sheet_response
from binhyen.lib.text import fold
from binhyen.lib.verdict import Refused
from binhyen.portal.ground import listing
from binhyen.portal.ground.change_views import changes_of
from binhyen.portal.ground.forms import DissolveForm, PlaceFilterForm, UnitFilterForm
from binhyen.portal.rules.access import for_staff

PAGE = 50
MOST_FOUND = 50
MOST_BELOW = 300


def _day(form: Form) -> date:
    """The day asked for; today when none, or none that can be read."""
    return (form.cleaned_data if form.is_valid() else {}).get("ngay") or timezone.localdate()


@require_safe
@for_staff
def places(request: HttpRequest) -> HttpResponse:
    """Communes (or another level) of the province on a day; or units of the whole country by a
    name of any time."""
    form = PlaceFilterForm(request.GET or None)
    day, asked = _day(form), form.cleaned_data if form.is_valid() else {}
    context: dict[str, Any] = {
        "filters": form,
        "day": day,
        "typed": asked.get("tu", ""),
        "exports": export_links(request, "portal:places_export"),
    }
    if asked.get("tu"):
        context["found"] = search(asked["tu"], day, limit=MOST_FOUND)
    else:
        rows, order, sort = _places(request, day, asked.get("cap") or Level.COMMUNE)
        page = asked_page(request, rows, order, PAGE)
        context |= {
            **table(request, listing.place_columns(), page.rows, order=sort),
            "pager": pager(request, page, ""),
        }
    return render(request, "portal/ground/places.html", context, status=400 if form.errors else 200)


@require_safe
@for_staff
def places_export(request: HttpRequest, form: str) -> HttpResponseBase:
    """What the list shows, all pages of it."""
    filters = PlaceFilterForm(request.GET or None)
    day, asked = _day(filters), filters.cleaned_data if filters.is_valid() else {}
    name = f"dia-ban-{day:%Y-%m-%d}"
    if asked.get("tu"):
        found = search(asked["tu"], day, limit=MOST_FOUND)
        return sheet_response(form, name, listing.found_heads(), listing.found_cells(found))
    rows, order, _sort = _places(request, day, asked.get("cap") or Level.COMMUNE)
    cells = listing.place_cells(rows.order_by(*order)[: listing.MOST_ROWS])
    return sheet_response(form, name, listing.place_heads(), cells)


def _places(
    request: HttpRequest, day: date, level: str
) -> tuple["QuerySet[Place]", tuple[str, ...], str]:
    """Units of a level on ``day`` (provinces: of the country), their order, and what it is by."""
    sort, order = listing.ordered(listing.PLACE_ORDERS, request.GET.get("xep", ""))
    above = PlaceParent.objects.on(day).select_related("parent").order_by("pk")
    rows = Place.objects.on(day).filter(level=level)
    if level != Level.PROVINCE:
        province = place_on(settings.PROVINCE, day, Level.PROVINCE)
        rows = Place.objects.below(province, day, level) if province else Place.objects.none()
    return rows.prefetch_related(Prefetch("parents", above, to_attr="above")), order, sort


@require_safe
@for_staff
def place(request: HttpRequest, pk: int) -> HttpResponse:
    """Names, superior units, resolutions, what it was before and what it became."""
    found = get_object_or_404(Place.objects.select_related("made_by", "ended_by"), pk=pk)
    today = timezone.localdate()
    context = {
        "place": found,
        "full_name": full_name(found, today),
        "in_force": found.holds_on(today),
        "names": found.names.select_related("act").order_by("valid_from"),
        "parents": found.parents.select_related("parent").order_by("valid_from"),
        "heirs": found.heirs.select_related("new", "act").order_by("on", "pk"),
        "forebears": found.forebears.select_related("old", "act").order_by("on", "pk"),
        "below": [
            link.place
            for link in found.children.filter(valid_to=found.valid_to)
            .select_related("place")
            .order_by("place__fold", "pk")[:MOST_BELOW]
        ],
        "units": Unit.objects.filter(place=found).order_by("kind", "valid_from", "pk"),
        "may_change": may_change_places(acting(request)),
        "changes": changes_of(found),
        "takes_hamlets": found.level == Level.COMMUNE and found.valid_to is None,
        "history": history_of("places.place", found.pk),
    }
    return render(request, "portal/ground/place.html", context)


@require_safe
@for_staff
def units(request: HttpRequest) -> HttpResponse:
    form = UnitFilterForm(request.GET or None)
    rows, order, sort = _units(request, form)
    page = asked_page(request, rows, order, PAGE)
    context = {
        "filters": form,
        "day": _day(form),
        **table(request, listing.unit_columns(), page.rows, order=sort),
        "pager": pager(request, page, ""),
        "exports": export_links(request, "portal:units_export"),
    }
    return render(request, "portal/ground/units.html", context, status=400 if form.errors else 200)


@require_safe
@for_staff
def units_export(request: HttpRequest, form: str) -> HttpResponseBase:
    filters = UnitFilterForm(request.GET or None)
    rows, order, _sort = _units(request, filters)
    cells = listing.unit_cells(rows.order_by(*order)[: listing.MOST_ROWS])
    name = f"don-vi-{_day(filters):%Y-%m-%d}"
    return sheet_response(form, name, listing.unit_heads(), cells)


def _units(
    request: HttpRequest, form: UnitFilterForm
) -> tuple["QuerySet[Unit]", tuple[str, ...], str]:
    sort, order = listing.ordered(listing.UNIT_ORDERS, request.GET.get("xep", ""))
    day, asked = _day(form), form.cleaned_data if form.is_valid() else {}
    above = UnitParent.objects.on(day).select_related("parent").order_by("pk")
    rows = Unit.objects.on(day).select_related("place")
    rows = rows.prefetch_related(Prefetch("parents", queryset=above, to_attr="above"))
    if asked.get("loai"):
        rows = rows.filter(kind=asked["loai"])
    if words := asked.get("tu"):  # without marks, by the name of its area
        rows = rows.filter(Q(name__icontains=words) | Q(place__fold__contains=fold(words)))
    return rows, order, sort


@require_safe
@for_staff
def unit(request: HttpRequest, pk: int) -> HttpResponse:
    """Its chain of command today (or on its last day), who is under it, whom it inherited."""
    found = get_object_or_404(Unit.objects.select_related("place"), pk=pk)
    today = timezone.localdate()
    day = today if found.holds_on(today) else _last_day(found)
    under = UnitParent.objects.on(day).filter(parent=found).select_related("unit")
    succession = UnitSuccession.objects.select_related("old", "new").order_by("on", "pk")
    context = {
        "unit": found,
        "in_force": found.holds_on(today),
        "chain": _chain(found, day),
        "under": [link.unit for link in under.order_by("unit__kind", "unit__name")[:MOST_BELOW]],
        "heirs": succession.filter(old=found),
        "forebears": succession.filter(new=found),
        "may_change": may_change_units(acting(request)),
        "history": history_of("org.unit", found.pk),
    }
    return render(request, "portal/ground/unit.html", context)


def _last_day(unit: Unit) -> date:
    """For a unit that is no more (or not yet), a day of its life."""
    if unit.valid_to is None:
        return unit.valid_from
    return date.fromordinal(unit.valid_to.toordinal() - 1)


def _chain(unit: Unit, day: date) -> list[Unit]:
    """Superiors, the nearest first; the chain of command is three or four steps long."""
    found: list[Unit] = []
    above = parent_of(unit, day)
    while above and above not in found:
        found.append(above)
        above = parent_of(above, day)
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def dissolve(request: HttpRequest, pk: int) -> HttpResponse:
    """End a unit; its heir takes records, open work and the units under it."""
    may_change_units(acting(request)).require()
    found = get_object_or_404(Unit, pk=pk, valid_to=None)
    data = request.POST if request.method == "POST" else None
    form = DissolveForm(data, unit=found, today=timezone.localdate())
    if form.is_valid():
        try:
            dissolve_unit(actor=acting(request), unit=found, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.verdict.reason)
        else:
            messages.success(request, _("Đã ghi việc giải thể; hồ sơ đã về đơn vị kế thừa."))
            return redirect("portal:unit", pk=found.pk)
    context = {
        "form": form,
        "act_heading": _("Giải thể %(unit)s") % {"unit": found.name},
        "button": _("Giải thể"),
        "back_url": reverse("portal:unit", args=[found.pk]),
    }
    return render(request, "portal/people/act.html", context, status=400 if form.errors else 200)
